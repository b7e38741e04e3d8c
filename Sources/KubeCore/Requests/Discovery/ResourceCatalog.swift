/// All that an API server serves: maps kinds to resources and names to both. Pure.
///
/// The versions of a group stand in the server's order of preference, groups in the server's order too.
package struct ResourceCatalog: Hashable, Sendable {
    package private(set) var versions: [ServedVersion]

    package init(_ versions: [ServedVersion] = []) {
        self.versions = versions
    }

    /// The versions whose resources are not known now, and why.
    package var failures: [GroupVersion: String] {
        var failures: [GroupVersion: String] = [:]
        for version in versions { failures[version.groupVersion] = version.failure }
        return failures
    }

    /// The version the server prefers; nil when it does not serve the group.
    package func preferredVersion(of group: String) -> String? {
        versions.first { $0.groupVersion.group == group }?.groupVersion.version
    }

    package func versions(of group: String) -> [String] {
        versions.filter { $0.groupVersion.group == group }.map(\.groupVersion.version)
    }

    /// The resource whose objects are of `kind`; nil when it is not served.
    package func resource(of kind: GroupVersionKind) -> ServedResource? {
        served(kind.groupVersion)?.resources.first { $0.type.kind == kind }
    }

    /// The resource of a kind in the version the server prefers among those that have it.
    package func resource(group: String, kind: String) -> ServedResource? {
        firstMatch(group: group) { $0.type.kind.kind == kind }
    }

    package func resource(_ resource: GroupVersionResource) -> ServedResource? {
        served(resource.groupVersion)?.resources.first { $0.type.plural == resource.resource }
    }

    /// The resource in the version the server prefers among those that have it.
    package func resource(group: String, plural: String) -> ServedResource? {
        firstMatch(group: group) { $0.type.plural == plural }
    }

    /// What a person means by `deploy`, `deployments`, `Deployment`, `deployments.apps` or `deployments.v1.apps`.
    ///
    /// Without a group the first group that has the name wins, the core group before all others, as in kubectl; exact
    /// plural names win over other spellings.
    package func resource(named text: String) -> ServedResource? {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard let name = parts.first else { return nil }
        guard parts.count == 2 else { return match(name) { _ in true } }
        let rest = parts[1].split(separator: ".", maxSplits: 1).map(String.init)
        if rest.count == 2, let found = match(name, in: { $0.version == rest[0] && $0.group == rest[1] }) {
            return found
        }
        return match(name) { $0.group == parts[1] }
    }

    private func match(_ name: String, in isWanted: (GroupVersion) -> Bool) -> ServedResource? {
        let lower = name.lowercased()
        var other: ServedResource?
        for version in versions where isWanted(version.groupVersion) {
            for resource in version.resources {
                if resource.type.plural == lower { return resource }
                if other == nil,
                    resource.singular == lower || resource.shortNames.contains(lower)
                        || resource.type.kind.kind.lowercased() == lower
                {
                    other = resource
                }
            }
        }
        return other
    }

    private func served(_ groupVersion: GroupVersion) -> ServedVersion? {
        versions.first { $0.groupVersion == groupVersion }
    }

    private func firstMatch(group: String, _ isWanted: (ServedResource) -> Bool) -> ServedResource? {
        for version in versions where version.groupVersion.group == group {
            if let found = version.resources.first(where: isWanted) { return found }
        }
        return nil
    }
}
