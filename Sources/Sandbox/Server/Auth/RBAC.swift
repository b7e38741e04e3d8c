import KubeCore

/// What a request wants to do to a resource.
struct ResourceAccess: Hashable, Sendable {
    var verb: String
    var group: String
    var resource: String
    var subresource: String
    var namespace: String
    var name: String

    /// `deployments/scale`
    var path: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }

    /// The server's words for a request that is not allowed.
    func refusal(of user: UserInfo, reason: String = "") -> APIStatus {
        let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \(quoted(namespace))"
        var cause =
            "User \(quoted(user.username)) cannot \(verb) resource \(quoted(path)) in API group "
            + "\(quoted(group)) \(place)"
        if !reason.isEmpty { cause += ": \(reason)" }
        return .forbidden(GroupResource(group: group, resource: resource), name, cause)
    }
}

/// What is asked of the authorizer.
enum Access: Hashable, Sendable {
    case resource(ResourceAccess)
    case path(verb: String, path: String)
}

struct AccessDecision: Hashable, Sendable {
    var isAllowed: Bool
    var reason: String
}

/// One rule of a Role or ClusterRole.
struct PolicyRule: Hashable, Sendable {
    var verbs: [String]
    var groups: [String]
    var resources: [String]
    var names: [String]
    var paths: [String]

    init(_ json: JSONValue) {
        func strings(_ name: String) -> [String] { (json[name]?.arrayValue ?? []).compactMap(\.stringValue) }
        verbs = strings("verbs")
        groups = strings("apiGroups")
        resources = strings("resources")
        names = strings("resourceNames")
        paths = strings("nonResourceURLs")
    }

    func allows(_ access: Access) -> Bool {
        switch access {
        case .path(let verb, let path):
            return matches(verbs, verb)
                && paths.contains { $0 == path || $0 == "*" || $0.hasSuffix("*") && path.hasPrefix($0.dropLast()) }
        case .resource(let wanted):
            guard matches(verbs, wanted.verb), matches(groups, wanted.group) else { return false }
            let isResource = resources.contains {
                $0 == "*" || $0 == wanted.path || !wanted.subresource.isEmpty && $0 == "*/\(wanted.subresource)"
            }
            return isResource && (names.isEmpty || names.contains(wanted.name))
        }
    }

    private func matches(_ list: [String], _ value: String) -> Bool { list.contains("*") || list.contains(value) }
}

/// Decides by the roles and bindings there are.
///
/// Source: k8s.io/kubernetes `plugin/pkg/auth/authorizer/rbac`.
struct RBACAuthorizer: Sendable {
    static let group = "rbac.authorization.k8s.io"
    let store: ObjectStore

    func decide(_ user: UserInfo, _ access: Access) -> AccessDecision {
        if user.groups.contains("system:masters") { return AccessDecision(isAllowed: true, reason: "") }
        for grant in grants(to: user, namespace: namespace(of: access))
        where grant.rules.contains(where: {
            $0.allows(access)
        }) {
            return AccessDecision(isAllowed: true, reason: grant.reason)
        }
        return AccessDecision(isAllowed: false, reason: "")
    }

    private func namespace(of access: Access) -> String {
        if case .resource(let wanted) = access { wanted.namespace } else { "" }
    }

    struct Grant: Sendable {
        let rules: [PolicyRule]
        let reason: String
    }

    /// What bindings give to `user` in the cluster and in `namespace`.
    func grants(to user: UserInfo, namespace: String) -> [Grant] {
        var result: [Grant] = []
        for binding in objects("clusterrolebindings", namespace: nil) {
            if let grant = grant(of: binding, kind: "ClusterRoleBinding", user, namespace: "") { result.append(grant) }
        }
        guard !namespace.isEmpty else { return result }
        for binding in objects("rolebindings", namespace: namespace) {
            if let grant = grant(of: binding, kind: "RoleBinding", user, namespace: namespace) { result.append(grant) }
        }
        return result
    }

    private func objects(_ resource: String, namespace: String?) -> [StoredObject] {
        store.list(GroupResource(group: Self.group, resource: resource), namespace: namespace).objects
    }

