import KubeCore

/// One object as it was at one revision.
struct StoredObject: Sendable {
    let key: ObjectKey
    /// The revision that wrote it; also its `metadata.resourceVersion`.
    let revision: Int64
    let value: JSONValue

    var labels: [String: String] {
        guard let labels = value[path: "metadata", "labels"]?.objectValue else { return [:] }
        return Dictionary(
            labels.members.compactMap { member in member.value.stringValue.map { (member.key, $0) } },
            uniquingKeysWith: { $1 })
    }
}

/// One write to one resource, as the log keeps it for watches and for reading older revisions.
final class StoreEvent: Sendable {
    enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    let kind: Kind
    let revision: Int64
    /// The new state; of a deletion the last state, with the deletion's revision.
    let object: StoredObject
    let old: StoredObject?
    /// The event's line per form, made once however many watches read it.
    let lines = EncodedLines()

    init(kind: Kind, object: StoredObject, old: StoredObject?) {
        self.kind = kind
        revision = object.revision
        self.object = object
        self.old = old
    }
}
