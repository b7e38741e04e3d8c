import KubeCore

/// What roles with an `aggregationRule` gather.
///
/// Source: Kubernetes documentation, "Aggregated ClusterRoles"; kubernetes
/// `pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go`.
enum RoleAggregation {
    /// The rules `role` should have, every one once, in the order of its selectors and of the roles' names; nil when
    /// it gathers none. `roles` are in the order of their names.
    static func rules(of role: JSONValue, among roles: [JSONValue]) -> [JSONValue]? {
        guard let selectors = role[path: "aggregationRule", "clusterRoleSelectors"]?.arrayValue else { return nil }
        let own = role[path: "metadata", "name"]
        var rules: [JSONValue] = []
        for json in selectors {
            guard case .success(let selector) = LabelSelector.read(json) else { continue }
            for other in roles where other[path: "metadata", "name"] != own {
                guard selector.matches(ObjectMeta(json: other["metadata"] ?? [:]).labels) else { continue }
                for rule in other["rules"]?.arrayValue ?? [] where !rules.contains(rule) { rules.append(rule) }
            }
        }
        return rules
    }

    /// The roles with everything gathered, also what gathers what was gathered.
    static func settled(_ roles: [JSONValue]) -> [JSONValue] {
        var roles = roles.sorted {
            ($0[path: "metadata", "name"]?.stringValue ?? "") < ($1[path: "metadata", "name"]?.stringValue ?? "")
        }
        // A chain is at most as long as there are roles; each round carries rules one role further.
        for _ in roles.indices {
            let before = roles
            for index in roles.indices {
                if let rules = rules(of: roles[index], among: before) { roles[index]["rules"] = .array(rules) }
            }
            if roles == before { break }
        }
        return roles
    }
}

/// Keeps the rules of gathering roles up to date.
struct RoleAggregator: Sendable {
    static let fieldManager = "clusterrole-aggregation-controller"
    private static let clusterRoles = GroupResource(group: RBACAuthorizer.group, resource: "clusterroles")

    let controlPlane: ControlPlane

    func run() async {
        for await change in controlPlane.changes(of: Self.clusterRoles) {
            if case .reset = change { continue }
            await gather()
        }
    }

    private func gather() async {
        let roles = controlPlane.objects(Self.clusterRoles)
        for role in roles {
            guard let rules = RoleAggregation.rules(of: role, among: roles), .array(rules) != (role["rules"] ?? []),
                let name = role[path: "metadata", "name"]?.stringValue, let uid = role[path: "metadata", "uid"]
            else { continue }
            // With its uid: one that was deleted meanwhile does not come back.
            let body: JSONValue = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": .string(name), "uid": uid],
                "rules": .array(rules),
            ]
            _ = await controlPlane.respond(
                to: HTTPRequest(
                    method: "PATCH",
                    path: "/apis/rbac.authorization.k8s.io/v1/clusterroles/\(PercentEncoding.encode(name))",
                    query: [.init("fieldManager", Self.fieldManager), .init("force", "true")],
                    headers: ["Content-Type": "application/apply-patch+yaml"], body: body.serialized()),
                as: .controllers)
        }
    }
}
