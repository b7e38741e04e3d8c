package import KubeCore

/// One step in the life of the objects of one resource, as a simulator sees it.
package enum ObjectChange: Hashable, Sendable {
    /// All objects seen before are void; those that exist follow as `added`. Comes when a reader was too slow.
    case reset
    case added(JSONValue)
    case modified(JSONValue, old: JSONValue)
    /// The last state of the object.
    case deleted(JSONValue)
}

/// A resource whatever its version: `deployments` in `apps`.
package struct GroupResource: Hashable, Sendable, CustomStringConvertible {
    package var group: String
    package var resource: String

    package init(group: String = "", resource: String) {
        self.group = group
        self.resource = resource
    }

    package init(_ type: ResourceType) {
        self.init(group: type.kind.group, resource: type.plural)
    }

    /// `deployments.apps`; `pods` in the core group.
    package var description: String { group.isEmpty ? resource : "\(resource).\(group)" }
}
