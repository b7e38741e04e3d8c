import KubeCore

// What a table of custom resources shows.

extension CustomKind {
    private static let nameColumn = TableColumn(
        name: "Name", type: "string", format: "name",
        description: "Name must be unique within a namespace. Is required when creating resources, although some "
            + "resources may allow a client to request the generation of an appropriate name automatically. Name is "
            + "primarily intended for creation idempotence and configuration definition. Cannot be updated. More "
            + "info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names", priority: 0)

    static let ageDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not "
        + "guaranteed to be set in happens-before order across separate operations. Clients may not set this value. "
        + "It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. "
        + "More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"

    var columns: [TableColumn] { [Self.nameColumn] + printers.map(\.column) }

    func cells(of object: JSONValue, now: Timestamp) -> [JSONValue] {
        [.string(object[path: "metadata", "name"]?.stringValue ?? "")]
            + printers.map { Self.cell($0.path.values(in: object), type: $0.column.type, now: now) }
    }

    /// The printed value of what a column's path found; null when it found nothing of the column's type.
    static func cell(_ found: [JSONValue], type: String, now: Timestamp) -> JSONValue {
        guard let first = found.first, !first.isNull else { return .null }
        switch type {
        case "integer":
            if let number = first.int64Value { return .integer(number) }
            if let number = first.doubleValue, number.magnitude < 9e18 { return .integer(Int64(number)) }
            return .null
        case "number": return first.doubleValue == nil ? .null : first
        case "boolean": return first.boolValue == nil ? .null : first
        case "date":
            guard let text = first.stringValue else { return .null }
            guard let time = Timestamp(rfc3339: text) else { return "<invalid>" }
            return .string(HumanDuration.format(now - time))
        default:
            return .string(found.map(Self.text).joined(separator: ","))
        }
    }

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? value.serializedString()
    }
}
