/// What a value was before an update, as far as the two can be told to be the same place; by it, errors of values that
/// have not changed are forgiven.
///
/// Source: Kubernetes `apiserver/pkg/cel/common/equality.go` and the ratcheting of rules (1.36).
struct RuleRatchet {
    /// A value, what it was, and the schema both have.
    struct Pair {
        let value: JSONValue
        let old: JSONValue
        let schema: Schema.Storage

        /// Whether nothing changed; members of keyed lists may have changed places.
        var isUnchanged: Bool {
            switch (old, value) {
            case (.null, .null): return true
            case (.array(let before), .array(let after)):
                guard before.count == after.count else { return false }
                guard schema.keywords.listType == .map, !schema.keywords.listMapKeys.isEmpty else {
                    return before == after
                }
                return after.indices.allSatisfy { item($0)?.isUnchanged ?? false }
            case (.object(let before), .object(let after)):
                guard before.count == after.count else { return false }
                return after.members.allSatisfy { member($0.key)?.isUnchanged ?? false }
            default: return old == value
            }
        }

        func member(_ name: String) -> Pair? {
            guard let before = old.objectValue?[name], let after = value.objectValue?[name] else { return nil }
            let keywords = schema.keywords
            guard let place = keywords.properties[name] ?? keywords.additionalProperties?.schema else { return nil }
            return Pair(value: after, old: before, schema: place.storage)
        }

        func item(_ index: Int) -> Pair? {
            guard let elements = value.arrayValue, index < elements.count, let items = schema.keywords.items,
                let before = KeyedList(old, schema.keywords)?.counterpart(of: elements[index])
            else { return nil }
            return Pair(value: elements[index], old: before, schema: items.storage)
        }
    }

    private var current: Pair?
    /// The nearest place above that has a counterpart.
    private var nearest: Pair?

    /// Nothing is forgiven at creation.
    init() {}

    init(_ pair: Pair) {
        current = pair
    }

    var forgives: Bool { (current ?? nearest)?.isUnchanged ?? false }

    func member(_ name: String) -> RuleRatchet {
        guard let current else { return self }
        // Versions and kinds of both are made equal before they are compared.
        if nearest == nil, name == "apiVersion" || name == "kind" { return RuleRatchet() }
        return RuleRatchet(current: current.member(name), nearest: current)
    }

    func item(_ index: Int) -> RuleRatchet {
        guard let current else { return self }
        return RuleRatchet(current: current.item(index), nearest: current)
    }

    private init(current: Pair?, nearest: Pair?) {
        self.current = current
        self.nearest = nearest
    }
}

/// A list whose elements are told apart by keys.
struct KeyedList {
    private let elements: [JSONValue]
    private let keys: [String]

    /// Nil for lists of other kinds, and for what is no list.
    init?(_ value: JSONValue?, _ keywords: Schema.Keywords) {
        guard keywords.type == .array, keywords.listType == .map, !keywords.listMapKeys.isEmpty,
            let elements = value?.arrayValue
        else { return nil }
        self.elements = elements
        keys = keywords.listMapKeys
    }

    /// The first element with the same keys, all of them present and scalar.
    func counterpart(of element: JSONValue) -> JSONValue? {
        guard let wanted = identity(of: element) else { return nil }
        return elements.first { identity(of: $0) == wanted }
    }

    private func identity(of element: JSONValue) -> [JSONValue]? {
        guard let object = element.objectValue else { return nil }
        var values: [JSONValue] = []
        for key in keys {
            guard let value = object[key] else { return nil }
            switch value {
            case .bool, .integer, .number, .string: values.append(value)
            case .null, .array, .object: return nil
            }
        }
        return values
    }
}
