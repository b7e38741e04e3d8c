/// Finds literals that would fail whenever they are evaluated, and mixed types in literals of lists and maps.
///
/// Source: cel-go 0.27 `cel/validator.go`; Kubernetes runs these checks since 1.29.
struct CELLiteralCheck {
    private let tree: CELCheckedTree
    private var issues: [CELIssue] = []

    static func issues(_ tree: CELCheckedTree) -> [CELIssue] {
        var check = CELLiteralCheck(tree: tree)
        check.visit(tree.syntax.root, mayMix: false)
        return check.issues
    }

    private init(tree: CELCheckedTree) {
        self.tree = tree
    }

    private mutating func report(_ message: String, at id: Int) {
        issues.append(CELIssue(location: tree.syntax.location(id), message: message))
    }

    /// - Parameter mayMix: Whether this is within a call of `format`, whose arguments are of any types.
    private mutating func visit(_ expression: CELExpression, mayMix: Bool) {
        switch expression.kind {
        case .literal, .identifier: break
        case .select(let operand, _, _): visit(operand, mayMix: mayMix)
        case .call(let target, let function, let arguments):
            checkCall(function, arguments)
            checkFormat(expression)
            let mayMix = mayMix || function == "format"
            if let target { visit(target, mayMix: mayMix) }
            for argument in arguments { visit(argument, mayMix: mayMix) }
        case .list(let elements):
            if !mayMix { checkElements(elements) }
            for element in elements { visit(element.expression, mayMix: mayMix) }
        case .map(let entries):
            if !mayMix { checkEntries(entries) }
            for entry in entries {
                visit(entry.key, mayMix: mayMix)
                visit(entry.value, mayMix: mayMix)
            }
        case .structure(_, let entries):
            for entry in entries { visit(entry.value, mayMix: mayMix) }
        case .comprehension(let loop):
            for part in [loop.range, loop.initial, loop.condition, loop.step, loop.result] {
                visit(part, mayMix: mayMix)
            }
        }
    }

    private mutating func checkCall(_ function: String, _ arguments: [CELExpression]) {
        guard let argument = arguments.first, case .literal(let literal) = argument.kind else { return }
        do throws(CELError) {
            switch function {
            case "duration": _ = try literal.value.toDuration()
            case "timestamp": _ = try literal.value.toTimestamp()
            // The first argument also where it is the text, not the expression: so do servers.
            case "matches":
                if case .string(let pattern) = literal { _ = try CELValue.expression(pattern) }
            default: break
            }
        } catch {
            report("invalid \(function) argument", at: argument.id)
        }
    }

    private mutating func checkFormat(_ expression: CELExpression) {
        guard case .call(let target?, "format", let arguments) = expression.kind, arguments.count == 1,
            case .literal(.string(let format)) = target.kind, case .list(let elements) = arguments[0].kind,
            let problem = CELFormatCheck(tree: tree).problem(expression, format, elements)
        else { return }
        report(problem.message, at: problem.id)
    }

    private mutating func checkElements(_ elements: [CELExpression.Element]) {
        var expected: CELType?
        for element in elements {
            let type = unwrapped(tree.type(element.expression), element.isOptional)
            guard let known = expected else {
                expected = type
                continue
            }
            if known != type {
                report("expected type '\(known)' but found '\(type)'", at: element.expression.id)
                break
            }
        }
    }

    private mutating func checkEntries(_ entries: [CELExpression.Entry]) {
        guard let first = entries.first else { return }
        let key = tree.type(first.key)
        let value = unwrapped(tree.type(first.value), first.isOptional)
        for entry in entries.dropFirst() {
            let otherKey = tree.type(entry.key)
            let otherValue = unwrapped(tree.type(entry.value), entry.isOptional)
            if otherKey != key { report("expected type '\(key)' but found '\(otherKey)'", at: entry.key.id) }
            if otherValue != value {
                report("expected type '\(value)' but found '\(otherValue)'", at: entry.value.id)
            }
        }
    }

    private func unwrapped(_ type: CELType, _ isOptional: Bool) -> CELType {
        if isOptional, case .optional(let wrapped) = type { return wrapped }
        return type
    }
}
