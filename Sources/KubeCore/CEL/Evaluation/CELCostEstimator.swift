/// Bounds the cost of an expression before it is evaluated, as a server does before it takes a rule.
///
/// Source: cel-go 0.27 `checker/cost.go` and Kubernetes 1.36 `apiserver/schema/cel/compilation.go`, step by step: their
/// results decide which rules a server accepts.
struct CELCostEstimator {
    let tree: CELCheckedTree
    let sizes: CELSchemaType?
    /// The way from a variable to each node that is a part of it.
    private var paths: [Int: [String]] = [:]
    private var computedSizes: [Int: CELEstimate] = [:]
    private var entrySizes: [Int: EntrySize] = [:]
    private var locals: [String: [Local]] = [:]

    /// The sizes of a list's or map's parts.
    struct EntrySize {
        var isList: Bool
        var key: CELEstimate
        var value: CELEstimate

        func union(_ other: EntrySize) -> EntrySize {
            EntrySize(isList: isList, key: key.union(other.key), value: value.union(other.value))
        }
    }

    private struct Local {
        let path: [String]
        let size: CELEstimate?
        let entrySize: EntrySize?
    }

    init(_ tree: CELCheckedTree, sizes: CELSchemaType?) {
        self.tree = tree
        self.sizes = sizes
    }

    mutating func cost(_ expression: CELExpression) -> CELEstimate {
        switch expression.kind {
        case .literal: return CELEstimate(0)
        case .identifier(let name): return costName(expression, name)
        case .select(let operand, let field, let isTest):
            if case .variable(let name)? = tree.references[expression.id] { return costName(expression, name) }
            if tree.references[expression.id] != nil { return costName(expression, "") }
            return costSelect(expression, operand, field, isTest)
        case .call(let target, let function, let arguments):
            return costCall(expression, target, function, arguments)
        case .list(let elements): return costList(expression, elements)
        case .map(let entries): return costMap(expression, entries)
        case .structure(_, let entries):
            return entries.reduce(CELEstimate(40)) { $0 + cost($1.value) }
        case .comprehension(let loop):
            return loop.macro == .bind ? costBinding(expression, loop) : costLoop(expression, loop)
        }
    }

    private mutating func costName(_ expression: CELExpression, _ name: String) -> CELEstimate {
        paths[expression.id] = locals[name]?.last?.path ?? [name]
        return CELEstimate(1)
    }

    private mutating func costSelect(
        _ expression: CELExpression, _ operand: CELExpression, _ field: String, _ isTest: Bool
    ) -> CELEstimate {
        var sum = cost(operand)
        guard !isTest else { return sum }
        switch tree.type(operand) {
        case .map, .object, .typeParameter: sum += CELEstimate(1)
        default: break
        }
        paths[expression.id] = path(operand) + [field]
        return sum
    }

    private mutating func costList(
        _ expression: CELExpression, _ elements: [CELExpression.Element]
    ) -> CELEstimate {
        var sum = CELEstimate(0)
        var size = CELEstimate(min: elements.isEmpty ? 0 : .max, max: 0)
        for element in elements {
            sum += cost(element.expression)
            size = size.union(sizeOrUnknown(element.expression))
        }
        entrySizes[expression.id] = EntrySize(isList: true, key: CELEstimate(1), value: size)
        return sum + CELEstimate(10)
    }

    private mutating func costMap(_ expression: CELExpression, _ entries: [CELExpression.Entry]) -> CELEstimate {
        var sum = CELEstimate(0)
        var key = CELEstimate(min: entries.isEmpty ? 0 : .max, max: 0)
        var value = key
        for entry in entries {
            sum += cost(entry.key)
            sum += cost(entry.value)
            key = key.union(sizeOrUnknown(entry.key))
            value = value.union(sizeOrUnknown(entry.value))
        }
        entrySizes[expression.id] = EntrySize(isList: false, key: key, value: value)
        return sum + CELEstimate(30)
    }
}

// MARK: - Loops

extension CELCostEstimator {
    private mutating func push(_ name: String, _ local: Local) { locals[name, default: []].append(local) }

    private mutating func pop(_ name: String) { locals[name]?.removeLast() }

    private mutating func pushBinding(_ name: String, _ value: CELExpression) {
        push(name, Local(path: path(value), size: computedSize(value), entrySize: entrySize(value)))
    }

    private func isList(_ range: CELExpression, _ entry: EntrySize?) -> Bool {
        if let entry { return entry.isList }
        if case .list = tree.type(range) { return true }
        return false
    }

