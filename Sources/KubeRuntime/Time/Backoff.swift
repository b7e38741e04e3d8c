/// Delays that grow with every failure in a row.
///
/// The delay of attempt n (from 0) is `initial * factor^n`, at most `maximum`, less a random share of up to `jitter`
/// of it, so that many that failed together do not return together. Worked: 1 s, factor 2, jitter 0: 1, 2, 4, 8 s;
/// with jitter 0.5 and random 0.5 attempt 2 waits 4 - 4 * 0.5 * 0.5 = 3 s.
package struct Backoff: Hashable, Sendable {
    package var initial: Duration
    package var maximum: Duration
    package var factor: Double
    /// 0...1
    package var jitter: Double

    package init(initial: Duration, maximum: Duration, factor: Double = 2, jitter: Double = 0.5) {
        precondition(initial > .zero && maximum >= initial && factor >= 1 && (0...1).contains(jitter))
        self.initial = initial
        self.maximum = maximum
        self.factor = factor
        self.jitter = jitter
    }

    /// `random` is in 0..<1.
    package func delay(attempt: Int, random: Double) -> Duration {
        var delay = initial
        // Stops at the maximum, so that a large attempt number cannot overflow.
        for _ in 0..<max(0, attempt) where delay < maximum { delay = delay * factor }
        delay = min(delay, maximum)
        return delay - delay * (jitter * random)
    }

    /// For lists and watches that fail: 1 s to 60 s; a server that restarts must not meet a herd.
    package static let reflector = Backoff(initial: .seconds(1), maximum: .seconds(60))
    /// For keys whose reconcile failed: quick at first, because most failures are conflicts or hiccups.
    package static let workQueue = Backoff(initial: .milliseconds(50), maximum: .seconds(300), jitter: 0.2)
}
