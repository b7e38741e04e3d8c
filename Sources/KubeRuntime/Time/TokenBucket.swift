/// Limits a rate: `burst` at once, then `rate` per second.
package struct TokenBucket: Hashable, Sendable {
    package let rate: Double
    package let burst: Double
    private var tokens: Double
    private var filledAt: Duration

    /// Full at `now`.
    package init(rate: Double, burst: Double, now: Duration) {
        precondition(rate > 0 && burst >= 1)
        self.rate = rate
        self.burst = burst
        tokens = burst
        filledAt = now
    }

    /// Takes one token when there is one.
    package mutating func take(now: Duration) -> Bool {
        fill(now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Takes one token, on credit if need be, and answers how long the holder must wait for it.
    package mutating func reserve(now: Duration) -> Duration {
        fill(now)
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / rate)
    }

    /// True when it would be full at `now`: nothing is remembered that a new bucket would not know.
    package func isFull(now: Duration) -> Bool {
        tokens + (now - filledAt) / .seconds(1) * rate >= burst
    }

    private mutating func fill(_ now: Duration) {
        guard now > filledAt else { return }
        tokens = min(burst, tokens + (now - filledAt) / .seconds(1) * rate)
        filledAt = now
    }
}
