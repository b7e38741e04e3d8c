/// Why text is no selector.
package struct SelectorError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension LabelSelector {
    /// Reads the text form; errors are worded as the API server words them.
    ///
    /// Grammar: requirements joined by commas, each one of `key`, `!key`, `key=value`, `key==value`, `key!=value`,
    /// `key in (a,b)`, `key notin (a,b)`, `key>1`, `key<1`.
    package init(_ text: String) throws(SelectorError) {
        var parser = LabelSelectorParser(text)
        self.init(try parser.parse())
    }
}

private struct LabelSelectorParser {
    private enum Token: Equatable {
        case end
        case symbol(String)
        case word(String)
        /// Symbols that mean nothing together, such as `==>`.
        case broken(String)

        var text: String {
            switch self {
            case .end: ""
            case .symbol(let text), .word(let text): text
            case .broken(let text): "error expected: keyword found '\(text)'"
            }
        }

        var isWord: Bool {
            if case .word = self { true } else { false }
        }
    }

    private var tokens: [Token] = []
    private var position = 0

    private static let symbols: Set<String> = [")", ",", "!", "==", "=", ">", "<", "!=", "("]

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if Self.isSpace(byte) {
                rest = rest.dropFirst()
            } else if Self.isSpecial(byte) {
                tokens.append(Self.symbol(&rest))
            } else {
                let word = rest.prefix { !Self.isSpecial($0) && !Self.isSpace($0) }
                rest = rest.dropFirst(word.count)
                tokens.append(.word(String(decoding: word, as: UTF8.self)))
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }
    private static func isSpecial(_ byte: UInt8) -> Bool { "=!(),><".utf8.contains(byte) }

    /// The longest known symbol at the front.
    private static func symbol(_ rest: inout ArraySlice<UInt8>) -> Token {
        var text = ""
        while let byte = rest.first, isSpecial(byte) {
            let longer = text + String(Unicode.Scalar(byte))
            if !text.isEmpty, symbols.contains(text), !symbols.contains(longer) { break }
            text = longer
            rest = rest.dropFirst()
        }
        return symbols.contains(text) ? .symbol(text) : .broken(text)
    }

    private var current: Token { position < tokens.count ? tokens[position] : .end }

    private mutating func next() -> Token {
        defer { position += 1 }
        return current
    }

    mutating func parse() throws(SelectorError) -> [LabelSelector.Requirement] {
        var requirements: [LabelSelector.Requirement] = []
        while current != .end {
            guard current.isWord || current == .symbol("!") else {
                throw SelectorError("found '\(current.text)', expected: !, identifier, or 'end of string'")
            }
            do throws(SelectorError) {
                requirements.append(try parseRequirement())
            } catch {
                throw SelectorError("unable to parse requirement: \(error)")
            }
            switch next() {
            case .end: return requirements
            case .symbol(","):
                guard current.isWord || current == .symbol("!") else {
                    throw SelectorError("found '\(current.text)', expected: identifier after ','")
                }
            case let token: throw SelectorError("found '\(token.text)', expected: ',' or 'end of string'")
            }
        }
        return requirements
    }

    private mutating func parseRequirement() throws(SelectorError) -> LabelSelector.Requirement {
        let isNegated = current == .symbol("!")
        if isNegated { position += 1 }
        let token = next()
        guard case .word(let key) = token else {
            throw SelectorError("found '\(token.text)', expected: identifier")
        }
        let problems = NameRules.qualifiedName(key)
        if !problems.isEmpty {
            let error = FieldError(.invalid, FieldPath(), value: .string(key), problems.joined(separator: "; "))
            throw SelectorError(error.description)
        }
        let requirement: LabelSelector.Requirement
        if current == .end || current == .symbol(",") {
            requirement = .init(key: key, isNegated ? .doesNotExist : .exists)
        } else if isNegated {
            // `!key` takes no operator; the next token is reported as out of place by the caller.
            return .init(key: key, .doesNotExist)
        } else {
            let operation = try parseOperator()
            requirement = .init(key: key, operation, try parseValues(of: operation))
        }
        if let problem = requirement.problems(at: FieldPath()).first { throw SelectorError(problem.description) }
        return requirement
    }

    private mutating func parseOperator() throws(SelectorError) -> LabelSelector.Operator {
        switch next() {
        case .word("in"): return .isIn
        case .word("notin"): return .notIn
        case .symbol("="): return .equals
        case .symbol("=="): return .doubleEquals
        case .symbol("!="): return .notEquals
        case .symbol(">"): return .greaterThan
        case .symbol("<"): return .lessThan
        case let token: throw SelectorError("found '\(token.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func parseValues(of operation: LabelSelector.Operator) throws(SelectorError) -> [String] {
        guard operation == .isIn || operation == .notIn else {
            if current == .end || current == .symbol(",") { return [""] }
            let token = next()
            guard case .word(let value) = token else {
                throw SelectorError("found '\(token.text)', expected: identifier")
            }
            return [value]
        }
        let opening = next()
        guard opening == .symbol("(") else { throw SelectorError("found '\(opening.text)' expected: '('") }
        // Between two commas, and beside a parenthesis, stands the empty value.
        var values: Set<String> = []
        while true {
            var value = ""
            if case .word(let word) = current {
                value = word
                position += 1
            } else if current != .symbol(","), current != .symbol(")") {
                throw SelectorError("found '\(current.text)', expected: ',', ')' or identifier")
            }
            values.insert(value)
            switch next() {
            case .symbol(")"): return Array(values)
            case .symbol(","): continue
            case let token: throw SelectorError("found '\(token.text)', expected: ',' or ')'")
            }
        }
    }
}
