/// A signed span of time in nanoseconds, as CEL computes with it (about 292 years either way).
package struct CELDuration: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (lhs: CELDuration, rhs: CELDuration) -> Bool { lhs.nanoseconds < rhs.nanoseconds }
}

extension CELDuration {
    static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// As Go spells durations (`1h30m`); nil when it is none or does not fit.
    package init?(go text: String) {
        guard let duration = GoDuration.parse(text) else { return nil }
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: Self.nanosecondsPerSecond)
        let (total, overflow) = whole.addingReportingOverflow(attoseconds / Self.nanosecondsPerSecond)
        guard !isTooLarge, !overflow else { return nil }
        nanoseconds = total
    }

    package var seconds: Double {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: Self.nanosecondsPerSecond)
        return Double(whole) + Double(rest) / 1e9
    }

    /// Seconds as a decimal number with their unit: `5400s`, `0.25s`.
    package var text: String { GoNumber.plain(seconds) + "s" }
}
