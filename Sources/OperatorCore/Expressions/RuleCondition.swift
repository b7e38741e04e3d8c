/// What `rules[].when` says: `response_time_p95 > 500ms for 5m`, `cpu > 90% and not (memory < 50% for 2m)`.
///
/// ```
/// condition  = and { "or" and }        and = not { "and" not }        not = "not" not | held
/// held       = ( comparison | "(" condition ")" ) [ "for" length of time ]
/// comparison = trigger ( ">" | ">=" | "<" | "<=" | "==" | "!=" ) number [ unit ]
/// unit       = ns us ms s m h | % | k M G T | Ki Mi Gi Ti
/// ```
/// Words may be written in upper or lower case. `for` belongs to the comparison or the group before it.
package indirect enum RuleCondition: Hashable, Sendable {
    case comparison(Comparison)
    case and(RuleCondition, RuleCondition)
    case or(RuleCondition, RuleCondition)
    case not(RuleCondition)
    /// True once the condition has been true so long.
    case held(RuleCondition, for: Interval)

    package struct Comparison: Hashable, Sendable {
        package enum Operator: String, Hashable, Sendable, CaseIterable {
            case greater = ">"
            case atLeast = ">="
            case less = "<"
            case atMost = "<="
            case equal = "=="
            case unequal = "!="
        }

        /// The trigger whose reading is compared.
        package let trigger: String
        /// Where its name stands: characters before it.
        package let offset: Int
        package let `operator`: Operator
        /// Of the number as written: 500 for `500ms`.
        package let number: Double
        package let unit: Unit?
    }

    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case nanoseconds = "ns"
        case microseconds = "us"
        case milliseconds = "ms"
        case seconds = "s"
        case minutes = "m"
        case hours = "h"
        case percent = "%"
        case kilo = "k"
        case mega = "M"
        case giga = "G"
        case tera = "T"
        case kibi = "Ki"
        case mebi = "Mi"
        case gibi = "Gi"
        case tebi = "Ti"
    }

    package struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
        /// Characters before the place of the fault.
        package let offset: Int
        package let message: String

        /// `column 7: a number is expected, found "fast"`
        package var description: String { "column \(offset + 1): \(message)" }
    }

    package init(_ text: String) throws(SyntaxError) {
        var parser = try RuleConditionParser(text)
        self = try parser.whole()
    }

    /// Every comparison in it, in the order they are written.
    package var comparisons: [Comparison] {
        switch self {
        case .comparison(let comparison): [comparison]
        case .and(let left, let right), .or(let left, let right): left.comparisons + right.comparisons
        case .not(let condition), .held(let condition, for: _): condition.comparisons
        }
    }
}

/// Recursive descent over the words of a condition.
private struct RuleConditionParser {
    typealias SyntaxError = RuleCondition.SyntaxError
    typealias Comparison = RuleCondition.Comparison

    private struct Token {
        let text: String
        let offset: Int
    }

    /// Deeper nesting means nothing to anybody, and would only use up the stack.
    private static let maximumDepth = 32

    private var tokens: ArraySlice<Token>
    private let end: Int
    private var depth = 0

    init(_ text: String) throws(SyntaxError) {
        let characters = Array(text)
        end = characters.count
        tokens = try Self.split(characters)[...]
    }

    private static func split(_ characters: [Character]) throws(SyntaxError) -> [Token] {
        var tokens: [Token] = []
        var place = 0
        while place < characters.count {
            let start = place
            let character = characters[place]
            place += 1
            switch character {
            case " ", "\t", "\n", "\r": continue
            case "(", ")": break
            case ">", "<", "=", "!":
                if place < characters.count, characters[place] == "=" { place += 1 }
            case _ where isWord(character):
                while place < characters.count, isWord(characters[place]) { place += 1 }
            default: throw SyntaxError(offset: start, message: "\"\(character)\" has no meaning here")
            }
            tokens.append(Token(text: String(characters[start..<place]), offset: start))
        }
        return tokens
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-.%".contains(character))
    }

    // MARK: Grammar

    mutating func whole() throws(SyntaxError) -> RuleCondition {
        let condition = try disjunction()
        if let rest = tokens.first {
            throw SyntaxError(
                offset: rest.offset, message: "and, or, for or the end is expected, found \"\(rest.text)\"")
        }
        return condition
    }

    private mutating func disjunction() throws(SyntaxError) -> RuleCondition {
        var condition = try conjunction()
        while take("or") { condition = .or(condition, try conjunction()) }
        return condition
    }

    private mutating func conjunction() throws(SyntaxError) -> RuleCondition {
        var condition = try negation()
        while take("and") { condition = .and(condition, try negation()) }
        return condition
    }

    private mutating func negation() throws(SyntaxError) -> RuleCondition {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw SyntaxError(offset: place, message: "nested deeper than \(Self.maximumDepth)")
        }
        return take("not") ? .not(try negation()) : try held()
    }

    private mutating func held() throws(SyntaxError) -> RuleCondition {
        var condition: RuleCondition
        if take("(") {
            condition = try disjunction()
            guard take(")") else { throw expected(")") }
        } else {
            condition = .comparison(try comparison())
        }
        if take("for") {
            guard let word = tokens.first, let interval = Interval(word.text) else {
                throw expected("a length of time such as 5m")
            }
            tokens.removeFirst()
            condition = .held(condition, for: interval)
        }
        return condition
    }

    private mutating func comparison() throws(SyntaxError) -> Comparison {
        guard let name = tokens.first, let first = name.text.first, first.isLetter || first.isNumber,
            !["and", "or", "not", "for"].contains(name.text.lowercased())
        else { throw expected("the name of a trigger") }
        tokens.removeFirst()
        guard let word = tokens.first, let comparator = Comparison.Operator(rawValue: word.text) else {
            throw expected("one of \(Comparison.Operator.allCases.map(\.rawValue).joined(separator: " "))")
        }
        tokens.removeFirst()
        guard let amount = tokens.first else { throw expected("a number") }
        let digits = amount.text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard let number = Double(digits), number.isFinite else { throw expected("a number") }
        let rest = String(amount.text.dropFirst(digits.count))
        let unit = RuleCondition.Unit(rawValue: rest)
        guard unit != nil || rest.isEmpty else {
            let known = RuleCondition.Unit.allCases.map(\.rawValue).joined(separator: " ")
            throw SyntaxError(
                offset: amount.offset + digits.count, message: "\"\(rest)\" is no unit; there are \(known)")
        }
        tokens.removeFirst()
        return Comparison(
            trigger: name.text, offset: name.offset, operator: comparator, number: number, unit: unit)
    }

    // MARK: Words

    private var place: Int { tokens.first?.offset ?? end }

    private mutating func take(_ word: String) -> Bool {
        guard tokens.first?.text.lowercased() == word else { return false }
        tokens.removeFirst()
        return true
    }

    private func expected(_ what: String) -> SyntaxError {
        let found = tokens.first.map { "\"\($0.text)\"" } ?? "the end"
        return SyntaxError(offset: place, message: "\(what) is expected, found \(found)")
    }
}
