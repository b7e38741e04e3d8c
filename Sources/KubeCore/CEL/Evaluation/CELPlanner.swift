/// Turns a checked expression into nodes that evaluate it.
///
/// Source: cel-go 0.27 `interpreter/planner.go` and `decorators.go`, whose optimizations decide what costs nothing.
struct CELPlanner {
    let tree: CELCheckedTree
    /// Places of the environment's variables.
    private(set) var slots: [String: Int] = [:]
    private(set) var slotCount = 0
    /// Variables of the loops around, innermost last.
    private var locals: [(name: String, node: any CELNode)] = []

    init(_ tree: CELCheckedTree) {
        self.tree = tree
    }

    /// What fails whenever it is evaluated.
    typealias Failure = CELError

    mutating func plan(_ expression: CELExpression) throws(Failure) -> any CELNode {
        if let attribute = try attribute(expression) { return node(attribute, isEvaluated: true) }
        switch expression.kind {
        case .literal(let literal): return CELConstantNode(literal.value)
        case .select(let operand, let field, isTest: true): return try planTest(operand, field)
        case .identifier, .select: return try constant(expression)
        case .call(let target, let function, let arguments):
            return try planCall(expression, target, function, arguments)
        case .list(let elements): return try planList(elements)
        case .map(let entries): return try planMap(entries)
        case .structure(let name, _): throw CELError("unknown type: \(name)")
        case .comprehension(let loop): return try planLoop(loop)
        }
    }

    func isConstant(_ nodes: [any CELNode]) -> Bool { nodes.allSatisfy { $0 is CELConstantNode } }

    /// The node, or what it gives where that never changes.
    func folded(_ node: any CELNode, if isConstant: Bool) throws(Failure) -> any CELNode {
        guard isConstant else { return node }
        var frame = CELFrame(slots: [], context: CELContext(costLimit: nil))
        return CELConstantNode(try node.evaluate(&frame))
    }

    private mutating func planList(_ elements: [CELExpression.Element]) throws(Failure) -> any CELNode {
        var nodes: [any CELNode] = []
        for element in elements { nodes.append(try plan(element.expression)) }
        let list = CELListNode(nodes, isOptional: elements.map(\.isOptional))
        return try folded(list, if: isConstant(nodes))
    }

    private mutating func planMap(_ entries: [CELExpression.Entry]) throws(Failure) -> any CELNode {
        var nodes: [CELMapNode.Entry] = []
        for entry in entries {
            nodes.append(
                CELMapNode.Entry(
                    key: try plan(entry.key), value: try plan(entry.value), isOptional: entry.isOptional))
        }
        let isConstant = nodes.allSatisfy { $0.key is CELConstantNode && $0.value is CELConstantNode }
        return try folded(CELMapNode(nodes), if: isConstant)
    }

    /// A name of a type.
    private func constant(_ expression: CELExpression) throws(Failure) -> any CELNode {
        switch tree.references[expression.id] {
        case .type(let type)?: return CELConstantNode(.type(type))
        case .undefinedType(let name)?: throw CELError("reference to undefined type: \(name)")
        default: throw CELError("no such attribute(s)")
        }
    }
}

// MARK: - Variables and loops

extension CELPlanner {
    mutating func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    /// The node of a variable, without its cost; nil for what is none.
    mutating func variable(_ id: Int) -> (any CELNode)? {
        switch tree.references[id] {
        case .local(let name)?: return locals.last { $0.name == name }?.node
        case .variable(let name)?:
            let slot = slots[name] ?? newSlot()
            slots[name] = slot
            return CELSlotNode(slot, name)
        default: return nil
        }
    }

    private mutating func planLoop(_ loop: CELExpression.Comprehension) throws(Failure) -> any CELNode {
        guard loop.macro != .bind else { return try planBinding(loop) }
        let range = try plan(loop.range)
        let first = newSlot()
        let second = loop.secondVariable.map { _ in newSlot() }
        let over = CELLoopRange(range: range, first: first, second: second)
        locals.append((loop.variable, CELSlotNode(first, loop.variable)))
        if let name = loop.secondVariable, let second { locals.append((name, CELSlotNode(second, name))) }
        let node = try planRounds(loop, over)
        locals.removeLast(second == nil ? 1 : 2)
        return node
    }

    private mutating func planRounds(
        _ loop: CELExpression.Comprehension, _ range: CELLoopRange
    ) throws(Failure) -> any CELNode {
        var step = loop.step.arguments
        switch loop.macro {
        case .all: return CELQuantifierNode(range, try plan(step[1]), decisive: false)
        case .exists: return CELQuantifierNode(range, try plan(step[1]), decisive: true)
        case .existsOne: return CELExistsOneNode(range, try plan(step[0]))
        case .bind, .list, .map, .mapEntry: break
        }
        var filter: (any CELNode)?
        if step.count == 3, loop.step.isCall(CELOperator.conditional) {
            filter = try plan(step[0])
            step = step[1].arguments
        }
        switch loop.macro {
        case .list:
            guard case .list(let elements) = step[1].kind, let element = elements.first else {
                throw .noSuchOverload
            }
            return CELListLoopNode(range, filter: filter, value: try plan(element.expression))
        default:
            let addsEntries = loop.macro == .mapEntry
            let value = try plan(step[addsEntries ? 1 : 2])
            return CELMapLoopNode(range, filter: filter, value: value, addsEntries: addsEntries)
        }
    }

    private mutating func planBinding(_ loop: CELExpression.Comprehension) throws(Failure) -> any CELNode {
        let initial = try plan(loop.initial)
        let slot = newSlot()
        locals.append((loop.accumulator, CELBoundNode(slot, initial)))
        let body = try plan(loop.result)
        locals.removeLast()
        return CELBindNode(slot, body)
    }
}

extension CELExpression {
    fileprivate var arguments: [CELExpression] {
        if case .call(_, _, let arguments) = kind { arguments } else { [] }
    }

    fileprivate func isCall(_ name: String) -> Bool {
        if case .call(_, name, _) = kind { true } else { false }
    }
}
