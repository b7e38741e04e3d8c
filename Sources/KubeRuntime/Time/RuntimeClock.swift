import Glibc
package import KubeCore

/// The three things about time that long-running components need: a monotonic clock to wait by, the wall clock for
/// what is stored in objects, and randomness for jitter. Tests pass a manual clock and a seeded generator.
package struct RuntimeClock: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let sleeper: @Sendable (Duration) async throws -> Void
    private let wall: @Sendable () -> Timestamp
    private let randomness: @Sendable () -> Double

    /// `random` answers numbers in 0..<1.
    package init<C: Clock<Duration>>(
        _ clock: C, wallTime: @escaping @Sendable () -> Timestamp = RuntimeClock.systemWallTime,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
        sleeper = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
        wall = wallTime
        randomness = random
    }

    /// Monotonic time since this clock was made; every `Duration` named `now` or `...At` in this module is on it.
    package func now() -> Duration { elapsed() }

    /// The wall clock, for what is stored in objects.
    package func timestamp() -> Timestamp { wall() }

    /// 0..<1
    package func random() -> Double { randomness() }

    /// Returns at once when `deadline` has passed; throws `CancellationError` when cancelled.
    package func sleep(until deadline: Duration) async throws {
        guard deadline > now() else { return try Task.checkCancellation() }
        try await sleeper(deadline)
    }

    package func sleep(for duration: Duration) async throws {
        try await sleep(until: now() + duration)
    }

    /// Returns at `deadline` (never when nil) or once `signal` was given, whichever comes first.
    package func wait(until deadline: Duration?, or signal: WakeSignal) async throws {
        guard let deadline else { return try await signal.wait() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sleep(until: deadline) }
            group.addTask { try await signal.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    package static let systemWallTime: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }
}
