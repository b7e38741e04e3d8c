/// An expression, checked against its environment and ready to be evaluated any number of times.
package struct CELProgram: Sendable {
    package let source: String
    package let outputType: CELType
    /// The variables the expression refers to.
    package let references: Set<String>
    let tree: CELCheckedTree
    private let root: any CELNode
    /// Where each variable is put.
    private let slots: [(name: String, slot: Int)]
    private let slotCount: Int

    /// Throws everything that is wrong with the expression, in the order of its places.
    package init(_ source: String, environment: CELEnvironment) throws(CELIssues) {
        let macros = CELMacros(
            knowsBindings: environment.knowsBindings,
            knowsSorting: environment.table.functions[CELOperator.sortByKeys] != nil)
        let tree = try CELChecker.check(try CELParser.parse(source, macros: macros), environment)
        self.source = source
        self.tree = tree
        outputType = tree.type(tree.syntax.root)
        var planner = CELPlanner(tree)
        do throws(CELError) {
            root = try planner.plan(tree.syntax.root)
        } catch {
            let issue = CELIssue(location: .none, message: error.message)
            throw CELIssues(phase: .instantiation, source: source, issues: [issue])
        }
        slots = planner.slots.map { ($0.key, $0.value) }
        slotCount = planner.slotCount
        references = Set(planner.slots.keys)
    }

    /// The value under these variables.
    ///
    /// - Parameter costLimit: The most it may cost; nil for no limit, which an expression of loops in loops can abuse.
    /// - Throws: What the expression failed with, or that it exceeded the limit.
    package func evaluate(
        _ variables: [String: CELValue], costLimit: UInt64? = CELContext.perCallLimit
    ) throws(CELError) -> CELValue {
        var context = CELContext(costLimit: costLimit)
        return try evaluate(variables, in: &context)
    }

    /// The value under these variables, with its cost added to that of `context`, also when it fails.
    package func evaluate(
        _ variables: [String: CELValue], in context: inout CELContext
    ) throws(CELError) -> CELValue {
        var frame = CELFrame(slots: Array(repeating: nil, count: slotCount), context: context)
        for (name, slot) in slots { frame.slots[slot] = variables[name] }
        defer { context = frame.context }
        return try root.evaluate(&frame)
    }

    /// The bounds of what an evaluation costs, whatever the data are.
    ///
    /// - Parameter sizes: The schema from which the sizes of variables' parts follow; nil where nothing is known.
    package func estimatedCost(sizes: CELSchemaType?) -> ClosedRange<UInt64> {
        var estimator = CELCostEstimator(tree, sizes: sizes)
        let cost = estimator.cost(tree.syntax.root)
        return min(cost.min, cost.max)...cost.max
    }
}
