/// An expression whose types are known and whose names are resolved.
struct CELCheckedTree: Sendable {
    let syntax: CELSyntaxTree
    /// By the node's id; `dyn` where a type remained open.
    let types: [CELType]
    let references: [Int: CELReference]
    let environment: CELEnvironment

    func type(_ expression: CELExpression) -> CELType { types[expression.id] }
}

/// What a name in an expression means.
enum CELReference: Sendable {
    /// A variable of the environment; a select that is one is a qualified name.
    case variable(String)
    /// A variable of a loop.
    case local(String)
    case type(CELType)
    /// A name that passes for a type's but is none: it cannot be evaluated.
    case undefinedType(String)
    /// The overloads that may be called; a namespaced function has no receiver, whatever stands before its name.
    case functions([CELFunction], isNamespaced: Bool)
}
