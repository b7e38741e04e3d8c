import NIOConcurrencyHelpers

/// Tasks that wait to be resumed, in the order they came.
package final class Waiters<Value: Sendable>: Sendable {
    private struct State {
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Value, any Error>)] = []
        var nextID: UInt64 = 0
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    package var count: Int { state.withLockedValue { $0.waiting.count } }

    /// Suspends until resumed; throws `CancellationError` when cancelled. Called on an actor it registers the task
    /// before anything else can run there, so no wake-up is missed between a check and this wait.
    package func wait(isolation: isolated (any Actor)? = #isolation) async throws -> Value {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let isCancelled = state.withLockedValue { state in
                    // The cancellation handler below may have run before there was a waiter.
                    if Task.isCancelled { return true }
                    state.waiting.append((id, continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let cancelled = state.withLockedValue { state -> CheckedContinuation<Value, any Error>? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: index).continuation
            }
            cancelled?.resume(throwing: CancellationError())
        }
    }

    /// Resumes the first with what `value` makes; `value` is not called when nobody waits.
    package func resumeFirst(returning value: () -> Value) {
        let first = state.withLockedValue { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst().continuation }
        first?.resume(returning: value())
    }

    package func resumeAll(returning value: Value) {
        let all = state.withLockedValue { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in all { waiter.continuation.resume(returning: value) }
    }
}
