import KubeCore

// Nobody may give away rights that he has not got himself.
//
// Source: kubernetes `pkg/registry/rbac/*/policybased`.

extension ControlPlane {
    /// Refuses a role or binding that grants what its writer lacks; other kinds pass.
    ///
    /// `old` is nil at creation.
    func checkEscalation(_ object: JSONValue, old: JSONValue?, _ call: ResourceCall) throws {
        guard configuration.authorization == .rbac, call.groupResource.group == RBACAuthorizer.group,
            call.info.subresource.isEmpty, !call.user.groups.contains("system:masters")
        else { return }
        switch call.groupResource.resource {
        case "roles", "clusterroles": try checkRole(object, old: old, call)
        case "rolebindings", "clusterrolebindings": try checkBinding(object, old: old, call)
        default: return
        }
    }

    private func checkRole(_ role: JSONValue, old: JSONValue?, _ call: ResourceCall) throws {
        if let old, Self.changesOnlyOwnership(role, old) { return }
        let name = role[path: "metadata", "name"]?.stringValue ?? ""
        // Creation asks before the name is known to be one.
        if mayGrant(call, "escalate", call.groupResource.resource, name) { return }
        let rules = (role["rules"]?.arrayValue ?? []).map(PolicyRule.init)
        try checkHeld(rules, by: call, name)
        guard [role, old].contains(where: { ($0?["aggregationRule"] ?? .null) != .null }) else { return }
        let everything = [
            PolicyRule(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]),
            PolicyRule(["verbs": ["*"], "nonResourceURLs": ["*"]]),
        ]
        guard PolicyRule.missing(everything, from: heldRules(call)).isEmpty else {
            throw StatusError(
                .forbidden(
                    call.groupResource, name, "must have cluster-admin privileges to use the aggregationRule"))
        }
    }

    private func checkBinding(_ binding: JSONValue, old: JSONValue?, _ call: ResourceCall) throws {
        if let old, Self.changesOnlyOwnership(binding, old) { return }
        let kind = binding[path: "roleRef", "kind"]?.stringValue ?? ""
        let role = GroupResource(
            group: RBACAuthorizer.group, resource: kind == "ClusterRole" ? "clusterroles" : "roles")
        let name = binding[path: "roleRef", "name"]?.stringValue ?? ""
        if mayGrant(call, "bind", role.resource, name) { return }
        let namespace = kind == "ClusterRole" ? "" : call.info.namespace
        guard let stored = store.object(role, ObjectKey(namespace: namespace, name: name)) else {
            // The server names the binding's resource here, with the role's name.
            throw StatusError(.notFound(call.groupResource, name))
        }
        let rules = (stored.value["rules"]?.arrayValue ?? []).map(PolicyRule.init)
        try checkHeld(rules, by: call, binding[path: "metadata", "name"]?.stringValue ?? "")
    }

    private func mayGrant(_ call: ResourceCall, _ verb: String, _ resource: String, _ name: String) -> Bool {
        let access = ResourceAccess(
            verb: verb, group: RBACAuthorizer.group, resource: resource, subresource: "",
            namespace: call.info.namespace, name: name)
        return decision(call.user, .resource(access)).isAllowed
    }

    private func heldRules(_ call: ResourceCall) -> [PolicyRule] {
        RBACAuthorizer(store: store).grants(to: call.user, namespace: call.info.namespace).flatMap(\.rules)
    }

    private func checkHeld(_ rules: [PolicyRule], by call: ResourceCall, _ name: String) throws {
        let missing = PolicyRule.missing(rules, from: heldRules(call))
        guard !missing.isEmpty else { return }
        let groups = call.user.groups.map(quoted).joined(separator: " ")
        let texts = Set(missing.map(\.text)).sorted().joined(separator: "\n")
        throw StatusError(
            .forbidden(
                call.groupResource, name,
                "user \(quoted(call.user.username)) (groups=[\(groups)]) is attempting to grant RBAC permissions "
                    + "not currently held:\n\(texts)"))
    }

    /// What the garbage collector must be able to write whatever rights it has.
    private static func changesOnlyOwnership(_ object: JSONValue, _ old: JSONValue) -> Bool {
        func rest(_ object: JSONValue) -> JSONValue {
            var object = object
            object.modifyMetadata { metadata in
                for name in ["ownerReferences", "finalizers", "managedFields"] { metadata[name] = nil }
            }
            return object
        }
        return rest(object) == rest(old)
    }
}
