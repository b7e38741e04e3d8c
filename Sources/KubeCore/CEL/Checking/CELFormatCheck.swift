/// Holds literal texts of `format` against the types of their arguments, where these are a literal list.
///
/// Source: cel-go 0.27 `ext/formatting.go`.
struct CELFormatCheck {
    /// Where it is wrong, by the node's id, and how.
    struct Problem {
        let id: Int
        let message: String
    }

    let tree: CELCheckedTree

    func problem(_ call: CELExpression, _ format: String, _ elements: [CELExpression.Element]) -> Problem? {
        var culprit = call.id
        var count = 0
        do throws(CELError) {
            _ = try TextFormat.scan(format) { rest, index throws(CELError) in
                guard !rest.isEmpty else { throw CELError("unexpected end of string") }
                guard index < elements.count else { throw CELError("index \(index) out of range") }
                count = index + 1
                let clause = try TextFormat.Clause(&rest)
                let argument = elements[index].expression
                guard let misfit = misfit(argument, clause) else { return "" }
                culprit = misfit.id
                throw CELError("error during formatting: \(clause.rule), was given \(tree.type(misfit).name)")
            }
        } catch {
            return Problem(id: culprit, message: error.message)
        }
        guard elements.count > count else { return nil }
        return Problem(
            id: call.id,
            message: "too many arguments supplied to string.format (expected \(count), got \(elements.count))")
    }

    /// The argument, or the part of it, that a clause cannot show.
    private func misfit(_ argument: CELExpression, _ clause: TextFormat.Clause) -> CELExpression? {
        guard clause.accepts(tree.type(argument)) else { return argument }
        guard case .string = clause else { return nil }
        switch argument.kind {
        case .list(let elements): return elements.lazy.compactMap { misfit($0.expression, clause) }.first
        case .map(let entries):
            return entries.lazy.compactMap { misfit($0.key, clause) ?? misfit($0.value, clause) }.first
        default: return nil
        }
    }
}

extension TextFormat.Clause {
    fileprivate func accepts(_ type: CELType) -> Bool {
        switch (self, type) {
        case (_, .dyn): true
        case (.string, .optional), (.string, .opaque), (.string, .object): false
        case (.string, _): true
        case (.decimal, .int), (.decimal, .uint), (.octal, .int), (.octal, .uint): true
        case (.fixed, .double), (.fixed, .string), (.scientific, .double), (.scientific, .string): true
        case (.binary, .int), (.binary, .uint), (.binary, .bool): true
        case (.hexadecimal, .int), (.hexadecimal, .uint), (.hexadecimal, .string), (.hexadecimal, .bytes): true
        default: false
        }
    }

    fileprivate var rule: String {
        switch self {
        case .string:
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, "
                + "and timestamps"
        case .decimal: "decimal clause can only be used on integers"
        case .fixed: "fixed-point clause can only be used on doubles"
        case .scientific: "scientific clause can only be used on doubles"
        case .binary: "only integers and bools can be formatted as binary"
        case .hexadecimal: "only integers, byte buffers, and strings can be formatted as hex"
        case .octal: "octal clause can only be used on integers"
        }
    }
}
