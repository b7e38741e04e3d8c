/// Decodes `Decodable` types from a `JSONValue`.
///
/// What it promises beyond `Decodable`:
/// - every error is a `FieldError` with the full path of the member and the value found there;
/// - an absent member and an explicit `null` are both nil to `decodeIfPresent`, hence to synthesised optionals;
/// - `JSONValue` members are passed through untouched, numbers keep their spelling;
/// - an integer type accepts plain integers in range only: `1.0` and `1e3` are refused, as Kubernetes refuses them;
/// - keys of a `[String: T]` appear in paths as Kubernetes writes map keys: `metadata.labels[app]`.
package struct JSONValueDecoder: Sendable {
    package init() {}

    /// - Parameter path: where `value` stands in a larger document; it begins the path of every error.
    package func decode<T: Decodable>(
        _ type: T.Type, from value: JSONValue, at path: FieldPath = FieldPath()
    ) throws(FieldError) -> T {
        do {
            return try ValueDecoder(value: value, place: CodingPlace(path)).decode(type)
        } catch let error as FieldError {
            throw error
        } catch {
            throw FieldError(.invalid, path, "\(error)")
        }
    }
}

/// Where a decoder or an encoder stands; a list linked upwards, so that descending costs one small allocation.
final class CodingPlace: Sendable {
    let element: FieldPath.Element
    let parent: CodingPlace?

    init(_ element: FieldPath.Element, in parent: CodingPlace?) {
        self.element = element
        self.parent = parent
    }

    /// nil for the root.
    convenience init?(_ path: FieldPath) {
        guard let last = path.elements.last else { return nil }
        self.init(last, in: CodingPlace(FieldPath(Array(path.elements.dropLast()))))
    }
}

extension Optional<CodingPlace> {
    var fieldPath: FieldPath {
        var elements: [FieldPath.Element] = []
        var place = self
        while let current = place {
            elements.append(current.element)
            place = current.parent
        }
        return FieldPath(elements.reversed())
    }

    var codingPath: [any CodingKey] { fieldPath.elements.map(PlaceKey.init(element:)) }

    func field(_ key: some CodingKey) -> CodingPlace {
        if let key = key as? PlaceKey { return CodingPlace(key.element, in: self) }
        return CodingPlace(.field(key.stringValue), in: self)
    }

    func index(_ index: Int) -> CodingPlace { CodingPlace(.index(index), in: self) }
}

/// A coding key that remembers whether it is a field, an index or a map's key.
struct PlaceKey: CodingKey {
    let element: FieldPath.Element

    init(element: FieldPath.Element) { self.element = element }
    init?(stringValue: String) { element = .field(stringValue) }
    init?(intValue: Int) { element = .index(intValue) }

    var stringValue: String {
        switch element {
        case .field(let name), .key(let name): name
        case .index(let index): String(index)
        }
    }

    var intValue: Int? {
        if case .index(let index) = element { index } else { nil }
    }
}

/// The `Decoder` over one value.
struct ValueDecoder: Decoder {
    let value: JSONValue
    let place: CodingPlace?

    var codingPath: [any CodingKey] { place.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = value else { throw mismatch("an object") }
        return KeyedDecodingContainer(KeyedValues(object: object, place: place))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch("an array") }
        return UnkeyedValues(elements: elements, place: place)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleValue(decoder: self) }
}

