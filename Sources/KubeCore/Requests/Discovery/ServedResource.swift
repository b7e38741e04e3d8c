/// One resource an API server serves in one version.
package struct ServedResource: Hashable, Sendable {
    package struct Subresource: Hashable, Sendable {
        /// `scale`, `status`
        package var name: String
        package var kind: GroupVersionKind
        package var verbs: [String]

        package init(name: String, kind: GroupVersionKind, verbs: [String]) {
            self.name = name
            self.kind = kind
            self.verbs = verbs
        }
    }

    package var type: ResourceType
    package var singular: String
    package var shortNames: [String]
    package var categories: [String]
    package var verbs: [String]
    package var subresources: [Subresource]

    package init(
        type: ResourceType, singular: String = "", shortNames: [String] = [], categories: [String] = [],
        verbs: [String] = [], subresources: [Subresource] = []
    ) {
        self.type = type
        self.singular = singular
        self.shortNames = shortNames
        self.categories = categories
        self.verbs = verbs
        self.subresources = subresources
    }

    package func supports(_ verb: String) -> Bool { verbs.contains(verb) }

    package func hasSubresource(_ name: String) -> Bool { subresources.contains { $0.name == name } }
}

/// One group and version a server serves.
package struct ServedVersion: Hashable, Sendable {
    package var groupVersion: GroupVersion
    package var resources: [ServedResource]
    /// Why its resources are not known now, as when an aggregated API server is down; nil when they are.
    package var failure: String?

    package init(groupVersion: GroupVersion, resources: [ServedResource] = [], failure: String? = nil) {
        self.groupVersion = groupVersion
        self.resources = resources
        self.failure = failure
    }
}
