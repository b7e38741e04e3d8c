import KubeCore

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
            return Self.matches(verbs, verb) && Self.matches(paths: paths, path)
        case .resource(let wanted):
            guard Self.matches(verbs, wanted.verb), Self.matches(groups, wanted.group) else { return false }
            return Self.matches(resources: resources, wanted.path) && (names.isEmpty || names.contains(wanted.name))
        }
    }

    private static func matches(_ list: [String], _ value: String) -> Bool {
        list.contains("*") || list.contains(value)
    }

    private static func matches(paths: [String], _ path: String) -> Bool {
        paths.contains { $0 == path || $0 == "*" || $0.hasSuffix("*") && path.hasPrefix($0.dropLast()) }
    }

    /// `resource` is `deployments` or `deployments/scale`.
    private static func matches(resources: [String], _ resource: String) -> Bool {
        if matches(resources, resource) { return true }
        guard let slash = resource.firstIndex(of: "/") else { return false }
        return resources.contains("*" + resource[slash...])
    }

    // MARK: Comparing rules

    /// Rules of one verb on one resource, name or path each, which together grant what this one does.
    var parts: [PolicyRule] {
        verbs.flatMap { verb -> [PolicyRule] in
            var base = PolicyRule([:])
            base.verbs = [verb]
            let onPaths = paths.map { path in
                var part = base
                part.paths = [path]
                return part
            }
            var onResources: [PolicyRule] = []
            for group in groups {
                for resource in resources {
                    var part = base
                    part.groups = [group]
                    part.resources = [resource]
                    if names.isEmpty { onResources.append(part) }
                    for name in names {
                        part.names = [name]
                        onResources.append(part)
                    }
                }
            }
            return onResources + onPaths
        }
    }

    /// Whether who has this rule has all that `part`, one of the `parts` of a rule, gives.
    private func covers(_ part: PolicyRule) -> Bool {
        part.verbs.allSatisfy { Self.matches(verbs, $0) } && part.groups.allSatisfy { Self.matches(groups, $0) }
            && part.resources.allSatisfy { Self.matches(resources: resources, $0) }
            && part.paths.allSatisfy { Self.matches(paths: paths, $0) }
            && (names.isEmpty || !part.names.isEmpty && part.names.allSatisfy(names.contains))
    }

    /// What of `wanted` none of `owned` gives, each resource once with its verbs.
    ///
    /// Source: k8s.io/component-helpers `auth/rbac/validation`, kubernetes `pkg/registry/rbac/validation`.
    static func missing(_ wanted: [PolicyRule], from owned: [PolicyRule]) -> [PolicyRule] {
        var result: [PolicyRule] = []
        for part in wanted.flatMap(\.parts) where !owned.contains(where: { $0.covers(part) }) {
            let like = result.firstIndex {
                part.paths.isEmpty && $0.paths.isEmpty && $0.groups == part.groups && $0.resources == part.resources
                    && $0.names == part.names
            }
            if let like {
                result[like].verbs += part.verbs.filter { !result[like].verbs.contains($0) }
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// As the server shows a rule in messages.
    var text: String {
        func list(_ name: String, _ values: [String]) -> String? {
            values.isEmpty ? nil : "\(name):[\(values.map(quoted).joined(separator: " "))]"
        }
        let fields = [
            list("APIGroups", groups), list("Resources", resources), list("NonResourceURLs", paths),
            list("ResourceNames", names), list("Verbs", verbs),
        ]
        return "{\(fields.compactMap(\.self).joined(separator: ", "))}"
    }
}
