import NIOConcurrencyHelpers

/// The open connections of a server, with the task that serves each.
///
/// The tasks are not children of the server's own: a handler that ignores its cancellation could otherwise hold the
/// whole process at shutdown. They are cancelled by `closeAll`, and left behind by `abandon` only.
final class ConnectionRegistry: Sendable {
    private struct Entry {
        let connection: Connection
        var task: Task<Void, Never>?
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var isDraining = false
        var isClosing = false
        var isAbandoned = false
        var waiter: CheckedContinuation<Void, Never>?

        /// Whoever waits for the end, when it has come.
        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            guard entries.isEmpty || isAbandoned else { return nil }
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = NIOLockedValueBox(State())

    var count: Int { state.withLockedValue { $0.entries.count } }

    func add(_ connection: Connection) {
        let isDraining = state.withLockedValue { state in
            state.entries[ObjectIdentifier(connection.exchanges)] = Entry(connection: connection)
            return state.isDraining
        }
        if isDraining { connection.drain() }
    }

    func remove(_ connection: Connection) {
        state.withLockedValue { state in
            state.entries[ObjectIdentifier(connection.exchanges)] = nil
            return state.takeWaiter()
        }?.resume()
    }

    /// Serves a connection that was added, until it is closed.
    func serve(_ connection: Connection, _ answer: @escaping @Sendable (ServerRequest) async -> ServerResponse) {
        let task = Task {
            await connection.serve(answer)
            remove(connection)
        }
        let isClosing = state.withLockedValue { state in
            // Gone when the task was quicker.
            state.entries[ObjectIdentifier(connection.exchanges)]?.task = task
            return state.isClosing
        }
        if isClosing { task.cancel() }
    }

    func drainAll() {
        let open = state.withLockedValue { state in
            state.isDraining = true
            return state.entries.values.map(\.connection)
        }
        open.forEach { $0.drain() }
    }

    /// Closes all connections and cancels their handlers.
    func closeAll() {
        let (open, waiter) = state.withLockedValue { state in
            state.isDraining = true
            state.isClosing = true
            let open = Array(state.entries.values)
            // Those that nobody serves yet will never be.
            state.entries = state.entries.filter { $0.value.task != nil }
            return (open, state.takeWaiter())
        }
        waiter?.resume()
        for entry in open {
            entry.connection.close()
            entry.task?.cancel()
        }
    }

    /// Waits for the connections no longer, whatever their handlers do.
    func abandon() {
        state.withLockedValue { state in
            state.isAbandoned = true
            return state.takeWaiter()
        }?.resume()
    }

    /// Returns when no connection is left, or they were abandoned; cancellation does not end it.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            state.withLockedValue { state in
                state.waiter = continuation
                return state.takeWaiter()
            }?.resume()
        }
    }
}
