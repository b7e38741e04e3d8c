/// One step of a path into an object, as field ownership counts steps: list items go by key or value, not by place.
///
/// Source: structured-merge-diff v6 `fieldpath`; the short text is that of `fieldsV1`.
package enum PathElement: Hashable, Sendable {
    case field(String)
    /// An item of a keyed list; the pairs are sorted by name.
    case key(JSONObject)
    /// An item of a set.
    case value(JSONValue)
    case index(Int)

    /// `f:name`, `k:{"name":"a"}`, `v:"a"` or `i:0`.
    package var encoded: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let key): "k:\(JSONValue.object(key).serializedString())"
        case .value(let value): "v:\(value.serializedString())"
        case .index(let index): "i:\(index)"
        }
    }

    /// Nil for anything that is no path element.
    package init?(encoded text: String) {
        let body = String(text.dropFirst(2))
        switch text.prefix(2) {
        case "f:": self = .field(body)
        case "k:":
            guard let key = Self.parsed(body)?.objectValue, !key.isEmpty else { return nil }
            self = .key(key.sortedByKey)
        case "v:":
            guard let value = Self.parsed(body) else { return nil }
            self = .value(value)
        case "i:":
            guard let index = Int(body) else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    private static func parsed(_ text: String) -> JSONValue? {
        do throws(JSONError) {
            return try JSONValue(parsing: text)
        } catch {
            return nil
        }
    }
}

extension PathElement: CustomStringConvertible {
    /// As conflict messages show it: `.spec`, `[name="a"]`, `[="a"]`, `[0]`.
    package var description: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let key):
            "[" + key.members.map { "\($0.key)=\($0.value.serializedString())" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(value.serializedString())]"
        case .index(let index): "[\(index)]"
        }
    }
}

extension PathElement: Comparable {
    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }

    package static func < (lhs: PathElement, rhs: PathElement) -> Bool {
        switch (lhs, rhs) {
        case (.field(let left), .field(let right)): utf8Precedes(left, right)
        case (.key(let left), .key(let right)): keyPrecedes(left, right)
        case (.value(let left), .value(let right)): compare(left, right) < 0
        case (.index(let left), .index(let right)): left < right
        default: lhs.rank < rhs.rank
        }
    }

    private static func utf8Precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func keyPrecedes(_ left: JSONObject, _ right: JSONObject) -> Bool {
        for (one, other) in zip(left.members, right.members) {
            if one.key != other.key { return utf8Precedes(one.key, other.key) }
            let order = compare(one.value, other.value)
            if order != 0 { return order < 0 }
        }
        return left.count < right.count
    }

    /// Numbers, then strings, then booleans, then null; anything else by its text.
    private static func compare(_ left: JSONValue, _ right: JSONValue) -> Int {
        switch (left, right) {
        case (.string(let one), .string(let other)): return one == other ? 0 : utf8Precedes(one, other) ? -1 : 1
        case (.integer(let one), .integer(let other)): return one == other ? 0 : one < other ? -1 : 1
        case (.bool(let one), .bool(let other)): return one == other ? 0 : other ? -1 : 1
        default: break
        }
        if let one = left.doubleValue, let other = right.doubleValue { return one == other ? 0 : one < other ? -1 : 1 }
        let ranks = (order(left), order(right))
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 ? -1 : 1 }
        let texts = (left.serializedString(), right.serializedString())
        return texts.0 == texts.1 ? 0 : utf8Precedes(texts.0, texts.1) ? -1 : 1
    }

    private static func order(_ value: JSONValue) -> Int {
        switch value {
        case .integer, .number: 0
        case .string: 1
        case .bool: 2
        case .array: 3
        case .object: 4
        case .null: 5
        }
    }
}
