extension CELSchemaType {
    /// The largest request a server reads, from which sizes follow where a schema sets no limit: 3 MiB.
    static let maxRequestSize: UInt64 = 3 * 1024 * 1024

    /// The type of data under `schema`.
    ///
    /// - Parameters:
    ///   - isResourceRoot: Whether the data are a whole resource, whose `apiVersion`, `kind` and names are always seen.
    ///   - name: What the type is called in messages; the types of its parts are called after it.
    package convenience init(_ schema: Schema, isResourceRoot: Bool = false, name: String = "selfType") {
        let form = Form(schema, isResourceRoot: isResourceRoot, name: name)
        let keywords = schema.storage.keywords
        let type: CELType? =
            switch form {
            case .intOrString: .dyn
            case .bool: .bool
            case .int: .int
            case .double: .double
            case .string: .string
            case .bytes: .bytes
            case .duration: .duration
            case .date, .dateTime: .timestamp
            case .list(let element, _): element.type.map(CELType.list)
            case .map(let element): element.type.map { .map(.string, $0) }
            case .object, .shapelessObject: .object(name)
            case .preserved, .impossible: nil
            }
        let size = form.minSerializedSize(keywords)
        self.init(
            form: form, isNullable: keywords.nullable, type: type, maxElements: form.maxElements(keywords),
            minSerializedSize: size)
    }
}

extension CELSchemaType.Form {
    fileprivate init(_ schema: Schema, isResourceRoot: Bool, name: String) {
        let keywords = schema.storage.keywords
        if keywords.isIntOrString {
            self = .intOrString
            return
        }
        switch keywords.type {
        case .object?: self = .init(object: keywords, isResourceRoot: isResourceRoot, name: name)
        case .array?:
            guard let items = keywords.items else {
                self = .impossible("invalid array type, expected Items with a non-empty Schema")
                return
            }
            let element = CELSchemaType(items, isResourceRoot: items.isEmbeddedResource, name: name + ".@idx")
            self = .list(element, .init(keywords))
        case .string?:
            switch keywords.format {
            case "byte"?: self = .bytes
            case "duration"?: self = .duration
            case "date"?: self = .date
            case "date-time"?: self = .dateTime
            default: self = .string
            }
        case .boolean?: self = .bool
        case .number?: self = .double
        case .integer?: self = .int
        default:
            self =
                keywords.preservesUnknownFields
                ? .preserved
                : .impossible(
                    "invalid type, expected object, array, number, integer, boolean or string, or no type with "
                        + "x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got "
                        + (keywords.type?.rawValue ?? ""))
        }
    }

    private init(object keywords: Schema.Keywords, isResourceRoot: Bool, name: String) {
        if let values = keywords.additionalProperties?.schema {
            self = .map(CELSchemaType(values, isResourceRoot: values.isEmbeddedResource, name: name + ".@elem"))
            return
        }
        let properties = isResourceRoot ? keywords.propertiesOfResource : keywords.properties
        guard !properties.isEmpty else {
            self = .shapelessObject
            return
        }
        self = .object(
            CELSchemaType.Fields(
                properties.map { property in
                    let identifier = CELName.escape(property.name)
                    return CELSchemaType.Fields.Field(
                        identifier: identifier, property: property.name,
                        type: CELSchemaType(
                            property.schema, isResourceRoot: property.schema.isEmbeddedResource,
                            name: "\(name).\(identifier ?? property.name)"))
                }))
    }

    fileprivate func maxElements(_ keywords: Schema.Keywords) -> UInt64 {
        let maxRequestSize = CELSchemaType.maxRequestSize
        switch self {
        // A character takes up to four bytes.
        case .intOrString: return keywords.maxLength.map { UInt64(max(0, $0)) * 4 } ?? maxRequestSize - 2
        case .bytes: return keywords.maxLength.map { UInt64(max(0, $0)) } ?? maxRequestSize - 2
        case .duration, .dateTime: return 32
        case .date: return 12
        case .string:
            if let length = keywords.maxLength { return UInt64(max(0, length)) * 4 }
            let longest = keywords.enumeration?.compactMap { $0.stringValue?.utf8.count }.max() ?? 0
            return keywords.enumeration?.isEmpty == false ? UInt64(longest) : maxRequestSize - 2
        case .list(let element, _):
            if let items = keywords.maxItems { return UInt64(max(0, items)) }
            return (maxRequestSize - 2) / (element.minSerializedSize + 1)
        case .map(let element):
            if let properties = keywords.maxProperties { return UInt64(max(0, properties)) }
            // A key and its colon, comma and quotes.
            return (maxRequestSize - 2) / (element.minSerializedSize + 6)
        default: return 0
        }
    }

    fileprivate func minSerializedSize(_ keywords: Schema.Keywords) -> UInt64 {
        switch self {
        case .intOrString, .int, .double: return 1
        case .bool: return 4
        case .string, .bytes, .list, .map, .shapelessObject, .preserved, .impossible: return 2
        case .duration: return 3
        case .date: return 12
        case .dateTime: return 21
        case .object(let fields):
            // Required properties with a default may be left out; hidden ones are not counted.
            let required = Set(keywords.required)
            return fields.all.reduce(2) { size, field in
                guard required.contains(field.property), field.type.type != nil,
                    keywords.properties[field.property]?.defaultValue == nil
                else { return size }
                return size + UInt64(field.property.utf8.count) + field.type.minSerializedSize + 4
            }
        }
    }
}

extension CELSchemaType.ListSemantics {
    fileprivate init(_ keywords: Schema.Keywords) {
        switch keywords.listType {
        case .set?: self = .set
        case .map?: self = .map(keys: keywords.listMapKeys.map { CELName.escape($0) ?? $0 })
        default: self = .atomic
        }
    }
}

extension Schema.Keywords {
    /// The properties, with those that every resource has.
    fileprivate var propertiesOfResource: SchemaProperties {
        let metadata = properties["metadata"]
        if properties["kind"]?.type == .string, properties["apiVersion"]?.type == .string, metadata?.type == .object,
            metadata?.properties["name"]?.type == .string, metadata?.properties["generateName"]?.type == .string
        {
            return properties
        }
        var all = properties
        all["kind"] = Schema(type: .string)
        all["apiVersion"] = Schema(type: .string)
        all["metadata"] = Schema(
            type: .object,
            properties: SchemaProperties([("name", Schema(type: .string)), ("generateName", Schema(type: .string))]))
        return all
    }
}
