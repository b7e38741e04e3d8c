/// One write a plan asks for; the Applier of KubeRuntime performs it, or skips it when nothing would change.
///
/// A plan is a list of these values, so that it can be printed, compared, saved and dry-run.
package enum WriteAction: Hashable, Sendable, Codable {
    /// Server-side apply of `object` (complete set of the fields we own, with apiVersion, kind and metadata.name).
    /// Skipped when `current`, the object as last seen, already has every one of these fields.
    case apply(ResourceType, object: JSONValue, current: JSONValue?)
    /// A merge patch of `status` from `from` to `to` under the read `resourceVersion`; skipped when they are equal.
    case patchStatus(ResourceType, ObjectKey, from: JSONValue?, to: JSONValue, resourceVersion: String)
    /// Writes `spec.replicas` through the scale subresource; skipped when `from` equals `to`.
    case scale(ResourceType, ObjectKey, from: Int64, to: Int64, resourceVersion: String)
    /// A JSON patch (RFC 6902, an array of operations) of the object, or of `subresource`; skipped when empty.
    case jsonPatch(ResourceType, ObjectKey, operations: JSONValue, subresource: String?)
    /// A merge patch (RFC 7386) of the object; skipped when it is an empty object.
    case mergePatch(ResourceType, ObjectKey, patch: JSONValue)
    /// Deletes exactly the object seen: another of the same name with another uid is left alone. Gone counts as done.
    case delete(ResourceType, ObjectKey, uid: String)
    /// Emits an event; never fails, never waits.
    case event(PlannedEvent)
}

/// An event a plan emits on an object.
package struct PlannedEvent: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        case normal = "Normal"
        case warning = "Warning"
    }

    package var kind: Kind
    package var regarding: ObjectReference
    package var related: ObjectReference?
    /// Why, in UpperCamelCase, at most 128 bytes: `Rescaled`.
    package var reason: String
    /// What was done, in UpperCamelCase, at most 128 bytes: `Scale`.
    package var action: String
    /// For people; cut after 1 kB.
    package var note: String

    package init(
        _ kind: Kind, on regarding: ObjectReference, reason: String, action: String, note: String,
        related: ObjectReference? = nil
    ) {
        self.kind = kind
        self.regarding = regarding
        self.related = related
        self.reason = reason
        self.action = action
        self.note = note
    }
}

/// Names one object so that a person or an event can find it.
///
/// Source: k8s.io/api core/v1 ObjectReference.
package struct ObjectReference: Hashable, Sendable, Codable {
    package var kind: GroupVersionKind
    package var key: ObjectKey
    package var uid: String
    package var resourceVersion: String

    package init(kind: GroupVersionKind, key: ObjectKey, uid: String, resourceVersion: String = "") {
        self.kind = kind
        self.key = key
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    package init(_ object: some KubeObject) {
        self.init(
            kind: type(of: object).resourceType.kind, key: object.key, uid: object.metadata.uid,
            resourceVersion: object.metadata.resourceVersion)
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "name": .string(key.name),
        ]
        if !key.namespace.isEmpty { object["namespace"] = .string(key.namespace) }
        if !uid.isEmpty { object["uid"] = .string(uid) }
        if !resourceVersion.isEmpty { object["resourceVersion"] = .string(resourceVersion) }
        return .object(object)
    }
}
