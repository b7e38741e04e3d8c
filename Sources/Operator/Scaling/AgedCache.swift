/// Answers remembered for a time each caller chooses, and asked for once however many ask at the same time.
package actor AgedCache<Key: Hashable & Sendable, Value: Sendable> {
    private struct Entry {
        var value: Value
        var readAt: Duration
    }

    private let capacity: Int
    private let elapsed: @Sendable () -> Duration
    private var entries: [Key: Entry] = [:]
    private var asking: [Key: [CheckedContinuation<Void, Never>]] = [:]

    /// Beyond `capacity` answers the older half is dropped.
    package init<C: Clock<Duration>>(capacity: Int = 20_000, clock: C) {
        self.capacity = capacity
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    package var count: Int { entries.count }

    /// The answer to `key`, at most `maximumAge` old; from `ask` when there is none so young.
    package func value(
        _ key: Key, maximumAge: Duration, ask: @Sendable () async -> Value
    ) async -> Value {
        while true {
            if let entry = entries[key], elapsed() - entry.readAt < maximumAge { return entry.value }
            guard asking[key] != nil else { break }
            // Another task asks now; its answer is young enough whatever the age asked for.
            await withCheckedContinuation { asking[key]?.append($0) }
            if let entry = entries[key] { return entry.value }
        }
        asking[key] = []
        let value = await ask()
        entries[key] = Entry(value: value, readAt: elapsed())
        for waiter in asking.removeValue(forKey: key) ?? [] { waiter.resume() }
        if entries.count > capacity { dropOldest() }
        return value
    }

    private func dropOldest() {
        let times = entries.values.map(\.readAt).sorted()
        let median = times[times.count / 2]
        entries = entries.filter { $0.value.readAt > median }
    }
}
