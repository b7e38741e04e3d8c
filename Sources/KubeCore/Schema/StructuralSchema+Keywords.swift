/// Finds keywords that the server does not support or that contradict each other.
struct KeywordSupport {
    private(set) var errors: [FieldError] = []

    private static let types = ["array", "boolean", "integer", "number", "object", "string"]

    mutating func check(_ schema: Schema, _ path: FieldPath) {
        let keywords = schema.storage.keywords
        checkForbidden(keywords, path)
        if let type = keywords.type, !Self.types.contains(type.rawValue) {
            let error: FieldError =
                type == "null"
                ? FieldError(
                    .forbidden, path.field("type"), "type cannot be set to null, use nullable as an alternative")
                : .notSupported(path.field("type"), value: .string(type.rawValue), supported: Self.types)
            errors.append(error)
        }
        checkObject(keywords, path)
        checkList(keywords, path)
        checkMap(keywords, path)
        checkRules(schema, path)
        checkDefault(schema, path)
        descend(keywords, path)
    }

    private mutating func descend(_ keywords: Schema.Keywords, _ path: FieldPath) {
        for property in keywords.properties {
            check(property.schema, path.field("properties").key(property.name))
        }
        if let values = keywords.additionalProperties?.schema { check(values, path.field("additionalProperties")) }
        if let items = keywords.items { check(items, path.field("items")) }
        for (name, schemas) in [("allOf", keywords.allOf), ("oneOf", keywords.oneOf), ("anyOf", keywords.anyOf)] {
            for (index, nested) in schemas.enumerated() { check(nested, path.field(name).index(index)) }
        }
        if let not = keywords.not { check(not, path.field("not")) }
    }

