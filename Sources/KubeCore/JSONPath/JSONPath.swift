/// A path expression of kubectl's kind, as printer columns and scale subresources use: `.spec.replicas`,
/// `.status.conditions[?(@.type=="Ready")].status`.
///
/// Understood: members with `\.` escapes and quoted (`['a.b']`), indices (negative too), unions, slices with a step,
/// wildcards, recursive descent and filters comparing with `==`, `!=`, `<`, `<=`, `>`, `>=` or asking for existence.
/// What is missing gives no result; no expression fails on a document.
///
/// Source: client-go `util/jsonpath` (1.36).
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    indirect enum Step: Hashable, Sendable {
        case member(String)
        case index(Int)
        case slice(start: Int?, end: Int?, step: Int)
        case union([Step])
        case wildcard
        case descendants
        case filter(Filter)
    }

    struct Filter: Hashable, Sendable {
        enum Operator: String, Hashable, Sendable {
            case equal = "=="
            case notEqual = "!="
            case lessOrEqual = "<="
            case greaterOrEqual = ">="
            case less = "<"
            case greater = ">"
        }

        enum Operand: Hashable, Sendable {
            case literal(JSONValue)
            case path([Step])
        }

        let left: Operand
        /// Without a comparison the left side must exist.
        let comparison: Operator?
        let right: Operand?
    }

    package let description: String
    let steps: [Step]

    /// Reads an expression with or without surrounding braces and with or without the leading dot or `$`.
    package init(_ text: String) throws(JSONPathError) {
        description = text
        var body = Substring(text)
        if body.hasPrefix("{"), body.hasSuffix("}") { body = body.dropFirst().dropLast() }
        var parser = JSONPathParser(body)
        steps = try parser.parse()
    }

    /// Every value the path leads to, in document order.
    package func values(in document: JSONValue) -> [JSONValue] {
        Self.evaluate(steps, document)
    }

    /// The first value; nil when the path leads nowhere.
    package func first(in document: JSONValue) -> JSONValue? { values(in: document).first }

    /// The member names of a path that has nothing else (`.spec.replicas`); nil for any other.
    package var memberNames: [String]? {
        var names: [String] = []
        for step in steps {
            guard case .member(let name) = step else { return nil }
            names.append(name)
        }
        return names
    }

    /// `document` with the value at a path of member names replaced, objects on the way made as needed.
    ///
    /// Nil when the path is not of member names alone.
    package func setting(_ value: JSONValue, in document: JSONValue) -> JSONValue? {
        guard let names = memberNames, !names.isEmpty else { return nil }
        return Self.setting(names[...], value, document)
    }

    private static func setting(_ names: ArraySlice<String>, _ value: JSONValue, _ document: JSONValue) -> JSONValue {
        guard let name = names.first else { return value }
        var result = document
        result[name] = setting(names.dropFirst(), value, document[name] ?? [:])
        return result
    }
}

/// Why a text is no path expression.
package struct JSONPathError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}

extension JSONPath {
    static func evaluate(_ steps: [Step], _ document: JSONValue) -> [JSONValue] {
        var values = [document]
        for step in steps { values = values.flatMap { evaluate(step, $0) } }
        return values
    }

    private static func evaluate(_ step: Step, _ value: JSONValue) -> [JSONValue] {
        switch step {
        case .member(let name): return value[name].map { [$0] } ?? []
        case .index(let index):
            let items = value.arrayValue ?? []
            let place = index < 0 ? items.count + index : index
            return items.indices.contains(place) ? [items[place]] : []
        case .slice(let start, let end, let step):
            return slice(value.arrayValue ?? [], start, end, step)
        case .union(let steps): return steps.flatMap { evaluate($0, value) }
        case .wildcard: return children(value)
        case .descendants: return descendants(value)
        case .filter(let filter): return (value.arrayValue ?? []).filter { filter.accepts($0) }
        }
    }

    private static func slice(_ items: [JSONValue], _ start: Int?, _ end: Int?, _ step: Int) -> [JSONValue] {
        func place(_ index: Int) -> Int { min(max(index < 0 ? items.count + index : index, 0), items.count) }
        let lower = place(start ?? 0)
        let upper = place(end ?? items.count)
        guard lower < upper else { return [] }
        return stride(from: lower, to: upper, by: step).map { items[$0] }
    }

    private static func children(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let items): items
        case .object(let object): object.members.map(\.value)
        default: []
        }
    }

    /// The value itself and everything in it.
    private static func descendants(_ value: JSONValue) -> [JSONValue] {
        [value] + children(value).flatMap(descendants)
    }
}

extension JSONPath.Filter {
    func accepts(_ item: JSONValue) -> Bool {
        let lefts = Self.values(left, item)
        guard let comparison, let right else { return !lefts.isEmpty }
        guard let one = lefts.first, let other = Self.values(right, item).first else { return false }
        switch comparison {
        case .equal: return Self.order(one, other) == 0
        case .notEqual: return Self.order(one, other) != 0
        case .less: return Self.order(one, other).map { $0 < 0 } ?? false
        case .lessOrEqual: return Self.order(one, other).map { $0 <= 0 } ?? false
        case .greater: return Self.order(one, other).map { $0 > 0 } ?? false
        case .greaterOrEqual: return Self.order(one, other).map { $0 >= 0 } ?? false
        }
    }

    private static func values(_ operand: Operand, _ item: JSONValue) -> [JSONValue] {
        switch operand {
        case .literal(let value): [value]
        case .path(let steps): JSONPath.evaluate(steps, item)
        }
    }

    /// Negative, zero or positive; nil for values that cannot be compared.
    private static func order(_ one: JSONValue, _ other: JSONValue) -> Int? {
        if let left = one.doubleValue, let right = other.doubleValue { return left < right ? -1 : left > right ? 1 : 0 }
        if let left = one.stringValue, let right = other.stringValue { return left < right ? -1 : left > right ? 1 : 0 }
        return one == other ? 0 : nil
    }
}

extension JSONPath {
    /// A value as text, as a printer column of type string shows it: scalars bare, containers as JSON.
    package static func printed(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .null: "<nil>"
        case .number(let number): number.doubleValue.map(GoNumber.text) ?? number.literal
        default: value.serializedString()
        }
    }
}
