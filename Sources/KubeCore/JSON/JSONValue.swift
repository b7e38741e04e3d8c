/// A JSON document held as a value: members keep their order, numbers keep their spelling.
///
/// Equality is JSON's: the order of an object's members does not count; numbers are equal when they are spelled
/// alike (`1` and `1.0` differ; see `isSemanticallyEqual(to:)` for RFC 6902's notion).
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number spelled as a plain decimal integer that fits into 64 bits.
    case integer(Int64)
    /// Any other number, exactly as it was written (`1.50`, `1e3`, `-0`, an integer beyond 64 bits).
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The spelling of a number that is no 64-bit integer; always valid JSON number syntax.
package struct JSONNumber: Hashable, Sendable, CustomStringConvertible {
    package let literal: String

    /// The caller promises that `literal` is valid JSON number syntax.
    package init(uncheckedLiteral literal: String) {
        self.literal = literal
    }

    /// The shortest spelling that reads back as `value`; nil for NaN and the infinities, which JSON cannot spell.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        literal = "\(value)"
    }

    package var doubleValue: Double? { Double(literal) }
    package var description: String { literal }
}

extension JSONValue {
    package var isNull: Bool { self == .null }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value as a 64-bit integer; nil for `1.5` and for `1.0` (a spelling with a point is no integer).
    package var int64Value: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    package var intValue: Int? { int64Value.flatMap(Int.init(exactly:)) }

    /// Any number as a double, rounded to the nearest.
    package var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let number): number.doubleValue
        default: nil
        }
    }

    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member `key` of an object; nil when there is none or this is no object. Setting nil removes it; setting a
    /// member on anything but an object makes this an object with that one member.
    package subscript(key: String) -> JSONValue? {
        get { objectValue?[key] }
        set {
            var object = objectValue ?? JSONObject()
            self = .null  // gives up this reference, so that the object below is changed in place
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The element `index` of an array; nil when out of range or this is no array.
    package subscript(index: Int) -> JSONValue? {
        guard let array = arrayValue, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The value found by following member names; nil where the path leaves the document.
    package subscript(path path: String...) -> JSONValue? {
        path.reduce(Optional(self)) { value, key in value?[key] }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
