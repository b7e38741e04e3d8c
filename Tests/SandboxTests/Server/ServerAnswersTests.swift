import KubeClient
import KubeCore
import Logging
import Testing

@testable import Sandbox

/// Answers compared with a real kube-apiserver 1.36, as kubectl's users meet them.
@Suite("Server answers", .timeLimit(.minutes(1))) struct ServerAnswersTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let deployments = "/apis/apps/v1/namespaces/default/deployments"

    private let controlPlane: ControlPlane

    init() throws {
        controlPlane = try ControlPlane(logger: Self.quiet)
    }

    private func answer(
        _ method: String, _ path: String, _ body: String = "", type: String = "application/json", accept: String? = nil,
        query: [HTTPRequest.QueryItem] = []
    ) async throws -> (status: Int, headers: HTTPHeaders, body: [UInt8]) {
        var headers: HTTPHeaders = ["Content-Type": type]
        if let accept { headers.add("Accept", accept) }
        let response = await controlPlane.respond(
            to: HTTPRequest(method: method, path: path, query: query, headers: headers, body: Array(body.utf8)),
            as: .administrator)
        guard case .bytes(let bytes) = response.body else { return (response.status, response.headers, []) }
        return (response.status, response.headers, bytes)
    }

    private func message(_ body: [UInt8]) throws -> String {
        try JSONValue(parsing: body)["message"]?.stringValue ?? ""
    }

    private func createDeployment() async throws {
        let body = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d1"},"spec":{"selector":{"matchLabels":
            {"app":"d1"}},"template":{"metadata":{"labels":{"app":"d1"}},"spec":{"containers":[{"name":"x","image":"x"}
            ]}}}}
            """
        #expect(try await answer("POST", Self.deployments, body).status == 201)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let patch: String
        let message: String
        var code = 422
        var testDescription: String { patch }
    }

    @Test(
        "A strategic patch of a wrong form is refused in the words of Go's converter",
        arguments: [
            Refusal(
                patch: #"{"spec":{"replicas":"two"}}"#,
                message:
                    #" "" is invalid: patch: Invalid value: "map[spec:map[replicas:two]]": unrecognized type: int32"#),
            Refusal(
                patch: #"{"spec":"x"}"#,
                message: #" "" is invalid: patch: Invalid value: "map[spec:x]": cannot restore struct from: string"#),
            Refusal(
                patch: #"{"spec":{"template":{"spec":{"containers":"x"}}}}"#,
                message:
                    #" "" is invalid: patch: Invalid value: "map[spec:map[template:map[spec:map[containers:x]]]]": "#
                    + "cannot restore slice from string"),
            Refusal(
                patch: #"{"metadata":{"labels":"x"}}"#,
                message: #" "" is invalid: patch: Invalid value: "map[metadata:map[labels:x]]": "#
                    + "cannot restore map from string"),
            Refusal(
                patch: #"{"metadata":{"labels":{"a":1}}}"#,
                message: #" "" is invalid: patch: Invalid value: "map[metadata:map[labels:map[a:1]]]": "#
                    + "cannot convert int64 to string"),
            Refusal(
                patch: #"{"spec":{"paused":"x"}}"#,
                message: #" "" is invalid: patch: Invalid value: "map[spec:map[paused:x]]": unrecognized type: bool"#),
            Refusal(
                patch: #"{"spec":{"replica":1}}"#,
                message: #" "" is invalid: patch: Invalid value: "map[spec:map[replica:1]]": strict decoding error: "#
                    + #"unknown field "spec.replica""#),
            Refusal(
                patch: #""x""#, message: "json: cannot unmarshal string into Go value of type map[string]interface {}",
                code: 400),
            Refusal(
                patch: "[1]", message: "json: cannot unmarshal array into Go value of type map[string]interface {}",
                code: 400),
        ])
    func strategic(_ refusal: Refusal) async throws {
        try await createDeployment()
        let refused = try await answer(
            "PATCH", Self.deployments + "/d1", refusal.patch, type: "application/strategic-merge-patch+json",
            query: [.init("fieldValidation", "Strict")])
        #expect(refused.status == refusal.code)
        #expect(try message(refused.body) == refusal.message)
    }

    @Test("A merge or JSON patch shows what would become of the object, and what is wrong with it")
    func merged() async throws {
        try await createDeployment()
        let merge = try await answer(
            "PATCH", Self.deployments + "/d1", #"{"spec":{"replicas":"two"}}"#, type: "application/merge-patch+json")
        #expect(merge.status == 422)
        let text = try message(merge.body)
        #expect(text.hasPrefix(#" "" is invalid: patch: Invalid value: "{"#))
        #expect(
            text.hasSuffix(
                "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"))
        let json = try await answer(
            "PATCH", Self.deployments + "/d1", #"{"a":1}"#, type: "application/json-patch+json")
        #expect(json.status == 400)
        #expect(
            try message(json.body)
                == "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")
    }

    @Test("An unknown subresource, a bad field, a bad selector read as the server says them")
    func wording() async throws {
        let sub = try await answer("GET", "/api/v1/namespaces/default/configmaps/c1/scale")
        #expect(sub.status == 404)
        #expect(try message(sub.body) == "the server could not find the requested resource")
        let pods = "/api/v1/namespaces/default/pods"
        let field = try await answer("GET", pods, query: [.init("fieldSelector", "spec.bad=1")])
        #expect(try message(field.body) == "field label not supported: spec.bad")
        let label = try await answer("GET", pods, query: [.init("labelSelector", "z in (")])
        #expect(
            try message(label.body) == "unable to parse requirement: found '', expected: ',', ')' or identifier")
    }

    @Test("Who still reads Endpoints is warned")
    func deprecated() async throws {
        let endpoints = try await answer("GET", "/api/v1/namespaces/default/endpoints")
        #expect(
            endpoints.headers["Warning"]
                == #"299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice""#)
        #expect(try await answer("GET", "/api/v1/namespaces/default/pods").headers["Warning"] == nil)
    }

    @Test("OpenAPI v2 is there for clients that look whether a kind is unknown, and describes nothing")
    func openAPI() async throws {
        let json = try await answer("GET", "/openapi/v2")
        #expect(try JSONValue(parsing: json.body)["swagger"] == "2.0")
        let binary = try await answer(
            "GET", "/openapi/v2", accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
        #expect(
            binary.headers["Content-Type"] == "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
        #expect(Array(binary.body.prefix(5)) == [0x0A, 3] + Array("2.0".utf8))
    }

    @Test("A scale prints as a table with its counts")
    func scaleTable() async throws {
        try await createDeployment()
        let table = try await answer(
            "GET", Self.deployments + "/d1/scale", accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
        let json = try JSONValue(parsing: table.body)
        #expect(json["kind"] == "Table")
        #expect(json[path: "rows"]?.arrayValue?.first?["cells"]?.arrayValue?.prefix(3) == ["d1", 1, 0])
    }

    @Test("Every served version has its APIService, those of definitions come and go with them")
    func apiServices() async throws {
        func names() -> Set<String> {
            Set(controlPlane.objects(.apiServices).compactMap { $0[path: "metadata", "name"]?.stringValue })
        }
        #expect(names().isSuperset(of: ["v1.", "v1.apps", "v2.autoscaling"]))
        let definition = try #require(BundledDefinitions.all.first)
        let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        #expect(try await answer("POST", path, definition.serializedString()).status == 201)
        #expect(names().contains("v1.autoscaling.k8s.io"))
        let run = Task { try await controlPlane.run() }
        defer { run.cancel() }
        _ = try await answer("DELETE", path + "/verticalpodautoscalers.autoscaling.k8s.io")
        for await change in controlPlane.changes(of: .apiServices) {
            if case .deleted(let object) = change {
                #expect(object[path: "metadata", "name"] == "v1.autoscaling.k8s.io")
                break
            }
        }
    }

    @Test("Times of any size in a request are answered, and the server lives on")
    func hugeTimes() async throws {
        let pods = "/api/v1/namespaces/default/pods"
        let watch = await controlPlane.respond(
            to: HTTPRequest(
                method: "GET", path: pods,
                query: [.init("watch", "1"), .init("timeoutSeconds", "9223372036854775807")]), as: .administrator)
        guard case .stream(let stream) = watch.body else {
            Issue.record("no stream")
            return
        }
        let reading = Task { for await _ in stream {} }
        let pod = #"{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"x","image":"x"}]}}"#
        #expect(try await answer("POST", pods, pod).status == 201)
        let deleted = try await answer(
            "DELETE", pods + "/p", query: [.init("gracePeriodSeconds", "9223372036854775807")])
        #expect(deleted.status == 200)
        reading.cancel()
        await reading.value
    }
}