    private mutating func costLoop(
        _ expression: CELExpression, _ loop: CELExpression.Comprehension
    ) -> CELEstimate {
        var sum = cost(loop.range) + cost(loop.initial)
        pushBinding(loop.accumulator, loop.initial)
        let entry = entrySize(loop.range)
        let rangePath = path(loop.range)
        let isList = isList(loop.range, entry)
        if let second = loop.secondVariable {
            let valuePath = rangePath + [isList ? "@items" : "@values"]
            let keyPath = rangePath + [isList ? "@indices" : "@keys"]
            push(
                loop.variable,
                Local(path: Self.sharesStorage(rangePath) ? valuePath : keyPath, size: entry?.key, entrySize: nil))
            push(second, Local(path: valuePath, size: entry?.value, entrySize: nil))
        } else {
            push(
                loop.variable,
                Local(
                    path: rangePath + [isList ? "@items" : "@keys"], size: isList ? entry?.value : entry?.key,
                    entrySize: nil))
        }
        let condition = cost(loop.condition)
        let step = cost(loop.step)
        pop(loop.variable)
        if let second = loop.secondVariable { pop(second) }
        sum += cost(loop.result)
        pop(loop.accumulator)
        let rounds = sizeOrUnknown(loop.range)
        sum += rounds * (step + condition)
        switch loop.initial.kind {
        case .literal: set(computedSize(loop.initial), for: expression)
        case .list, .map:
            set(rounds, for: expression)
            if let entry = entrySize(loop.step) { entrySizes[expression.id] = entry }
        default: break
        }
        return sum
    }

    /// Whether two extensions of a path overwrite each other on servers, so that the key passes for the value: a slice
    /// of Go has room for more unless its length is a power of two.
    private static func sharesStorage(_ path: [String]) -> Bool { path.count & (path.count - 1) != 0 }

    private mutating func costBinding(
        _ expression: CELExpression, _ loop: CELExpression.Comprehension
    ) -> CELEstimate {
        var sum = cost(loop.range) + cost(loop.initial)
        pushBinding(loop.accumulator, loop.initial)
        sum += cost(loop.result)
        pop(loop.accumulator)
        copySizes(to: expression, from: loop.result)
        return sum
    }
}

// MARK: - Sizes

extension CELCostEstimator {
    mutating func set(_ size: CELEstimate?, for expression: CELExpression) {
        if let size { computedSizes[expression.id] = size }
    }

    mutating func set(_ size: EntrySize?, for expression: CELExpression) {
        if let size { entrySizes[expression.id] = size }
    }

    mutating func setPath(_ path: [String], for expression: CELExpression) { paths[expression.id] = path }

    mutating func copySizes(to expression: CELExpression, from other: CELExpression) {
        set(computedSize(other), for: expression)
        set(entrySize(other), for: expression)
    }

    func path(_ expression: CELExpression) -> [String] {
        if case .identifier(let name) = expression.kind, let local = locals[name]?.last { return local.path }
        return paths[expression.id] ?? []
    }

    func entrySize(_ expression: CELExpression) -> EntrySize? {
        if let size = entrySizes[expression.id] { return size }
        if case .identifier(let name) = expression.kind { return locals[name]?.last?.entrySize }
        return nil
    }

    mutating func sizeOrUnknown(_ expression: CELExpression) -> CELEstimate { computedSize(expression) ?? .unknown }

    /// The size, as far as the expression or the schema tell it.
    mutating func computedSize(_ expression: CELExpression) -> CELEstimate? {
        if let size = computedSizes[expression.id] { return size }
        switch expression.kind {
        case .literal(.string(let text)): return CELEstimate(UInt64(text.unicodeScalars.count))
        case .literal(.bytes(let bytes)): return CELEstimate(UInt64(bytes.count))
        case .literal: return CELEstimate(1)
        case .list(let elements): return CELEstimate(UInt64(elements.count))
        case .map(let entries): return CELEstimate(UInt64(entries.count))
        default: break
        }
        if let size = schemaSize(path(expression)) {
            computedSizes[expression.id] = size
            return size
        }
        if tree.type(expression).isScalar { return CELEstimate(1) }
        if case .identifier(let name) = expression.kind { return locals[name]?.last?.size }
        return nil
    }

    /// The size of what the schema says of a way from a variable.
    func schemaSize(_ path: [String]) -> CELEstimate? {
        guard !path.isEmpty, var current = sizes else { return nil }
        for name in path.dropFirst() {
            switch name {
            case "@items", "@values":
                guard let element = current.element else { return nil }
                current = element
            case "@keys":
                // Keys are strings of which nothing is known.
                guard case .map = current.form else { return nil }
                return path.last == "@keys" ? CELEstimate(0) : nil
            default:
                guard case .object(let fields) = current.form, let field = fields[identifier: name],
                    field.type.type != nil
                else { return nil }
                current = field.type
            }
        }
        return CELEstimate(min: 0, max: current.maxElements)
    }
}

extension CELType {
    fileprivate var isScalar: Bool {
        switch self {
        case .bool, .double, .duration, .int, .timestamp, .uint: true
        case .optional(let wrapped): wrapped.isScalar
        default: false
        }
    }
}
