/// A streamed response between the loop thread, which fills it, and one consumer, who empties it; pure.
///
/// ```
/// awaitingHead --head--> receiving --finish--> finished (what is buffered is still delivered)
///      \______________________\______fail______/
/// ```
/// While more than `capacity` bytes wait, the loop thread is told to pause the transfer; emptying the buffer asks to
/// resume it. `Waiter` is a continuation of the consumer, opaque here.
struct StreamState<Head: Sendable, HeadWaiter: Sendable, Waiter: Sendable>: Sendable {
    private enum Phase {
        case awaitingHead, receiving
        case finished((any Error)?)
    }

    private var phase = Phase.awaitingHead
    private var head: Head?
    private var headWaiter: HeadWaiter?
    private var waiter: Waiter?
    private var buffer: [UInt8] = []
    private(set) var isPaused = false
    private let capacity: Int

    /// 256 KiB: sixteen of the pieces libcurl hands over at once.
    init(capacity: Int = 256 << 10) {
        self.capacity = capacity
    }

    var bufferedByteCount: Int { buffer.count }

    // MARK: The loop thread

    /// The waiter to hand the head to, when there is one.
    mutating func receiveHead(_ newHead: Head) -> HeadWaiter? {
        guard case .awaitingHead = phase else { return nil }
        phase = .receiving
        defer { headWaiter = nil }
        if headWaiter == nil { head = newHead }
        return headWaiter
    }

    enum ReceiveAction {
        case buffered
        case deliver(Waiter, [UInt8])
        /// The bytes were not taken: give them again after the resume.
        case pause
    }

    mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> ReceiveAction {
        if let waiter {
            self.waiter = nil
            return .deliver(waiter, Array(bytes))
        }
        if buffer.count >= capacity {
            isPaused = true
            return .pause
        }
        buffer.append(contentsOf: bytes)
        return .buffered
    }

    enum FinishAction {
        case none
        case head(HeadWaiter, any Error)
        case chunk(Waiter, (any Error)?)
    }

    /// The transfer is over, with an error unless the body was complete. Only the first call counts.
    mutating func finish(_ error: (any Error)?) -> FinishAction {
        if case .finished = phase { return .none }
        phase = .finished(error)
        isPaused = false
        defer { (headWaiter, waiter) = (nil, nil) }
        if let headWaiter, let error { return .head(headWaiter, error) }
        if let waiter { return .chunk(waiter, error) }
        return .none
    }

    // MARK: The consumer

    enum HeadAction {
        case wait
        case deliver(Head)
        case fail(any Error)
    }

    mutating func awaitHead(_ waiter: HeadWaiter) -> HeadAction {
        switch phase {
        case .awaitingHead:
            headWaiter = waiter
            return .wait
        case .finished(let error?) where head == nil: return .fail(error)
        case .receiving, .finished:
            guard let head else { preconditionFailure("the head of a stream is awaited once") }
            return .deliver(head)
        }
    }

    enum NextAction {
        case wait
        /// The transfer was paused when `resume` is true.
        case deliver([UInt8], resume: Bool)
        case end((any Error)?)
    }

    mutating func next(_ newWaiter: Waiter) -> NextAction {
        if !buffer.isEmpty {
            let chunk = buffer
            buffer = []
            defer { isPaused = false }
            return .deliver(chunk, resume: isPaused)
        }
        if case .finished(let error) = phase {
            phase = .finished(nil)
            return .end(error)
        }
        precondition(waiter == nil, "a stream has one consumer")
        waiter = newWaiter
        return .wait
    }
}
