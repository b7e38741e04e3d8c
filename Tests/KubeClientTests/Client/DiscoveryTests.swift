import KubeClient
import KubeCore
import Testing

@Suite("Discovery")
struct DiscoveryTests {
    static let core = """
        {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[{"metadata":{},"versions":[
        {"version":"v1","resources":[
        {"resource":"pods","responseKind":{"group":"","version":"","kind":"Pod"},"scope":"Namespaced",
        "singularResource":"pod","verbs":["get","list","watch"],"shortNames":["po"],"categories":["all"],
        "subresources":[{"subresource":"eviction","responseKind":{"group":"policy","version":"v1","kind":"Eviction"},
        "verbs":["create"]},{"subresource":"status","responseKind":{"group":"","version":"","kind":"Pod"},"verbs":["get"]}]},
        {"resource":"nodes","responseKind":{"group":"","version":"v1","kind":"Node"},"scope":"Cluster","verbs":["list"]},
        {"resource":"broken"}]}]}]}
        """
    static let groups = """
        {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[
        {"metadata":{"name":"autoscaling"},"versions":[
        {"version":"v2","freshness":"Current","resources":[{"resource":"horizontalpodautoscalers",
        "responseKind":{"group":"autoscaling","version":"v2","kind":"HorizontalPodAutoscaler"},"scope":"Namespaced",
        "singularResource":"horizontalpodautoscaler","verbs":["get"],"shortNames":["hpa"]}]},
        {"version":"v1","freshness":"Current","resources":[{"resource":"horizontalpodautoscalers",
        "responseKind":{"group":"autoscaling","version":"v1","kind":"HorizontalPodAutoscaler"},"scope":"Namespaced",
        "singularResource":"horizontalpodautoscaler","verbs":["get"],"shortNames":["hpa"]}]}]},
        {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}]}
        """

    @Test("The aggregated form takes two requests and keeps the server's preference")
    func aggregated() async throws {
        let transport = StepTransport([.respond(200, body: Self.core), .respond(200, body: Self.groups)])
        let catalog = try await Client(transport: transport).discover()
        #expect(transport.targets == ["GET /api", "GET /apis"])
        #expect(transport.requests.allSatisfy { $0.headers["Accept"] == DiscoveryDocuments.accept })
        let pods = try #require(catalog.resource(named: "po"))
        #expect(
            pods
                == ServedResource(
                    type: .pods, singular: "pod", shortNames: ["po"], categories: ["all"],
                    verbs: ["get", "list", "watch"],
                    subresources: [
                        ServedResource.Subresource(
                            name: "eviction", kind: GroupVersionKind(group: "policy", version: "v1", kind: "Eviction"),
                            verbs: ["create"]),
                        ServedResource.Subresource(name: "status", kind: ResourceType.pods.kind, verbs: ["get"]),
                    ]))
        #expect(catalog.preferredVersion(of: "autoscaling") == "v2")
        #expect(catalog.versions(of: "autoscaling") == ["v2", "v1"])
        #expect(catalog.resource(group: "autoscaling", kind: "HorizontalPodAutoscaler")?.type.kind.version == "v2")
        #expect(catalog.resource(group: "", plural: "nodes")?.type == .nodes)
        #expect(
            catalog.failures == [
                GroupVersion(group: "metrics.k8s.io", version: "v1beta1"):
                    "the server behind metrics.k8s.io/v1beta1 does not answer"
            ])
    }

    @Test(
        "A resource is found by every name people use",
        arguments: [
            ("pods", "v1"), ("pod", "v1"), ("Pod", "v1"), ("PODS", "v1"), ("hpa", "autoscaling/v2"),
            ("horizontalpodautoscalers.autoscaling", "autoscaling/v2"),
            ("horizontalpodautoscalers.v1.autoscaling", "autoscaling/v1"), ("hpa.v1.autoscaling", "autoscaling/v1"),
            ("HorizontalPodAutoscaler.autoscaling", "autoscaling/v2"), ("pods.apps", nil), ("", nil), ("nothing", nil),
        ] as [(String, String?)])
    func names(_ name: String, _ groupVersion: String?) throws {
        let catalog = ResourceCatalog(
            DiscoveryDocuments.aggregated(try JSONValue(parsing: Self.core))
                + DiscoveryDocuments.aggregated(try JSONValue(parsing: Self.groups)))
        #expect(catalog.resource(named: name)?.type.kind.apiVersion == groupVersion)
    }

    @Test("An old server is asked version by version, and one that fails does not hide the others")
    func legacy() async throws {
        let transport = StepTransport([
            .respond(200, body: #"{"kind":"APIVersions","versions":["v1"]}"#),
            .respond(
                200,
                body: """
                    {"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[
                    {"groupVersion":"apps/v1beta1","version":"v1beta1"},{"groupVersion":"apps/v1","version":"v1"}],
                    "preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}
                    """),
        ])
        let answers = LegacyAnswers(first: transport)
        let catalog = try await Client(transport: answers, options: ClientOptions(retry: .none)).discover()
        #expect(catalog.versions.map(\.groupVersion.apiVersion) == ["v1", "apps/v1", "apps/v1beta1"])
        let deployments = try #require(catalog.resource(group: "apps", kind: "Deployment"))
        #expect(deployments.type == .deployments)
        #expect(
            deployments.subresources == [
                ServedResource.Subresource(
                    name: "scale", kind: GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"),
                    verbs: ["get", "update"])
            ])
        #expect(
            catalog.failures == [
                GroupVersion(group: "apps", version: "v1beta1"): "the server answered 503 ServiceUnavailable"
            ])
    }

    @Test("What could not be asked is an error, not a server without it; a server may have no core group")
    func half() async throws {
        let down = StepTransport.Step.respond(504, body: statusBody(504, "Timeout", "too slow"))
        for steps in [[down, .respond(200, body: Self.groups)], [.respond(200, body: Self.core), down]] {
            let client = Client(transport: StepTransport(steps), options: ClientOptions(retry: .none))
            let error = await #expect(throws: APIError.self) { try await client.discover() }
            #expect(error?.message == "too slow")
        }
        let missing = StepTransport.Step.respond(404, body: statusBody(404, "NotFound", "no such path"))
        let client = Client(transport: StepTransport([missing, .respond(200, body: Self.groups)]))
        #expect(try await client.discover().preferredVersion(of: "autoscaling") == "v2")
    }

    @Test("A server that tells nothing at all is an error")
    func nothing() async throws {
        let down = StepTransport.Step.respond(403, body: statusBody(403, "Forbidden", "no"))
        let client = Client(transport: StepTransport([down, down]))
        let error = await #expect(throws: APIError.self) { try await client.discover() }
        #expect(error?.description == "could not discover what /api serves: no")
    }
}

/// Answers `/api` and `/apis` from a script and the resource lists by path, which are asked for in any order.
private struct LegacyAnswers: HTTPTransport {
    let first: StepTransport

    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        let text: String
        switch request.path {
        case "/api/v1":
            text =
                #"{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","namespaced":true,"kind":"Pod"}]}"#
        case "/apis/apps/v1":
            text = """
                {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
                {"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get"]},
                {"name":"deployments/scale","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale",
                "verbs":["get","update"]}]}
                """
        case "/apis/apps/v1beta1": return HTTPResponse(status: 503)
        default: return try await first.send(request, deadline: deadline, maximumBodySize: maximumBodySize)
        }
        return HTTPResponse(status: 200, body: Array(text.utf8))
    }

    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        try await first.open(request, idleTimeout: idleTimeout)
    }
}
