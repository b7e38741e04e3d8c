/// An expression, checked against its environment and ready to be evaluated any number of times.
package struct CELProgram: Sendable {
    package let source: String
    package let outputType: CELType

    /// Throws everything that is wrong with the expression.
    package init(_ source: String, environment: CELEnvironment) throws(CELIssues) {
        self.source = source
        outputType = .dyn
        throw CELIssues(source: source, issues: [])
    }

    /// The value under these variables.
    ///
    /// - Parameter costLimit: The most it may cost; nil for no limit.
    /// - Throws: What the expression failed with, or that it exceeded the limit.
    package func evaluate(_ variables: [String: CELValue], costLimit: UInt64? = nil) throws(CELError) -> CELValue {
        var context = CELContext(costLimit: costLimit)
        return try evaluate(variables, in: &context)
    }

    /// The value under these variables, with its cost added to that of `context`.
    package func evaluate(_ variables: [String: CELValue], in context: inout CELContext) throws(CELError) -> CELValue {
        throw .noSuchOverload
    }

    /// The variables the expression refers to.
    package var references: Set<String> { [] }

    /// The bounds of what an evaluation costs, whatever the data are.
    ///
    /// - Parameter sizes: The schema from which the sizes of variables' parts follow; nil where nothing is known.
    package func estimatedCost(sizes: CELSchemaType?) -> ClosedRange<UInt64> { 0 ... .max }
}
