/// Checks that the schema of a custom resource is structural and uses only what the server supports.
///
/// Source: apiextensions `apis/apiextensions/validation` and `apiserver/schema/validation.go` (1.36).
package enum StructuralSchema {
    /// The errors a server refuses a CustomResourceDefinition's schemas with; nil for a version without a schema.
    ///
    /// Places are those the server names: `spec.validation.openAPIV3Schema` while all versions share one schema.
    package static func validate(versions: [Schema?]) -> [FieldError] {
        let first = versions.first ?? nil
        if let first, versions.allSatisfy({ $0 == first }) {
            return validate(first, at: "spec.validation.openAPIV3Schema")
        }
        var errors: [FieldError] = []
        let list = FieldPath("spec.versions")
        for (index, schema) in versions.enumerated() {
            let path = list.index(index).field("schema").field("openAPIV3Schema")
            if let schema {
                errors += validate(schema, at: path)
            } else {
                errors.append(FieldError(.required, path, "schemas are required"))
            }
        }
        return errors
    }

    /// One version's errors: support of each keyword first, then the sorted structural ones, then those of rules.
    package static func validate(_ schema: Schema, at path: FieldPath) -> [FieldError] {
        var keywords = KeywordSupport()
        keywords.check(schema, path)
        var structure = Structurality()
        structure.checkNode(schema, .root, path)
        structure.checkCompleteness(schema, schema, path)
        let rules =
            structure.errors.isEmpty
            ? RuleDefinitions.errors(schema, at: path, faults: keywords.errors.map(\.path)) : []
        return keywords.errors + structure.errors.sorted { $0.description < $1.description } + rules
    }
}

/// The invariants that make a schema structural.
private struct Structurality {
    var errors: [FieldError] = []

    enum Level {
        case root, item, field

        var missingType: String {
            switch self {
            case .root: "must not be empty at the root"
            case .item: "must not be empty for specified array items"
            case .field: "must not be empty for specified object fields"
            }
        }
    }

    mutating func checkNode(_ schema: Schema, _ level: Level, _ path: FieldPath) {
        let keywords = schema.storage.keywords
        if keywords.type == .array, keywords.items == nil {
            errors.append(FieldError(.required, path.field("items"), "must be specified"))
        }
        if let items = keywords.items { checkNode(items, .item, path.field("items")) }
        for property in keywords.properties {
            checkNode(property.schema, .field, path.field("properties").key(property.name))
        }
        if let additional = keywords.additionalProperties {
            let place = path.field("additionalProperties")
            if level == .root { errors.append(FieldError(.forbidden, place, "must not be used at the root")) }
            if let values = additional.schema { checkNode(values, .field, place) }
        }
        checkExtensions(keywords, path)
        checkType(keywords, level, path)
        checkMetadata(keywords, level, path)
        let isIntOrString = keywords.anyOf == Schema.intOrString().anyOf
        let isFirstIntOrString = keywords.allOf.first?.anyOf == Schema.intOrString().anyOf
        checkValidation(
            schema.storage, skipsAnyOf: isIntOrString, skipsFirstAllOf: isFirstIntOrString, path)
    }

    private mutating func checkExtensions(_ keywords: Schema.Keywords, _ path: FieldPath) {
        guard keywords.isIntOrString else { return }
        let message = "must be false if x-kubernetes-int-or-string is true"
        if keywords.preservesUnknownFields {
            errors.append(
                FieldError(.invalid, path.field("x-kubernetes-preserve-unknown-fields"), value: true, message))
        }
        if keywords.isEmbeddedResource {
            errors.append(FieldError(.invalid, path.field("x-kubernetes-embedded-resource"), value: true, message))
        }
    }

