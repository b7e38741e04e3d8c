/// A map, of values or of JSON members that become values when they are read.
package enum CELMap: Sendable {
    indirect case entries(CELEntries)
    /// An object with a schema shows the fields of its schema; without one, each member as its JSON type says.
    case json(JSONObject, CELSchemaType?)
}

/// Keys and values in the order they were written.
package struct CELEntries: Sendable {
    package private(set) var keys: [CELValue] = []
    package private(set) var values: [CELValue] = []
    private var places: [CELMapKey: Int] = [:]

    package init() {}

    package var count: Int { keys.count }

    package subscript(key: CELMapKey) -> CELValue? { places[key].map { values[$0] } }

    /// Adds an entry; false, and nothing changed, when there is one of an equal key.
    package mutating func insert(_ key: CELValue, _ value: CELValue) -> Bool {
        let place = CELMapKey(key)
        guard place.flatMap({ places[$0] }) == nil else { return false }
        append(place, key, value)
        return true
    }

    /// Adds an entry or replaces that of an equal key.
    mutating func set(_ key: CELValue, _ value: CELValue) {
        let place = CELMapKey(key)
        if let index = place.flatMap({ places[$0] }) {
            values[index] = value
        } else {
            append(place, key, value)
        }
    }

    private mutating func append(_ place: CELMapKey?, _ key: CELValue, _ value: CELValue) {
        // A key that equals nothing (a list) stands in the map, but is never found.
        if let place { places[place] = keys.count }
        keys.append(key)
        values.append(value)
    }
}

/// A value that may be a key; equal numbers are equal keys, whatever their types.
package enum CELMapKey: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    /// Only beyond the largest `int`.
    case uint(UInt64)
    /// Only what is no whole number.
    case double(Double)
    case null
    case duration(CELDuration)
    case timestamp(CELTimestamp)
    case type(String)
    /// The bytes as they are written: canonically equivalent spellings are different keys.
    case string(ExactString)

    package struct ExactString: Hashable, Sendable {
        let text: String

        package static func == (lhs: ExactString, rhs: ExactString) -> Bool { lhs.text.isExactly(rhs.text) }

        package func hash(into hasher: inout Hasher) { hasher.combine(text) }
    }

    /// Nil for a value that can be no key (a list).
    package init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = Int64(exactly: value).map(CELMapKey.int) ?? .uint(value)
        case .double(let value):
            if let exact = Int64(exactly: value) {
                self = .int(exact)
            } else if let exact = UInt64(exactly: value) {
                self = .uint(exact)
            } else {
                self = .double(value)
            }
        case .null: self = .null
        case .duration(let span): self = .duration(span)
        case .timestamp(let time): self = .timestamp(time)
        case .type(let type): self = .type(type.name)
        case .string(let text): self = .string(ExactString(text: text))
        default: return nil
        }
    }
}

extension String {
    /// Whether both are the same code points; `==` of strings also holds for canonically equivalent ones.
    package func isExactly(_ other: String) -> Bool {
        self == other && (utf8.count == other.utf8.count) && utf8.elementsEqual(other.utf8)
    }
}