extension ValueDecoder {
    /// Decodes the value this decoder stands on; every error that leaves here is a `FieldError`.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        do {
            // Types are compared before anything is cast, and only an object can be a map: casts cost far more.
            if T.self == JSONValue.self, let passed = value as? T { return passed }
            if case .object = value, let map = T.self as? any StringKeyedMap.Type {
                guard let decoded = try map.decodeMap(from: self) as? T else { throw mismatch("an object") }
                return decoded
            }
            return try T(from: self)
        } catch let error as FieldError {
            throw error
        } catch let error as DecodingError {
            throw fieldError(error, whileDecoding: type)
        } catch {
            throw FieldError(.invalid, place.fieldPath, value: shownValue, "\(error)")
        }
    }

    /// Objects and arrays are not shown: they may be large, and the path tells where to look.
    var shownValue: JSONValue? {
        switch value {
        case .object, .array: nil
        default: value
        }
    }

    func mismatch(_ expected: String) -> FieldError {
        let found =
            switch value {
            case .null: "null"
            case .bool: "a boolean"
            case .integer, .number: "a number"
            case .string: "a string"
            case .array: "an array"
            case .object: "an object"
            }
        return FieldError(.typeInvalid, place.fieldPath, value: shownValue, "must be \(expected), not \(found)")
    }

    func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        let exact: T?
        switch value {
        case .integer(let number): exact = T(exactly: number)
        case .number(let number):
            exact = T(number.literal)
            let isInteger = number.literal.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 &- 48 < 10 }
            if exact == nil, !isInteger { throw mismatch("an integer without point or exponent") }
        default: throw mismatch("an integer")
        }
        if let exact { return exact }
        throw FieldError(.invalid, place.fieldPath, value: value, "must be between \(T.min) and \(T.max)")
    }

    func double() throws -> Double {
        guard let number = value.doubleValue else { throw mismatch("a number") }
        guard number.isFinite else {
            throw FieldError(.invalid, place.fieldPath, value: value, "is too large for a double")
        }
        return number
    }

    func string() throws -> String {
        guard case .string(let text) = value else { throw mismatch("a string") }
        return text
    }

    func bool() throws -> Bool {
        guard case .bool(let flag) = value else { throw mismatch("a boolean") }
        return flag
    }

    /// Errors thrown by a type's own `init(from:)`, with the path they name and the value found there.
    private func fieldError(_ error: DecodingError, whileDecoding type: any Decodable.Type) -> FieldError {
        switch error {
        case .keyNotFound(let key, let context):
            return FieldError(.required, Self.path(context.codingPath).field(key.stringValue), "")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return FieldError(.typeInvalid, Self.path(context.codingPath), value: shownValue, context.debugDescription)
        case .dataCorrupted(let context):
            if let supported = Self.supportedValues(type) {
                return FieldError(.notSupported, Self.path(context.codingPath), value: shownValue, supported)
            }
            return FieldError(.invalid, Self.path(context.codingPath), value: shownValue, context.debugDescription)
        @unknown default:
            return FieldError(.invalid, place.fieldPath, value: shownValue, "\(error)")
        }
    }

    private static func path(_ codingPath: [any CodingKey]) -> FieldPath {
        FieldPath(
            codingPath.map { key in
                if let key = key as? PlaceKey { return key.element }
                return key.intValue.map(FieldPath.Element.index) ?? .field(key.stringValue)
            })
    }

    /// `supported values: "A", "B"` for an enumeration of strings.
    private static func supportedValues(_ type: any Decodable.Type) -> String? {
        guard let enumeration = type as? any (CaseIterable & RawRepresentable).Type else { return nil }
        let names = enumeration.rawStrings
        return names.isEmpty ? nil : "supported values: " + names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}

extension CaseIterable where Self: RawRepresentable {
    fileprivate static var rawStrings: [String] { allCases.compactMap { $0.rawValue as? String } }
}

/// `[String: T]`, decoded without a look-up per key and with Kubernetes' spelling of map keys.
private protocol StringKeyedMap {
    static func decodeMap(from decoder: ValueDecoder) throws -> Self
}

extension Dictionary: StringKeyedMap where Key == String, Value: Decodable {
    fileprivate static func decodeMap(from decoder: ValueDecoder) throws -> [String: Value] {
        guard case .object(let object) = decoder.value else { throw decoder.mismatch("an object") }
        var result: [String: Value] = [:]
        result.reserveCapacity(object.count)
        for member in object.members {
            let place = CodingPlace(.key(member.key), in: decoder.place)
            result[member.key] = try ValueDecoder(value: member.value, place: place).decode(Value.self)
        }
        return result
    }
}
