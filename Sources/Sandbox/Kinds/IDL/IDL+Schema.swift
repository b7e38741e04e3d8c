import KubeCore

extension IDL {
    /// The types as OpenAPI schemas.
    var schemaDefinitions: SchemaDefinitions {
        SchemaDefinitions(types.mapValues { $0.schema(in: self) })
    }
}

extension IDL.TypeDefinition {
    fileprivate func schema(in idl: IDL) -> Schema {
        if let form { return form }
        var keywords = Schema.Keywords()
        keywords.type = .object
        keywords.description = description
        keywords.properties = SchemaProperties(fields.map { ($0.name, $0.schema) })
        keywords.required = fields.filter(\.isRequired).map(\.name)
        keywords.mapType = isAtomic ? .atomic : nil
        keywords.groupVersionKinds = kinds
        keywords.other = extensions
        return Schema(keywords: keywords)
    }
}

extension IDL.Field {
    fileprivate var schema: Schema {
        var keywords = type.keywords
        keywords.description = description
        keywords.listType = listType
        keywords.listMapKeys = listMapKeys
        keywords.mapType = mapType
        keywords.patchStrategy = patchStrategy
        keywords.patchMergeKey = patchMergeKey
        keywords.defaultValue = defaultValue ?? zeroDefault
        return Schema(keywords: keywords)
    }

    /// Scalars and structs that are always written have their zero value as default.
    private var zeroDefault: JSONValue? {
        guard !isPointer else { return nil }
        switch type {
        case .reference(let name): return IDL.opaqueNames.contains(name) ? nil : Optional([:])
        case .scalar, .enumeration: return writesZero ? Optional(type.zero) : nil
        case .list, .map: return nil
        }
    }
}

extension IDL {
    /// References that are no structs: their zero value is not `{}`.
    static let opaqueNames: Set<String> = [
        "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
        "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", "io.k8s.apimachinery.pkg.runtime.RawExtension",
        "io.k8s.apimachinery.pkg.api.resource.Quantity", "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
    ]
}

extension IDL.FieldType {
    fileprivate var keywords: Schema.Keywords {
        var keywords = Schema.Keywords()
        switch self {
        case .scalar(let scalar):
            keywords.type = scalar.type
            keywords.format = scalar.format
        case .enumeration(let values):
            keywords.type = .string
            keywords.enumeration = values.map(JSONValue.string)
        case .reference(let name): keywords.reference = name
        case .list(let element):
            keywords.type = .array
            keywords.items = Schema(keywords: element.keywords)
        case .map(let value):
            keywords.type = .object
            keywords.additionalProperties = .schema(Schema(keywords: value.keywords))
        }
        return keywords
    }

    /// What is written for a value that was never set.
    var zero: JSONValue {
        switch self {
        case .scalar(.bool): false
        case .scalar(.int32), .scalar(.int64), .scalar(.double): 0
        case .scalar, .enumeration: ""
        case .reference(let name): IDL.opaqueNames.contains(name) ? .null : [:]
        case .list, .map: .null
        }
    }
}

extension IDL.Scalar {
    fileprivate var type: Schema.ValueType {
        switch self {
        case .string, .bytes: .string
        case .bool: .boolean
        case .int32, .int64: .integer
        case .double: .number
        }
    }

    fileprivate var format: String? {
        switch self {
        case .string, .bool: nil
        case .bytes: "byte"
        default: rawValue
        }
    }
}