    private mutating func checkForbidden(_ keywords: Schema.Keywords, _ path: FieldPath) {
        for name in ["id", "additionalItems", "patternProperties", "definitions", "dependencies"]
        where keywords.other[name] != nil {
            errors.append(FieldError(.forbidden, path.field(name), "must not be set"))
        }
        if keywords.reference != nil { errors.append(FieldError(.forbidden, path.field("$ref"), "must not be set")) }
        if keywords.uniqueItems {
            errors.append(
                FieldError(
                    .forbidden, path.field("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
    }

    private mutating func checkObject(_ keywords: Schema.Keywords, _ path: FieldPath) {
        guard let additional = keywords.additionalProperties else { return }
        let place = path.field("additionalProperties")
        if additional == .allowed(false) {
            errors.append(FieldError(.forbidden, place, "additionalProperties cannot be set to false"))
        }
        if !keywords.properties.isEmpty {
            errors.append(FieldError(.forbidden, place, "additionalProperties and properties are mutual exclusive"))
        }
    }

    private mutating func requireType(
        _ type: Schema.ValueType, of keywords: Schema.Keywords, _ path: FieldPath, _ reason: String
    ) {
        let message = "must be \(type.rawValue) if \(reason)"
        if let found = keywords.type {
            guard found != type else { return }
            errors.append(FieldError(.invalid, path.field("type"), value: .string(found.rawValue), message))
        } else {
            errors.append(FieldError(.required, path.field("type"), message))
        }
    }

    private mutating func checkList(_ keywords: Schema.Keywords, _ path: FieldPath) {
        let place = path.field("x-kubernetes-list-type")
        if let type = keywords.listType {
            requireType(.array, of: keywords, path, "x-kubernetes-list-type is specified")
            if ![.atomic, .map, .set].contains(type) {
                errors.append(
                    .notSupported(place, value: .string(type.rawValue), supported: ["atomic", "map", "set"]))
            }
        }
        if !keywords.listMapKeys.isEmpty, keywords.listType != .map {
            let message = "must be map if x-kubernetes-list-map-keys is non-empty"
            let found = keywords.listType.map { JSONValue.string($0.rawValue) }
            errors.append(FieldError(found == nil ? .required : .invalid, place, value: found, message))
        }
        switch keywords.listType {
        case .map: checkListMap(keywords, path)
        case .set: checkListSet(keywords, path)
        default: break
        }
    }

    private mutating func checkListMap(_ keywords: Schema.Keywords, _ path: FieldPath) {
        let keysPath = path.field("x-kubernetes-list-map-keys")
        if keywords.listMapKeys.isEmpty {
            errors.append(
                FieldError(.required, keysPath, "must not be empty if x-kubernetes-list-type is map"))
        }
        guard let items = keywords.items?.storage.keywords else {
            errors.append(
                FieldError(.required, path.field("items"), "must have a schema if x-kubernetes-list-type is map"))
            return
        }
        let itemsPath = path.field("items")
        if items.type != .object {
            errors.append(
                FieldError(
                    .invalid, itemsPath.field("type"), value: .string(items.type?.rawValue ?? ""),
                    "must be object if parent array's x-kubernetes-list-type is map"))
        }
        for (index, key) in keywords.listMapKeys.enumerated() {
            if keywords.listMapKeys.firstIndex(of: key) != index {
                errors.append(
                    FieldError(.invalid, keysPath.index(index), value: .string(key), "must not be repeated"))
            }
            guard let property = items.properties[key] else {
                errors.append(
                    FieldError(
                        .invalid, keysPath.index(index), value: .string(key),
                        "entries must all be names of item properties"))
                continue
            }
            let place = itemsPath.field("properties").key(key)
            if property.type == .object || property.type == .array {
                errors.append(
                    FieldError(
                        .invalid, place.field("type"), value: .string(property.type?.rawValue ?? ""),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"))
            }
            if !items.required.contains(key), property.defaultValue == nil {
                errors.append(
                    FieldError(
                        .required, place.field("default"),
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a "
                            + "required property"))
            }
        }
    }

    private mutating func checkListSet(_ keywords: Schema.Keywords, _ path: FieldPath) {
        guard let items = keywords.items?.storage.keywords else { return }
        let itemsPath = path.field("items")
        if items.nullable {
            errors.append(
                FieldError(
                    .forbidden, itemsPath.field("nullable"), "cannot be nullable when x-kubernetes-list-type is set"))
        }
        let message = "must be atomic as item of a list with x-kubernetes-list-type=set"
        switch items.type {
        case .object? where items.mapType != .atomic:
            errors.append(required(items.mapType, itemsPath.field("x-kubernetes-map-type"), message))
        case .array? where items.listType != nil && items.listType != .atomic:
            errors.append(required(items.listType, itemsPath.field("x-kubernetes-list-type"), message))
        default: break
        }
    }

    private func required(_ found: Schema.Topology?, _ path: FieldPath, _ message: String) -> FieldError {
        guard let found else { return FieldError(.required, path, message) }
        return FieldError(.invalid, path, value: .string(found.rawValue), message)
    }

    private mutating func checkMap(_ keywords: Schema.Keywords, _ path: FieldPath) {
        guard let type = keywords.mapType else { return }
        requireType(.object, of: keywords, path, "x-kubernetes-map-type is specified")
        if ![.atomic, .granular].contains(type) {
            errors.append(
                .notSupported(
                    path.field("x-kubernetes-map-type"), value: .string(type.rawValue),
                    supported: ["atomic", "granular"]))
        }
    }

    private mutating func checkRules(_ schema: Schema, _ path: FieldPath) {
        let place = path.field("x-kubernetes-validations")
        for (index, rule) in schema.storage.keywords.validations.enumerated() {
            errors += RuleDefinitions.wordErrors(rule, in: schema, at: place.index(index))
        }
    }

    /// A default must itself fit its schema.
    private mutating func checkDefault(_ schema: Schema, _ path: FieldPath) {
        guard let value = schema.storage.keywords.defaultValue else { return }
        let place = path.field("default")
        let unknown = value.objectValue == nil ? [] : SchemaPruner().unknownFields(value, schema)
        if !unknown.isEmpty {
            errors.append(FieldError(.invalid, place, value: value, "must not have unknown fields"))
        }
        errors += SchemaValidator().validate(value, against: schema, at: place)
    }
}
