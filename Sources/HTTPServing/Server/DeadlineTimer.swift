import NIOCore

/// One deadline of a connection that is moved with nearly every request.
///
/// Moving it later costs nothing: the scheduled task looks at the deadline when it runs and goes on waiting.
final class DeadlineTimer {
    private let eventLoop: NIOIsolatedEventLoop
    private let onExpiry: () -> Void
    private var deadline: NIODeadline?
    private var scheduled: Scheduled<Void>?
    private var scheduledFor = NIODeadline.distantFuture

    init(eventLoop: any EventLoop, onExpiry: @escaping () -> Void) {
        self.eventLoop = eventLoop.assumeIsolated()
        self.onExpiry = onExpiry
    }

    func set(after amount: TimeAmount) {
        let deadline = NIODeadline.now() + amount
        self.deadline = deadline
        if scheduled == nil || deadline < scheduledFor { schedule(at: deadline) }
    }

    /// No deadline until the next `set`.
    func clear() {
        deadline = nil
    }

    func cancel() {
        deadline = nil
        scheduled?.cancel()
        scheduled = nil
    }

    private func schedule(at deadline: NIODeadline) {
        scheduled?.cancel()
        scheduledFor = deadline
        scheduled = eventLoop.scheduleTask(deadline: deadline) { [self] in
            scheduled = nil
            guard let current = self.deadline else { return }
            if current <= NIODeadline.now() {
                self.deadline = nil
                onExpiry()
            } else {
                schedule(at: current)
            }
        }
    }
}

extension TimeAmount {
    /// Saturates at the longest amount.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = overflow ? .nanoseconds(.max / 4) : .nanoseconds(nanoseconds + attoseconds / 1_000_000_000)
    }
}
