import KubeCore

/// The rules of a built-in kind.
struct BuiltInRules: KindRules {
    let kind: BuiltInKind

    var isCustom: Bool { false }
    var schema: Schema { kind.schema }
    var definitions: SchemaDefinitions { BuiltInKinds.definitions }
    var allowsUnconditionalUpdate: Bool { kind.allowsUnconditionalUpdate }
    var selectableFields: [String] { kind.selectableFields }

    var columns: [TableColumn] {
        kind.columns.map { column in
            TableColumn(
                name: column.name, type: column.type, format: column.format, description: column.description,
                priority: column.priority)
        }
    }

    var scalePaths: ScalePaths? {
        kind.scalePaths.map {
            ScalePaths(specReplicas: $0.specReplicas, statusReplicas: $0.statusReplicas, selector: $0.selector)
        }
    }

    func complete(_ object: inout JSONValue) { kind.applyDefaults(to: &object) }

    func unknownFields(of object: JSONValue) -> [String] { kind.unknownFields(in: object) }

    func validate(_ object: JSONValue, old: JSONValue?, subresource: String) -> SchemaRules.Verdict {
        SchemaRules.Verdict(errors: kind.validate(object, old: old, subresource: subresource))
    }

    func prepareForCreate(_ object: inout JSONValue) { kind.prepareForCreate(&object) }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, subresource: String) {
        kind.prepareForUpdate(&object, old: old, subresource: subresource)
    }

    func cells(of object: JSONValue, now: Timestamp) -> [JSONValue] { kind.cells(of: object, now: now) }
    func fieldValue(_ field: String, of object: JSONValue) -> String { kind.fieldValue(field, of: object) }
    func fromStored(_ object: JSONValue) -> JSONValue { kind.fromStored(object) }
    func toStored(_ object: JSONValue) -> JSONValue { kind.toStored(object) }
}

extension ServedResource {
    init(_ builtIn: BuiltInKind) {
        self.init(
            kind: builtIn.kind, plural: builtIn.type.plural, singular: builtIn.singular, listKind: builtIn.listKind,
            isNamespaced: builtIn.type.isNamespaced, shortNames: builtIn.shortNames, categories: builtIn.categories,
            verbs: builtIn.verbs,
            subresources: builtIn.subresources.map { Subresource(name: $0.name, kind: $0.kind, verbs: $0.verbs) },
            storage: GroupResource(group: builtIn.storage.group, resource: builtIn.storage.resource),
            rules: BuiltInRules(kind: builtIn))
    }
}
