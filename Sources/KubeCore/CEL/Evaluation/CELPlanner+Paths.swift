/// What selections and indexes start from, and their steps. A conditional passes them on to both its branches.
indirect enum CELAttribute {
    case path(any CELNode, isVariable: Bool, [CELStep])
    case conditional(any CELNode, CELAttribute, CELAttribute)

    mutating func append(_ step: CELStep) {
        switch self {
        case .path(let root, let isVariable, let steps):
            self = .path(root, isVariable: isVariable, steps + [step])
        case .conditional(let condition, var first, var second):
            first.append(step)
            second.append(step)
            self = .conditional(condition, first, second)
        }
    }
}

extension CELPlanner {
    /// The expression as a path; nil when it is none.
    mutating func attribute(_ expression: CELExpression) throws(Failure) -> CELAttribute? {
        if let root = variable(expression.id) { return .path(root, isVariable: true, []) }
        switch expression.kind {
        case .select(let operand, let field, isTest: false):
            guard tree.references[expression.id] == nil else { return nil }
            return try extended(operand, by: step(operand, .string(field), isOptional: false))
        case .call(_, CELOperator.conditional, let arguments):
            let condition = try plan(arguments[0])
            return .conditional(condition, try branch(arguments[1]), try branch(arguments[2]))
        case .call(_, CELOperator.optionalSelect, let arguments):
            guard case .literal(let field) = arguments[1].kind else { return nil }
            return try extended(arguments[0], by: step(arguments[0], field.value, isOptional: true))
        case .call(_, CELOperator.index, let arguments):
            return try indexed(arguments[0], arguments[1], isOptional: false)
        case .call(_, CELOperator.optionalIndex, let arguments):
            return try indexed(arguments[0], arguments[1], isOptional: true)
        default: return nil
        }
    }

    private mutating func extended(_ operand: CELExpression, by step: CELStep) throws(Failure) -> CELAttribute {
        var result = try branch(operand)
        result.append(step)
        return result
    }

    private mutating func branch(_ expression: CELExpression) throws(Failure) -> CELAttribute {
        if let attribute = try attribute(expression) { return attribute }
        if case .select(let operand, let field, isTest: true) = expression.kind {
            return .path(try planTest(operand, field, isBranch: true), isVariable: false, [])
        }
        return .path(try plan(expression), isVariable: false, [])
    }

    private func step(_ operand: CELExpression, _ key: CELValue, isOptional: Bool) -> CELStep {
        var field: CELStep.Field?
        var type = tree.type(operand)
        if case .optional(let wrapped) = type { type = wrapped }
        if case .object(let name) = type, case .string(let identifier) = key,
            let owner = tree.environment.objects[name], case .object(let fields) = owner.form,
            let known = fields[identifier: identifier]
        {
            field = CELStep.Field(owner: owner, field: known)
        }
        return CELStep(key: .constant(key), isOptional: isOptional, field: field)
    }

    private mutating func indexed(
        _ operand: CELExpression, _ index: CELExpression, isOptional: Bool
    ) throws(Failure) -> CELAttribute {
        var result = try branch(operand)
        let key: CELStep.Key
        if let attribute = try attribute(index) {
            key = .computed(node(attribute, isEvaluated: false))
        } else {
            let planned = try plan(index)
            if let constant = planned as? CELConstantNode {
                switch constant.value {
                case .bool, .int, .uint, .double, .string: key = .constant(constant.value)
                default: throw CELError("invalid qualifier type: \(constant.value.type.name)")
                }
            } else {
                key = .computed(planned)
            }
        }
        result.append(CELStep(key: key, isOptional: isOptional, field: nil))
        return result
    }

    /// - Parameter isEvaluated: False within a conditional or an index, where servers do not count the path itself.
    func node(_ attribute: CELAttribute, isEvaluated: Bool) -> any CELNode {
        switch attribute {
        case .path(let root, let isVariable, let steps):
            if steps.isEmpty { return isEvaluated && isVariable ? CELVariableNode(root) : root }
            return CELPathNode(root, steps, ownCost: isEvaluated ? 1 : 0)
        case .conditional(let condition, let first, let second):
            return CELConditionalNode(
                condition, node(first, isEvaluated: false), node(second, isEvaluated: false), isTest: false)
        }
    }

    /// `has(operand.field)`.
    mutating func planTest(
        _ operand: CELExpression, _ field: String, isBranch: Bool = false
    ) throws(Failure) -> any CELNode {
        let last = step(operand, .string(field), isOptional: false)
        return test(try branch(operand), last, isOutermost: !isBranch)
    }

    private func test(_ attribute: CELAttribute, _ last: CELStep, isOutermost: Bool) -> any CELNode {
        switch attribute {
        case .path(let root, _, let steps): CELPresenceNode(root, steps, last, keepsOptional: !isOutermost)
        case .conditional(let condition, let first, let second):
            CELConditionalNode(
                condition, test(first, last, isOutermost: false), test(second, last, isOutermost: false),
                isTest: isOutermost)
        }
    }
}
