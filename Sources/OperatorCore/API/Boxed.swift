/// Keeps a member that is seldom there in an allocation of its own: absent it takes the place of a pointer in each of
/// thousands of cached objects, and not its whole size.
///
/// In JSON it is as the plain optional: an absent member is nil, nil is left out.
@propertyWrapper
package struct Boxed<Value: Sendable>: Sendable {
    private final class Storage: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    private var storage: Storage?

    package init() {}

    package init(wrappedValue: Value?) {
        storage = wrappedValue.map(Storage.init)
    }

    package var wrappedValue: Value? {
        get { storage?.value }
        set { storage = newValue.map(Storage.init) }
    }
}

extension Boxed: Equatable where Value: Equatable {
    package static func == (lhs: Boxed, rhs: Boxed) -> Bool {
        lhs.storage === rhs.storage || lhs.wrappedValue == rhs.wrappedValue
    }
}

extension Boxed: Hashable where Value: Hashable {
    package func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension Boxed: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        self.init(wrappedValue: try Optional<Value>(from: decoder))
    }
}

extension Boxed: Encodable where Value: Encodable {
    package func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

// What the compiler writes for a member with a wrapper asks for the wrapper, which must be there: these two are chosen
// instead and treat it as optional.
extension KeyedDecodingContainer {
    package func decode<Value: Decodable>(_ type: Boxed<Value>.Type, forKey key: Key) throws -> Boxed<Value> {
        Boxed(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    package mutating func encode<Value: Encodable>(_ value: Boxed<Value>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
