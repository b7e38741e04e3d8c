/// A word of an expression.
struct CELToken: Sendable {
    /// In the order in which a message lists what was expected.
    enum Kind: Int, Comparable, Sendable {
        case equals, notEquals, `in`, less, lessEquals, greaterEquals, greater, and, or
        case leftBracket, rightBracket, leftBrace, rightBrace, leftParenthesis, rightParenthesis
        case dot, comma, minus, exclamation, question, colon, plus, star, slash, percent
        case `true`, `false`, null
        case float, int, uint, string, bytes, identifier, escapedIdentifier
        case end

        static func < (lhs: Kind, rhs: Kind) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    let kind: Kind
    let range: Range<Int>
}

extension CELToken.Kind {
    /// As messages name it: a spelling in quotes, or the name of a class of words.
    var name: String {
        switch self {
        case .float: "NUM_FLOAT"
        case .int: "NUM_INT"
        case .uint: "NUM_UINT"
        case .string: "STRING"
        case .bytes: "BYTES"
        case .identifier: "IDENTIFIER"
        case .escapedIdentifier: "ESC_IDENTIFIER"
        case .end: "<EOF>"
        default: "'\(spelling)'"
        }
    }

    private var spelling: String {
        switch self {
        case .equals: "=="
        case .notEquals: "!="
        case .in: "in"
        case .less: "<"
        case .lessEquals: "<="
        case .greaterEquals: ">="
        case .greater: ">"
        case .and: "&&"
        case .or: "||"
        case .leftBracket: "["
        case .rightBracket: "]"
        case .leftBrace: "{"
        case .rightBrace: "}"
        case .leftParenthesis: "("
        case .rightParenthesis: ")"
        case .dot: "."
        case .comma: ","
        case .minus: "-"
        case .exclamation: "!"
        case .question: "?"
        case .colon: ":"
        case .plus: "+"
        case .star: "*"
        case .slash: "/"
        case .percent: "%"
        case .true: "true"
        case .false: "false"
        case .null: "null"
        default: ""
        }
    }

    /// The words an operand may begin with.
    static let operandStarts: [CELToken.Kind] = [
        .leftBracket, .leftBrace, .leftParenthesis, .dot, .minus, .exclamation, .true, .false, .null, .float, .int,
        .uint, .string, .bytes, .identifier,
    ]
}
