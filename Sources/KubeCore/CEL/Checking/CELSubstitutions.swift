/// What the variables of types stand for, as far as an expression tells.
///
/// Source: cel-go 0.27 `checker/types.go`, so that the same expressions are accepted with the same types.
struct CELSubstitutions {
    private var bound: [String: CELType] = [:]
    /// What to put back when an attempt fails.
    private var journal: [(name: String, previous: CELType?)] = []
    private var count = 0

    mutating func freshVariable() -> CELType {
        count += 1
        return .typeParameter("_var\(count - 1)")
    }

    private mutating func bind(_ name: String, _ type: CELType) {
        journal.append((name, bound[name]))
        bound[name] = type
    }

    /// Whether the first type may stand where the second is asked for; if so, what follows for variables is kept.
    mutating func isAssignable(_ type: CELType, to target: CELType) -> Bool {
        isAssignable([type], to: [target])
    }

    mutating func isAssignable(_ types: [CELType], to targets: [CELType]) -> Bool {
        journal.removeAll(keepingCapacity: true)
        if agree(types, targets) { return true }
        for change in journal.reversed() { bound[change.name] = change.previous }
        return false
    }

    /// The type with its variables replaced; those that stand for nothing become `dyn` if asked.
    func apply(_ type: CELType, unboundToDyn: Bool = false) -> CELType {
        switch type {
        case .typeParameter(let name):
            if let type = bound[name] { return apply(type, unboundToDyn: unboundToDyn) }
            return unboundToDyn && !name.isEmpty ? .dyn : type
        case .list(let element): return .list(apply(element, unboundToDyn: unboundToDyn))
        case .map(let key, let value):
            return .map(apply(key, unboundToDyn: unboundToDyn), apply(value, unboundToDyn: unboundToDyn))
        case .optional(let wrapped): return .optional(apply(wrapped, unboundToDyn: unboundToDyn))
        case .opaque(let name, let parameters):
            return .opaque(name, parameters.map { apply($0, unboundToDyn: unboundToDyn) })
        case .typeOf(let described): return .typeOf(apply(described, unboundToDyn: unboundToDyn))
        default: return type
        }
    }

    private mutating func agree(_ types: [CELType], _ targets: [CELType]) -> Bool {
        guard types.count == targets.count else { return false }
        for (type, target) in zip(types, targets) {
            guard agree(type, target) else { return false }
        }
        return true
    }

    private mutating func agree(_ lhs: CELType, _ rhs: CELType) -> Bool {
        if case .typeParameter(let name) = rhs {
            let (isValid, isBound) = substitute(lhs, for: name)
            if isValid { return true }
            if isBound { return false }
        }
        if case .typeParameter(let name) = lhs { return substitute(rhs, for: name).isValid }
        if lhs == .dyn || rhs == .dyn || lhs == .error || rhs == .error { return true }
        if lhs == .null { return rhs.isNullable }
        if rhs == .null { return lhs.isNullable }
        switch (lhs, rhs) {
        case (.typeOf, .typeOf): return true
        case (.list(let lhs), .list(let rhs)), (.optional(let lhs), .optional(let rhs)): return agree(lhs, rhs)
        case (.map(let lhsKey, let lhsValue), .map(let rhsKey, let rhsValue)):
            return agree(lhsKey, rhsKey) && agree(lhsValue, rhsValue)
        case (.opaque(let lhsName, let lhs), .opaque(let rhsName, let rhs)):
            return lhsName == rhsName && agree(lhs, rhs)
        default: return lhs == rhs
        }
    }

    private mutating func substitute(_ type: CELType, for name: String) -> (isValid: Bool, isBound: Bool) {
        if type == .typeParameter(name) { return (true, true) }
        if let known = bound[name] {
            if type == known { return (true, true) }
            guard agree(type, known) else { return (false, true) }
            let general = type.mostGeneral(known)
            if isFree(name, in: general) { bind(name, general) }
            return (true, true)
        }
        guard isFree(name, in: type) else { return (false, false) }
        bind(name, type)
        return (true, false)
    }

    /// Whether a variable does not occur in a type, so that it may stand for it.
    private func isFree(_ name: String, in type: CELType) -> Bool {
        switch type {
        case .typeParameter(name): false
        case .typeParameter(let other): bound[other].map { isFree(name, in: $0) } ?? true
        default: type.parameters.allSatisfy { isFree(name, in: $0) }
        }
    }
}

extension CELType {
    fileprivate var isNullable: Bool {
        switch self {
        case .null, .optional, .opaque, .object, .duration, .timestamp: true
        default: false
        }
    }

    /// The more general of two types that agree.
    func mostGeneral(_ other: CELType) -> CELType { isAtMostAsSpecific(as: other) ? self : other }

    /// Whether this says no more than the other: `list(dyn)` than `list(int)`.
    fileprivate func isAtMostAsSpecific(as other: CELType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (.typeParameter, _): return true
        case (_, .dyn), (_, .typeParameter): return false
        case (.typeOf, .typeOf): return true
        case (.list(let lhs), .list(let rhs)), (.optional(let lhs), .optional(let rhs)):
            return lhs.isAtMostAsSpecific(as: rhs)
        case (.map(let lhsKey, let lhsValue), .map(let rhsKey, let rhsValue)):
            return lhsKey.isAtMostAsSpecific(as: rhsKey) && lhsValue.isAtMostAsSpecific(as: rhsValue)
        case (.opaque(let lhsName, let lhs), .opaque(let rhsName, let rhs)):
            return lhsName == rhsName && lhs.count == rhs.count
                && zip(lhs, rhs).allSatisfy { $0.isAtMostAsSpecific(as: $1) }
        default: return self == other
        }
    }

    /// The type with the variables of a signature replaced.
    func replacing(_ variables: [String: CELType]) -> CELType {
        switch self {
        case .typeParameter(let name): variables[name] ?? self
        case .list(let element): .list(element.replacing(variables))
        case .map(let key, let value): .map(key.replacing(variables), value.replacing(variables))
        case .optional(let wrapped): .optional(wrapped.replacing(variables))
        case .opaque(let name, let parameters): .opaque(name, parameters.map { $0.replacing(variables) })
        case .typeOf(let described): .typeOf(described.replacing(variables))
        default: self
        }
    }

    /// The names of its variables, in their order.
    func collectVariables(_ names: inout [String]) {
        if case .typeParameter(let name) = self {
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        } else {
            for parameter in parameters { parameter.collectVariables(&names) }
        }
    }
}
