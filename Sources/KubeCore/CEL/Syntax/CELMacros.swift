/// Expands calls that are no functions: `has`, the loops over lists and maps, and those on optionals.
///
/// Source: cel-go 0.27 `parser/macro.go`, `cel/library.go`, `ext/comprehensions.go`, `ext/bindings.go`.
struct CELMacros {
    /// Whether `cel.bind` is known; API servers do not know it.
    var knowsBindings = false
    /// Whether `sortBy` is known, which comes with a library.
    var knowsSorting = false

    /// What is wrong with a macro's argument.
    struct Failure: Error {
        let id: Int
        let message: String
    }

    /// The expansion of a call; nil when it is a call of a function.
    func expand(
        _ function: String, target: CELExpression?, _ arguments: [CELExpression], at offset: Int,
        _ builder: inout CELTreeBuilder
    ) throws(Failure) -> CELExpression? {
        guard let target else {
            return function == "has" && arguments.count == 1 ? try presence(arguments[0], at: offset, &builder) : nil
        }
        var expansion = Expansion(builder: builder, offset: offset)
        let result: CELExpression?
        switch (function, arguments.count) {
        case ("all", 2), ("exists", 2), ("exists_one", 2):
            result = try expansion.quantifier(function, target, arguments)
        case ("all", 3), ("exists", 3), ("exists_one", 3), ("existsOne", 3):
            result = try expansion.quantifier(function, target, arguments, hasTwoVariables: true)
        case ("map", 2), ("map", 3): result = try expansion.list(target, arguments)
        case ("filter", 2): result = try expansion.filter(target, arguments)
        case ("transformList", 3), ("transformList", 4), ("transformMap", 3), ("transformMap", 4),
            ("transformMapEntry", 3), ("transformMapEntry", 4):
            result = try expansion.transform(function, target, arguments)
        case ("optMap", 2), ("optFlatMap", 2): result = try expansion.optionalMap(function, target, arguments)
        case ("sortBy", 2) where knowsSorting: result = try expansion.sort(target, arguments)
        case ("bind", 3) where knowsBindings && target.kind == .identifier("cel"):
            result = try expansion.bind(arguments)
        default: result = nil
        }
        builder = expansion.builder
        return result
    }

    private func presence(
        _ argument: CELExpression, at offset: Int, _ builder: inout CELTreeBuilder
    ) throws(Failure) -> CELExpression {
        guard case .select(let operand, let field, isTest: false) = argument.kind else {
            throw Failure(id: argument.id, message: "invalid argument to has() macro")
        }
        return builder.make(.select(operand, field: field, isTest: true), at: offset)
    }
}

/// Builds what one macro expands to; all its own nodes are at the place of the call.
private struct Expansion {
    var builder: CELTreeBuilder
    let offset: Int

    typealias Failure = CELMacros.Failure

    private mutating func accumulator() -> CELExpression {
        builder.identifier(CELOperator.accumulator, at: offset)
    }

    private mutating func bool(_ value: Bool) -> CELExpression { builder.literal(.bool(value), at: offset) }

    private mutating func int(_ value: Int64) -> CELExpression { builder.literal(.int(value), at: offset) }

    private mutating func call(_ function: String, _ arguments: CELExpression...) -> CELExpression {
        builder.call(function, arguments, at: offset)
    }

    /// The loops' variables, of which there is one or two.
    private struct Variables {
        var first: String
        var second: String?
    }

    private func variable(_ argument: CELExpression, orElse message: String) throws(Failure) -> String {
        guard case .identifier(let name) = argument.kind else { throw Failure(id: argument.id, message: message) }
        return name
    }

    private func checkAccumulator(_ name: String, _ argument: CELExpression) throws(Failure) {
        guard name != CELOperator.accumulator, name != CELOperator.oldAccumulator else {
            throw Failure(id: argument.id, message: "iteration variable overwrites accumulator variable")
        }
    }

    private func oneVariable(_ argument: CELExpression, orElse message: String) throws(Failure) -> Variables {
        let name = try variable(argument, orElse: message)
        try checkAccumulator(name, argument)
        return Variables(first: name)
    }

    private func twoVariables(_ arguments: [CELExpression]) throws(Failure) -> Variables {
        let first = try variable(arguments[0], orElse: "argument must be a simple name")
        let second = try variable(arguments[1], orElse: "argument must be a simple name")
        guard first != second else {
            throw Failure(id: arguments[1].id, message: "duplicate variable name: \(first)")
        }
        try checkAccumulator(first, arguments[0])
        try checkAccumulator(second, arguments[1])
        return Variables(first: first, second: second)
    }

    /// The parts in which loops differ.
    private struct Parts {
        var macro: CELExpression.Macro
        var initial: CELExpression
        var condition: CELExpression
        var step: CELExpression
        var result: CELExpression
    }

    private mutating func loop(_ range: CELExpression, _ variables: Variables, _ parts: Parts) -> CELExpression {
        let loop = CELExpression.Comprehension(
            macro: parts.macro, range: range, variable: variables.first, secondVariable: variables.second,
            accumulator: CELOperator.accumulator, initial: parts.initial, condition: parts.condition,
            step: parts.step, result: parts.result)
        return builder.make(.comprehension(loop), at: offset)
    }

