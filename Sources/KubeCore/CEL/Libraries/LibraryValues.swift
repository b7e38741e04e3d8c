// Arguments as the libraries' functions take them; the checker has seen to their types unless they are dynamic.
extension CELValue {
    func asString() throws(CELError) -> String {
        guard case .string(let text) = self else { throw .noSuchOverload }
        return text
    }

    func asInt() throws(CELError) -> Int64 {
        guard case .int(let value) = self else { throw .noSuchOverload }
        return value
    }

    func asBool() throws(CELError) -> Bool {
        guard case .bool(let value) = self else { throw .noSuchOverload }
        return value
    }

    func asElements() throws(CELError) -> [CELValue] {
        guard case .list(let list) = self else { throw .noSuchOverload }
        return try list.elements()
    }

    func asOpaque<Value: CELOpaqueValue>(_ type: Value.Type) throws(CELError) -> Value {
        guard case .opaque(let value) = self, let value = value as? Value else { throw .noSuchOverload }
        return value
    }

    static func list(_ values: [CELValue]) -> CELValue { .list(.values(values)) }
    static func strings(_ values: [String]) -> CELValue { .list(.values(values.map(CELValue.string))) }
}

extension CELType {
    /// The types that lists can be sorted by, with their names in overloads.
    static let comparable: [(name: String, type: CELType)] = [
        ("int", .int), ("uint", .uint), ("double", .double), ("bool", .bool), ("duration", .duration),
        ("timestamp", .timestamp), ("string", .string), ("bytes", .bytes),
    ]
}

extension CELMap {
    /// Keys and values; those of an object are the members its schema knows.
    func allEntries() throws(CELError) -> [(key: CELValue, value: CELValue)] {
        switch self {
        case .entries(let entries): return Array(zip(entries.keys, entries.values).map { (key: $0.0, value: $0.1) })
        case .json(let object, let schema):
            var result: [(key: CELValue, value: CELValue)] = []
            for member in object {
                switch schema?.form {
                case .object(let fields)?:
                    guard let field = fields[property: member.key] else { continue }
                    let name = field.identifier ?? member.key
                    result.append((.string(name), try CELValue(json: member.value, type: field.type)))
                case .map(let element)?:
                    result.append((.string(member.key), try CELValue(json: member.value, type: element)))
                default: result.append((.string(member.key), CELValue(json: member.value)))
                }
            }
            return result
        }
    }
}

extension CELValue {
    /// The name of the value's type, as messages spell it.
    var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .duration: "google.protobuf.Duration"
        case .timestamp: "google.protobuf.Timestamp"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .type: "type"
        case .opaque(let value): value.type.name
        case .unknown: "dyn"
        }
    }

    /// The text that `string(x)` gives; nil where there is none.
    var plainText: String? {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): GoNumber.text(number)
        case .string(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .duration(let duration): duration.text
        case .timestamp(let time): time.rfc3339
        case .type(let type): type.name
        default: nil
        }
    }

    /// Whether `==` holds between two values; false where they cannot be compared.
    func equals(_ other: CELValue) -> Bool {
        do throws(CELError) {
            return try isEqual(to: other)
        } catch {
            return false
        }
    }
}
