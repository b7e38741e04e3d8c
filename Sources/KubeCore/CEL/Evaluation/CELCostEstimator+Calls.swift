extension CELCostEstimator {
    mutating func costCall(
        _ expression: CELExpression, _ target: CELExpression?, _ function: String, _ arguments: [CELExpression]
    ) -> CELEstimate {
        if function == "dyn", let argument = arguments.first {
            let sum = cost(argument)
            copySizes(to: expression, from: argument)
            return sum + CELEstimate(1)
        }
        let costs = arguments.map { cost($0) }
        var sum = CELEstimate(0)
        let overloads: [CELFunction]
        var receiver: CELExpression?
        switch tree.references[expression.id] {
        case .functions(let found, let isNamespaced)?:
            overloads = found
            receiver = isNamespaced ? nil : target
        default:
            // The selection of an optional field is no overload of a table.
            guard function == CELOperator.optionalSelect else { return CELEstimate(0) }
            return costs.reduce(CELEstimate(1), +)
        }
        if let receiver { sum += cost(receiver) }
        var call = CELEstimate(min: .max, max: 0)
        var resultSize: CELEstimate?
        for overload in overloads {
            let estimate = estimate(expression, overload, receiver, arguments, costs)
            call = call.union(estimate.cost)
            if let size = estimate.resultSize { resultSize = resultSize?.union(size) ?? size }
            if overload.overloadID == "index_list" || overload.overloadID == "index_map", let first = arguments.first {
                resultSize = entrySize(first)?.value
                let step = overload.overloadID == "index_list" ? "@items" : "@values"
                setPath(path(first) + [step], for: expression)
            }
            if resultSize == nil { resultSize = computedSize(expression) }
        }
        set(resultSize, for: expression)
        return sum + call
    }

    /// The estimate of one overload, with the costs of the arguments but not of the receiver.
    private mutating func estimate(
        _ expression: CELExpression, _ overload: CELFunction, _ target: CELExpression?,
        _ arguments: [CELExpression], _ costs: [CELEstimate]
    ) -> CELCallEstimate {
        let sum = costs.reduce(CELEstimate(0), +)
        if let declared = declaredCost(overload, arguments) {
            let call = CELCallShape(target: target.map { shape($0) }, arguments: arguments.map { shape($0) })
            if let estimate = declared.estimate(call) {
                return CELCallEstimate(cost: estimate.cost + sum, resultSize: estimate.resultSize)
            }
        }
        switch overload.overloadID {
        case "logical_or" where costs.count == 2, "logical_and" where costs.count == 2:
            return CELCallEstimate(
                cost: CELEstimate(min: costs[0].min, max: (costs[0] + costs[1]).max))
        case "conditional" where costs.count == 3: return conditional(expression, arguments, costs)
        case "add_string", "add_bytes", "add_list":
            return concatenation(expression, overload.overloadID, arguments, sum)
        case "less_string", "greater_string", "less_equals_string", "greater_equals_string", "less_bytes",
            "greater_bytes", "less_equals_bytes", "greater_equals_bytes", "equals", "not_equals":
            let most = min(sizeOrUnknown(arguments[0]).max, sizeOrUnknown(arguments[1]).max)
            let range = CELEstimate(min: most > 0 ? 1 : 0, max: most)
            return CELCallEstimate(cost: range.scaled(by: CELCost.traversalFactor) + sum)
        default: break
        }
        if let estimate = traversal(overload.overloadID, target, arguments) {
            return CELCallEstimate(cost: estimate.cost + sum, resultSize: estimate.resultSize)
        }
        return CELCallEstimate(cost: CELEstimate(1) + sum)
    }

    private func declaredCost(_ overload: CELFunction, _ arguments: [CELExpression]) -> CELCost? {
        if let cost = overload.cost { return cost }
        guard overload.name == CELOperator.equals, arguments.count == 2 else { return nil }
        let type = tree.type(arguments[0])
        return type == tree.type(arguments[1]) ? tree.environment.table.equalityCosts[type] : nil
    }

    private mutating func conditional(
        _ expression: CELExpression, _ arguments: [CELExpression], _ costs: [CELEstimate]
    ) -> CELCallEstimate {
        let size = sizeOrUnknown(arguments[1]).union(sizeOrUnknown(arguments[2]))
        if let first = entrySize(arguments[1]), let second = entrySize(arguments[2]) {
            set(first.union(second), for: expression)
        }
        return CELCallEstimate(cost: costs[0] + costs[1].union(costs[2]), resultSize: size)
    }

    private mutating func concatenation(
        _ expression: CELExpression, _ id: String, _ arguments: [CELExpression], _ sum: CELEstimate
    ) -> CELCallEstimate {
        let size = sizeOrUnknown(arguments[0]) + sizeOrUnknown(arguments[1])
        if let first = entrySize(arguments[0]), let second = entrySize(arguments[1]) {
            set(first.union(second), for: expression)
        }
        let own = id == "add_list" ? CELEstimate(1) : size.scaled(by: CELCost.traversalFactor)
        return CELCallEstimate(cost: own + sum, resultSize: size)
    }

    /// Calls that go through their arguments.
    private mutating func traversal(
        _ id: String, _ target: CELExpression?, _ arguments: [CELExpression]
    ) -> CELCallEstimate? {
        let factor = CELCost.traversalFactor
        let receiver = target.map { sizeOrUnknown($0) }
        let first = arguments.first.map { sizeOrUnknown($0) }
        switch id {
        case "string_format": return receiver.map { CELCallEstimate(cost: $0.scaled(by: factor)) }
        case "string_to_bytes":
            return first.map {
                CELCallEstimate(
                    cost: $0.scaled(by: factor), resultSize: CELEstimate(min: $0.min, max: $0.max &* 4))
            }
        case "bytes_to_string":
            return first.map {
                CELCallEstimate(cost: $0.scaled(by: factor), resultSize: CELEstimate(min: $0.min / 4, max: $0.max))
            }
        case "strings_quote":
            return first.map {
                CELCallEstimate(
                    cost: $0.scaled(by: factor), resultSize: CELEstimate(min: $0.min &+ 2, max: $0.max &* 2 &+ 2))
            }
        case "starts_with_string", "ends_with_string":
            return first.map { CELCallEstimate(cost: $0.scaled(by: factor)) }
        case "in_list": return CELCallEstimate(cost: sizeOrUnknown(arguments[1]).scaled(by: 1))
        case "matches_string":
            guard let receiver, let first else { return nil }
            let text = (receiver + CELEstimate(1)).scaled(by: factor)
            return CELCallEstimate(cost: text * first.scaled(by: CELCost.regexFactor))
        case "contains_string":
            guard let receiver, let first else { return nil }
            return CELCallEstimate(cost: receiver.scaled(by: factor) * first.scaled(by: factor))
        default: return nil
        }
    }

    private mutating func shape(_ expression: CELExpression) -> CELShape {
        var literal: CELValue?
        if case .literal(let value) = expression.kind { literal = value.value }
        let way = path(expression)
        let isOwn = way.first != CELOperator.accumulator
        let element = isOwn && !way.isEmpty ? schemaSize(way + ["@items"]) : nil
        return CELShape(
            type: tree.type(expression), literal: literal, size: sizeOrUnknown(expression),
            elementSize: element ?? .unknown)
    }
}
