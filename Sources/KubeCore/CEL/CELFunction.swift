/// One overload of a function: its signature, what it costs, and what it computes.
package struct CELFunction: Sendable {
    package typealias Implementation =
        @Sendable (_ arguments: [CELValue], _ context: inout CELContext) throws(CELError) -> CELValue

    /// As it is called, with its namespace where it has one: `ip.isCanonical`.
    package let name: String
    /// Names the overload among all of the environment.
    package let overloadID: String
    /// Whether it is called on a receiver, which is then the first parameter.
    package let isMember: Bool
    package let parameters: [CELType]
    package let result: CELType
    /// Nil: one unit a call.
    package let cost: CELCost?
    package let implementation: Implementation
    /// Makes the implementation for a second argument that never changes, so that what depends on it alone (a regular
    /// expression) is done once; throws what makes every call fail.
    package let specialize: Specialization?

    package typealias Specialization = @Sendable (_ second: CELValue) throws(CELError) -> Implementation

    package init(
        _ name: String, _ overloadID: String, isMember: Bool = false, parameters: [CELType], result: CELType,
        cost: CELCost? = nil, specialize: Specialization? = nil, implementation: @escaping Implementation
    ) {
        self.name = name
        self.overloadID = overloadID
        self.isMember = isMember
        self.parameters = parameters
        self.result = result
        self.cost = cost
        self.specialize = specialize
        self.implementation = implementation
    }
}

/// What calls of a function cost: counted while evaluating, and bounded beforehand.
package struct CELCost: Sendable {
    /// The units of one call with these arguments (the receiver first) and this result.
    package let count: @Sendable (_ arguments: [CELValue], _ result: CELValue) -> UInt64
    /// The bounds of one call without its arguments' own cost; nil: one unit.
    package let estimate: @Sendable (CELCallShape) -> CELCallEstimate?

    package init(
        count: @escaping @Sendable (_ arguments: [CELValue], _ result: CELValue) -> UInt64,
        estimate: @escaping @Sendable (CELCallShape) -> CELCallEstimate?
    ) {
        self.count = count
        self.estimate = estimate
    }

    package static func fixed(_ units: UInt64) -> CELCost {
        CELCost(count: { _, _ in units }, estimate: { _ in CELCallEstimate(cost: CELEstimate(units)) })
    }

    /// Passing once through a string costs a tenth of a unit a character.
    package static let traversalFactor = 0.1
    /// A regular expression costs a quarter of a unit a character, for each unit of the string it runs over.
    package static let regexFactor = 0.25
}

/// The bounds of a call's cost, and of its result's size where they are known.
package struct CELCallEstimate: Hashable, Sendable {
    package var cost: CELEstimate
    package var resultSize: CELEstimate?

    package init(cost: CELEstimate, resultSize: CELEstimate? = nil) {
        self.cost = cost
        self.resultSize = resultSize
    }
}

/// A call as the estimation of its cost sees it.
package struct CELCallShape: Sendable {
    /// The receiver of a member call.
    package var target: CELShape?
    /// The arguments without the receiver.
    package var arguments: [CELShape]

    package init(target: CELShape?, arguments: [CELShape]) {
        self.target = target
        self.arguments = arguments
    }
}

/// A part of an expression as the estimation of costs sees it.
package struct CELShape: Sendable {
    package var type: CELType
    /// The value, where it is written in the expression.
    package var literal: CELValue?
    /// The bounds of its size; `unknown` where nothing is known.
    package var size: CELEstimate
    /// The bounds of the sizes of a list's elements; `unknown` where nothing is known.
    package var elementSize: CELEstimate

    package init(
        type: CELType, literal: CELValue? = nil, size: CELEstimate = .unknown, elementSize: CELEstimate = .unknown
    ) {
        self.type = type
        self.literal = literal
        self.size = size
        self.elementSize = elementSize
    }
}

/// What an evaluation carries along: what it has cost so far.
package struct CELContext: Sendable {
    package private(set) var cost: UInt64 = 0
    package let costLimit: UInt64

    /// The most that one evaluation may cost on an API server.
    package static let perCallLimit: UInt64 = 1_000_000

    package init(costLimit: UInt64? = perCallLimit) {
        self.costLimit = costLimit ?? .max
    }

    /// Adds to the cost; throws once the limit is exceeded.
    @inline(__always)
    package mutating func charge(_ units: UInt64) throws(CELError) {
        let (sum, overflow) = cost.addingReportingOverflow(units)
        cost = overflow ? .max : sum
        if cost > costLimit { throw .costLimitExceeded }
    }

    /// Takes one unit back: what servers do for some presence tests.
    mutating func refund() {
        if cost > 0 { cost -= 1 }
    }
}
