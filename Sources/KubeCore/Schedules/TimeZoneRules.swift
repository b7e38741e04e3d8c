/// How far a place's clocks are ahead of UTC, and when that changes; a value, so that schedules stay pure.
package struct TimeZoneRules: Hashable, Sendable, Codable {
    package struct Transition: Hashable, Sendable, Codable {
        /// Seconds since 1970, UTC.
        package var at: Int64
        /// Seconds ahead of UTC from then on.
        package var offset: Int64

        package init(at: Int64, offset: Int64) {
            self.at = at
            self.offset = offset
        }
    }

    /// Seconds ahead of UTC before the first transition.
    package let initialOffset: Int64
    /// In ascending order.
    package let transitions: [Transition]

    package init(initialOffset: Int64 = 0, transitions: [Transition] = []) {
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    package static let utc = TimeZoneRules()

    /// Seconds ahead of UTC at a moment.
    package func offset(at utc: Int64) -> Int64 {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= utc { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : transitions[low - 1].offset
    }

    /// The first moment at which local clocks show `local` (seconds since 1970 as if UTC); nil when they skip it.
    package func utc(ofLocal local: Int64) -> Int64? {
        // The offset in force a day before or after is the only other candidate.
        let candidates = Set([offset(at: local - 86_400), offset(at: local), offset(at: local + 86_400)])
        return candidates.map { local - $0 }.filter { $0 + offset(at: $0) == local }.min()
    }
}
