/// Infers the types of an expression and resolves its names.
///
/// Source: the CEL language definition, "Gradual Type Checking"; cel-go 0.27 `checker/checker.go` with the settings of
/// Kubernetes 1.36: numbers of different types may be compared.
struct CELChecker {
    let tree: CELSyntaxTree
    let environment: CELEnvironment
    var types: [CELType?]
    var references: [Int: CELReference] = [:]
    var substitutions = CELSubstitutions()
    var issues: [CELIssue] = []
    /// Variables of the loops around, innermost last.
    private var locals: [(name: String, type: CELType)] = []

    /// Throws every error found.
    static func check(_ tree: CELSyntaxTree, _ environment: CELEnvironment) throws(CELIssues) -> CELCheckedTree {
        var checker = CELChecker(tree, environment)
        checker.check(tree.root)
        let types = checker.types.map { checker.substitutions.apply($0 ?? .dyn, unboundToDyn: true) }
        let checked = CELCheckedTree(
            syntax: tree, types: types, references: checker.references, environment: environment)
        if checker.issues.isEmpty { checker.issues = CELLiteralCheck.issues(checked) }
        guard checker.issues.isEmpty else {
            throw CELIssues(source: tree.source.text, issues: checker.issues.inOrder)
        }
        return checked
    }

    private init(_ tree: CELSyntaxTree, _ environment: CELEnvironment) {
        self.tree = tree
        self.environment = environment
        types = Array(repeating: nil, count: tree.offsets.count)
    }

    mutating func report(_ message: String, at id: Int) {
        issues.append(CELIssue(location: tree.location(id), message: message))
    }

    mutating func reportUndeclared(_ name: String, at id: Int) {
        report("undeclared reference to '\(name)' (in container '')", at: id)
    }

    mutating func reportMismatch(_ expected: CELType, _ found: CELType, at id: Int) {
        report("expected type '\(expected)' but found '\(found)'", at: id)
    }

    func type(_ expression: CELExpression) -> CELType { types[expression.id] ?? .error }

    mutating func check(_ expression: CELExpression) {
        let id = expression.id
        switch expression.kind {
        case .literal(let literal): types[id] = literal.type
        case .identifier(let name): checkIdentifier(id, name)
        case .select(let operand, let field, let isTest): checkSelect(expression, operand, field, isTest)
        case .call(let target, let function, let arguments): checkCall(id, target, function, arguments)
        case .list(let elements): checkList(id, elements)
        case .map(let entries): checkMap(id, entries)
        case .structure(let name, let entries):
            reportUndeclared(name, at: id)
            types[id] = .error
            for entry in entries { check(entry.value) }
        case .comprehension(let loop): checkLoop(id, loop)
        }
    }
}

// MARK: - Names

extension CELChecker {
    private func local(_ name: String) -> CELType? { locals.last { $0.name == name }?.type }

    /// What a name without a leading dot means outside of loops.
    private func global(_ name: String) -> (CELReference, CELType)? {
        if let type = environment.variables[name] { return (.variable(name), type) }
        if let type = environment.table.types[name] { return (.type(type), .typeOf(type)) }
        // Servers take these for names of types, and then find no value for them.
        switch name {
        case "duration": return (.undefinedType(name), .typeOf(.duration))
        case "timestamp": return (.undefinedType(name), .typeOf(.timestamp))
        default: return nil
        }
    }

    private mutating func checkIdentifier(_ id: Int, _ name: String) {
        if let type = local(name) {
            types[id] = type
            references[id] = .local(name)
        } else if let (reference, type) = global(name.hasPrefix(".") ? String(name.dropFirst()) : name) {
            types[id] = type
            references[id] = reference
        } else {
            types[id] = .error
            reportUndeclared(name, at: id)
        }
    }

    /// The names from the outermost operand to the last field; nil where something else is selected from.
    private func qualifiers(_ expression: CELExpression) -> [String]? {
        var names: [String] = []
        var current = expression
        while case .select(let operand, let field, isTest: false) = current.kind {
            names.append(field)
            current = operand
        }
        guard case .identifier(let name) = current.kind else { return nil }
        names.append(name)
        return names.reversed()
    }

