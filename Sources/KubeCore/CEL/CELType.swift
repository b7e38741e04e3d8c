/// A type of the Common Expression Language, as its checker and its values know it.
///
/// Source: the CEL language definition, "Values".
package indirect enum CELType: Hashable, Sendable {
    case null
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case duration
    case timestamp
    /// Known only when evaluated; assignable to and from everything.
    case dyn
    case list(CELType)
    case map(CELType, CELType)
    /// A type with fields, or a named type that libraries treat as one (`kubernetes.Quantity`).
    case object(String)
    case optional(CELType)
    /// A named type without fields (`net.IP`), with its parameters.
    case opaque(String, [CELType])
    /// The type of a type: `int` itself is of type `type(int)`.
    case typeOf(CELType)
    /// A placeholder of an overload's signature (`T` in `list(T)`), or a variable while types are inferred.
    case typeParameter(String)
    /// What a faulty part of an expression has; agrees with everything, so that one fault is reported once.
    case error

    /// The type of types whose parameter does not matter.
    package static let type = CELType.typeOf(.typeParameter(""))
}

extension CELType {
    /// The name a type value has: without parameters, `google.protobuf.Timestamp` for a timestamp.
    package var name: String {
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
        case .dyn: "dyn"
        case .list: "list"
        case .map: "map"
        case .object(let name), .opaque(let name, _), .typeParameter(let name): name
        case .optional: "optional_type"
        case .typeOf: "type"
        case .error: "error"
        }
    }

    /// What parametrizes the type: the element of a list, key and value of a map.
    package var parameters: [CELType] {
        switch self {
        case .list(let element): [element]
        case .map(let key, let value): [key, value]
        case .optional(let wrapped): [wrapped]
        case .opaque(_, let parameters): parameters
        case .typeOf(.typeParameter("")): []
        case .typeOf(let described): [described]
        default: []
        }
    }
}

/// As messages spell a type: `list(int)`, `map(string, dyn)`, `timestamp`.
extension CELType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .null: return "null"
        case .duration: return "duration"
        case .timestamp: return "timestamp"
        case .error: return "!error!"
        default:
            let parameters = parameters
            guard !parameters.isEmpty else { return name }
            return "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
        }
    }
}