    mutating func quantifier(
        _ function: String, _ range: CELExpression, _ arguments: [CELExpression], hasTwoVariables: Bool = false
    ) throws(Failure) -> CELExpression {
        let variables =
            hasTwoVariables
            ? try twoVariables(arguments)
            : try oneVariable(arguments[0], orElse: "argument must be a simple name")
        let predicate = arguments[hasTwoVariables ? 2 : 1]
        let parts: Parts
        switch function {
        case "all":
            parts = Parts(
                macro: .all, initial: bool(true), condition: call(CELOperator.notStrictlyFalse, accumulator()),
                step: call(CELOperator.and, accumulator(), predicate), result: accumulator())
        case "exists":
            parts = Parts(
                macro: .exists, initial: bool(false),
                condition: call(CELOperator.notStrictlyFalse, call(CELOperator.not, accumulator())),
                step: call(CELOperator.or, accumulator(), predicate), result: accumulator())
        default:
            parts = Parts(
                macro: .existsOne, initial: int(0), condition: bool(true),
                step: call(
                    CELOperator.conditional, predicate, call(CELOperator.add, accumulator(), int(1)), accumulator()),
                result: call(CELOperator.equals, accumulator(), int(1)))
        }
        return loop(range, variables, parts)
    }

    private mutating func collected(
        _ value: CELExpression, where filter: CELExpression?
    ) -> Parts {
        let element = builder.make(.list([.init(expression: value, isOptional: false)]), at: offset)
        return Parts(
            macro: .list, initial: builder.make(.list([]), at: offset), condition: bool(true),
            step: filtered(call(CELOperator.add, accumulator(), element), filter), result: accumulator())
    }

    private mutating func filtered(_ step: CELExpression, _ filter: CELExpression?) -> CELExpression {
        guard let filter else { return step }
        return call(CELOperator.conditional, filter, step, accumulator())
    }

    mutating func list(_ range: CELExpression, _ arguments: [CELExpression]) throws(Failure) -> CELExpression {
        let variables = try oneVariable(arguments[0], orElse: "argument is not an identifier")
        let filter = arguments.count == 3 ? arguments[1] : nil
        return loop(range, variables, collected(arguments[arguments.count - 1], where: filter))
    }

    mutating func filter(_ range: CELExpression, _ arguments: [CELExpression]) throws(Failure) -> CELExpression {
        let variables = try oneVariable(arguments[0], orElse: "argument is not an identifier")
        return loop(range, variables, collected(arguments[0], where: arguments[1]))
    }

    mutating func transform(
        _ function: String, _ range: CELExpression, _ arguments: [CELExpression]
    ) throws(Failure) -> CELExpression {
        let variables = try twoVariables(arguments)
        let filter = arguments.count == 4 ? arguments[2] : nil
        let value = arguments[arguments.count - 1]
        guard function != "transformList" else { return loop(range, variables, collected(value, where: filter)) }
        let isEntry = function == "transformMapEntry"
        let step =
            isEntry
            ? call(CELOperator.mapInsert, accumulator(), value)
            : call(
                CELOperator.mapInsert, accumulator(), builder.identifier(variables.first, at: offset), value)
        let parts = Parts(
            macro: isEntry ? .mapEntry : .map, initial: builder.make(.map([]), at: offset), condition: bool(true),
            step: filtered(step, filter), result: accumulator())
        return loop(range, variables, parts)
    }

    private mutating func binding(_ name: String, _ value: CELExpression, _ body: CELExpression) -> CELExpression {
        let loop = CELExpression.Comprehension(
            macro: .bind, range: builder.make(.list([]), at: offset), variable: CELOperator.unusedVariable,
            secondVariable: nil, accumulator: name, initial: value, condition: bool(false),
            step: builder.identifier(name, at: offset), result: body)
        return builder.make(.comprehension(loop), at: offset)
    }

    mutating func optionalMap(
        _ function: String, _ target: CELExpression, _ arguments: [CELExpression]
    ) throws(Failure) -> CELExpression {
        let name = try variable(
            arguments[0], orElse: "\(function)() variable name must be a simple identifier")
        let hasValue = builder.memberCall("hasValue", on: target, at: offset)
        let value = builder.memberCall("value", on: builder.copy(target), at: offset)
        let body = binding(name, value, arguments[1])
        let present = function == "optMap" ? optionalCall("optional.of", [body]) : body
        return call(CELOperator.conditional, hasValue, present, optionalCall("optional.none", []))
    }

    private mutating func optionalCall(_ function: String, _ arguments: [CELExpression]) -> CELExpression {
        builder.call(function, arguments, at: offset)
    }

    /// Sorts by keys, which are computed of each element; the list itself is computed once.
    mutating func sort(_ target: CELExpression, _ arguments: [CELExpression]) throws(Failure) -> CELExpression {
        if case .literal = target.kind {
            throw Failure(
                id: target.id,
                message: "sortBy can only be applied to a list, identifier, comprehension, call or select expression")
        }
        let name = "@__sortBy_input__"
        let keys = try list(builder.identifier(name, at: offset), arguments)
        let sorted = builder.memberCall(
            CELOperator.sortByKeys, on: builder.identifier(name, at: offset), [keys], at: offset)
        return binding(name, target, sorted)
    }

    mutating func bind(_ arguments: [CELExpression]) throws(Failure) -> CELExpression {
        let name = try variable(arguments[0], orElse: "cel.bind() variable names must be simple identifiers")
        return binding(name, arguments[1], arguments[2])
    }
}