    private mutating func checkSelect(
        _ expression: CELExpression, _ operand: CELExpression, _ field: String, _ isTest: Bool
    ) {
        let id = expression.id
        if !isTest, let names = qualifiers(expression), let first = names.first,
            first.hasPrefix(".") || local(first) == nil
        {
            let name = names.joined(separator: ".")
            if let (reference, type) = global(name.hasPrefix(".") ? String(name.dropFirst()) : name) {
                types[id] = type
                references[id] = reference
                return
            }
        }
        let type = fieldType(id, operand, field, isOptional: false)
        types[id] = substitutions.apply(isTest ? .bool : type)
    }

    /// The type of a field; an optional when the operand is one or an optional is asked for.
    private mutating func fieldType(
        _ id: Int, _ operand: CELExpression, _ field: String, isOptional: Bool
    ) -> CELType {
        check(operand)
        var target = substitutions.apply(type(operand))
        var isOptional = isOptional
        if case .optional(let wrapped) = target {
            target = wrapped
            isOptional = true
        }
        let result: CELType
        switch target {
        case .map(_, let value): result = value
        case .object(let name): result = objectField(id, name, field)
        case .typeParameter:
            _ = substitutions.isAssignable(.dyn, to: target)
            result = .dyn
        case .dyn, .error: result = .dyn
        default:
            report("type '\(target)' does not support field selection", at: id)
            result = .dyn
        }
        return isOptional ? .optional(result) : result
    }

    private mutating func objectField(_ id: Int, _ name: String, _ field: String) -> CELType {
        guard let object = environment.objects[name] else {
            report("unexpected failed resolution of '\(name)'", at: id)
            return .error
        }
        if case .object(let fields) = object.form, let type = fields[identifier: field]?.type.type { return type }
        report("undefined field '\(field)'", at: id)
        return .error
    }

    private mutating func checkOptionalSelect(_ id: Int, _ arguments: [CELExpression]) {
        guard arguments.count == 2, case .literal(.string(let field)) = arguments[1].kind else { return }
        types[arguments[1].id] = .string
        let type = fieldType(id, arguments[0], field, isOptional: true)
        types[id] = substitutions.apply(type)
    }
}

// MARK: - Calls

extension CELChecker {
    private mutating func checkCall(
        _ id: Int, _ target: CELExpression?, _ function: String, _ arguments: [CELExpression]
    ) {
        if function == CELOperator.optionalSelect { return checkOptionalSelect(id, arguments) }
        for argument in arguments { check(argument) }
        guard let target else {
            let name = function.hasPrefix(".") ? String(function.dropFirst()) : function
            guard let overloads = environment.table.functions[name] else {
                reportUndeclared(function, at: id)
                types[id] = .error
                return
            }
            return resolve(id, overloads, nil, arguments, isNamespaced: false)
        }
        if let prefix = qualifiers(target)?.joined(separator: ".") {
            let name = (prefix.hasPrefix(".") ? String(prefix.dropFirst()) : prefix) + "." + function
            if let overloads = environment.table.functions[name] {
                return resolve(id, overloads, nil, arguments, isNamespaced: true)
            }
        }
        check(target)
        guard let overloads = environment.table.functions[function] else {
            types[id] = .error
            reportUndeclared(function, at: id)
            return
        }
        resolve(id, overloads, target, arguments, isNamespaced: false)
    }

    private mutating func resolve(
        _ id: Int, _ overloads: [CELFunction], _ target: CELExpression?, _ arguments: [CELExpression],
        isNamespaced: Bool
    ) {
        if let name = overloads.first?.name, name == CELOperator.and || name == CELOperator.or {
            return resolveLogic(id, overloads, arguments)
        }
        let argumentTypes = ((target.map { [$0] } ?? []) + arguments).map { type($0) }
        var matching: [CELFunction] = []
        var result: CELType?
        for overload in overloads where overload.isMember == (target != nil) {
            guard overload.parameters.count == argumentTypes.count else { continue }
            let (parameters, declared) = instantiate(overload)
            guard substitutions.isAssignable(argumentTypes, to: parameters) else { continue }
            matching.append(overload)
            let type = substitutions.apply(declared)
            if let known = result {
                if known != .dyn, known != type { result = .dyn }
            } else {
                result = type
            }
        }
        guard let result else {
            let shown = argumentTypes.map { substitutions.apply($0, unboundToDyn: true).description }
            report(
                "found no matching overload for '\(overloads.first?.name ?? "")' applied to '"
                    + Self.signature(shown, isMember: target != nil) + "'", at: id)
            types[id] = .error
            return
        }
        types[id] = result
        references[id] = .functions(matching, isNamespaced: isNamespaced)
    }

