extension CELPlanner {
    mutating func planCall(
        _ expression: CELExpression, _ target: CELExpression?, _ function: String, _ arguments: [CELExpression]
    ) throws(Failure) -> any CELNode {
        guard case .functions(let overloads, let isNamespaced)? = tree.references[expression.id] else {
            throw .noSuchOverload
        }
        var operands = arguments
        if let target, !isNamespaced { operands.insert(target, at: 0) }
        var nodes: [any CELNode] = []
        for operand in operands { nodes.append(try plan(operand)) }
        if let planned = try planOperator(function, nodes, overloads) { return planned }
        let name = overloads.first?.name ?? function
        if nodes.count == 2, name == "or" || name == "orValue",
            overloads.contains(where: { $0.overloadID.hasPrefix("optional_or") })
        {
            return CELOptionalOrNode(nodes[0], nodes[1], unwraps: name == "orValue")
        }
        let cost = Self.cost(overloads)
        if name == "matches", nodes.count == 2, let pattern = nodes[1] as? CELConstantNode,
            case .string(let text) = pattern.value
        {
            return CELMatchNode(nodes[0], try CELValue.expression(text), cost)
        }
        let all = candidates(name, overloads, isMember: target != nil && !isNamespaced)
        let call = try CELFunctionNode(nodes, all, cost)
        return try folded(call, if: Self.conversions.contains(name) && nodes.count == 1 && isConstant(nodes))
    }

    private static let conversions: Set<String> = [
        "bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint",
    ]

    /// When several overloads may fit, all of the function's are tried.
    private func candidates(_ name: String, _ overloads: [CELFunction], isMember: Bool) -> [CELFunction] {
        guard overloads.count > 1, let all = tree.environment.table.functions[name] else { return overloads }
        return all.filter { $0.isMember == isMember }
    }

    private mutating func planOperator(
        _ function: String, _ nodes: [any CELNode], _ overloads: [CELFunction]
    ) throws(Failure) -> (any CELNode)? {
        let cost = Self.cost(overloads)
        switch function {
        case CELOperator.and: return CELLogicNode(nodes[0], nodes[1], decisive: false)
        case CELOperator.or: return CELLogicNode(nodes[0], nodes[1], decisive: true)
        case CELOperator.equals, CELOperator.notEquals:
            return CELEqualityNode(
                nodes[0], nodes[1], isNegated: function == CELOperator.notEquals,
                costs: tree.environment.table.equalityCosts)
        case CELOperator.less, CELOperator.lessEquals, CELOperator.greater, CELOperator.greaterEquals:
            let isLess = function == CELOperator.less || function == CELOperator.lessEquals
            let allowsEqual = function == CELOperator.lessEquals || function == CELOperator.greaterEquals
            return CELComparisonNode(
                nodes[0], nodes[1], cost, function, isLess: isLess, allowsEqual: allowsEqual)
        case CELOperator.add: return CELBinaryNode(nodes[0], nodes[1], cost, CELValue.add)
        case CELOperator.subtract: return CELBinaryNode(nodes[0], nodes[1], cost, CELValue.subtract)
        case CELOperator.multiply: return CELBinaryNode(nodes[0], nodes[1], cost, CELValue.multiply)
        case CELOperator.divide: return CELBinaryNode(nodes[0], nodes[1], cost, CELValue.divide)
        case CELOperator.modulo: return CELBinaryNode(nodes[0], nodes[1], cost, CELValue.modulo)
        case CELOperator.negate: return CELUnaryNode(nodes[0], CELValue.negate)
        case CELOperator.not:
            return CELUnaryNode(nodes[0]) { value throws(CELError) in
                guard case .bool(let value) = value else { throw .noSuchOverload }
                return .bool(!value)
            }
        case CELOperator.in: return try planMembership(nodes, overloads, cost)
        default: return nil
        }
    }

    private func planMembership(
        _ nodes: [any CELNode], _ overloads: [CELFunction], _ cost: CELCallCost
    ) throws(Failure) -> any CELNode {
        if overloads.count == 1, overloads[0].overloadID == "in_list", let constant = nodes[1] as? CELConstantNode,
            case .list(let list) = constant.value
        {
            if list.count == 0 { return CELConstantNode(.bool(false)) }
            if let members = try Self.members(list) { return CELMembershipNode(nodes[0], members) }
        }
        return CELBinaryNode(nodes[0], nodes[1], cost, CELValue.isContained)
    }

    /// The elements, where all are numbers, strings or truth values.
    private static func members(_ list: CELList) throws(Failure) -> Set<CELMapKey>? {
        var members: Set<CELMapKey> = []
        for element in try list.elements() {
            switch element {
            case .bool, .int, .uint, .double, .string: break
            default: return nil
            }
            guard let key = CELMapKey(element) else { return nil }
            members.insert(key)
        }
        return members
    }

    /// What a call costs; one unit where it is not known beforehand which overload it is.
    private static func cost(_ overloads: [CELFunction]) -> CELCallCost {
        guard overloads.count == 1, let overload = overloads.first else {
            // Servers count calls of their own functions by name, whichever overload it is.
            return overloads.lazy.compactMap(\.cost).first.map(CELCallCost.declared) ?? .one
        }
        if let cost = overload.cost { return .declared(cost) }
        switch overload.overloadID {
        case "starts_with_string", "ends_with_string", "string_to_bytes", "bytes_to_string", "strings_quote",
            "string_format":
            return .traversal
        case "in_list": return .secondSize
        case "less_string", "greater_string", "less_equals_string", "greater_equals_string", "less_bytes",
            "greater_bytes", "less_equals_bytes", "greater_equals_bytes":
            return .smaller
        case "add_string", "add_bytes": return .sum
        case "matches_string": return .expression
        case "contains_string": return .product
        default: return .one
        }
    }
}
