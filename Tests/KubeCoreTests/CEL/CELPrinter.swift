@testable import KubeCore

/// Spells a syntax tree as an expression again, with parentheses wherever they may be needed.
enum CELPrinter {
    private static let binary: [String: String] = [
        CELOperator.add: "+", CELOperator.subtract: "-", CELOperator.multiply: "*", CELOperator.divide: "/",
        CELOperator.modulo: "%", CELOperator.and: "&&", CELOperator.or: "||", CELOperator.equals: "==",
        CELOperator.notEquals: "!=", CELOperator.less: "<", CELOperator.lessEquals: "<=", CELOperator.greater: ">",
        CELOperator.greaterEquals: ">=", CELOperator.in: "in",
    ]

    static func print(_ expression: CELExpression) -> String {
        switch expression.kind {
        case .literal(let literal): return print(literal)
        case .identifier(let name): return name
        case .select(let operand, let field, let isTest):
            let path = "\(operandText(operand)).\(field)"
            return isTest ? "has(\(path))" : path
        case .call(let target, let function, let arguments): return print(target, function, arguments)
        case .list(let elements):
            return "[" + elements.map { ($0.isOptional ? "?" : "") + print($0.expression) }.joined(separator: ", ")
                + "]"
        case .map(let entries):
            let texts = entries.map { "\($0.isOptional ? "?" : "")\(print($0.key)): \(print($0.value))" }
            return "{" + texts.joined(separator: ", ") + "}"
        case .structure(let name, _): return name + "{}"
        case .comprehension(let loop): return print(loop)
        }
    }

    /// In parentheses unless it is a primary.
    private static func operandText(_ expression: CELExpression) -> String {
        switch expression.kind {
        case .identifier, .list, .map, .select(_, _, isTest: false): print(expression)
        default: "(\(print(expression)))"
        }
    }

    private static func print(_ literal: CELLiteral) -> String {
        if case .bytes(let bytes) = literal {
            return "b'" + bytes.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "'"
        }
        return literal.value.description
    }

    private static func print(_ target: CELExpression?, _ function: String, _ arguments: [CELExpression]) -> String {
        let texts = arguments.map { print($0) }
        if let target { return "\(operandText(target)).\(function)(\(texts.joined(separator: ", ")))" }
        switch function {
        case CELOperator.conditional:
            return "(\(texts[0])) ? (\(texts[1])) : (\(texts[2]))"
        case CELOperator.not: return "!\(operandText(arguments[0]))"
        // A minus before a number would be a part of it.
        case CELOperator.negate: return "-(\(texts[0]))"
        case CELOperator.index: return "\(operandText(arguments[0]))[\(texts[1])]"
        case CELOperator.optionalIndex: return "\(operandText(arguments[0]))[?\(texts[1])]"
        case CELOperator.optionalSelect:
            return "\(operandText(arguments[0])).?\(texts[1].dropFirst().dropLast())"
        default:
            guard let symbol = binary[function] else { return "\(function)(\(texts.joined(separator: ", ")))" }
            return "(\(texts[0])) \(symbol) (\(texts[1]))"
        }
    }

    private static func parts(_ expression: CELExpression) -> [CELExpression] {
        if case .call(_, _, let arguments) = expression.kind { arguments } else { [] }
    }

    private static func print(_ loop: CELExpression.Comprehension) -> String {
        let variables = loop.variable + (loop.secondVariable.map { ", \($0)" } ?? "")
        let step = parts(loop.step)
        func call(_ name: String, _ arguments: [CELExpression]) -> String {
            let texts = arguments.map { print($0) }.joined(separator: ", ")
            return "\(operandText(loop.range)).\(name)(\(variables), \(texts))"
        }
        let isFiltered = step.count == 3 && loop.macro != .existsOne && loop.macro != .map
        let isFilteredMap = loop.macro == .map && step.count == 3 && parts(step[1]).count == 3
        let filter = isFiltered || isFilteredMap ? [step[0]] : []
        let inner = isFiltered || isFilteredMap ? parts(step[1]) : step
        switch loop.macro {
        case .all: return call("all", [step[1]])
        case .exists: return call("exists", [step[1]])
        case .existsOne: return call("exists_one", [step[0]])
        case .list:
            guard case .list(let elements) = inner[1].kind else { return "" }
            return call(loop.secondVariable == nil ? "map" : "transformList", filter + [elements[0].expression])
        case .map: return call("transformMap", filter + [inner[2]])
        case .mapEntry: return call("transformMapEntry", filter + [inner[1]])
        case .bind: return "cel.bind(\(loop.accumulator), \(print(loop.initial)), \(print(loop.result)))"
        }
    }
}
