import KubeCore

/// What one kind adds to the rules that all kinds share.
protocol KindRules: Sendable {
    /// Declared by a CustomResourceDefinition.
    var isCustom: Bool { get }
    /// The form of a whole object in this version, `apiVersion`, `kind` and `metadata` included.
    var schema: Schema { get }
    var definitions: SchemaDefinitions { get }
    /// A PUT without a resourceVersion overwrites what is there.
    var allowsUnconditionalUpdate: Bool { get }
    /// The printed columns behind the ones every table has.
    var columns: [TableColumn] { get }
    /// Top-level and metadata fields a field selector may name besides name and namespace.
    var selectableFields: [String] { get }
    /// Where replicas and selector stand; nil when the kind has no scale subresource.
    var scalePaths: ScalePaths? { get }

    /// Fills what was left out and drops what the schema does not know.
    func complete(_ object: inout JSONValue)
    /// Paths of members that the schema does not know, in order.
    func unknownFields(of object: JSONValue) -> [String]
    /// Everything wrong with the object, its metadata included, and what the client is only told; `old` is nil at
    /// creation.
    func validate(_ object: JSONValue, old: JSONValue?, subresource: String) -> SchemaRules.Verdict
    /// Resets what a creator may not set.
    func prepareForCreate(_ object: inout JSONValue)
    /// Puts back what this endpoint may not change, and counts the generation.
    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, subresource: String)
    /// One cell per column.
    func cells(of object: JSONValue, now: Timestamp) -> [JSONValue]
    /// The value of a selectable field; empty when it is not set.
    func fieldValue(_ field: String, of object: JSONValue) -> String
    /// This version's form of an object as it is stored, and back.
    func fromStored(_ object: JSONValue) -> JSONValue
    func toStored(_ object: JSONValue) -> JSONValue
}

/// A column of a `Table` as it is sent.
struct TableColumn: Hashable, Sendable {
    var name: String
    var type: String
    var format: String
    var description: String
    var priority: Int

    var json: JSONValue {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": .integer(Int64(priority)),
        ]
    }
}

/// Places inside an object, as member names.
struct ScalePaths: Hashable, Sendable {
    var specReplicas: [String]
    var statusReplicas: [String]
    /// Leads to a string (custom kinds) or a LabelSelector (built-in ones).
    var selector: [String]?
}

/// One resource in one version, ready to be served.
struct ServedResource: Sendable {
    struct Subresource: Hashable, Sendable {
        var name: String
        var kind: GroupVersionKind
        var verbs: [String]
    }

    var kind: GroupVersionKind
    var plural: String
    var singular: String
    var listKind: String
    var isNamespaced: Bool
    var shortNames: [String]
    var categories: [String]
    var verbs: [String]
    var subresources: [Subresource]
    /// Where the objects are kept; shared by the versions, and by `events` of two groups.
    var storage: GroupResource
    var rules: any KindRules

    var groupResource: GroupResource { GroupResource(group: kind.group, resource: plural) }

    func subresource(_ name: String) -> Subresource? {
        subresources.first { $0.name == name }
    }
}
