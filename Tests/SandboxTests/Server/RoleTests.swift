import KubeClient
import KubeCore
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import Sandbox

@Suite("Roles") struct RoleTests {
    private static let group = "rbac.authorization.k8s.io"
    private static let jane = UserInfo(username: "jane", groups: ["system:authenticated"])

    private struct Server {
        let plane: ControlPlane
        let records = NIOLockedValueBox<[AuthorizationRecord]>([])

        init() throws {
            var configuration = ControlPlane.Configuration()
            configuration.onAuthorization = { [records] record in records.withLockedValue { $0.append(record) } }
            plane = try ControlPlane(
                configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        func send(
            _ method: String, _ path: String, _ body: JSONValue? = nil, as user: UserInfo = .administrator,
            query: [HTTPRequest.QueryItem] = [], type: String = "application/json"
        ) async throws -> (status: Int, body: JSONValue) {
            let response = await plane.respond(
                to: HTTPRequest(
                    method: method, path: path, query: query, headers: ["Content-Type": type],
                    body: body?.serialized() ?? []), as: user)
            guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
            return (response.status, try JSONValue(parsing: bytes))
        }

        func create(_ kind: String, _ name: String, _ members: JSONObject, as user: UserInfo = .administrator)
            async throws -> (status: Int, body: JSONValue)
        {
            var object: JSONObject = [
                "apiVersion": .string("\(RoleTests.group)/v1"), "kind": .string(kind),
                "metadata": ["name": .string(name)],
            ]
            for member in members { object[member.key] = member.value }
            let scope = kind.hasPrefix("Cluster") ? "" : "/namespaces/default"
            let plural = kind.lowercased() + "s"
            return try await send("POST", "/apis/\(RoleTests.group)/v1\(scope)/\(plural)", .object(object), as: user)
        }

        /// Gives jane `rules` in the namespace default.
        func grant(_ rules: [JSONValue]) async throws {
            #expect(try await create("Role", "hers", ["rules": .array(rules)]).status == 201)
            #expect(try await bind("RoleBinding", "hers", to: "Role").status == 201)
        }

        func bind(_ kind: String, _ role: String, to roleKind: String, as user: UserInfo = .administrator)
            async throws -> (status: Int, body: JSONValue)
        {
            try await create(
                kind, role,
                [
                    "subjects": [["kind": "User", "apiGroup": .string(RoleTests.group), "name": "jane"]],
                    "roleRef": [
                        "apiGroup": .string(RoleTests.group), "kind": .string(roleKind), "name": .string(role),
                    ],
                ], as: user)
        }
    }

    private static func rule(_ verbs: JSONValue, _ resources: JSONValue, names: JSONValue? = nil) -> JSONValue {
        var rule: JSONValue = ["verbs": verbs, "apiGroups": ["", .string(group)], "resources": resources]
        rule["resourceNames"] = names
        return rule
    }

    @Test("A name in a rule allows what asks for that name, a list by its field selector included")
    func names() async throws {
        let server = try Server()
        try await server.grant([Self.rule(["get", "list", "watch"], ["secrets"], names: ["one"])])
        let path = "/api/v1/namespaces/default/secrets"
        #expect(try await server.send("GET", path, as: Self.jane).status == 403)
        let other: [HTTPRequest.QueryItem] = [.init("fieldSelector", "metadata.name!=one")]
        #expect(try await server.send("GET", path, as: Self.jane, query: other).status == 403)
        let one: [HTTPRequest.QueryItem] = [.init("fieldSelector", "metadata.name=one")]
        #expect(try await server.send("GET", path, as: Self.jane, query: one).status == 200)
        #expect(try await server.send("GET", "\(path)/one", as: Self.jane).status == 404)
        #expect(try await server.send("GET", "\(path)/two", as: Self.jane).status == 403)
        let last = server.records.withLockedValue { $0.filter { $0.user == "jane" }.map(\.grant?.role) }
        #expect(last == [nil, nil, "Role hers", "Role hers", nil])
    }

    @Test("Subresources are granted by their own names, or for all resources at once")
    func subresources() async throws {
        let rules = [Self.rule(["get"], ["pods", "*/status"])].map(PolicyRule.init)
        func allows(_ resource: String, _ subresource: String) -> Bool {
            rules[0].allows(
                .resource(
                    ResourceAccess(
                        verb: "get", group: "", resource: resource, subresource: subresource, namespace: "a",
                        name: "b")))
        }
        #expect(allows("pods", "") && allows("pods", "status") && allows("services", "status"))
        #expect(!allows("pods", "log") && !allows("services", ""))
    }

    @Test("An apply that would make an object needs the right to create it")
    func applyNeedsCreate() async throws {
        let server = try Server()
        try await server.grant([Self.rule(["patch", "get"], ["configmaps"])])
        let refused = try await server.send(
            "PATCH", "/api/v1/namespaces/default/configmaps/c",
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"]], as: Self.jane,
            query: [.init("fieldManager", "t")], type: "application/apply-patch+yaml")
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]
                == """
                configmaps "c" is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the \
                namespace "default"
                """)
    }

