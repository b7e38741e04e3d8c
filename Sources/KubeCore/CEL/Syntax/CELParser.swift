/// Reads an expression into its syntax tree, with macros expanded.
///
/// Never deeper than `depthLimit` and never longer than `sizeLimit`; time and memory are linear in the text.
/// Syntax errors have the words of cel-go's generated parser where one error stands alone; what would follow from it
/// is not reported.
///
/// Source: the CEL language definition, "Syntax"; cel-go 0.27 `parser/`.
struct CELParser {
    static let depthLimit = 250
    /// In code points.
    static let sizeLimit = 100_000

    let source: CELSource
    let macros: CELMacros
    let tokens: [CELToken]
    var index = 0
    var builder = CELTreeBuilder()
    var issues: [CELIssue] = []
    /// After an error none is reported until a word is read as expected.
    private var isRecovering = false
    /// What may follow the expressions being read, innermost last.
    var followers: [Followers] = []

    struct Followers {
        var closing: [CELToken.Kind]
        /// Whether `?` may still make a conditional of what is read.
        var allowsConditional: Bool
    }

    /// Ends reading after an error that is already reported.
    struct Stop: Error {}

    /// Throws every error found.
    static func parse(_ text: String, macros: CELMacros) throws(CELIssues) -> CELSyntaxTree {
        let source = CELSource(text)
        guard source.scalars.count <= sizeLimit else {
            let message =
                "expression code point size exceeds limit: size: \(source.scalars.count), limit \(sizeLimit)"
            throw CELIssues(source: text, issues: [CELIssue(location: .none, message: message)])
        }
        var lexer = CELLexer(source)
        lexer.run()
        var parser = CELParser(source, lexer.tokens, macros)
        parser.issues = lexer.issues.map { CELIssue(location: source.location($0.offset), message: $0.message) }
        let root = parser.parseAll()
        guard let root, parser.issues.isEmpty else {
            throw CELIssues(source: text, issues: parser.sortedIssues)
        }
        return CELSyntaxTree(source: source, root: root, offsets: parser.builder.offsets)
    }

    private init(_ source: CELSource, _ tokens: [CELToken], _ macros: CELMacros) {
        self.source = source
        self.tokens = tokens
        self.macros = macros
    }

    private var sortedIssues: [CELIssue] { issues.inOrder }

    private mutating func parseAll() -> CELExpression? {
        do throws(Stop) {
            followers = [Followers(closing: [.end], allowsConditional: true)]
            let root = try parseExpression()
            try expect(.end)
            return root.expression
        } catch {
            return nil
        }
    }
}

extension [CELIssue] {
    /// By place; those of one place as they were found.
    var inOrder: [CELIssue] {
        enumerated().sorted { ($0.element.location, $0.offset) < ($1.element.location, $1.offset) }.map(\.element)
    }
}

extension CELParser {
    var token: CELToken { tokens[index] }
    var next: CELToken { tokens[min(index + 1, tokens.count - 1)] }

    func text(_ token: CELToken) -> String { token.kind == .end ? "<EOF>" : source.string(token.range) }

    mutating func advance() -> CELToken {
        let token = token
        if index < tokens.count - 1 { index += 1 }
        isRecovering = false
        return token
    }

    mutating func report(_ message: String, at offset: Int) {
        issues.append(CELIssue(location: source.location(offset), message: message))
    }

    /// A syntax error at the current word; silent while recovering from another.
    mutating func reportSyntax(_ message: String) {
        if !isRecovering { report("Syntax error: \(message)", at: token.range.lowerBound) }
        isRecovering = true
    }

    func list(_ expected: [CELToken.Kind]) -> String {
        let names = expected.sorted().map(\.name)
        return names.count == 1 ? names[0] : "{\(names.joined(separator: ", "))}"
    }

    mutating func limitExceeded(_ message: String) -> Stop {
        issues = [CELIssue(location: .none, message: message)]
        return Stop()
    }

    /// The current word is none of those expected: passes over it when one of them follows, else gives up.
    mutating func skipUnexpected(_ expected: [CELToken.Kind]) throws(Stop) {
        if expected.contains(next.kind), token.kind != .end {
            reportSyntax("extraneous input '\(text(token))' expecting \(list(expected))")
            index += 1
        } else {
            reportSyntax("mismatched input '\(text(token))' expecting \(list(expected))")
            throw Stop()
        }
    }

    /// Reads a word that must be there. One that is too many before it is passed over; one that is missing where the
    /// current word could follow it is taken as read.
    mutating func expect(_ kind: CELToken.Kind) throws(Stop) {
        guard token.kind != kind else {
            _ = advance()
            return
        }
        if next.kind == kind, token.kind != .end {
            reportSyntax("extraneous input '\(text(token))' expecting \(kind.name)")
            index += 1
            _ = advance()
        } else if canFollow(kind, token.kind) {
            reportSyntax("missing \(kind.name) at '\(text(token))'")
        } else {
            reportSyntax("mismatched input '\(text(token))' expecting \(kind.name)")
            throw Stop()
        }
    }

    private func canFollow(_ kind: CELToken.Kind, _ next: CELToken.Kind) -> Bool {
        switch kind {
        case .end: false
        case .colon: CELToken.Kind.operandStarts.contains(next)
        default:
            next == .dot || next == .leftBracket || CELParser.isBinaryOperator(next)
                || followers.last.map { $0.closing.contains(next) || $0.allowsConditional && next == .question } == true
        }
    }
}
