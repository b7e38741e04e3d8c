extension CELParser {
    /// A primary with its selections, calls and indexes.
    mutating func parseMember() throws(Stop) -> CELParsedOperand {
        if token.kind == .identifier || token.kind == .dot, let structure = try parseStructure() { return structure }
        var operand = try parsePrimary()
        while true {
            switch token.kind {
            case .dot: operand = try parseSelection(operand)
            case .leftBracket: operand = try parseIndex(operand)
            default: return operand
            }
        }
    }

    private mutating func parseSelection(_ operand: CELParsedOperand) throws(Stop) -> CELParsedOperand {
        let dot = advance().range.lowerBound
        let isOptional = token.kind == .question
        if isOptional { _ = advance() }
        guard token.kind == .identifier || token.kind == .escapedIdentifier else {
            let stop = missingName(isOptional)
            // Reading goes on behind an operator: what it lacks is an error of its own.
            guard !isOptional, Self.isBinaryOperator(token.kind) else { throw stop }
            return operand
        }
        let name = advance()
        if name.kind == .escapedIdentifier {
            report("unsupported syntax: '`'", at: name.range.lowerBound)
        }
        let spelling = source.string(name.range)
        if isOptional {
            let field = builder.literal(.string(spelling), at: name.range.lowerBound)
            let call = builder.call(CELOperator.optionalSelect, [operand.expression, field], at: dot)
            return try deepened(call, [operand.depth])
        }
        guard token.kind == .leftParenthesis, name.kind == .identifier else {
            let select = builder.make(.select(operand.expression, field: spelling, isTest: false), at: dot)
            return try deepened(select, [operand.depth])
        }
        let open = advance().range.lowerBound
        let arguments = try parseArguments()
        let call = expanded(spelling, operand.expression, arguments.map(\.expression), at: open)
        return try deepened(call, [operand.depth] + arguments.map(\.depth))
    }

    private mutating func missingName(_ isOptional: Bool) -> Stop {
        let offset = token.range.lowerBound
        if isOptional {
            reportSyntax("mismatched input '\(text(token))' expecting {IDENTIFIER, ESC_IDENTIFIER}")
            report("unsupported ident kind", at: offset)
        } else {
            reportSyntax(noViableAlternative(after: "."))
        }
        return Stop()
    }

    private func noViableAlternative(after prefix: String) -> String {
        switch token.kind {
        case .true, .false, .null: "mismatched input '\(text(token))' expecting IDENTIFIER"
        case .end: "no viable alternative at input '\(prefix)'"
        default: "no viable alternative at input '\(prefix)\(text(token))'"
        }
    }

    private mutating func parseIndex(_ operand: CELParsedOperand) throws(Stop) -> CELParsedOperand {
        let open = advance().range.lowerBound
        let starts = CELToken.Kind.operandStarts
        if token.kind != .question, !starts.contains(token.kind) { try skipUnexpected(starts + [.question]) }
        let isOptional = token.kind == .question
        if isOptional { _ = advance() }
        let position = try parseNested(closing: [.rightBracket])
        try expect(.rightBracket)
        let function = isOptional ? CELOperator.optionalIndex : CELOperator.index
        let call = builder.call(function, [operand.expression, position.expression], at: open)
        return try deepened(call, [operand.depth, position.depth])
    }

    /// What stands between parentheses, with the closing one.
    private mutating func parseArguments() throws(Stop) -> [CELParsedOperand] {
        var arguments: [CELParsedOperand] = []
        let starts = CELToken.Kind.operandStarts
        if token.kind != .rightParenthesis, !starts.contains(token.kind) {
            try skipUnexpected(starts + [.rightParenthesis])
        }
        if token.kind != .rightParenthesis {
            arguments.append(try parseNested(closing: [.comma, .rightParenthesis]))
            while token.kind == .comma {
                _ = advance()
                arguments.append(try parseNested(closing: [.comma, .rightParenthesis]))
            }
        }
        try expect(.rightParenthesis)
        return arguments
    }

    /// A call, or what it expands to when it is a macro.
    private mutating func expanded(
        _ function: String, _ target: CELExpression?, _ arguments: [CELExpression], at offset: Int
    ) -> CELExpression {
        do throws(CELMacros.Failure) {
            if let expansion = try macros.expand(function, target: target, arguments, at: offset, &builder) {
                return expansion
            }
        } catch {
            issues.append(
                CELIssue(location: source.location(builder.offsets[error.id]), message: error.message))
        }
        return builder.make(.call(target: target, function: function, arguments: arguments), at: offset)
    }

    private mutating func parsePrimary() throws(Stop) -> CELParsedOperand {
        if !CELToken.Kind.operandStarts.contains(token.kind) { try skipUnexpected(CELToken.Kind.operandStarts) }
        switch token.kind {
        case .leftParenthesis:
            _ = advance()
            let inner = try parseNested(closing: [.rightParenthesis])
            try expect(.rightParenthesis)
            return inner
        case .leftBracket: return try parseList()
        case .leftBrace: return try parseMap()
        case .dot, .identifier: return try parseName()
        default: return CELParsedOperand(expression: try parseLiteral(), depth: 0)
        }
    }

    private mutating func parseName() throws(Stop) -> CELParsedOperand {
        let start = token.range.lowerBound
        let hasDot = token.kind == .dot
        if hasDot { _ = advance() }
        guard token.kind == .identifier else {
            reportSyntax(noViableAlternative(after: "."))
            throw Stop()
        }
        let name = advance()
        let spelling = source.string(name.range)
        if CELName.reserved.contains(spelling) { report("reserved identifier: \(spelling)", at: start) }
        let full = hasDot ? "." + spelling : spelling
        guard token.kind == .leftParenthesis else {
            return CELParsedOperand(expression: builder.identifier(full, at: name.range.lowerBound), depth: 0)
        }
        let open = advance().range.lowerBound
        let arguments = try parseArguments()
        let call = expanded(full, nil, arguments.map(\.expression), at: open)
        return CELParsedOperand(expression: call, depth: arguments.map(\.depth).max() ?? 0)
    }

    private mutating func parseLiteral() throws(Stop) -> CELExpression {
        let start = token.range.lowerBound
        var sign = ""
        if token.kind == .minus {
            _ = advance()
            guard token.kind == .int || token.kind == .float else {
                reportSyntax(noViableAlternative(after: "-"))
                throw Stop()
            }
            sign = "-"
        }
        let word = advance()
        do throws(CELSyntaxFailure) {
            return builder.literal(try CELLiteral(word, sign: sign, source), at: start)
        } catch {
            report(error.message, at: start)
            return builder.literal(.null, at: start)
        }
    }
}

