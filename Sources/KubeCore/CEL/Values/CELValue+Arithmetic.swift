/// The operators on values; each throws `no such overload` for types that it does not know.
extension CELValue {
    private static let intOverflow = CELError("integer overflow")
    private static let uintOverflow = CELError("unsigned integer overflow")

    private static func checked<T: FixedWidthInteger>(
        _ result: (partialValue: T, overflow: Bool)
    ) throws(CELError) -> T {
        guard !result.overflow else { throw T.isSigned ? intOverflow : uintOverflow }
        return result.partialValue
    }

    static func add(_ lhs: CELValue, _ rhs: CELValue) throws(CELError) -> CELValue {
        switch (lhs, rhs) {
        case (.int(let lhs), .int(let rhs)): return .int(try checked(lhs.addingReportingOverflow(rhs)))
        case (.uint(let lhs), .uint(let rhs)): return .uint(try checked(lhs.addingReportingOverflow(rhs)))
        case (.double(let lhs), .double(let rhs)): return .double(lhs + rhs)
        case (.string(let lhs), .string(let rhs)): return .string(lhs + rhs)
        case (.bytes(let lhs), .bytes(let rhs)): return .bytes(lhs + rhs)
        case (.list(let lhs), .list(let rhs)): return .list(try lhs.adding(rhs))
        case (.duration(let lhs), .duration(let rhs)):
            let total = try checked(lhs.nanoseconds.addingReportingOverflow(rhs.nanoseconds))
            return .duration(CELDuration(nanoseconds: total))
        case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
            return .timestamp(try shift(time, by: span.nanoseconds))
        default: throw lhs.noOverload(CELOperator.add, isKnown: lhs.isAddable)
        }
    }

    static func subtract(_ lhs: CELValue, _ rhs: CELValue) throws(CELError) -> CELValue {
        switch (lhs, rhs) {
        case (.int(let lhs), .int(let rhs)): return .int(try checked(lhs.subtractingReportingOverflow(rhs)))
        case (.uint(let lhs), .uint(let rhs)): return .uint(try checked(lhs.subtractingReportingOverflow(rhs)))
        case (.double(let lhs), .double(let rhs)): return .double(lhs - rhs)
        case (.duration(let lhs), .duration(let rhs)):
            let total = try checked(lhs.nanoseconds.subtractingReportingOverflow(rhs.nanoseconds))
            return .duration(CELDuration(nanoseconds: total))
        case (.timestamp(let time), .duration(let span)):
            let opposite = try checked(Int64(0).subtractingReportingOverflow(span.nanoseconds))
            return .timestamp(try shift(time, by: opposite))
        case (.timestamp(let lhs), .timestamp(let rhs)):
            let seconds = try checked(lhs.instant.seconds.subtractingReportingOverflow(rhs.instant.seconds))
            let whole = try checked(seconds.multipliedReportingOverflow(by: CELDuration.nanosecondsPerSecond))
            let rest = Int64(lhs.instant.nanoseconds) - Int64(rhs.instant.nanoseconds)
            return .duration(CELDuration(nanoseconds: try checked(whole.addingReportingOverflow(rest))))
        default: throw lhs.noOverload(CELOperator.subtract, isKnown: lhs.isMultipliable)
        }
    }

    private static func shift(_ time: CELTimestamp, by nanoseconds: Int64) throws(CELError) -> CELTimestamp {
        let unit = CELDuration.nanosecondsPerSecond
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: unit)
        var seconds = try checked(time.instant.seconds.addingReportingOverflow(whole))
        var fraction = Int64(time.instant.nanoseconds) + rest
        if fraction < 0 {
            fraction += unit
            seconds -= 1
        } else if fraction >= unit {
            fraction -= unit
            seconds += 1
        }
        guard CELTimestamp.range.contains(seconds) else { throw CELError("timestamp overflow") }
        return CELTimestamp(
            Timestamp(seconds: seconds, nanoseconds: Int32(fraction)), offsetSeconds: time.offsetSeconds)
    }

    static func multiply(_ lhs: CELValue, _ rhs: CELValue) throws(CELError) -> CELValue {
        switch (lhs, rhs) {
        case (.int(let lhs), .int(let rhs)): return .int(try checked(lhs.multipliedReportingOverflow(by: rhs)))
        case (.uint(let lhs), .uint(let rhs)): return .uint(try checked(lhs.multipliedReportingOverflow(by: rhs)))
        case (.double(let lhs), .double(let rhs)): return .double(lhs * rhs)
        default: throw lhs.noOverload(CELOperator.multiply, isKnown: lhs.isMultipliable)
        }
    }

    static func divide(_ lhs: CELValue, _ rhs: CELValue) throws(CELError) -> CELValue {
        switch (lhs, rhs) {
        case (.int, .int(0)), (.uint, .uint(0)): throw CELError("division by zero")
        case (.int(let lhs), .int(let rhs)): return .int(try checked(lhs.dividedReportingOverflow(by: rhs)))
        case (.uint(let lhs), .uint(let rhs)): return .uint(lhs / rhs)
        case (.double(let lhs), .double(let rhs)): return .double(lhs / rhs)
        default: throw lhs.noOverload(CELOperator.divide, isKnown: lhs.isMultipliable)
        }
    }

    static func modulo(_ lhs: CELValue, _ rhs: CELValue) throws(CELError) -> CELValue {
        switch (lhs, rhs) {
        case (.int, .int(0)), (.uint, .uint(0)): throw CELError("modulus by zero")
        case (.int(let lhs), .int(let rhs)):
            return .int(try checked(lhs.remainderReportingOverflow(dividingBy: rhs)))
        case (.uint(let lhs), .uint(let rhs)): return .uint(lhs % rhs)
        default: throw lhs.noOverload(CELOperator.modulo, isKnown: lhs.isWhole)
        }
    }

    static func negate(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .int(let value): return .int(try checked(Int64(0).subtractingReportingOverflow(value)))
        case .double(let value): return .double(-value)
        case .duration(let span):
            return .duration(
                CELDuration(nanoseconds: try checked(Int64(0).subtractingReportingOverflow(span.nanoseconds))))
        default: throw value.noOverload(CELOperator.negate, isKnown: value.isNegatable)
        }
    }
}

// MARK: - Words of failures

extension CELValue {
    /// What fails for operands an operator is not for.
    ///
    /// - Parameter isKnown: Whether the operator is for values like this one at all; else cel-go names it, unless the
    ///   value has functions of its own.
    func noOverload(_ name: String, isKnown: Bool) -> CELError {
        switch self {
        case _ where isKnown, .string, .duration, .timestamp: .noSuchOverload
        default: CELError("no such overload: \(name)")
        }
    }

    private var isAddable: Bool {
        switch self {
        case .int, .uint, .double, .bytes, .list: true
        default: false
        }
    }

    private var isMultipliable: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }

    private var isWhole: Bool {
        switch self {
        case .int, .uint: true
        default: false
        }
    }

    private var isNegatable: Bool {
        switch self {
        case .bool, .int, .double: true
        default: false
        }
    }

    /// Whether `<` and its like are for values like this one.
    var isOrdered: Bool {
        switch self {
        case .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp: true
        default: false
        }
    }
}
