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
    /// What allowed it; nil when that was no role, or nothing did.
    var grant: AuthorizationRecord.Grant?
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
        where grant.rules.contains(where: { $0.allows(access) }) {
            return AccessDecision(isAllowed: true, reason: grant.reason, grant: grant.record)
        }
        return AccessDecision(isAllowed: false, reason: "")
    }

    private func namespace(of access: Access) -> String {
        if case .resource(let wanted) = access { wanted.namespace } else { "" }
    }

    struct Grant: Sendable {
        let rules: [PolicyRule]
        let reason: String
        let record: AuthorizationRecord.Grant
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
        let rules = (role.value["rules"]?.arrayValue ?? []).map(PolicyRule.init)
        let subjectText = "\(subject["kind"]?.stringValue ?? "") \(quoted(subjectName(subject)))"
        let place = namespace.isEmpty ? quoted(binding.key.name) : quoted("\(binding.key.name)/\(namespace)")
        return Grant(
            rules: rules,
            reason: "RBAC: allowed by \(kind) \(place) of \(roleKind) \(quoted(roleName)) to \(subjectText)",
            record: AuthorizationRecord.Grant(
                binding: "\(kind) \(binding.key.name)", role: "\(roleKind) \(roleName)"))
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
}

extension ControlPlane {
    func decision(_ user: UserInfo, _ access: Access) -> AccessDecision {
        switch configuration.authorization {
        case .alwaysAllow: AccessDecision(isAllowed: true, reason: "")
        case .rbac: RBACAuthorizer(store: store).decide(user, access)
        }
    }

    /// Refuses what `user` may not do. `name` stands in for that of the path: a list of one object by its name may be
    /// allowed where a list of all is not.
    func authorize(_ user: UserInfo, _ info: RequestInfo, name: String? = nil) throws {
        // Of a namespace itself the server asks with its name as namespace.
        let access = ResourceAccess(
            verb: info.verb.rawValue, group: info.group, resource: info.resource, subresource: info.subresource,
            namespace: info.namespace, name: name ?? info.name)
        let decision = decision(user, .resource(access))
        record(user, .resource(access), decision)
        if !decision.isAllowed { throw StatusError(access.refusal(of: user, reason: decision.reason)) }
    }

    /// Refuses an object that an apply would bring into being to those who may only change what is there.
    func authorizeCreation(_ call: ResourceCall) throws {
        let access = ResourceAccess(
            verb: "create", group: call.info.group, resource: call.info.resource, subresource: "",
            namespace: call.info.namespace, name: call.info.name)
        let decision = decision(call.user, .resource(access))
        record(call.user, .resource(access), decision)
        if !decision.isAllowed { throw StatusError(access.refusal(of: call.user, reason: decision.reason)) }
    }

    /// Refuses a path that names no resource.
    func authorize(_ user: UserInfo, method: String, path: String) throws {
        let verb = method == "HEAD" ? "head" : method.lowercased()
        let access = Access.path(verb: verb, path: path)
        let decision = decision(user, access)
        record(user, access, decision)
        guard !decision.isAllowed else { return }
        throw StatusError(
            APIStatus(
                message: "forbidden: User \(quoted(user.username)) cannot \(verb) path \(quoted(path))",
                reason: "Forbidden", details: APIStatus.Details(), code: 403))
    }

    private func record(_ user: UserInfo, _ access: Access, _ decision: AccessDecision) {
        guard let tell = configuration.onAuthorization else { return }
        tell(AuthorizationRecord(user, access, decision))
    }
}
