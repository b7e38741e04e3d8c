/// Which objects are meant, by a few of their fields: `metadata.name=web,status.phase!=Running`.
///
/// Source: k8s.io/apimachinery `fields.Selector`. Backslash escapes `,`, `=` and itself in values.
package struct FieldSelector: Hashable, Sendable {
    package struct Term: Hashable, Sendable {
        package let field: String
        package let value: String
        package let isNegated: Bool

        package init(field: String, value: String, isNegated: Bool = false) {
            self.field = field
            self.value = value
            self.isNegated = isNegated
        }
    }

    /// Those read from text are in the order of their printed forms.
    package let terms: [Term]

    package static let everything = FieldSelector([])

    package init(_ terms: [Term]) {
        self.terms = terms
    }

    /// Reads the text form; errors are worded as the API server words them.
    package init(_ text: String) throws(SelectorError) {
        var terms: [Term] = []
        for part in Self.split(text) where !part.isEmpty { terms.append(try Self.term(part, of: text)) }
        // By their printed form, so that what is printed reads back as the same selector.
        terms.sort { $0.description < $1.description }
        self.init(terms)
    }

    package var isEmpty: Bool { terms.isEmpty }

    /// `field` is asked once per term; nil counts as empty, as in the API server.
    package func matches(_ field: (String) -> String?) -> Bool {
        terms.allSatisfy { ((field($0.field) ?? "") == $0.value) != $0.isNegated }
    }

    /// Whether an object's own members satisfy the selector; paths are member names joined by dots.
    package func matches(_ object: JSONValue) -> Bool {
        matches { path in
            let names = path.split(separator: ".").map(String.init)
            return names.reduce(Optional(object)) { value, name in value?[name] }?.fieldText
        }
    }

    /// The value that the selector demands of `field`, when it demands exactly one.
    package func requiredValue(of field: String) -> String? {
        terms.first { $0.field == field && !$0.isNegated }?.value
    }

    /// At commas that are not escaped.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == ",", !isEscaped {
                parts.append("")
            } else {
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return parts
    }

    private static func term(_ part: String, of text: String) throws(SelectorError) -> Term {
        let scalars = Array(part.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar == "=" || scalar == "!" {
            let isDouble = index + 1 < scalars.count && scalars[index + 1] == "="
            if scalar == "!", !isDouble { continue }
            let field = String(String.UnicodeScalarView(scalars[..<index]))
            let value = try unescape(scalars[(index + (isDouble ? 2 : 1))...])
            return Term(field: field, value: value, isNegated: scalar == "!")
        }
        throw SelectorError("invalid selector: '\(text)'; can't understand '\(part)'")
    }

    private static func unescape(_ scalars: ArraySlice<Unicode.Scalar>) throws(SelectorError) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in scalars {
            if isEscaped {
                guard scalar == "\\" || scalar == "," || scalar == "=" else {
                    throw SelectorError("invalid field selector: invalid escape sequence: \\\(scalar)")
                }
                result.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "," || scalar == "=" {
                throw SelectorError("invalid field selector: unescaped character: \(scalar)")
            } else {
                result.append(scalar)
            }
        }
        if isEscaped { throw SelectorError("invalid field selector: invalid escape sequence: \\") }
        return String(result)
    }
}

extension FieldSelector: CustomStringConvertible {
    package var description: String {
        terms.map(\.description).joined(separator: ",")
    }
}

extension FieldSelector.Term: CustomStringConvertible {
    package var description: String { "\(field)\(isNegated ? "!=" : "=")\(Self.escape(value))" }

    private static func escape(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            if scalar == "\\" || scalar == "," || scalar == "=" { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}

extension JSONValue {
    /// A scalar as field selectors see it; nil for null, arrays and objects.
    fileprivate var fieldText: String? {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer, .number: serializedString()
        case .null, .array, .object: nil
        }
    }
}
