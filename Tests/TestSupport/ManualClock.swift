import NIOConcurrencyHelpers

/// A clock that stands still until a test advances it.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol, Hashable {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [UInt64: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var nextID: UInt64 = 0
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    package var now: Instant { state.withLockedValue { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }
    package var sleeperCount: Int { state.withLockedValue { $0.sleepers.count } }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let observers = state.withLockedValue { state -> [CheckedContinuation<Void, Never>]? in
                    if Task.isCancelled || deadline <= state.now { return nil }
                    state.sleepers[id] = (deadline, continuation)
                    let count = state.sleepers.count
                    defer { state.observers.removeAll { $0.count <= count } }
                    return state.observers.filter { $0.count <= count }.map(\.continuation)
                }
                guard let observers else {
                    return continuation.resume(with: Result { try Task.checkCancellation() })
                }
                for observer in observers { observer.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.sleepers.removeValue(forKey: id) }?.continuation
                .resume(throwing: CancellationError())
        }
    }

    /// Wakes all who sleep until then, the earliest first.
    package func advance(by duration: Duration) {
        let due = state.withLockedValue { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Returns once at least `count` tasks sleep.
    package func waitForSleepers(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLockedValue { state in
                if state.sleepers.count >= count { return true }
                state.observers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
