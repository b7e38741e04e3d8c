/// The annotation of client-side apply, by which `kubectl apply --server-side` takes over from `kubectl apply`.
///
/// Source: apimachinery `util/managedfields/internal/lastappliedmanager.go` (1.36).
enum LastApplied {
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"
    /// The only applier that takes over.
    static let manager = "kubectl"
    /// Bytes of all annotations; beyond it the server leaves the annotation out.
    private static let sizeLimit = 256 << 10

    /// What client-side apply wrote and nobody has changed since: no conflict for the one who takes over.
    static func allowedConflicts(live: JSONValue, schema: Schema?, typing: ObjectTyping) -> FieldSet {
        guard let text = live["metadata"]?["annotations"]?[annotation]?.stringValue else { return FieldSet() }
        do {
            let applied = try JSONValue(parsing: text)
            guard applied["apiVersion"] == live["apiVersion"] else { return FieldSet() }
            let changes = try typing.compare(applied, live, schema)
            return try typing.fieldSet(of: applied, schema).subtracting(changes.modified)
                .subtracting(changes.added).subtracting(changes.removed)
        } catch {
            return FieldSet()
        }
    }

    /// Writes what was applied into the annotation when the object has one.
    static func refresh(in object: inout JSONValue, from patch: JSONValue) {
        guard object["metadata"]?["annotations"]?[annotation] != nil else { return }
        var applied = patch
        if applied["metadata"]?["annotations"]?[annotation] != nil {
            applied["metadata"]?["annotations"]?[annotation] = nil
        }
        let text = sorted(applied).serializedString() + "\n"
        let isTooLarge = text.utf8.count > sizeLimit
        object["metadata"]?["annotations"]?[annotation] = isTooLarge ? nil : .string(text)
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.members.map { JSONObject.Member(key: $0.key, value: sorted($0.value)) }
            return .object(JSONObject(uncheckedUniqueMembers: members).sortedByKey)
        case .array(let items): return .array(items.map(sorted))
        default: return value
        }
    }
}
