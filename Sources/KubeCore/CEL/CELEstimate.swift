/// Bounds of a size or a cost that is known only when evaluated. Arithmetic saturates at the largest number.
///
/// Source: cel-go `checker.SizeEstimate` and `checker.CostEstimate`.
package struct CELEstimate: Hashable, Sendable {
    package var min: UInt64
    package var max: UInt64

    package init(min: UInt64, max: UInt64) {
        self.min = min
        self.max = max
    }

    package init(_ fixed: UInt64) {
        min = fixed
        max = fixed
    }

    package static let unknown = CELEstimate(min: 0, max: .max)

    package static func + (lhs: CELEstimate, rhs: CELEstimate) -> CELEstimate {
        CELEstimate(min: lhs.min.saturatingAdd(rhs.min), max: lhs.max.saturatingAdd(rhs.max))
    }

    package static func += (lhs: inout CELEstimate, rhs: CELEstimate) { lhs = lhs + rhs }

    package static func * (lhs: CELEstimate, rhs: CELEstimate) -> CELEstimate {
        CELEstimate(min: lhs.min.saturatingMultiply(rhs.min), max: lhs.max.saturatingMultiply(rhs.max))
    }

    /// Each bound times a factor, rounded up.
    package func scaled(by factor: Double) -> CELEstimate {
        CELEstimate(min: min.scaledUp(by: factor), max: max.scaledUp(by: factor))
    }

    /// The least bounds that hold both.
    package func union(_ other: CELEstimate) -> CELEstimate {
        CELEstimate(min: Swift.min(min, other.min), max: Swift.max(max, other.max))
    }
}

extension UInt64 {
    package func saturatingAdd(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    package func saturatingMultiply(_ other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// Times a factor of at least zero, rounded up, at most the largest number.
    package func scaledUp(by factor: Double) -> UInt64 {
        let scaled = (Double(self) * factor).rounded(.up)
        return scaled < 0x1p64 ? UInt64(scaled) : .max
    }
}
