import NIOConcurrencyHelpers

/// Counts the bytes of a response that were handed to a connection and not yet taken by the client, and lets the
/// producer wait while there are too many.
///
/// One producer at a time.
final class WriteGate: Sendable {
    private struct State {
        var outstanding = 0
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())

    init(limit: Int) {
        self.limit = limit
    }

    var outstanding: Int { state.withLockedValue { $0.outstanding } }

    func add(_ count: Int) {
        state.withLockedValue { $0.outstanding += count }
    }

    func taken(_ count: Int) {
        resume { state in
            state.outstanding -= count
            return state.outstanding < limit
        }
    }

    /// Nobody waits from now on.
    func close() {
        resume { state in
            state.isClosed = true
            return true
        }
    }

    /// Returns when there is room, when the gate is closed, or on cancellation.
    func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLockedValue { state in
                    guard !state.isClosed, !Task.isCancelled, state.outstanding >= limit else { return false }
                    state.waiter = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            resume { _ in true }
        }
    }

    private func resume(when isOpen: (inout State) -> Bool) {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
            guard isOpen(&state) else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
