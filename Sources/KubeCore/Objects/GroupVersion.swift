/// An API group and version: `apps/v1`, or `v1` for the core group, whose name is empty.
package struct GroupVersion: Hashable, Sendable, Codable, CustomStringConvertible {
    package var group: String
    package var version: String

    package init(group: String, version: String) {
        self.group = group
        self.version = version
    }

    /// From an object's `apiVersion`; nil when it has more than one slash or an empty version.
    package init?(apiVersion: String) {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1 where !parts[0].isEmpty: self.init(group: "", version: parts[0])
        case 2 where !parts[1].isEmpty: self.init(group: parts[0], version: parts[1])
        default: return nil
        }
    }

    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    package var description: String { apiVersion }
}

/// A kind of object: what `apiVersion` and `kind` say together.
package struct GroupVersionKind: Hashable, Sendable, Codable, CustomStringConvertible {
    package var group: String
    package var version: String
    package var kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    package init?(apiVersion: String, kind: String) {
        guard let groupVersion = GroupVersion(apiVersion: apiVersion), !kind.isEmpty else { return nil }
        self.init(group: groupVersion.group, version: groupVersion.version, kind: kind)
    }

    package var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
    package var apiVersion: String { groupVersion.apiVersion }
    package var description: String { "\(apiVersion), Kind=\(kind)" }
}

/// A collection the API server serves: the plural name in the URL.
package struct GroupVersionResource: Hashable, Sendable, Codable, CustomStringConvertible {
    package var group: String
    package var version: String
    package var resource: String

    package init(group: String, version: String, resource: String) {
        self.group = group
        self.version = version
        self.resource = resource
    }

    package var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
    /// `deployments.apps`; `pods` in the core group.
    package var groupResource: String { group.isEmpty ? resource : "\(resource).\(group)" }
    package var description: String { "\(groupVersion.apiVersion), Resource=\(resource)" }
}

/// What is needed to address objects of one kind.
package struct ResourceType: Hashable, Sendable, Codable {
    package var kind: GroupVersionKind
    /// The plural, lower-case name in the URL.
    package var plural: String
    package var isNamespaced: Bool

    package init(kind: GroupVersionKind, plural: String, isNamespaced: Bool) {
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    package init(_ apiVersion: String, _ kind: String, plural: String, isNamespaced: Bool = true) {
        guard let kind = GroupVersionKind(apiVersion: apiVersion, kind: kind) else {
            preconditionFailure("a resource type is declared with a valid apiVersion and kind")
        }
        self.init(kind: kind, plural: plural, isNamespaced: isNamespaced)
    }

    package var resource: GroupVersionResource {
        GroupVersionResource(group: kind.group, version: kind.version, resource: plural)
    }
}

/// The name of an object within its kind; cluster-scoped objects have an empty namespace.
package struct ObjectKey: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package var namespace: String
    package var name: String

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace/name`, or `name` when cluster-scoped.
    package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    package static func < (lhs: ObjectKey, rhs: ObjectKey) -> Bool {
        (lhs.namespace, lhs.name) < (rhs.namespace, rhs.name)
    }
}
