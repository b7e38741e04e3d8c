/// The members of an object, for `Encodable`.
struct KeyedSlots<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: EncodingSlot
    let place: CodingPlace?

    var codingPath: [any CodingKey] { place.codingPath }

    private func encoder(_ key: Key) -> ValueEncoder {
        ValueEncoder(slot: slot.append(key.stringValue, EncodingSlot()), place: place.field(key))
    }

    private func set(_ value: JSONValue, _ key: Key) { slot.append(key.stringValue, EncodingSlot(value)) }

    func encodeNil(forKey key: Key) throws { set(.null, key) }
    func encode(_ value: Bool, forKey key: Key) throws { set(.bool(value), key) }
    func encode(_ value: String, forKey key: Key) throws { set(.string(value), key) }
    func encode(_ value: Double, forKey key: Key) throws { try encoder(key).encodeDouble(value) }
    func encode(_ value: Float, forKey key: Key) throws { try encoder(key).encodeDouble(Double(value)) }
    func encode(_ value: Int, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: Int8, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: Int16, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: Int32, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: Int64, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: UInt, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: UInt8, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: UInt16, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: UInt32, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode(_ value: UInt64, forKey key: Key) throws { encoder(key).encodeInteger(value) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }

    func superEncoder() -> any Encoder {
        let key = PlaceKey(element: .field("super"))
        return ValueEncoder(slot: slot.append(key.stringValue, EncodingSlot()), place: place.field(key))
    }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

/// The elements of an array, for `Encodable`.
struct UnkeyedSlots: UnkeyedEncodingContainer {
    let slot: EncodingSlot
    let place: CodingPlace?

    var codingPath: [any CodingKey] { place.codingPath }
    var count: Int { slot.count }

    private func encoder() -> ValueEncoder {
        let inner = place.index(slot.count)
        return ValueEncoder(slot: slot.append(EncodingSlot()), place: inner)
    }

    func encodeNil() throws { slot.append(EncodingSlot()) }
    func encode(_ value: Bool) throws { slot.append(EncodingSlot(.bool(value))) }
    func encode(_ value: String) throws { slot.append(EncodingSlot(.string(value))) }
    func encode(_ value: Double) throws { try encoder().encodeDouble(value) }
    func encode(_ value: Float) throws { try encoder().encodeDouble(Double(value)) }
    func encode(_ value: Int) throws { encoder().encodeInteger(value) }
    func encode(_ value: Int8) throws { encoder().encodeInteger(value) }
    func encode(_ value: Int16) throws { encoder().encodeInteger(value) }
    func encode(_ value: Int32) throws { encoder().encodeInteger(value) }
    func encode(_ value: Int64) throws { encoder().encodeInteger(value) }
    func encode(_ value: UInt) throws { encoder().encodeInteger(value) }
    func encode(_ value: UInt8) throws { encoder().encodeInteger(value) }
    func encode(_ value: UInt16) throws { encoder().encodeInteger(value) }
    func encode(_ value: UInt32) throws { encoder().encodeInteger(value) }
    func encode(_ value: UInt64) throws { encoder().encodeInteger(value) }
    func encode<T: Encodable>(_ value: T) throws { try encoder().encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }
}

/// One value, for `Encodable`.
struct SingleSlot: SingleValueEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() throws { encoder.slot.set(.null) }
    func encode(_ value: Bool) throws { encoder.slot.set(.bool(value)) }
    func encode(_ value: String) throws { encoder.slot.set(.string(value)) }
    func encode(_ value: Double) throws { try encoder.encodeDouble(value) }
    func encode(_ value: Float) throws { try encoder.encodeDouble(Double(value)) }
    func encode(_ value: Int) throws { encoder.encodeInteger(value) }
    func encode(_ value: Int8) throws { encoder.encodeInteger(value) }
    func encode(_ value: Int16) throws { encoder.encodeInteger(value) }
    func encode(_ value: Int32) throws { encoder.encodeInteger(value) }
    func encode(_ value: Int64) throws { encoder.encodeInteger(value) }
    func encode(_ value: UInt) throws { encoder.encodeInteger(value) }
    func encode(_ value: UInt8) throws { encoder.encodeInteger(value) }
    func encode(_ value: UInt16) throws { encoder.encodeInteger(value) }
    func encode(_ value: UInt32) throws { encoder.encodeInteger(value) }
    func encode(_ value: UInt64) throws { encoder.encodeInteger(value) }
    func encode<T: Encodable>(_ value: T) throws { try encoder.encode(value) }
}
