import CCurl
import NIOConcurrencyHelpers

/// What other threads ask of the loop thread, and the means to wake it.
struct CurlInbox: Sendable {
    enum Command: Sendable {
        case start(CurlTransfer)
        case cancel(UInt64)
        /// The consumer of a paused stream has room again.
        case resume(UInt64)
        /// No more requests will come with this profile: its idle handles may go.
        case retire(CurlProfile)
        case stop
    }

    private struct State {
        var commands: [Command] = []
        /// The loop waits in epoll, or is about to: it must be woken. While it is awake it looks by itself.
        var isLoopAsleep = false
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())
    /// An eventfd.
    let wake: Int32

    /// False when the loop is gone: nothing will be done.
    func post(_ command: Command) -> Bool {
        state.withLockedValue { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            if state.isLoopAsleep {
                state.isLoopAsleep = false
                // Under the lock, because the loop closes the descriptor after it has closed the inbox.
                cc_wake(wake)
            }
            return true
        }
    }

    /// All commands posted since the last call.
    func take() -> [Command] {
        state.withLockedValue { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// True when the loop may wait: nothing was posted since the last `take`.
    func fallAsleep() -> Bool {
        state.withLockedValue { state in
            state.isLoopAsleep = state.commands.isEmpty
            return state.isLoopAsleep
        }
    }

    func awake() {
        state.withLockedValue { $0.isLoopAsleep = false }
    }

    /// What was posted and not taken; later posts are refused.
    func close() -> [Command] {
        state.withLockedValue { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }
}

/// Counters written by the loop thread and read by anyone.
struct CounterBox: Sendable {
    private let box = NIOLockedValueBox(CurlCounters())

    var value: CurlCounters { box.withLockedValue { $0 } }

    func update(_ change: (inout CurlCounters) -> Void) {
        box.withLockedValue { change(&$0) }
    }
}
