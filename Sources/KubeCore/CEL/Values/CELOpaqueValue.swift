/// A value whose inside only its library knows: a quantity, an IP address, a URL.
package protocol CELOpaqueValue: Sendable {
    /// The type that expressions see, as the library's functions declare it.
    var type: CELType { get }
    /// What `size` counts for costs; nil where the value has none and counts as 1.
    var size: UInt64? { get }
    /// Whether `==` holds; the caller promises nothing about the type of `other`.
    func isEqual(to other: any CELOpaqueValue) -> Bool
}

extension CELOpaqueValue {
    package var size: UInt64? { nil }
}
