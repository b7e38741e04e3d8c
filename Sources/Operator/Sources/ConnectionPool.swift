/// Shares one connection per (endpoint, credentials) in the whole operator, whatever the number of triggers.
///
/// A connection that nobody asked for during `idleLimit` is dropped at the next call.
package actor ConnectionPool<Key: Hashable & Sendable, Connection: Sendable> {
    private static var sweepInterval: Duration { .seconds(30) }

    private struct Entry {
        var connection: Connection
        var lastUsed: Duration
    }

    private var entries: [Key: Entry] = [:]
    private var lastSweep = Duration.zero
    private let idleLimit: Duration
    private let elapsed: @Sendable () -> Duration

    package init<C: Clock<Duration>>(idleLimit: Duration = .seconds(600), clock: C) {
        self.idleLimit = idleLimit
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// The connection of `key`; made by `make` (which must not connect yet) when there is none.
    package func connection(_ key: Key, make: @Sendable () throws -> Connection) rethrows -> Connection {
        let now = elapsed()
        // Not with every call: a sweep looks at every connection.
        if now - lastSweep >= min(idleLimit, Self.sweepInterval) {
            lastSweep = now
            entries = entries.filter { $0.key == key || now - $0.value.lastUsed < idleLimit }
        }
        if var entry = entries[key] {
            entry.lastUsed = now
            entries[key] = entry
            return entry.connection
        }
        let connection = try make()
        entries[key] = Entry(connection: connection, lastUsed: now)
        return connection
    }

    package var count: Int { entries.count }
}
