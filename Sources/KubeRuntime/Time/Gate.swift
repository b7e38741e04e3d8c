import NIOConcurrencyHelpers

/// Lets tasks through while it is open and holds them while it is closed.
package final class Gate: Sendable {
    private struct State {
        var isOpen: Bool
        var waiting: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        var nextID: UInt64 = 0
    }

    private let state: NIOLockedValueBox<State>

    package init(isOpen: Bool = false) {
        state = NIOLockedValueBox(State(isOpen: isOpen))
    }

    package var isOpen: Bool { state.withLockedValue { $0.isOpen } }
    package var waitingCount: Int { state.withLockedValue { $0.waiting.count } }

    package func open() {
        let waiting = state.withLockedValue { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for waiter in waiting { waiter.resume() }
    }

    package func close() {
        state.withLockedValue { $0.isOpen = false }
    }

    /// Returns at once when open; throws `CancellationError` when cancelled while waiting.
    package func wait() async throws {
        if isOpen { return }
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result = state.withLockedValue { state -> Result<Void, any Error>? in
                    if state.isOpen { return .success(()) }
                    // The cancellation handler below may have run before there was a waiter.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }
}