    @Test("Nobody grants by a role what he lacks, unless he may escalate")
    func escalation() async throws {
        let server = try Server()
        try await server.grant([
            Self.rule(["create", "patch", "get"], ["roles"]), Self.rule(["get"], ["configmaps"]),
        ])
        let refused = try await server.create(
            "Role", "big",
            [
                "rules": [
                    ["verbs": ["get", "list"], "apiGroups": [""], "resources": ["secrets", "configmaps"]]
                ]
            ], as: Self.jane)
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]
                == """
                roles.rbac.authorization.k8s.io "big" is forbidden: user "jane" (groups=["system:authenticated"]) is \
                attempting to grant RBAC permissions not currently held:
                {APIGroups:[""], Resources:["configmaps"], Verbs:["list"]}
                {APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}
                """)
        let held: JSONObject = ["rules": [["verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"]]]]
        #expect(try await server.create("Role", "small", held, as: Self.jane).status == 201)
        let change: JSONValue = ["rules": [["verbs": ["*"], "apiGroups": [""], "resources": ["pods"]]]]
        let path = "/apis/\(Self.group)/v1/namespaces/default/roles/small"
        let patch = "application/merge-patch+json"
        #expect(try await server.send("PATCH", path, change, as: Self.jane, type: patch).status == 403)
        #expect(
            try await server.create("Role", "escalates", ["rules": [Self.rule(["escalate"], ["roles"])]]).status == 201)
        #expect(try await server.bind("RoleBinding", "escalates", to: "Role").status == 201)
        #expect(try await server.send("PATCH", path, change, as: Self.jane, type: patch).status == 200)
    }

    @Test("Nobody binds a role that gives more than he has, unless he may bind it")
    func binding() async throws {
        let server = try Server()
        try await server.grant([Self.rule(["create"], ["rolebindings"])])
        let refused = try await server.bind("RoleBinding", "system:auth-delegator", to: "ClusterRole", as: Self.jane)
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]?.stringValue?.hasSuffix(
                #"{APIGroups:["authorization.k8s.io"], Resources:["subjectaccessreviews"], Verbs:["create"]}"#) == true)
        let missing = try await server.bind("RoleBinding", "nonesuch", to: "ClusterRole", as: Self.jane)
        #expect(missing.status == 404)
        #expect(missing.body["message"] == #"rolebindings.rbac.authorization.k8s.io "nonesuch" not found"#)
        let bind = Self.rule(["bind"], ["clusterroles"], names: ["view"])
        #expect(try await server.create("Role", "binds", ["rules": [bind]]).status == 201)
        #expect(try await server.bind("RoleBinding", "binds", to: "Role").status == 201)
        #expect(try await server.bind("RoleBinding", "view", to: "ClusterRole", as: Self.jane).status == 201)
    }

    @Test("Only who may do everything writes an aggregation rule")
    func aggregationNeedsEverything() async throws {
        let server = try Server()
        #expect(
            try await server.create("ClusterRole", "roles", ["rules": [Self.rule(["create"], ["clusterroles"])]]).status
                == 201)
        #expect(try await server.bind("ClusterRoleBinding", "roles", to: "ClusterRole").status == 201)
        let gathering: JSONObject = [
            "aggregationRule": ["clusterRoleSelectors": [["matchLabels": ["a": "b"]]]]
        ]
        let refused = try await server.create("ClusterRole", "all", gathering, as: Self.jane)
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]?.stringValue?.hasSuffix(
                "must have cluster-admin privileges to use the aggregationRule") == true)
    }

    @Test("A role gathers the rules of all that carry its label, through other such roles too", .timeLimit(.minutes(1)))
    func aggregation() async throws {
        let server = try Server()
        let clusterRoles = GroupResource(group: Self.group, resource: "clusterroles")
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.plane.run() }
            let rule: JSONValue = ["verbs": ["get"], "apiGroups": ["example.com"], "resources": ["widgets"]]
            let path = "/apis/\(Self.group)/v1/clusterroles"
            let role: JSONValue = [
                "apiVersion": .string("\(Self.group)/v1"), "kind": "ClusterRole",
                "metadata": ["name": "widgets", "labels": ["rbac.authorization.k8s.io/aggregate-to-view": "true"]],
                "rules": [rule],
            ]
            let created = try await server.send("POST", path, role)
            #expect(created.status == 201)
            for name in ["view", "edit", "admin"] {
                let key = ObjectKey(namespace: "", name: name)
                for await _ in server.plane.changes(of: clusterRoles) {
                    let rules = server.plane.object(clusterRoles, key)?["rules"]?.arrayValue ?? []
                    if rules.contains(rule) { break }
                }
            }
            let deleted = try await server.send("DELETE", "\(path)/widgets")
            #expect(deleted.status == 200)
            for await _ in server.plane.changes(of: clusterRoles) {
                let rules = server.plane.object(clusterRoles, ObjectKey(namespace: "", name: "admin"))?["rules"]
                if rules?.arrayValue?.contains(rule) == false { break }
            }
            tasks.cancelAll()
        }
    }

    @Test("A fresh cluster's view, edit and admin hold what they gather")
    func bootstrapped() throws {
        let roles = RoleAggregation.settled(BootstrapPolicy.clusterRoles)
        func rules(_ name: String) -> [JSONValue] {
            roles.first { $0[path: "metadata", "name"]?.stringValue == name }?["rules"]?.arrayValue ?? []
        }
        #expect(!rules("view").isEmpty && rules("view").allSatisfy(rules("edit").contains))
        #expect(rules("edit").count > rules("view").count && rules("edit").allSatisfy(rules("admin").contains))
    }
}
