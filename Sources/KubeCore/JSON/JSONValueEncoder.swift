/// Encodes `Encodable` types into a `JSONValue`.
///
/// Members stand in the order they are encoded in, those of a `[String: T]` sorted by key: the same value always gives
/// the same document. Nil members that are encoded with `encodeIfPresent` (as synthesised ones are) are left out.
/// A double that is a whole number is written without a point, as Go writes it.
package struct JSONValueEncoder: Sendable {
    package init() {}

    /// Throws for NaN and the infinities, which JSON cannot spell; the error names the member.
    package func encode(_ value: some Encodable) throws(FieldError) -> JSONValue {
        let slot = EncodingSlot()
        do {
            try ValueEncoder(slot: slot, place: nil).encode(value)
        } catch let error as FieldError {
            throw error
        } catch {
            throw FieldError(.invalid, FieldPath(), "\(error)")
        }
        return slot.value
    }
}

/// A place in the document that is being filled; shared by the containers that fill it.
final class EncodingSlot {
    private enum Content {
        case leaf(JSONValue)
        case array([EncodingSlot])
        case object([(String, EncodingSlot)])
    }

    private var content: Content

    init(_ value: JSONValue = .null) {
        content = .leaf(value)
    }

    var value: JSONValue {
        switch content {
        case .leaf(let value): value
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members): .object(JSONObject(members.lazy.map { ($0.0, $0.1.value) }))
        }
    }

    var count: Int {
        switch content {
        case .array(let elements): elements.count
        case .object(let members): members.count
        case .leaf: 0
        }
    }

    func set(_ value: JSONValue) { content = .leaf(value) }

    func becomeArray() {
        if case .array = content { return }
        content = .array([])
    }

    func becomeObject() {
        if case .object = content { return }
        content = .object([])
    }

    @discardableResult
    func append(_ slot: EncodingSlot) -> EncodingSlot {
        guard case .array(var elements) = content else { preconditionFailure("elements are appended to arrays only") }
        content = .leaf(.null)  // gives up this reference, so that the array grows in place
        elements.append(slot)
        content = .array(elements)
        return slot
    }

    @discardableResult
    func append(_ key: String, _ slot: EncodingSlot) -> EncodingSlot {
        guard case .object(var members) = content else { preconditionFailure("members are added to objects only") }
        content = .leaf(.null)  // as above
        members.append((key, slot))
        content = .object(members)
        return slot
    }
}

/// The `Encoder` that fills one slot.
struct ValueEncoder: Encoder {
    let slot: EncodingSlot
    let place: CodingPlace?

    var codingPath: [any CodingKey] { place.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(KeyedSlots(slot: slot, place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return UnkeyedSlots(slot: slot, place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleSlot(encoder: self) }

    func encode<T: Encodable>(_ value: T) throws {
        // Types are compared before anything is cast: casts cost far more.
        if T.self == JSONValue.self, let value = value as? JSONValue {
            slot.set(value)
        } else if T.self == String.self, let value = value as? String {
            slot.set(.string(value))
        } else if let map = value as? any StringKeyedEncodable {
            try map.encodeMap(to: self)
        } else {
            try value.encode(to: self)
        }
    }

    func encodeDouble(_ number: Double) throws {
        guard let value = JSONValue(number) else {
            throw FieldError(.invalid, place.fieldPath, "\(number) cannot be written as JSON")
        }
        slot.set(value)
    }

    func encodeInteger(_ number: some FixedWidthInteger) {
        slot.set(Int64(exactly: number).map(JSONValue.integer) ?? .number(JSONNumber(uncheckedLiteral: "\(number)")))
    }
}

/// `[String: T]`: encoded in the order of its keys, because a dictionary's own order changes from run to run.
private protocol StringKeyedEncodable {
    func encodeMap(to encoder: ValueEncoder) throws
}

extension Dictionary: StringKeyedEncodable where Key == String, Value: Encodable {
    fileprivate func encodeMap(to encoder: ValueEncoder) throws {
        encoder.slot.becomeObject()
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            let slot = encoder.slot.append(key, EncodingSlot())
            try ValueEncoder(slot: slot, place: CodingPlace(.key(key), in: encoder.place)).encode(value)
        }
    }
}