    private mutating func checkType(_ keywords: Schema.Keywords, _ level: Level, _ path: FieldPath) {
        let place = path.field("type")
        if keywords.isEmbeddedResource, keywords.type != .object {
            let message = "must be object if x-kubernetes-embedded-resource is true"
            errors.append(typeError(keywords.type, place, message))
        } else if keywords.type == nil, !keywords.isIntOrString, !keywords.preservesUnknownFields {
            errors.append(FieldError(.required, place, level.missingType))
        }
        if level == .root, let type = keywords.type, type != .object {
            errors.append(FieldError(.invalid, place, value: .string(type.rawValue), "must be object at the root"))
        }
        guard keywords.isEmbeddedResource else { return }
        if keywords.additionalProperties != nil {
            errors.append(
                FieldError(
                    .forbidden, path.field("additionalProperties"),
                    "must not be used if x-kubernetes-embedded-resource is set"))
        }
        if !keywords.preservesUnknownFields, keywords.properties.isEmpty {
            errors.append(
                FieldError(
                    .required, path.field("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without "
                        + "x-kubernetes-preserve-unknown-fields"))
        }
    }

    private func typeError(_ type: Schema.ValueType?, _ path: FieldPath, _ message: String) -> FieldError {
        guard let type else { return FieldError(.required, path, message) }
        return FieldError(.invalid, path, value: .string(type.rawValue), message)
    }

    private mutating func checkMetadata(_ keywords: Schema.Keywords, _ level: Level, _ path: FieldPath) {
        guard level == .root || keywords.isEmbeddedResource else { return }
        for name in ["kind", "apiVersion"] {
            guard let property = keywords.properties[name], property.type != .string else { continue }
            errors.append(
                FieldError(
                    .invalid, path.field("properties").key(name).field("type"),
                    value: .string(property.type?.rawValue ?? ""), "must be string"))
        }
        guard let metadata = keywords.properties["metadata"] else { return }
        let place = path.field("properties").key("metadata")
        if metadata.type != .object {
            let type = JSONValue.string(metadata.type?.rawValue ?? "")
            errors.append(FieldError(.invalid, place.field("type"), value: type, "must be object"))
        }
        let restrictsOnlyNames = metadata.properties.names.allSatisfy { $0 == "name" || $0 == "generateName" }
        let rest = metadata.with { keywords in
            keywords.properties = [:]
            keywords.type = nil
            keywords.defaultValue = nil
        }
        if level == .root, !restrictsOnlyNames || rest != Schema() {
            errors.append(
                FieldError(
                    .forbidden, place,
                    "must not specify anything other than name and generateName, but metadata is implicitly specified"))
        }
    }

    private mutating func checkValidation(
        _ schema: Schema.Storage, skipsAnyOf: Bool, skipsFirstAllOf: Bool, _ path: FieldPath
    ) {
        let keywords = schema.keywords
        if !skipsAnyOf { checkNested(keywords.anyOf, path.field("anyOf"), skipsFirst: false) }
        checkNested(keywords.allOf, path.field("allOf"), skipsFirst: skipsFirstAllOf)
        checkNested(keywords.oneOf, path.field("oneOf"), skipsFirst: false)
        if let not = keywords.not { checkNested(not, path.field("not"), skipsAnyOf: false) }
        if case .failure(let error) = schema.pattern, let pattern = keywords.pattern {
            errors.append(
                FieldError(
                    .invalid, path.field("pattern"), value: .string(pattern),
                    "must be a valid regular expression, but isn't: \(error)"))
        }
    }

    private mutating func checkNested(_ schemas: [Schema], _ path: FieldPath, skipsFirst: Bool) {
        for (index, schema) in schemas.enumerated() {
            checkNested(schema, path.index(index), skipsAnyOf: skipsFirst && index == 0)
        }
    }

    /// Under a junctor only value validation may stand.
    private mutating func checkNested(_ schema: Schema, _ path: FieldPath, skipsAnyOf: Bool) {
        let keywords = schema.storage.keywords
        checkValidation(schema.storage, skipsAnyOf: skipsAnyOf, skipsFirstAllOf: false, path)
        if let items = keywords.items { checkNested(items, path.field("items"), skipsAnyOf: false) }
        for property in keywords.properties {
            checkNested(property.schema, path.field("properties").key(property.name), skipsAnyOf: false)
        }
        let rules: [(isBroken: Bool, keyword: String, message: String)] = [
            (keywords.type != nil, "type", "must be empty to be structural"),
            (keywords.additionalProperties != nil, "additionalProperties", "must be undefined to be structural"),
            (keywords.defaultValue != nil, "default", "must be undefined to be structural"),
            (keywords.title != nil, "title", "must be empty to be structural"),
            (keywords.description != nil, "description", "must be empty to be structural"),
            (keywords.nullable, "nullable", "must be false to be structural"),
            (keywords.preservesUnknownFields, "x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
            (keywords.isEmbeddedResource, "x-kubernetes-embedded-resource", "must be false to be structural"),
            (keywords.isIntOrString, "x-kubernetes-int-or-string", "must be false to be structural"),
            (!keywords.listMapKeys.isEmpty, "x-kubernetes-list-map-keys", "must be empty to be structural"),
            (keywords.listType != nil, "x-kubernetes-list-type", "must be undefined to be structural"),
            (keywords.mapType != nil, "x-kubernetes-map-type", "must be undefined to be structural"),
            (!keywords.validations.isEmpty, "x-kubernetes-validations", "must be empty to be structural"),
        ]
        for rule in rules where rule.isBroken {
            errors.append(FieldError(.forbidden, path.field(rule.keyword), rule.message))
        }
        if keywords.properties["metadata"] != nil {
            errors.append(
                FieldError(
                    .forbidden, path.field("properties").key("metadata"), "must not be specified in a nested context"))
        }
    }

    /// Every field that a junctor speaks of must also be specified outside of it.
    mutating func checkCompleteness(_ schema: Schema, _ structure: Schema, _ path: FieldPath) {
        let keywords = schema.storage.keywords
        for (name, schemas) in [("anyOf", keywords.anyOf), ("allOf", keywords.allOf), ("oneOf", keywords.oneOf)] {
            for (index, nested) in schemas.enumerated() {
                checkSpecified(nested, structure, path.field(name).index(index), path)
            }
        }
        if let not = keywords.not { checkSpecified(not, structure, path.field("not"), path) }
        if let items = keywords.items { checkCompleteness(items, items, path.field("items")) }
        for property in keywords.properties {
            checkCompleteness(property.schema, property.schema, path.field("properties").key(property.name))
        }
        if let values = keywords.additionalProperties?.schema {
            checkCompleteness(values, values, path.field("additionalProperties"))
        }
    }

    private mutating func checkSpecified(
        _ nested: Schema, _ structure: Schema?, _ path: FieldPath, _ structurePath: FieldPath
    ) {
        guard let structure else {
            errors.append(
                FieldError(.required, structurePath, "because it is defined in \(path)"))
            return
        }
        let keywords = nested.storage.keywords
        if let items = keywords.items {
            checkSpecified(items, structure.items, path.field("items"), structurePath.field("items"))
        }
        for property in keywords.properties {
            let place = structurePath.field("properties").key(property.name)
            let specified = structure.properties[property.name]
            checkSpecified(property.schema, specified, path.field("properties").key(property.name), place)
        }
        for (name, schemas) in [("anyOf", keywords.anyOf), ("allOf", keywords.allOf), ("oneOf", keywords.oneOf)] {
            for (index, inner) in schemas.enumerated() {
                checkSpecified(inner, structure, path.field(name).index(index), structurePath)
            }
        }
        if let not = keywords.not { checkSpecified(not, structure, path.field("not"), structurePath) }
    }
}
