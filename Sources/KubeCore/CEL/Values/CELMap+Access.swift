extension CELMap {
    package var count: Int {
        switch self {
        case .entries(let entries): entries.count
        case .json(let object, _): object.count
        }
    }

    /// The value of a key; nil when there is none.
    ///
    /// Throws when the key's type cannot be one of this map's, or the JSON does not fit its schema.
    package func find(_ key: CELValue) throws(CELError) -> CELValue? {
        switch self {
        case .entries(let entries): return CELMapKey(key).flatMap { entries[$0] }
        case .json(let object, let type):
            guard case .string(let name) = key else {
                if type == nil { return nil }
                throw .noSuchOverload
            }
            return try Self.member(name, object, type)
        }
    }

    /// The value of a field or a key that is a string.
    static func member(_ name: String, _ object: JSONObject, _ type: CELSchemaType?) throws(CELError) -> CELValue? {
        guard let type else { return object[name].map { CELValue(json: $0) } }
        switch type.form {
        case .object(let fields):
            guard let field = fields[identifier: name] ?? fields[property: name] else { return nil }
            return try value(of: field, object)
        case .map(let element):
            guard let json = object[name] else { return nil }
            return try CELValue(json: json, type: element)
        default: return nil
        }
    }

    /// A field that is null is as good as absent.
    static func value(of field: CELSchemaType.Fields.Field, _ object: JSONObject) throws(CELError) -> CELValue? {
        guard let json = object[field.property], !json.isNull else { return nil }
        return try CELValue(json: json, type: field.type)
    }

    /// The keys in their order; of an object the names of the fields that its schema knows, as expressions spell them.
    package var keys: [CELValue] {
        switch self {
        case .entries(let entries): return entries.keys
        case .json(let object, let type):
            guard let type else { return object.map { .string($0.key) } }
            switch type.form {
            case .object(let fields):
                return object.compactMap { member in
                    fields[property: member.key].map { .string($0.identifier ?? $0.property) }
                }
            case .map: return object.map { .string($0.key) }
            default: return []
            }
        }
    }
}
