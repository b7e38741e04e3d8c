import KubeCore
import NIOConcurrencyHelpers

extension ControlPlane {
    /// `/openapi/v3`, its documents, and what is left of `/openapi/v2`.
    func openAPI(_ parts: [String], _ request: HTTPRequest) -> ControlPlaneResponse {
        guard parts.first == "v3" else {
            // No version 2: kubectl then works from version 3 and its built-in types.
            return Self.pageNotFound
        }
        if parts.count == 1 { return openAPIIndex() }
        let name = parts.dropFirst().joined(separator: "/")
        guard let version = ServedOpenAPI.groupVersion(of: name), let document = openAPIDocument(version) else {
            return Self.pageNotFound
        }
        let wanted = request.queryValue("hash")
        if let wanted, wanted != document.hash {
            return ControlPlaneResponse(
                status: 301, headers: ["Location": Self.address(of: name, hash: document.hash)], body: .bytes([]))
        }
        var headers: HTTPHeaders = [
            "Content-Type": "application/json", "Etag": "\"\(document.hash)\"", "Vary": "Accept",
        ]
        if wanted != nil { headers.add("Cache-Control", "public, immutable") }
        if request.headers["If-None-Match"] == "\"\(document.hash)\"" {
            return ControlPlaneResponse(status: 304, headers: headers, body: .bytes([]))
        }
        return ControlPlaneResponse(status: 200, headers: headers, body: .bytes(document.bytes))
    }

    private static func address(of name: String, hash: String) -> String {
        "/openapi/v3/\(name)?hash=\(hash)"
    }

    private func openAPIIndex() -> ControlPlaneResponse {
        var seen: Set<GroupVersion> = []
        let versions = registry.all.map(\.kind.groupVersion).filter { seen.insert($0).inserted }
        var paths = JSONObject()
        for version in versions.sorted(by: { ServedOpenAPI.name(of: $0) < ServedOpenAPI.name(of: $1) }) {
            guard let document = openAPIDocument(version) else { continue }
            let name = ServedOpenAPI.name(of: version)
            paths[name] = ["serverRelativeURL": .string(Self.address(of: name, hash: document.hash))]
        }
        let body = JSONValue.object(["paths": .object(paths)]).serialized()
        return ControlPlaneResponse(
            status: 200, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(body))
    }

    /// Made once for as long as the version serves the same resources.
    private func openAPIDocument(_ version: GroupVersion) -> ServedOpenAPI.Encoded? {
        let generation = registry.generation
        if let known = openAPICache.withLockedValue({ $0[version] }), known.generation == generation {
            return known
        }
        let resources = registry.all.filter { $0.kind.groupVersion == version }
        guard !resources.isEmpty else { return nil }
        let isBuiltIn = resources.allSatisfy { !$0.rules.isCustom }
        if isBuiltIn, let known = openAPICache.withLockedValue({ $0[version] }) {
            return known  // built-in kinds never change
        }
        let bytes = ServedOpenAPI(version: version, resources: resources).json.serialized()
        let made = ServedOpenAPI.Encoded(bytes: bytes, hash: ContentHash.of(bytes), generation: generation)
        openAPICache.withLockedValue { $0[version] = made }
        return made
    }
}
