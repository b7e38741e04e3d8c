extension Schema {
    /// A schema written in code; name only what it has.
    package init(
        type: ValueType? = nil, format: String? = nil, description: String? = nil, nullable: Bool = false,
        default defaultValue: JSONValue? = nil, enum enumeration: [JSONValue]? = nil,
        minimum: Double? = nil, maximum: Double? = nil, exclusiveMinimum: Bool = false,
        exclusiveMaximum: Bool = false, multipleOf: Double? = nil,
        minLength: Int? = nil, maxLength: Int? = nil, pattern: String? = nil,
        minItems: Int? = nil, maxItems: Int? = nil, uniqueItems: Bool = false,
        minProperties: Int? = nil, maxProperties: Int? = nil,
        properties: SchemaProperties = [:], required: [String] = [],
        additionalProperties: AdditionalProperties? = nil, items: Schema? = nil,
        allOf: [Schema] = [], anyOf: [Schema] = [], oneOf: [Schema] = [], not: Schema? = nil,
        reference: String? = nil, preservesUnknownFields: Bool = false, isEmbeddedResource: Bool = false,
        isIntOrString: Bool = false, listType: Topology? = nil, listMapKeys: [String] = [],
        mapType: Topology? = nil, validations: [ValidationRule] = [],
        patchStrategy: String? = nil, patchMergeKey: String? = nil, groupVersionKinds: [GroupVersionKind] = []
    ) {
        var keywords = Keywords()
        keywords.type = type
        keywords.format = format
        keywords.description = description
        keywords.nullable = nullable
        keywords.defaultValue = defaultValue
        keywords.enumeration = enumeration
        keywords.minimum = minimum
        keywords.maximum = maximum
        keywords.exclusiveMinimum = exclusiveMinimum
        keywords.exclusiveMaximum = exclusiveMaximum
        keywords.multipleOf = multipleOf
        keywords.minLength = minLength
        keywords.maxLength = maxLength
        keywords.pattern = pattern
        keywords.minItems = minItems
        keywords.maxItems = maxItems
        keywords.uniqueItems = uniqueItems
        keywords.minProperties = minProperties
        keywords.maxProperties = maxProperties
        keywords.properties = properties
        keywords.required = required
        keywords.additionalProperties = additionalProperties
        keywords.items = items
        keywords.allOf = allOf
        keywords.anyOf = anyOf
        keywords.oneOf = oneOf
        keywords.not = not
        keywords.reference = reference
        keywords.preservesUnknownFields = preservesUnknownFields
        keywords.isEmbeddedResource = isEmbeddedResource
        keywords.isIntOrString = isIntOrString
        keywords.listType = listType
        keywords.listMapKeys = listMapKeys
        keywords.mapType = mapType
        keywords.validations = validations
        keywords.patchStrategy = patchStrategy
        keywords.patchMergeKey = patchMergeKey
        keywords.groupVersionKinds = groupVersionKinds
        self.init(keywords: keywords)
    }
}

extension Schema {
    package static func string(
        _ description: String? = nil, format: String? = nil, enum values: [String]? = nil, pattern: String? = nil,
        minLength: Int? = nil, maxLength: Int? = nil, default defaultValue: String? = nil
    ) -> Schema {
        Schema(
            type: .string, format: format, description: description, default: defaultValue.map(JSONValue.string),
            enum: values.map { $0.map(JSONValue.string) }, minLength: minLength, maxLength: maxLength,
            pattern: pattern)
    }

    /// An integer; `format` is `int32` or `int64`.
    package static func integer(
        _ description: String? = nil, format: String? = nil, minimum: Double? = nil, maximum: Double? = nil,
        default defaultValue: Int64? = nil
    ) -> Schema {
        Schema(
            type: .integer, format: format, description: description, default: defaultValue.map(JSONValue.integer),
            minimum: minimum, maximum: maximum)
    }

    package static func number(
        _ description: String? = nil, format: String? = nil, minimum: Double? = nil, maximum: Double? = nil
    ) -> Schema {
        Schema(type: .number, format: format, description: description, minimum: minimum, maximum: maximum)
    }

    package static func boolean(_ description: String? = nil, default defaultValue: Bool? = nil) -> Schema {
        Schema(type: .boolean, description: description, default: defaultValue.map(JSONValue.bool))
    }

    /// A struct: named members only.
    package static func object(
        _ description: String?, _ properties: SchemaProperties, required: [String] = []
    ) -> Schema {
        Schema(type: .object, description: description, properties: properties, required: required)
    }

    package static func object(_ properties: SchemaProperties, required: [String] = []) -> Schema {
        Schema(type: .object, properties: properties, required: required)
    }

    /// An object of any member names whose values have one form.
    package static func map(_ description: String? = nil, of values: Schema) -> Schema {
        Schema(type: .object, description: description, additionalProperties: .schema(values))
    }

    package static func array(
        _ description: String? = nil, of items: Schema, listType: Topology? = nil, keys: [String] = [],
        minItems: Int? = nil, maxItems: Int? = nil
    ) -> Schema {
        Schema(
            type: .array, description: description, minItems: minItems, maxItems: maxItems, items: items,
            listType: listType, listMapKeys: keys)
    }

    /// The named definition, with what the place of use says of it.
    package static func reference(
        _ name: String, _ description: String? = nil, default defaultValue: JSONValue? = nil
    ) -> Schema {
        Schema(description: description, default: defaultValue, reference: name)
    }

    /// An object of which nothing is known; nothing in it is pruned.
    package static func anyObject(_ description: String? = nil) -> Schema {
        Schema(type: .object, description: description, preservesUnknownFields: true)
    }

    /// `x-kubernetes-int-or-string`, as custom resources spell it.
    package static func intOrString(_ description: String? = nil, default defaultValue: JSONValue? = nil) -> Schema {
        Schema(
            description: description, default: defaultValue,
            anyOf: [Schema(type: .integer), Schema(type: .string)], isIntOrString: true)
    }

    /// The same schema after a change: `base.with { $0.nullable = true }`.
    package func with(_ change: (inout Keywords) -> Void) -> Schema {
        var keywords = storage.keywords
        change(&keywords)
        return Schema(keywords: keywords)
    }
}
