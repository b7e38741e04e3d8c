/// The metadata every object has; what we do not use (`managedFields`) is left out.
package struct ObjectMeta: Hashable, Sendable, Codable {
    package var name: String
    package var generateName: String?
    /// Empty when cluster-scoped.
    package var namespace: String
    package var uid: String
    /// Opaque; compare for equality only. Empty before the object is stored.
    package var resourceVersion: String
    package var generation: Int64
    package var creationTimestamp: Timestamp?
    package var deletionTimestamp: Timestamp?
    package var labels: [String: String]
    package var annotations: [String: String]
    package var finalizers: [String]
    package var ownerReferences: [OwnerReference]

    package init(name: String, namespace: String = "") {
        self.name = name
        self.namespace = namespace
        uid = ""
        resourceVersion = ""
        generation = 0
        labels = [:]
        annotations = [:]
        finalizers = []
        ownerReferences = []
    }

    package var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    package var isBeingDeleted: Bool { deletionTimestamp != nil }
    package var controller: OwnerReference? { ownerReferences.first { $0.controller } }
}

/// A reference to an object that owns another; when the owner goes, the owned is collected.
package struct OwnerReference: Hashable, Sendable, Codable {
    package var apiVersion: String
    package var kind: String
    package var name: String
    package var uid: String
    package var controller: Bool
    package var blockOwnerDeletion: Bool

    package init(
        apiVersion: String, kind: String, name: String, uid: String, controller: Bool = false,
        blockOwnerDeletion: Bool = false
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.uid = uid
        self.controller = controller
        self.blockOwnerDeletion = blockOwnerDeletion
    }
}

extension ObjectMeta {
    /// Reads `metadata` of an object leniently: a member that is absent or of another type counts as empty.
    package init(json: JSONValue) {
        self.init(name: json["name"]?.stringValue ?? "", namespace: json["namespace"]?.stringValue ?? "")
        generateName = json["generateName"]?.stringValue
        uid = json["uid"]?.stringValue ?? ""
        resourceVersion = json["resourceVersion"]?.stringValue ?? ""
        generation = json["generation"]?.int64Value ?? 0
        creationTimestamp = json["creationTimestamp"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        deletionTimestamp = json["deletionTimestamp"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        labels = Self.strings(json["labels"])
        annotations = Self.strings(json["annotations"])
        finalizers = (json["finalizers"]?.arrayValue ?? []).compactMap(\.stringValue)
        ownerReferences = (json["ownerReferences"]?.arrayValue ?? []).map(OwnerReference.init(json:))
    }

    private static func strings(_ value: JSONValue?) -> [String: String] {
        guard let object = value?.objectValue, !object.isEmpty else { return [:] }
        return Dictionary(
            object.members.compactMap { member in member.value.stringValue.map { (member.key, $0) } },
            uniquingKeysWith: { $1 })
    }

    /// The metadata as JSON, empty members left out.
    package var json: JSONValue {
        var object = JSONObject()
        if !name.isEmpty { object["name"] = .string(name) }
        if let generateName { object["generateName"] = .string(generateName) }
        if !namespace.isEmpty { object["namespace"] = .string(namespace) }
        if !uid.isEmpty { object["uid"] = .string(uid) }
        if !resourceVersion.isEmpty { object["resourceVersion"] = .string(resourceVersion) }
        if generation != 0 { object["generation"] = .integer(generation) }
        if let creationTimestamp { object["creationTimestamp"] = .string(creationTimestamp.rfc3339) }
        if let deletionTimestamp { object["deletionTimestamp"] = .string(deletionTimestamp.rfc3339) }
        if !labels.isEmpty { object["labels"] = Self.json(labels) }
        if !annotations.isEmpty { object["annotations"] = Self.json(annotations) }
        if !finalizers.isEmpty { object["finalizers"] = .array(finalizers.map(JSONValue.string)) }
        if !ownerReferences.isEmpty { object["ownerReferences"] = .array(ownerReferences.map(\.json)) }
        return .object(object)
    }

    private static func json(_ strings: [String: String]) -> JSONValue {
        .object(JSONObject(strings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

extension OwnerReference {
    package init(json: JSONValue) {
        self.init(
            apiVersion: json["apiVersion"]?.stringValue ?? "", kind: json["kind"]?.stringValue ?? "",
            name: json["name"]?.stringValue ?? "", uid: json["uid"]?.stringValue ?? "",
            controller: json["controller"]?.boolValue ?? false,
            blockOwnerDeletion: json["blockOwnerDeletion"]?.boolValue ?? false)
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
        ]
        if controller { object["controller"] = true }
        if blockOwnerDeletion { object["blockOwnerDeletion"] = true }
        return .object(object)
    }
}
