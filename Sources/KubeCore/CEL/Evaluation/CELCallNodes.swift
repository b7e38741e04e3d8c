/// How a call's cost is counted.
enum CELCallCost: Sendable {
    case one
    /// Once through the first argument.
    case traversal
    /// The size of the second argument.
    case secondSize
    /// Once through the smaller argument.
    case smaller
    /// Once through both arguments.
    case sum
    /// Through the second argument for each part of the first.
    case product
    /// Through the regular expression for each part of the text.
    case expression
    case declared(CELCost)

    func units(_ lhs: CELValue, _ rhs: @autoclosure () -> CELValue) -> UInt64 {
        let factor = CELCost.traversalFactor
        switch self {
        case .one: return 1
        case .traversal: return lhs.costSize.scaledUp(by: factor)
        case .secondSize: return rhs().costSize
        case .smaller: return min(lhs.costSize, rhs().costSize).scaledUp(by: factor)
        case .sum: return lhs.costSize.saturatingAdd(rhs().costSize).scaledUp(by: factor)
        case .product: return lhs.costSize.scaledUp(by: factor) * rhs().costSize.scaledUp(by: factor)
        case .expression:
            return lhs.costSize.saturatingAdd(1).scaledUp(by: factor)
                * rhs().costSize.scaledUp(by: CELCost.regexFactor)
        case .declared: return 1
        }
    }

    func units(_ arguments: [CELValue], _ result: CELValue) -> UInt64 {
        if case .declared(let cost) = self { return cost.count(arguments, result) }
        guard let first = arguments.first else { return 1 }
        return units(first, arguments.count > 1 ? arguments[1] : .null)
    }
}

/// An operator with one operand.
final class CELUnaryNode: CELNode {
    let operand: any CELNode
    let compute: CELFunction.Unary

    init(_ operand: any CELNode, _ compute: @escaping CELFunction.Unary) {
        self.operand = operand
        self.compute = compute
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let value: CELValue
        do throws(CELError) {
            value = try operand.evaluate(&frame)
        } catch {
            if error.kind != .costLimit { try frame.context.charge(1) }
            throw error
        }
        try frame.context.charge(1)
        return try compute(value)
    }
}

extension CELFrame {
    /// Both operands in their order; the second is evaluated also when the first fails, and the call is counted.
    @inline(__always)
    mutating func operands(
        _ left: any CELNode, _ right: any CELNode, _ cost: CELCallCost
    ) throws(CELError) -> (CELValue, CELValue) {
        let first: CELValue
        do throws(CELError) {
            first = try left.evaluate(&self)
        } catch {
            if error.kind != .costLimit { try fail(after: right, cost) }
            throw error
        }
        do throws(CELError) {
            return (first, try right.evaluate(&self))
        } catch {
            if error.kind != .costLimit { try context.charge(cost.units([first, .null], .null)) }
            throw error
        }
    }

    private mutating func fail(after right: any CELNode, _ cost: CELCallCost) throws(CELError) {
        var second = CELValue.null
        do throws(CELError) {
            second = try right.evaluate(&self)
        } catch {
            if error.kind == .costLimit { throw error }
        }
        try context.charge(cost.units([.null, second], .null))
    }
}

/// An operator with two operands.
final class CELBinaryNode: CELNode {
    let left: any CELNode
    let right: any CELNode
    let cost: CELCallCost
    let compute: CELFunction.Binary

    init(_ left: any CELNode, _ right: any CELNode, _ cost: CELCallCost, _ compute: @escaping CELFunction.Binary) {
        self.left = left
        self.right = right
        self.cost = cost
        self.compute = compute
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let (first, second) = try frame.operands(left, right, cost)
        try frame.context.charge(cost.units(first, second))
        return try compute(first, second)
    }
}

/// `==` and `!=`.
final class CELEqualityNode: CELNode {
    let left: any CELNode
    let right: any CELNode
    let isNegated: Bool
    /// Costs of `==` that libraries declare for their types.
    let costs: [CELType: CELCost]

    init(_ left: any CELNode, _ right: any CELNode, isNegated: Bool, costs: [CELType: CELCost]) {
        self.left = left
        self.right = right
        self.isNegated = isNegated
        self.costs = costs
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let (first, second) = try frame.operands(left, right, .smaller)
        if !isNegated, case .opaque(let value) = first, let cost = costs[value.type] {
            try frame.context.charge(cost.count([first, second], .null))
        } else {
            try frame.context.charge(CELCallCost.smaller.units(first, second))
        }
        return try .bool(first.isEqual(to: second) != isNegated)
    }
}

/// `<` and its like.
final class CELComparisonNode: CELNode {
    let left: any CELNode
    let right: any CELNode
    let cost: CELCallCost
    let isLess: Bool
    let allowsEqual: Bool
    private let name: String

