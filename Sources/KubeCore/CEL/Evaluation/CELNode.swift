/// A part of a compiled expression.
///
/// Every node counts what it costs as a server counts it, also where it fails.
/// Source: cel-go 0.27 `interpreter/runtimecost.go` on what `interpreter/planner.go` builds with optimizations.
protocol CELNode: AnyObject, Sendable {
    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue
}

/// What an evaluation works on.
struct CELFrame {
    /// Variables, first those of the environment, then those of loops.
    var slots: [CELValue?]
    /// Why a bound name has no value, by its place: what has failed is not tried again.
    var failures: [Int: CELError] = [:]
    var context: CELContext

    init(slots: [CELValue?], context: CELContext) {
        self.slots = slots
        self.context = context
    }
}

/// Costs nothing.
final class CELConstantNode: CELNode {
    let value: CELValue

    init(_ value: CELValue) {
        self.value = value
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue { value }
}

/// A variable as a part of a path, which counts its cost.
final class CELSlotNode: CELNode {
    let slot: Int
    let name: String

    init(_ slot: Int, _ name: String) {
        self.slot = slot
        self.name = name
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        guard let value = frame.slots[slot] else { throw CELError("no such attribute(s): \(name)") }
        return value
    }
}

/// A name for a value that is computed when it is first asked for.
final class CELBoundNode: CELNode {
    let slot: Int
    let initial: any CELNode

    init(_ slot: Int, _ initial: any CELNode) {
        self.slot = slot
        self.initial = initial
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        if let value = frame.slots[slot] { return value }
        if let failure = frame.failures[slot] { throw failure }
        do throws(CELError) {
            let value = try initial.evaluate(&frame)
            frame.slots[slot] = value
            return value
        } catch {
            frame.failures[slot] = error
            throw error
        }
    }
}

/// The body of a binding: forgets the bound value first, for it may stand in a loop.
final class CELBindNode: CELNode {
    let slot: Int
    let body: any CELNode

    init(_ slot: Int, _ body: any CELNode) {
        self.slot = slot
        self.body = body
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        frame.slots[slot] = nil
        frame.failures[slot] = nil
        return try body.evaluate(&frame)
    }
}

/// A variable on its own.
final class CELVariableNode: CELNode {
    let source: any CELNode

    init(_ source: any CELNode) {
        self.source = source
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        try frame.context.charge(1)
        return try source.evaluate(&frame)
    }
}

final class CELConditionalNode: CELNode {
    let condition: any CELNode
    let first: any CELNode
    let second: any CELNode
    /// Whether a presence test of the result is counted less by one.
    let isTest: Bool

    init(_ condition: any CELNode, _ first: any CELNode, _ second: any CELNode, isTest: Bool) {
        self.condition = condition
        self.first = first
        self.second = second
        self.isTest = isTest
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        guard case .bool(let holds) = try condition.evaluate(&frame) else { throw .noSuchOverload }
        let value = try (holds ? first : second).evaluate(&frame)
        if isTest { frame.context.refund() }
        return value
    }
}

/// `&&` or `||`: the right side decides also when the left one fails.
final class CELLogicNode: CELNode {
    let left: any CELNode
    let right: any CELNode
    /// The value that decides on its own: false for `&&`.
    let decisive: Bool

    init(_ left: any CELNode, _ right: any CELNode, decisive: Bool) {
        self.left = left
        self.right = right
        self.decisive = decisive
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        var failure: CELError?
        do throws(CELError) {
            guard case .bool(let value) = try left.evaluate(&frame) else { throw CELError.noSuchOverload }
            if value == decisive { return .bool(decisive) }
        } catch {
            if error.kind == .costLimit { throw error }
            failure = error
        }
        do throws(CELError) {
            guard case .bool(let value) = try right.evaluate(&frame) else { throw CELError.noSuchOverload }
            if value == decisive { return .bool(decisive) }
        } catch {
            throw error.kind == .costLimit ? error : failure ?? error
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }
}

/// `a.or(b)` and `a.orValue(b)`: the right side is evaluated only where the left has no value. Costs nothing itself.
final class CELOptionalOrNode: CELNode {
    let left: any CELNode
    let right: any CELNode
    let unwraps: Bool

    init(_ left: any CELNode, _ right: any CELNode, unwraps: Bool) {
        self.left = left
        self.right = right
        self.unwraps = unwraps
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let value = try left.evaluate(&frame)
        guard case .optional(let wrapped) = value else { return value }
        guard let wrapped else { return try right.evaluate(&frame) }
        return unwraps ? wrapped : value
    }
}