    private func grant(of binding: StoredObject, kind: String, _ user: UserInfo, namespace: String) -> Grant? {
        let subjects = binding.value["subjects"]?.arrayValue ?? []
        guard let subject = subjects.first(where: { includes($0, user, namespace: namespace) }) else { return nil }
        let reference = binding.value["roleRef"]
        let roleKind = reference?["kind"]?.stringValue ?? ""
        let roleName = reference?["name"]?.stringValue ?? ""
        let isCluster = roleKind == "ClusterRole"
        let resource = GroupResource(group: Self.group, resource: isCluster ? "clusterroles" : "roles")
        let key = ObjectKey(namespace: isCluster ? "" : namespace, name: roleName)
        guard let role = store.object(resource, key) else { return nil }
        let subjectText = "\(subject["kind"]?.stringValue ?? "") \(quoted(subjectName(subject)))"
        let place = namespace.isEmpty ? quoted(binding.key.name) : quoted("\(binding.key.name)/\(namespace)")
        return Grant(
            rules: rules(of: role.value),
            reason: "RBAC: allowed by \(kind) \(place) of \(roleKind) \(quoted(roleName)) to \(subjectText)")
    }

    private func subjectName(_ subject: JSONValue) -> String {
        let name = subject["name"]?.stringValue ?? ""
        guard subject["kind"]?.stringValue == "ServiceAccount" else { return name }
        return "\(name)/\(subject["namespace"]?.stringValue ?? "")"
    }

    private func includes(_ subject: JSONValue, _ user: UserInfo, namespace: String) -> Bool {
        let name = subject["name"]?.stringValue ?? ""
        switch subject["kind"]?.stringValue {
        case "User": return name == user.username
        case "Group": return user.groups.contains(name)
        case "ServiceAccount":
            let home = subject["namespace"]?.stringValue ?? namespace
            return user.username == "system:serviceaccount:\(home.isEmpty ? namespace : home):\(name)"
        default: return false
        }
    }

    /// A role's own rules and those of the roles it aggregates.
    private func rules(of role: JSONValue) -> [PolicyRule] {
        var rules = (role["rules"]?.arrayValue ?? []).map(PolicyRule.init)
        let selectors = role[path: "aggregationRule", "clusterRoleSelectors"]?.arrayValue ?? []
        guard !selectors.isEmpty else { return rules }
        for other in objects("clusterroles", namespace: nil) where other.value["aggregationRule"] == nil {
            for json in selectors {
                guard case .success(let selector) = LabelSelector.read(json), selector.matches(other.labels) else {
                    continue
                }
                rules += (other.value["rules"]?.arrayValue ?? []).map(PolicyRule.init)
                break
            }
        }
        return rules
    }
}

extension ControlPlane {
    func decision(_ user: UserInfo, _ access: Access) -> AccessDecision {
        switch configuration.authorization {
        case .alwaysAllow: AccessDecision(isAllowed: true, reason: "")
        case .rbac: RBACAuthorizer(store: store).decide(user, access)
        }
    }

    /// Refuses what `user` may not do.
    func authorize(_ user: UserInfo, _ info: RequestInfo) throws {
        // Of a namespace itself the server asks with its name as namespace.
        let access = ResourceAccess(
            verb: info.verb.rawValue, group: info.group, resource: info.resource, subresource: info.subresource,
            namespace: info.namespace, name: info.name)
        let decision = decision(user, .resource(access))
        if !decision.isAllowed { throw StatusError(access.refusal(of: user, reason: decision.reason)) }
    }

    /// Refuses a path that names no resource.
    func authorize(_ user: UserInfo, method: String, path: String) throws {
        let verb = method == "HEAD" ? "head" : method.lowercased()
        guard !decision(user, .path(verb: verb, path: path)).isAllowed else { return }
        throw StatusError(
            APIStatus(
                message: "forbidden: User \(quoted(user.username)) cannot \(verb) path \(quoted(path))",
                reason: "Forbidden", details: APIStatus.Details(), code: 403))
    }
}
