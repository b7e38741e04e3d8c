extension CELParser {
    /// `[a, ?b]`, with a comma behind the last where one stands.
    mutating func parseList() throws(Stop) -> CELParsedOperand {
        let open = advance().range.lowerBound
        var elements: [CELExpression.Element] = []
        var depth = 0
        try parseItems(closing: .rightBracket, starts: CELToken.Kind.operandStarts + [.question]) {
            parser throws(Stop) in
            let isOptional = parser.skipQuestion()
            let element = try parser.parseNested(closing: [.comma, .rightBracket])
            elements.append(.init(expression: element.expression, isOptional: isOptional))
            depth = max(depth, element.depth)
        }
        return CELParsedOperand(expression: builder.make(.list(elements), at: open), depth: depth)
    }

    /// `{k: v, ?k: v}`.
    mutating func parseMap() throws(Stop) -> CELParsedOperand {
        let open = advance().range.lowerBound
        var entries: [CELExpression.Entry] = []
        var depth = 0
        try parseItems(closing: .rightBrace, starts: CELToken.Kind.operandStarts + [.question]) { parser throws(Stop) in
            let isOptional = parser.skipQuestion()
            let key = try parser.parseNested(closing: [.colon])
            let entry = try parser.parseEntry(key.expression, isOptional)
            entries.append(entry.entry)
            depth = max(depth, key.depth, entry.depth)
        }
        return CELParsedOperand(expression: builder.make(.map(entries), at: open), depth: depth)
    }

    /// `Name{field: value}`; nil, and nothing read, when no structure begins here.
    mutating func parseStructure() throws(Stop) -> CELParsedOperand? {
        var end = index
        if tokens[end].kind == .dot { end += 1 }
        guard tokens[end].kind == .identifier else { return nil }
        while tokens[end + 1].kind == .dot, tokens[end + 2].kind == .identifier { end += 2 }
        guard tokens[end + 1].kind == .leftBrace else { return nil }
        let name = tokens[index...end].map { text($0) }.joined()
        index = end + 1
        let open = advance().range.lowerBound
        var entries: [CELExpression.Entry] = []
        var depth = 0
        let starts: [CELToken.Kind] = [.question, .identifier, .escapedIdentifier]
        try parseItems(closing: .rightBrace, starts: starts) { parser throws(Stop) in
            let isOptional = parser.skipQuestion()
            let word = parser.advance()
            if word.kind == .escapedIdentifier {
                parser.report("unsupported syntax: '`'", at: word.range.lowerBound)
            }
            let key = parser.builder.literal(.string(parser.text(word)), at: word.range.lowerBound)
            let entry = try parser.parseEntry(key, isOptional)
            entries.append(entry.entry)
            depth = max(depth, entry.depth)
        }
        return CELParsedOperand(expression: builder.make(.structure(name, entries), at: open), depth: depth)
    }

    private mutating func skipQuestion() -> Bool {
        guard token.kind == .question else { return false }
        _ = advance()
        return true
    }

    private struct ParsedEntry {
        var entry: CELExpression.Entry
        var depth: Int
    }

    private mutating func parseEntry(_ key: CELExpression, _ isOptional: Bool) throws(Stop) -> ParsedEntry {
        let colon = token.range.lowerBound
        try expect(.colon)
        let id = builder.identify(colon)
        let value = try parseNested(closing: [.comma, .rightBrace])
        let entry = CELExpression.Entry(id: id, key: key, value: value.expression, isOptional: isOptional)
        return ParsedEntry(entry: entry, depth: value.depth)
    }

    /// Items between commas up to a closing bracket, which is read too.
    private mutating func parseItems(
        closing: CELToken.Kind, starts: [CELToken.Kind], _ item: (inout CELParser) throws(Stop) -> Void
    ) throws(Stop) {
        if token.kind != closing, token.kind != .comma, !starts.contains(token.kind) {
            try skipUnexpected(starts + [closing, .comma])
        }
        if starts.contains(token.kind) {
            try item(&self)
            while true {
                if token.kind != closing, token.kind != .comma { try skipUnexpected([closing, .comma]) }
                guard token.kind == .comma, starts.contains(next.kind) else { break }
                _ = advance()
                try item(&self)
            }
        }
        if token.kind == .comma { _ = advance() }
        try expect(closing)
    }
}
