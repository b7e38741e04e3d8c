import KubeCore

/// What tells one kind from another beyond its schema; every part is a plain function of values.
struct KindBehavior: Sendable {
    /// Brings input forms that have no place in storage into theirs (a Secret's `stringData`).
    var complete: @Sendable (inout JSONValue) -> Void = { _ in }
    var defaults: @Sendable (inout JSONValue) -> Void = { _ in }
    var name = NameRule.subdomain
    var validate: @Sendable (ValidationContext) -> [FieldError] = { _ in [] }
    var strategy = UpdateStrategy.plain
    /// Run behind what `strategy` does.
    var prepareForCreate: @Sendable (inout JSONValue) -> Void = { _ in }
    /// The new object, the old one, the subresource.
    var prepareForUpdate: @Sendable (inout JSONValue, JSONValue, String) -> Void = { _, _, _ in }
    var allowsUnconditionalUpdate = true
    var conversion: KindConversion?
    var printer = KindPrinter.nameAndCreation
    var selectableFields: [String] = []
    /// Values of selectable fields that are more than the member of that path.
    var selectableValues: @Sendable (String, JSONValue) -> String? = { _, _ in nil }

    func fieldValue(_ field: String, of object: JSONValue) -> String {
        if let value = selectableValues(field, object) { return value }
        let value = field.split(separator: ".").reduce(Optional(object)) { $0?[String($1)] }
        switch value {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return "\(number)"
        default: return ""
        }
    }
}

/// The two directions between a version's form and the stored one.
struct KindConversion: Sendable {
    var toStored: @Sendable (JSONValue) -> JSONValue
    var fromStored: @Sendable (JSONValue) -> JSONValue
}

/// What a rule of validation sees.
struct ValidationContext: Sendable {
    let object: JSONValue
    /// nil at creation.
    let old: JSONValue?
    /// Empty for the object itself.
    let subresource: String
    let type: ResourceType

    var isStatus: Bool { subresource == "status" }
}

/// How status, desired state and generation of a kind behave on writes.
enum UpdateStrategy: Sendable {
    /// No status endpoint and no generation (ConfigMap, Role).
    case plain
    /// No status endpoint; any change beside metadata counts as a new generation (webhook configurations).
    case generation
    /// A status endpoint; the generation counts changes of everything beside metadata and status.
    case status
    /// A status endpoint, no generation (Namespace, PersistentVolume, HorizontalPodAutoscaler).
    case statusWithoutGeneration

    var hasStatus: Bool { self == .status || self == .statusWithoutGeneration }
    var countsGeneration: Bool { self == .generation || self == .status }

    func prepareForCreate(_ object: inout JSONValue) {
        if hasStatus { object["status"] = nil }
        setGeneration(countsGeneration ? 1 : nil, of: &object)
    }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, subresource: String) {
        if hasStatus {
            if subresource == "status" {
                keepDesiredState(of: old, in: &object)
            } else {
                object["status"] = old["status"]
            }
        }
        let generation = old[path: "metadata", "generation"]?.int64Value
        guard countsGeneration else { return setGeneration(generation, of: &object) }
        let changed = desiredState(object) != desiredState(old)
        setGeneration(changed ? (generation ?? 0) + 1 : generation, of: &object)
    }

    /// A status write changes nothing else but annotations and what the server keeps in the metadata.
    private func keepDesiredState(of old: JSONValue, in object: inout JSONValue) {
        let status = object["status"]
        let metadata = object["metadata"]
        object = old
        object["status"] = status
        guard var metadata else { return }
        metadata["labels"] = old[path: "metadata", "labels"]
        object["metadata"] = metadata
    }

    private func desiredState(_ object: JSONValue) -> JSONObject {
        var state = object.objectValue ?? JSONObject()
        for name in ["metadata", "apiVersion", "kind"] { state[name] = nil }
        if hasStatus { state["status"] = nil }
        return state
    }

    private func setGeneration(_ generation: Int64?, of object: inout JSONValue) {
        guard var members = object.objectValue else { return }
        members.modify("metadata", default: [:]) { metadata in
            metadata["generation"] = generation.map(JSONValue.integer)
        }
        object = .object(members)
    }
}
