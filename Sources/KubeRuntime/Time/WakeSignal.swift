import NIOConcurrencyHelpers

/// Wakes the one task that waits for it. A signal given while nobody waits is kept, once.
package final class WakeSignal: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// Never blocks.
    package func signal() {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Void, any Error>? in
            guard let waiter = state.waiter else {
                state.isSignalled = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Waits for a signal and consumes it; throws `CancellationError` when cancelled. One task at a time may wait.
    package func wait() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result = state.withLockedValue { state -> Result<Void, any Error>? in
                    precondition(state.waiter == nil, "a wake signal has one waiter")
                    if state.isSignalled {
                        state.isSignalled = false
                        return .success(())
                    }
                    // The cancellation handler below may have run before there was a waiter.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiter = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state -> CheckedContinuation<Void, any Error>? in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