    init(
        _ left: any CELNode, _ right: any CELNode, _ cost: CELCallCost, _ name: String, isLess: Bool,
        allowsEqual: Bool
    ) {
        self.name = name
        self.left = left
        self.right = right
        self.cost = cost
        self.isLess = isLess
        self.allowsEqual = allowsEqual
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let (first, second) = try frame.operands(left, right, cost)
        try frame.context.charge(cost.units(first, second))
        guard first.isOrdered else { throw first.noOverload(name, isKnown: false) }
        return .bool(holds(try first.ordering(with: second)))
    }

    private func holds(_ order: CELValue.Order) -> Bool {
        order == .equal ? allowsEqual : order == (isLess ? .less : .greater)
    }
}

/// `in` a literal list of simple values: found by hashing, and free of cost on servers.
final class CELMembershipNode: CELNode {
    let operand: any CELNode
    let members: Set<CELMapKey>

    init(_ operand: any CELNode, _ members: Set<CELMapKey>) {
        self.operand = operand
        self.members = members
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let value = try operand.evaluate(&frame)
        return .bool(CELMapKey(value).map(members.contains) ?? false)
    }
}

/// `matches` with an expression that is known beforehand.
final class CELMatchNode: CELNode {
    let operand: any CELNode
    let expression: RegularExpression
    let pattern: CELValue
    let cost: CELCallCost

    init(_ operand: any CELNode, _ expression: RegularExpression, _ cost: CELCallCost) {
        self.operand = operand
        self.expression = expression
        self.cost = cost
        pattern = .string(expression.pattern)
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        // Where the operand fails, servers count no call.
        let value = try operand.evaluate(&frame)
        try frame.context.charge(cost.units(value, pattern))
        guard case .string(let text) = value else { throw .noSuchOverload }
        return .bool(expression.matches(text))
    }
}

/// A call of a function by name.
final class CELFunctionNode: CELNode {
    let arguments: [any CELNode]
    /// The overloads that may fit, in the order in which they are tried.
    let overloads: [CELFunction]
    let cost: CELCallCost
    /// What a constant second argument made of the only overload.
    private let specialized: CELFunction.Implementation?

    init(_ arguments: [any CELNode], _ overloads: [CELFunction], _ cost: CELCallCost) throws(CELError) {
        self.arguments = arguments
        self.overloads = overloads
        self.cost = cost
        if overloads.count == 1, let specialize = overloads[0].specialize, arguments.count > 1,
            let second = arguments[1] as? CELConstantNode
        {
            specialized = try specialize(second.value)
        } else {
            specialized = nil
        }
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let values = try evaluateArguments(&frame)
        guard let overload = try overloads.first(fitting: values) else {
            try frame.context.charge(1)
            throw mismatch(values)
        }
        do throws(CELError) {
            let result = try (specialized ?? overload.implementation)(values, &frame.context)
            try frame.context.charge(cost.units(values, result))
            return result
        } catch {
            if error.kind != .costLimit { try frame.context.charge(cost.units(values, .null)) }
            throw error
        }
    }

    /// Of up to two arguments the second is evaluated also when the first fails; else the first failure ends the call,
    /// which then is not counted.
    private func evaluateArguments(_ frame: inout CELFrame) throws(CELError) -> [CELValue] {
        switch arguments.count {
        case 1:
            do throws(CELError) {
                return [try arguments[0].evaluate(&frame)]
            } catch {
                if error.kind != .costLimit { try frame.context.charge(cost.units([.null], .null)) }
                throw error
            }
        case 2 where specialized == nil:
            let (first, second) = try frame.operands(arguments[0], arguments[1], cost)
            return [first, second]
        default:
            var values: [CELValue] = []
            values.reserveCapacity(arguments.count)
            for argument in arguments { values.append(try argument.evaluate(&frame)) }
            return values
        }
    }

    private func mismatch(_ values: [CELValue]) -> CELError {
        let name = overloads.first?.name ?? ""
        switch name {
        // Functions without a signature of their own in cel-go say less.
        case "contains", "endsWith", "startsWith", "matches": return .noSuchOverload
        case "size": return CELError("no such overload: size")
        default:
            return CELError("no such overload: \(name)(\(values.map(\.type.name).joined(separator: ", ")))")
        }
    }
}

extension [CELFunction] {
    fileprivate func first(fitting values: [CELValue]) throws(CELError) -> CELFunction? {
        for overload in self where overload.parameters.count == values.count {
            var fits = true
            for (parameter, value) in zip(overload.parameters, values) where fits {
                fits = try value.fits(parameter)
            }
            if fits { return overload }
        }
        return nil
    }
}