    private static func signature(_ types: [String], isMember: Bool) -> String {
        guard isMember, let receiver = types.first else { return "(\(types.joined(separator: ", ")))" }
        return "\(receiver).(\(types.dropFirst().joined(separator: ", ")))"
    }

    private mutating func resolveLogic(_ id: Int, _ overloads: [CELFunction], _ arguments: [CELExpression]) {
        var isValid = true
        for argument in arguments {
            let found = type(argument)
            guard !substitutions.isAssignable(found, to: .bool) else { continue }
            reportMismatch(.bool, found, at: argument.id)
            isValid = false
        }
        types[id] = isValid ? .bool : .error
        references[id] = .functions(overloads, isNamespaced: false)
    }

    /// The signature with variables of its own.
    private mutating func instantiate(_ overload: CELFunction) -> ([CELType], CELType) {
        var names: [String] = []
        overload.result.collectVariables(&names)
        for parameter in overload.parameters { parameter.collectVariables(&names) }
        guard !names.isEmpty else { return (overload.parameters, overload.result) }
        var variables: [String: CELType] = [:]
        for name in names { variables[name] = substitutions.freshVariable() }
        return (overload.parameters.map { $0.replacing(variables) }, overload.result.replacing(variables))
    }
}

// MARK: - Containers and loops

extension CELChecker {
    /// The more general of two types that agree, else `dyn`: what mixes types is refused once all types are known.
    private mutating func join(_ previous: CELType?, _ current: CELType) -> CELType {
        guard let previous else { return current }
        return substitutions.isAssignable(previous, to: current) ? previous.mostGeneral(current) : .dyn
    }

    private mutating func unwrapped(_ type: CELType, at id: Int) -> CELType {
        if case .optional(let wrapped) = type { return wrapped }
        if type != .dyn { reportMismatch(.optional(type), type, at: id) }
        return type
    }

    private mutating func checkList(_ id: Int, _ elements: [CELExpression.Element]) {
        var joined: CELType?
        for element in elements {
            check(element.expression)
            var type = type(element.expression)
            if element.isOptional { type = unwrapped(type, at: element.expression.id) }
            joined = join(joined, type)
        }
        types[id] = .list(joined ?? substitutions.freshVariable())
    }

    private mutating func checkMap(_ id: Int, _ entries: [CELExpression.Entry]) {
        var keys: CELType?
        var values: CELType?
        for entry in entries {
            check(entry.key)
            keys = join(keys, type(entry.key))
            check(entry.value)
            var type = type(entry.value)
            if entry.isOptional { type = unwrapped(type, at: entry.value.id) }
            values = join(values, type)
        }
        let key = keys ?? substitutions.freshVariable()
        types[id] = .map(key, values ?? substitutions.freshVariable())
    }

    private mutating func checkLoop(_ id: Int, _ loop: CELExpression.Comprehension) {
        check(loop.range)
        check(loop.initial)
        let accumulated = type(loop.initial)
        let (first, second) = variableTypes(loop)
        locals.append((loop.accumulator, accumulated))
        locals.append((loop.variable, first))
        if let name = loop.secondVariable { locals.append((name, second)) }
        check(loop.condition)
        require(loop.condition, is: .bool)
        check(loop.step)
        require(loop.step, is: accumulated)
        locals.removeLast(loop.secondVariable == nil ? 1 : 2)
        check(loop.result)
        locals.removeLast()
        types[id] = substitutions.apply(type(loop.result))
    }

    private mutating func variableTypes(_ loop: CELExpression.Comprehension) -> (CELType, CELType) {
        let range = substitutions.apply(type(loop.range))
        switch range {
        case .list(let element): return loop.secondVariable == nil ? (element, element) : (.int, element)
        case .map(let key, let value): return (key, value)
        case .dyn, .error, .typeParameter:
            _ = substitutions.isAssignable(.dyn, to: range)
            return (.dyn, .dyn)
        default:
            report(
                "expression of type '\(range)' cannot be range of a comprehension (must be list, map, or dynamic)",
                at: loop.range.id)
            return (.error, .error)
        }
    }

    private mutating func require(_ expression: CELExpression, is expected: CELType) {
        let found = type(expression)
        if !substitutions.isAssignable(expected, to: found) { reportMismatch(expected, found, at: expression.id) }
    }
}
