import HTTPServing
import KubeClient
import KubeCore
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import Sandbox

@Suite("Access and admission")
struct AccessTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func answer(
        _ controlPlane: ControlPlane, _ method: String, _ path: String, _ body: JSONValue? = nil,
        as user: UserInfo = .administrator, headers: HTTPHeaders = [:]
    ) async throws -> (status: Int, body: JSONValue) {
        var headers = headers
        headers.add("Content-Type", "application/json")
        let response = await controlPlane.respond(
            to: HTTPRequest(method: method, path: path, headers: headers, body: body?.serialized() ?? []), as: user)
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        return (response.status, try JSONValue(parsing: bytes))
    }

    @Test("What no role grants is refused in the server's words")
    func forbidden() async throws {
        let controlPlane = try ControlPlane(logger: Self.quiet)
        let jane = UserInfo(username: "jane", groups: ["system:authenticated"])
        let refused = try await answer(controlPlane, "GET", "/api/v1/namespaces/default/secrets", as: jane)
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]
                == """
                secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace \
                "default"
                """)
        let binding: JSONValue = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "jane"],
            "subjects": [["kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "jane"]],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
        ]
        let path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings"
        #expect(try await answer(controlPlane, "POST", path, binding).status == 201)
        let pods = "/api/v1/namespaces/default/pods"
        #expect(try await answer(controlPlane, "GET", pods, as: jane).status == 200)
        #expect(try await answer(controlPlane, "GET", "/api/v1/namespaces/default/secrets", as: jane).status == 403)
        #expect(try await answer(controlPlane, "GET", "/api/v1/pods", as: jane).status == 403)
    }

    @Test("Impersonation needs permission and gives the named user's rights")
    func impersonation() async throws {
        let controlPlane = try ControlPlane(logger: Self.quiet)
        let headers: HTTPHeaders = ["Impersonate-User": "system:serviceaccount:default:robot"]
        let path = "/api/v1/namespaces/default/pods"
        #expect(try await answer(controlPlane, "GET", path, headers: headers).status == 403)
        let jane = UserInfo(username: "jane", groups: ["system:authenticated"])
        let refused = try await answer(controlPlane, "GET", path, as: jane, headers: headers)
        #expect(
            refused.body["message"]?.stringValue?.contains("cannot impersonate resource \"serviceaccounts\"") == true)
    }

    @Test("A ServiceAccount's token authenticates it until the account is gone")
    func serviceAccountToken() async throws {
        let controlPlane = try ControlPlane(logger: Self.quiet)
        let accounts = "/api/v1/namespaces/default/serviceaccounts"
        let robot: JSONValue = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "robot"]]
        #expect(try await answer(controlPlane, "POST", accounts, robot).status == 201)
        let request: JSONValue = ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": [:]]
        let made = try await answer(controlPlane, "POST", "\(accounts)/robot/token", request)
        let token = try #require(made.body[path: "status", "token"]?.stringValue)
        let user = controlPlane.authenticate(authorization: "Bearer \(token)", peer: nil)
        #expect(user?.username == "system:serviceaccount:default:robot")
        #expect(controlPlane.authenticate(authorization: "Bearer \(token)x", peer: nil) == nil)
        #expect(try await answer(controlPlane, "DELETE", "\(accounts)/robot").status == 200)
        #expect(controlPlane.authenticate(authorization: "Bearer \(token)", peer: nil) == nil)
        #expect(controlPlane.authenticate(authorization: nil, peer: nil) == .anonymous)
    }

    /// A webhook that answers as it is told.
    private struct Webhook: OutboundCalls {
        let answer: @Sendable (JSONValue) -> JSONObject
        let seen = NIOLockedValueBox<[JSONValue]>([])

        func resolve(service: String, namespace: String, port: Int) -> String? { nil }

        func send(_ request: HTTPRequest, to target: OutboundTarget, deadline: Duration) async throws -> HTTPResponse {
            let review = try JSONValue(parsing: request.body)
            seen.withLockedValue { $0.append(review) }
            var response = answer(review)
            response["uid"] = review[path: "request", "uid"]
            let body: JSONValue = [
                "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "response": .object(response),
            ]
            return HTTPResponse(status: 200, body: body.serialized())
        }
    }

    private func configuration(_ kind: String) -> JSONValue {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string("\(kind)WebhookConfiguration"),
            "metadata": ["name": "hook"],
            "webhooks": [
                [
                    "name": "hook.example.com", "admissionReviewVersions": ["v1"], "sideEffects": "None",
                    "failurePolicy": "Fail", "clientConfig": ["url": "https://127.0.0.1:1/hook"],
                    "rules": [
                        [
                            "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"],
                            "operations": ["CREATE", "UPDATE"],
                        ]
                    ],
                ]
            ],
        ]
    }

    private let configMaps = "/api/v1/namespaces/default/configmaps"
    private let configMap: JSONValue = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"], "data": ["a": "1"],
    ]

    private func controlPlane(_ webhook: Webhook, _ kind: String) async throws -> ControlPlane {
        let controlPlane = try ControlPlane(configuration: .init(outbound: webhook), logger: Self.quiet)
        let path = "/apis/admissionregistration.k8s.io/v1/\(kind.lowercased())webhookconfigurations"
        let made = try await answer(controlPlane, "POST", path, configuration(kind))
        #expect(made.status == 201, "\(made.body.serializedString())")
        return controlPlane
    }

    @Test("A validating webhook's refusal reaches the client, and nothing is stored")
    func validatingWebhook() async throws {
        let webhook = Webhook { _ in ["allowed": false, "status": ["message": "not on Sundays", "code": 422]] }
        let controlPlane = try await controlPlane(webhook, "Validating")
        let refused = try await answer(controlPlane, "POST", configMaps, configMap)
        #expect(refused.status == 422)
        #expect(
            refused.body["message"] == "admission webhook \"hook.example.com\" denied the request: not on Sundays")
        #expect(try await answer(controlPlane, "GET", "\(configMaps)/c").status == 404)
        let request = webhook.seen.withLockedValue { $0.first?["request"] }
        #expect(request?["operation"] == "CREATE" && request?[path: "object", "data", "a"] == "1")
        #expect(request?["resource"] == ["group": "", "version": "v1", "resource": "configmaps"])
    }

    @Test("A mutating webhook's patch is stored")
    func mutatingWebhook() async throws {
        let patch: JSONValue = [["op": "add", "path": "/data/b", "value": "2"]]
        let text = Base64.encode(patch.serialized())
        let webhook = Webhook { _ in ["allowed": true, "patchType": "JSONPatch", "patch": .string(text)] }
        let controlPlane = try await controlPlane(webhook, "Mutating")
        let made = try await answer(controlPlane, "POST", configMaps, configMap)
        #expect(made.status == 201 && made.body["data"] == ["a": "1", "b": "2"])
    }
}
