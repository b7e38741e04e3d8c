/// A node of an expression's syntax tree, after macros are expanded.
struct CELExpression: Sendable {
    /// Tells the node apart in its tree; its place in the source is found by it.
    let id: Int
    let kind: Kind

    indirect enum Kind: Equatable, Sendable {
        case literal(CELLiteral)
        case identifier(String)
        /// `operand.field`; a test asks only whether it is there (`has(operand.field)`).
        case select(CELExpression, field: String, isTest: Bool)
        case call(target: CELExpression?, function: String, arguments: [CELExpression])
        case list([Element])
        case map([Entry])
        case structure(String, [Entry])
        case comprehension(Comprehension)
    }

    struct Element: Equatable, Sendable {
        var expression: CELExpression
        /// `[?e]`: left out when it has no value.
        var isOptional: Bool
    }

    /// A key and its value; the key of a structure's field is its name as a literal.
    struct Entry: Sendable {
        let id: Int
        var key: CELExpression
        var value: CELExpression
        var isOptional: Bool
    }

    /// A loop over a list or a map, as the macros expand to it.
    struct Comprehension: Equatable, Sendable {
        var macro: Macro
        var range: CELExpression
        /// The element or the key; with a second variable the index or the key.
        var variable: String
        /// The element or the value.
        var secondVariable: String?
        var accumulator: String
        var initial: CELExpression
        var condition: CELExpression
        var step: CELExpression
        var result: CELExpression
    }

    /// Which loop it is; the user's parts stand in its step.
    enum Macro: Equatable, Sendable {
        case all
        case exists
        case existsOne
        /// A list of values.
        case list
        /// A map of values by the loop's first variable.
        case map
        /// A map joined of maps.
        case mapEntry
        /// No loop: a name for the initial value within the result.
        case bind
    }
}

/// Trees are equal when they mean the same; nodes' ids do not count.
extension CELExpression: Equatable {
    static func == (lhs: CELExpression, rhs: CELExpression) -> Bool { lhs.kind == rhs.kind }
}

extension CELExpression.Entry: Equatable {
    static func == (lhs: CELExpression.Entry, rhs: CELExpression.Entry) -> Bool {
        lhs.key == rhs.key && lhs.value == rhs.value && lhs.isOptional == rhs.isOptional
    }
}

/// Names of operators as functions, and of what macros call.
enum CELOperator {
    static let conditional = "_?_:_"
    static let and = "_&&_"
    static let or = "_||_"
    static let not = "!_"
    static let negate = "-_"
    static let equals = "_==_"
    static let notEquals = "_!=_"
    static let less = "_<_"
    static let lessEquals = "_<=_"
    static let greater = "_>_"
    static let greaterEquals = "_>=_"
    static let add = "_+_"
    static let subtract = "_-_"
    static let multiply = "_*_"
    static let divide = "_/_"
    static let modulo = "_%_"
    static let `in` = "@in"
    static let index = "_[_]"
    static let optionalSelect = "_?._"
    static let optionalIndex = "_[?_]"
    static let notStrictlyFalse = "@not_strictly_false"
    static let mapInsert = "cel.@mapInsert"
    static let sortByKeys = "@sortByAssociatedKeys"
    /// The variable that holds what a loop has computed so far; no expression can spell it.
    static let accumulator = "@result"
    /// What that variable was once called; still no name for a loop's variable.
    static let oldAccumulator = "__result__"
    static let unusedVariable = "#unused"
}
