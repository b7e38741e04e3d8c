/// An expression read, with how deeply operators and selections nest in it.
struct CELParsedOperand {
    var expression: CELExpression
    var depth: Int
}

extension CELParser {
    private static let precedences: [CELToken.Kind: (level: Int, function: String)] = [
        .or: (0, CELOperator.or), .and: (1, CELOperator.and),
        .equals: (2, CELOperator.equals), .notEquals: (2, CELOperator.notEquals), .less: (2, CELOperator.less),
        .lessEquals: (2, CELOperator.lessEquals), .greater: (2, CELOperator.greater),
        .greaterEquals: (2, CELOperator.greaterEquals), .in: (2, CELOperator.in),
        .plus: (3, CELOperator.add), .minus: (3, CELOperator.subtract),
        .star: (4, CELOperator.multiply), .slash: (4, CELOperator.divide), .percent: (4, CELOperator.modulo),
    ]

    static func isBinaryOperator(_ kind: CELToken.Kind) -> Bool { precedences[kind] != nil }

    /// `a ? b : c` or what has no condition.
    mutating func parseExpression() throws(Stop) -> CELParsedOperand {
        guard followers.count <= Self.depthLimit else {
            throw limitExceeded("expression recursion limit exceeded: \(Self.depthLimit)")
        }
        let condition = try parseOperators()
        guard token.kind == .question else { return condition }
        let offset = advance().range.lowerBound
        followers.append(Followers(closing: [.colon], allowsConditional: false))
        let first = try parseOperators()
        followers.removeLast()
        try expect(.colon)
        // What ends the whole ends its last part; it nests all the same.
        followers.append(followers[followers.count - 1])
        let second = try parseExpression()
        followers.removeLast()
        let expression = builder.call(
            CELOperator.conditional, [condition.expression, first.expression, second.expression], at: offset)
        return try deepened(expression, [condition.depth, first.depth, second.depth])
    }

    /// Within a pair of brackets or to a comma.
    mutating func parseNested(closing: [CELToken.Kind]) throws(Stop) -> CELParsedOperand {
        followers.append(Followers(closing: closing, allowsConditional: true))
        let result = try parseExpression()
        followers.removeLast()
        return result
    }

    /// One level more than the deepest part.
    mutating func deepened(_ expression: CELExpression, _ depths: [Int]) throws(Stop) -> CELParsedOperand {
        let depth = 1 + (depths.max() ?? 0)
        guard depth <= Self.depthLimit else { throw limitExceeded("max recursion depth exceeded") }
        return CELParsedOperand(expression: expression, depth: depth)
    }

    private struct Pending {
        let level: Int
        let function: String
        let offset: Int
    }

    /// Operands joined by binary operators, by precedence and with stacks of its own instead of the call stack.
    mutating func parseOperators() throws(Stop) -> CELParsedOperand {
        var operands = [try parseUnary()]
        var pending: [Pending] = []
        while let (level, function) = Self.precedences[token.kind] {
            try reduce(&operands, &pending, above: level)
            pending.append(Pending(level: level, function: function, offset: advance().range.lowerBound))
            operands.append(try parseUnary())
        }
        try reduce(&operands, &pending, above: -1)
        return operands[0]
    }

    /// Joins what binds at least as tightly as the coming operator; runs of `&&` and `||` wait for their end.
    private mutating func reduce(
        _ operands: inout [CELParsedOperand], _ pending: inout [Pending], above level: Int
    ) throws(Stop) {
        while let last = pending.last, last.level > level || last.level == level && level > 1 {
            if last.level <= 1 {
                let run = pending.count - (pending.lastIndex { $0.level != last.level } ?? -1) - 1
                let terms = Array(operands.suffix(run + 1))
                let operators = Array(pending.suffix(run))
                operands.removeLast(run + 1)
                pending.removeLast(run)
                operands.append(balanced(terms, operators, 0, run - 1))
            } else {
                pending.removeLast()
                let right = operands.removeLast()
                let left = operands.removeLast()
                let call = builder.call(last.function, [left.expression, right.expression], at: last.offset)
                operands.append(try deepened(call, [left.depth, right.depth]))
            }
        }
    }

    /// A tree of a run of one logical operator whose depth grows only with the logarithm of its length.
    private mutating func balanced(
        _ terms: [CELParsedOperand], _ operators: [Pending], _ low: Int, _ high: Int
    ) -> CELParsedOperand {
        let middle = (low + high + 1) / 2
        let left = middle == low ? terms[middle] : balanced(terms, operators, low, middle - 1)
        let right = middle == high ? terms[middle + 1] : balanced(terms, operators, middle + 1, high)
        let call = builder.call(
            operators[middle].function, [left.expression, right.expression], at: operators[middle].offset)
        return CELParsedOperand(expression: call, depth: max(left.depth, right.depth))
    }

    private mutating func parseUnary() throws(Stop) -> CELParsedOperand {
        switch token.kind {
        case .exclamation: return try parseNot()
        case .minus where next.kind != .int && next.kind != .float: return try parseNegation()
        default: return try parseMember()
        }
    }

    private mutating func parseNot() throws(Stop) -> CELParsedOperand {
        let offset = token.range.lowerBound
        var count = 0
        while token.kind == .exclamation {
            _ = advance()
            count += 1
        }
        guard CELToken.Kind.operandStarts.contains(token.kind) else {
            reportSyntax("extraneous input '\(text(token))' expecting \(list(CELToken.Kind.operandStarts))")
            throw Stop()
        }
        return try applied(CELOperator.not, count, offset)
    }

    private mutating func parseNegation() throws(Stop) -> CELParsedOperand {
        let offset = token.range.lowerBound
        var count = 0
        while token.kind == .minus {
            _ = advance()
            count += 1
        }
        let isOperand = CELToken.Kind.operandStarts.contains(token.kind)
        guard isOperand, token.kind != .exclamation else {
            reportSyntax("no viable alternative at input '-\(token.kind == .end ? "" : text(token))'")
            if !isOperand {
                let expected = list(CELToken.Kind.operandStarts)
                report(
                    "Syntax error: mismatched input '\(text(token))' expecting \(expected)",
                    at: token.range.lowerBound)
            }
            throw Stop()
        }
        return try applied(CELOperator.negate, count, offset)
    }

    /// An even number of equal signs cancels out.
    private mutating func applied(_ function: String, _ count: Int, _ offset: Int) throws(Stop) -> CELParsedOperand {
        var operand = try parseMember()
        if count % 2 == 1 { operand.expression = builder.call(function, [operand.expression], at: offset) }
        return operand
    }
}
