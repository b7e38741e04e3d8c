import KubeCore
import NIOConcurrencyHelpers

extension ControlPlane {
    /// `/openapi/v3`, its documents, and what is left of `/openapi/v2`.
    func openAPI(_ parts: [String], _ request: HTTPRequest) -> ControlPlaneResponse {
        if parts == ["v2"] { return Self.emptyOpenAPIVersion2(request) }
        guard parts.first == "v3" else { return Self.pageNotFound }
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

    /// A document of version 2 that describes nothing: kubectl asks for it when it meets a kind that is not served, and
    /// says so only if it can read one. Everything that is served is described in version 3.
    private static func emptyOpenAPIVersion2(_ request: HTTPRequest) -> ControlPlaneResponse {
        let accepted = (request.headers["Accept"] ?? "").split(separator: ",").map { MediaType($0).essence }
        if accepted.contains("application/com.github.proto-openapi.spec.v2@v1.0+protobuf") {
            // openapi.v2.Document: 1 swagger, 2 info (1 title, 2 version), 8 paths.
            func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
            let info = field(1, Array("Kubernetes".utf8)) + field(2, Array("1.36".utf8))
            return ControlPlaneResponse(
                status: 200, headers: ["Content-Type": "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"],
                body: .bytes(field(1, Array("2.0".utf8)) + field(2, info) + field(8, [])))
        }
        let document: JSONValue = [
            "swagger": "2.0", "info": ["title": "Kubernetes", "version": "1.36"], "paths": [:], "definitions": [:],
        ]
        return ControlPlaneResponse(
            status: 200, headers: ["Content-Type": "application/json"], body: .bytes(document.serialized()))
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
