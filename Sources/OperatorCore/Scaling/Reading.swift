package import KubeCore

/// What a metric source answered at one moment. Absence and failure are cases of their own: neither is ever zero.
package enum Reading: Hashable, Sendable, Codable {
    /// Finite, 0 or more.
    case value(Double, at: Timestamp)
    /// The source answered and had nothing to say: no series, no row, NaN.
    case empty(at: Timestamp)
    /// The source could not be read; `reason` says what was tried, on what, and what went wrong, for people.
    case failed(reason: String, at: Timestamp)

    /// The case a raw number means: NaN and the infinities count as empty, a negative number is a failure.
    package static func measured(_ number: Double, at now: Timestamp) -> Reading {
        guard number.isFinite else { return .empty(at: now) }
        guard number >= 0 else { return .failed(reason: "the source answered \(number), which is below zero", at: now) }
        return .value(number, at: now)
    }

    package var time: Timestamp {
        switch self {
        case .value(_, let time), .empty(let time), .failed(_, let time): time
        }
    }
}
