/// A sentence with places for values, `%s` for a text or a list and `%d` for a whole number, that CEL's `format` fills as
/// `filled` does: so a rule of the schema and the validator say the same.
struct WordTemplate: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral value: String) { text = value }

    /// A template without places.
    init(_ text: String) { self.text = text }

    /// The values in the order of their places; a list reads `["a", "b"]`.
    func filled(_ values: Value...) -> String { filled(with: values) }

    /// What can be said without the values.
    var general: String { filled(with: []) }

    private func filled(with values: [Value]) -> String {
        var result = ""
        var rest = text[...]
        var values = values[...]
        while let place = rest.firstIndex(of: "%") {
            result += rest[..<place]
            rest = rest[place...].dropFirst(2)
            result += values.popFirst()?.text ?? "..."
        }
        return result + rest
    }

    struct Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        let text: String

        init(stringLiteral value: String) { text = value }
        init(_ text: String) { self.text = text }
        init(_ number: Int32) { text = String(number) }
        init(_ names: [String]) { text = "[\(names.map { "\"\($0)\"" }.joined(separator: ", "))]" }
    }
}
