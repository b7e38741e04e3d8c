import NIOConcurrencyHelpers

/// Says whether this process may write now, and for how long: asked right before every write.
///
/// The answer follows from the monotonic clock alone, so that a process that was stopped for a minute, or whose
/// leader election hangs in a request, is fenced off all the same.
package final class WriteFence: Sendable {
    private let clock: RuntimeClock
    /// Nil when closed.
    private let openUntil: NIOLockedValueBox<Duration?>
    /// Open while leading, for those who wait to begin work; may lag behind `timeLeft`.
    package let gate: Gate

    /// Closed.
    package init(clock: RuntimeClock) {
        self.clock = clock
        openUntil = NIOLockedValueBox(nil)
        gate = Gate()
    }

    /// Open for ever, for a process that runs without leader election.
    package static func alwaysOpen(clock: RuntimeClock) -> WriteFence {
        let fence = WriteFence(clock: clock)
        fence.open(until: .seconds(1 << 40))
        return fence
    }

    /// How long writes may still be under way; nil when none may begin.
    package var timeLeft: Duration? {
        guard let until = openUntil.withLockedValue({ $0 }) else { return nil }
        let left = until - clock.now()
        return left > .zero ? left : nil
    }

    package func open(until: Duration) {
        openUntil.withLockedValue { $0 = until }
        gate.open()
    }

    package func close() {
        openUntil.withLockedValue { $0 = nil }
        gate.close()
    }
}

/// A write was refused on this side because this process does not lead.
package struct FencedError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description = "this process does not hold the leader lease, so it must not write"
}
