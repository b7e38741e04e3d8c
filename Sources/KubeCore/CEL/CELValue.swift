/// A value of the Common Expression Language.
package enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case duration(CELDuration)
    case timestamp(Timestamp)
    case list(CELList)
    /// Also an object of a custom resource: its fields are the map's entries.
    case map(CELMap)
    indirect case optional(CELValue?)
    indirect case type(CELType)
    indirect case opaque(any CELOpaqueValue)
    /// Data that has no type in expressions (below `x-kubernetes-preserve-unknown-fields`); it can only be compared.
    indirect case unknown(JSONValue)
}

/// A list, of values or of JSON elements that become values when they are read.
package enum CELList: Sendable {
    case values([CELValue])
    /// Nil: the elements are read as their JSON type says.
    case json([JSONValue], CELSchemaType?)

    package var count: Int {
        switch self {
        case .values(let values): values.count
        case .json(let values, _): values.count
        }
    }

    /// The element at an index that exists; throws where the JSON does not fit its schema.
    package func element(_ index: Int) throws(CELError) -> CELValue {
        switch self {
        case .values(let values): values[index]
        case .json(let values, let list): try CELValue(json: values[index], type: list?.element)
        }
    }

    /// Every element in order; throws where one does not fit its schema.
    package func elements() throws(CELError) -> [CELValue] {
        if case .values(let values) = self { return values }
        var values: [CELValue] = []
        values.reserveCapacity(count)
        for index in 0..<count { values.append(try element(index)) }
        return values
    }
}
