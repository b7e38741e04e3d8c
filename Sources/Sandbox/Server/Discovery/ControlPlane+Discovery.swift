import HTTPServing
import KubeCore

extension ControlPlane {
    /// Everything that is no resource: discovery, OpenAPI, health, version.
    func answerNonResource(_ call: APICall) async throws -> ControlPlaneResponse {
        let request = call.request
        let path = request.path
        if !Self.isPublic(path) { try authorize(call.user, method: request.method, path: path) }
        guard request.method == "GET" || request.method == "HEAD" else {
            throw StatusError(
                APIStatus(
                    message: "the server does not allow this method on the requested resource",
                    reason: "MethodNotAllowed", details: APIStatus.Details(), code: 405))
        }
        let parts = path.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case ("version", 1): return json(Self.version)
        case ("healthz", _), ("livez", _), ("readyz", _): return health(parts, request)
        case ("api", 1), ("apis", 1): return try await rootDiscovery(call, isLegacy: parts[0] == "api")
        case ("api", 2): return try await versionDiscovery(call, GroupVersion(group: "", version: parts[1]))
        case ("apis", 2):
            guard let group = await discovery().group(parts[1]) else { return Self.pageNotFound }
            return json(group)
        case ("apis", 3): return try await versionDiscovery(call, GroupVersion(group: parts[1], version: parts[2]))
        case ("openapi", 2...): return openAPI(Array(parts.dropFirst()), request)
        case (nil, _): return json(["paths": .array(await rootPaths().map(JSONValue.string))])
        default: return Self.pageNotFound
        }
    }

    /// What anybody may ask, as `system:public-info-viewer` grants.
    private static func isPublic(_ path: String) -> Bool {
        ["/healthz", "/livez", "/readyz", "/version", "/version/"].contains(path)
    }

    func json(_ value: JSONValue) -> ControlPlaneResponse {
        response(value, form: ResponseForm(shape: .object, encoding: .json))
    }

    private static let version: JSONValue = [
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35", "gitVersion": "v1.36.2",
        "gitCommit": "0000000000000000000000000000000000000000", "gitTreeState": "clean",
        "buildDate": "2026-08-21T00:00:00Z", "goVersion": "go1.26.6", "compiler": "gc", "platform": "linux/amd64",
    ]

    private func health(_ parts: [String], _ request: HTTPRequest) -> ControlPlaneResponse {
        let isVerbose = request.query.contains { $0.name == "verbose" }
        let text = isVerbose ? "[+]ping ok\n[+]log ok\n[+]etcd ok\n\(parts[0]) check passed\n" : "ok"
        return ControlPlaneResponse(
            status: 200,
            headers: ["Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"],
            body: .bytes(Array(text.utf8)))
    }

    func discovery() async -> DiscoveryDocuments {
        DiscoveryDocuments(resources: registry.all, aggregated: await aggregatedVersions())
    }

    private func rootDiscovery(_ call: APICall, isLegacy: Bool) async throws -> ControlPlaneResponse {
        let documents = await discovery()
        if let version = Self.aggregatedForm(call.request.headers["Accept"]) {
            let body = documents.aggregatedList(isLegacy: isLegacy, version: version).serialized() + [0x0A]
            let tag = "\"\(ContentHash.of(body))\""
            var headers: HTTPHeaders = [
                "Cache-Control": "public",
                "Content-Type": "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList",
                "Etag": tag, "Vary": "Accept",
            ]
            if call.request.headers["If-None-Match"] == tag {
                headers["Content-Type"] = nil
                return ControlPlaneResponse(status: 304, headers: headers, body: .bytes([]))
            }
            return ControlPlaneResponse(status: 200, headers: headers, body: .bytes(body))
        }
        guard isLegacy else { return json(documents.groupList) }
        return json([
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1"]],
        ])
    }

    /// The version of the aggregated form that comes before plain JSON in `accept`; nil when none does.
    private static func aggregatedForm(_ accept: String?) -> String? {
        for range in (accept ?? "").split(separator: ",") {
            let type = MediaType(range)
            guard type.essence == "application/json" else { continue }
            if type.parameters["as"] == nil { return nil }
            guard type.parameters["as"] == "APIGroupDiscoveryList", type.parameters["g"] == "apidiscovery.k8s.io",
                let version = type.parameters["v"], version == "v2" || version == "v2beta1"
            else { continue }
            return version
        }
        return nil
    }

    private func versionDiscovery(_ call: APICall, _ version: GroupVersion) async throws -> ControlPlaneResponse {
        if let foreign = try await answerAggregated(call, group: version.group, version: version.version) {
            return foreign
        }
        let documents = DiscoveryDocuments(resources: registry.all, aggregated: [])
        guard let list = documents.resourceList(version) else { return Self.pageNotFound }
        return json(list)
    }

    private func rootPaths() async -> [String] {
        var paths: Set<String> = [
            "/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version",
        ]
        for version in registry.all.map(\.kind.groupVersion) where !version.group.isEmpty {
            paths.insert("/apis/\(version.group)")
            paths.insert("/apis/\(version.apiVersion)")
        }
        return paths.sorted()
    }
}
