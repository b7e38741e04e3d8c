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
    case timestamp(CELTimestamp)
    case list(CELList)
    /// Also an object of a custom resource: its fields are the map's entries.
    case map(CELMap)
    indirect case optional(CELValue?)
    indirect case type(CELType)
    indirect case opaque(any CELOpaqueValue)
    /// Data that has no type in expressions (below `x-kubernetes-preserve-unknown-fields`); it can only be compared.
    indirect case unknown(JSONValue)
}