extension CELLiteral {
    fileprivate init(_ word: CELToken, sign: String, _ source: CELSource) throws(CELSyntaxFailure) {
        switch word.kind {
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .null: self = .null
        case .string: try self.init(quoted: source.scalars[word.range], isBytes: false)
        case .bytes: try self.init(quoted: source.scalars[word.range], isBytes: true)
        default: try self.init(number: word, sign: sign, source)
        }
    }

    private init(number word: CELToken, sign: String, _ source: CELSource) throws(CELSyntaxFailure) {
        var digits = source.string(word.range)
        if word.kind == .uint { digits.removeLast() }
        let radix = digits.hasPrefix("0x") ? 16 : 10
        if radix == 16 { digits.removeFirst(2) }
        switch word.kind {
        case .int:
            guard let value = Int64(sign + digits, radix: radix) else {
                throw CELSyntaxFailure(message: "invalid int literal")
            }
            self = .int(value)
        case .uint:
            guard let value = UInt64(digits, radix: radix) else {
                throw CELSyntaxFailure(message: "invalid uint literal")
            }
            self = .uint(value)
        default:
            guard let value = Double(sign + digits), value.isFinite else {
                throw CELSyntaxFailure(message: "invalid double literal")
            }
            self = .double(value)
        }
    }
}
