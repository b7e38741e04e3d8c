import KubeCore

/// Rules of `x-kubernetes-validations`: what a schema's keywords cannot say, told by the CRD alone.
///
/// The words of a rule are those of the validator (`ScalingPolicyWords`), so that a mistake reads the same whoever finds
/// it. A server shows `message` when `messageExpression` cannot be evaluated.
extension Schema.ValidationRule {
    /// What stands for the offending value: an expression and how it is written. A server shows the value by itself when
    /// a rule stands at a text or number, and only then.
    enum Shown {
        case text(String)
        case number(String)
        case list(String)
    }

    /// Something contradicts something.
    ///
    /// - Parameter arguments: Expressions for the places of the words.
    static func invalid(
        _ rule: String, _ words: WordTemplate, _ arguments: [String] = [], at field: String? = nil,
        value: Shown? = nil
    ) -> Self {
        switch value {
        case nil: Self(rule, words, arguments, reason: nil, field)
        case .text(let text)?: Self(rule, WordTemplate("\"%s\": \(words.text)"), [text] + arguments, reason: nil, field)
        case .list(let list)?: Self(rule, WordTemplate("%s: \(words.text)"), [list] + arguments, reason: nil, field)
        case .number(let number)?:
            Self(rule, WordTemplate("%d: \(words.text)"), [number] + arguments, reason: nil, field)
        }
    }

    /// Something may not be there.
    static func forbidden(
        _ rule: String, _ words: WordTemplate, _ arguments: [String] = [], at field: String? = nil
    ) -> Self {
        Self(rule, words, arguments, reason: "FieldValueForbidden", field)
    }

    /// Something is missing.
    static func required(
        _ rule: String, _ words: WordTemplate, _ arguments: [String] = [], at field: String? = nil
    ) -> Self {
        Self(rule, words, arguments, reason: "FieldValueRequired", field)
    }

    /// Exactly one of several members must be there.
    ///
    /// - Parameter conditions: When a member counts as given, for those where presence does not say.
    static func exactlyOne(of members: [String], conditions: [String: String] = [:]) -> Self {
        let given = members.map { conditions[$0] ?? "has(self.\($0))" }
        let names = CELText.names(members, given)
        return .invalid(
            "[\(given.joined(separator: ", "))].filter(x, x).size() == 1", ScalingPolicyWords.exactlyOne(of: members),
            ["\(given.joined(separator: " || ")) ? '%s'.format([\(names)]) : 'none'"])
    }

    private init(
        _ rule: String, _ words: WordTemplate, _ arguments: [String], reason: String?, _ field: String?
    ) {
        self.init(
            rule: rule, message: words.general,
            messageExpression: arguments.isEmpty
                ? nil : "\(CELText.literal(words.text)).format([\(arguments.joined(separator: ", "))])",
            reason: reason, fieldPath: field)
    }
}

/// Pieces of CEL expressions.
enum CELText {
    /// A string literal.
    static func literal(_ text: String) -> String {
        let escaped = text.map { character -> String in
            switch character {
            case "'": "\\'"
            case "\\": "\\\\"
            default: String(character)
            }
        }
        return "'\(escaped.joined())'"
    }

    /// A list literal.
    static func list(_ texts: [String]) -> String { "[\(texts.map(literal).joined(separator: ", "))]" }

    /// A list of the names whose condition holds.
    static func names(_ names: [String], _ conditions: [String]) -> String {
        let entries = zip(names, conditions).map { "\($1) ? '\($0)' : ''" }
        return "[\(entries.joined(separator: ", "))].filter(x, x != '')"
    }

    /// Whether the text of a length of time is within bounds given as Go durations; days, which CEL does not read, and
    /// numbers that would overflow count as beyond every upper bound.
    static func duration(
        _ text: String, above low: String? = nil, from least: String? = nil, to most: String? = nil
    ) -> String {
        let checks = [
            low.map { "duration(\(text)) > duration('\($0)')" }, least.map { "duration(\(text)) >= duration('\($0)')" },
            most.map { "duration(\(text)) <= duration('\($0)')" },
        ].compactMap(\.self).joined(separator: " && ")
        let isLong = "\(text).matches('d|[0-9]{6}h|[0-9]{8}')"
        return most == nil ? "\(isLong) || \(checks)" : "!\(isLong) && \(checks)"
    }

    /// A quantity out of an int-or-string.
    static func quantity(_ member: String) -> String { "quantity(string(\(member)))" }
}

extension Schema {
    func obeying(_ rules: Schema.ValidationRule...) -> Schema { obeying(rules) }

    func obeying(_ rules: [Schema.ValidationRule]) -> Schema { with { $0.validations += rules } }

    /// A length of time within bounds.
    static func interval(
        _ description: String, default defaultValue: String? = nil, within bounds: IntervalBounds
    ) -> Schema {
        interval(description, default: defaultValue).obeying(
            .invalid(bounds.rule, WordTemplate(bounds.words)))
    }
}
