/// A parsed expression with the place of each of its nodes.
struct CELSyntaxTree: Sendable {
    let source: CELSource
    let root: CELExpression
    /// Where each node's text is, by its id.
    let offsets: [Int]

    func location(_ id: Int) -> CELIssue.Location { source.location(offsets[id]) }
}

/// Makes nodes and remembers their places.
struct CELTreeBuilder {
    private(set) var offsets: [Int] = []

    /// A new id for a node at a place.
    mutating func identify(_ offset: Int) -> Int {
        offsets.append(offset)
        return offsets.count - 1
    }

    mutating func make(_ kind: CELExpression.Kind, at offset: Int) -> CELExpression {
        CELExpression(id: identify(offset), kind: kind)
    }

    mutating func literal(_ literal: CELLiteral, at offset: Int) -> CELExpression {
        make(.literal(literal), at: offset)
    }

    mutating func identifier(_ name: String, at offset: Int) -> CELExpression { make(.identifier(name), at: offset) }

    mutating func call(_ function: String, _ arguments: [CELExpression], at offset: Int) -> CELExpression {
        make(.call(target: nil, function: function, arguments: arguments), at: offset)
    }

    mutating func memberCall(
        _ function: String, on target: CELExpression, _ arguments: [CELExpression] = [], at offset: Int
    ) -> CELExpression {
        make(.call(target: target, function: function, arguments: arguments), at: offset)
    }

    /// The same expression with nodes of its own, at the same places.
    mutating func copy(_ expression: CELExpression) -> CELExpression {
        let offset = offsets[expression.id]
        switch expression.kind {
        case .literal, .identifier: return make(expression.kind, at: offset)
        case .select(let operand, let field, let isTest):
            return make(.select(copy(operand), field: field, isTest: isTest), at: offset)
        case .call(let target, let function, let arguments):
            let target = target.map { copy($0) }
            let arguments = arguments.map { copy($0) }
            return make(.call(target: target, function: function, arguments: arguments), at: offset)
        case .list(let elements):
            let copies = elements.map {
                CELExpression.Element(expression: copy($0.expression), isOptional: $0.isOptional)
            }
            return make(.list(copies), at: offset)
        case .map(let entries):
            let copies = entries.map { copy($0) }
            return make(.map(copies), at: offset)
        case .structure(let name, let entries):
            let copies = entries.map { copy($0) }
            return make(.structure(name, copies), at: offset)
        case .comprehension(var loop):
            loop.range = copy(loop.range)
            loop.initial = copy(loop.initial)
            loop.condition = copy(loop.condition)
            loop.step = copy(loop.step)
            loop.result = copy(loop.result)
            return make(.comprehension(loop), at: offset)
        }
    }

    private mutating func copy(_ entry: CELExpression.Entry) -> CELExpression.Entry {
        CELExpression.Entry(
            id: identify(offsets[entry.id]), key: copy(entry.key), value: copy(entry.value),
            isOptional: entry.isOptional)
    }
}
