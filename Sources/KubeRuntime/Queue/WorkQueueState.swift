import DequeModule
import HeapModule

/// The decisions of a work queue: which key runs next, and when.
///
/// ```
///            add / due                take                  finish
///   (idle) ───────────▶ ready ───────────────▶ running ───────────────▶ (idle), or ready when added meanwhile
///      │ addLater          ▲                      │ add, due: marked, becomes ready at finish
///      ▼                   │ due                  │
///    delayed ──────────────┘                      └ never runs twice at once
/// ```
/// Promises: a key added is run at least once after the call; a key is never running twice; an `add(at:)` runs the
/// key no later than asked (queueing apart), and a run that starts earlier satisfies it: reconciling looks at the
/// whole state and asks again for what is still to come.
package struct WorkQueueState<Key: Hashable & Sendable & Comparable>: Sendable {
    package enum Next: Hashable, Sendable {
        case run(Key)
        /// Nothing to run; look again at the given time, or when something is added.
        case wait(until: Duration?)
        /// Shut down: nothing will run any more.
        case finished
    }

    private struct Timer: Comparable, Sendable {
        let due: Duration
        let key: Key

        static func < (lhs: Timer, rhs: Timer) -> Bool { (lhs.due, lhs.key) < (rhs.due, rhs.key) }
    }

    private var ready: Deque<Key> = []
    /// When each key in `ready` or marked during its run was added.
    private var waitingSince: [Key: Duration] = [:]
    private var running: Set<Key> = []
    /// The valid timer of each delayed key; timers in the heap that differ from it are stale.
    private var dueAt: [Key: Duration] = [:]
    private var timers = Heap<Timer>()
    private var failures: [Key: Int] = [:]
    private var limiter: TokenBucket
    private let backoff: Backoff
    package private(set) var isShutDown = false

    /// `retryRate` and `retryBurst` bound the retries of all keys together, per second.
    package init(backoff: Backoff = .workQueue, retryRate: Double = 50, retryBurst: Double = 500, now: Duration = .zero)
    {
        self.backoff = backoff
        limiter = TokenBucket(rate: retryRate, burst: retryBurst, now: now)
    }

    /// Keys waiting for a worker, those marked during their run included.
    package var depth: Int { waitingSince.count }
    package var runningCount: Int { running.count }
    package var delayedCount: Int { dueAt.count }
    /// Failures in a row of a key that is to be retried.
    package func failureCount(_ key: Key) -> Int { failures[key] ?? 0 }

    /// Runs `key` as soon as a worker is free. False when it was waiting already, or after shutdown.
    @discardableResult
    package mutating func add(_ key: Key, now: Duration) -> Bool {
        guard !isShutDown, waitingSince[key] == nil else { return false }
        waitingSince[key] = now
        if !running.contains(key) { ready.append(key) }
        return true
    }

    /// Runs `key` at `due` or earlier; of several such wishes the earliest wins.
    package mutating func add(_ key: Key, at due: Duration, now: Duration) {
        guard !isShutDown else { return }
        guard due > now else {
            add(key, now: now)
            return
        }
        if let known = dueAt[key], known <= due { return }
        dueAt[key] = due
        timers.insert(Timer(due: due, key: key))
        dropStaleTimers()
    }

    /// Runs `key` again after its own backoff and within the rate of all retries; answers when.
    @discardableResult
    package mutating func retry(_ key: Key, now: Duration, random: Double) -> Duration {
        guard !isShutDown else { return now }
        let attempt = failures[key] ?? 0
        failures[key] = attempt + 1
        let due = now + max(backoff.delay(attempt: attempt, random: random), limiter.reserve(now: now))
        add(key, at: due, now: now)
        return due
    }

    /// The next failure of `key` counts as its first again.
    package mutating func forget(_ key: Key) {
        failures[key] = nil
    }

    /// Whether `next` would give a key.
    package mutating func hasReady(now: Duration) -> Bool {
        fireTimers(now)
        return !ready.isEmpty
    }

    /// What a free worker does now. A key it gets must be given back by `finish`.
    package mutating func next(now: Duration) -> Next {
        guard !isShutDown else { return .finished }
        fireTimers(now)
        guard let key = ready.popFirst() else { return .wait(until: nextTimer()) }
        running.insert(key)
        waitingSince[key] = nil
        dueAt[key] = nil  // satisfied by the run that starts now
        return .run(key)
    }

    /// How long the key that `next` would give has waited.
    package func longestWait(now: Duration) -> Duration? {
        ready.first.flatMap { waitingSince[$0] }.map { now - $0 }
    }

    /// Ends the run of `key`; it becomes ready again when it was added meanwhile.
    package mutating func finish(_ key: Key) {
        guard running.remove(key) != nil else {
            preconditionFailure("a key is finished once, by the worker that took it")
        }
        if waitingSince[key] != nil, !isShutDown { ready.append(key) }
    }

    /// Gives out no more keys and forgets those waiting; keys running are still to be finished.
    package mutating func shutDown() {
        isShutDown = true
        ready = []
        waitingSince = [:]
        dueAt = [:]
        timers = Heap()
        failures = [:]
    }

    /// The earliest time at which a delayed key is due.
    package mutating func nextTimer() -> Duration? {
        while let timer = timers.min, dueAt[timer.key] != timer.due { timers.removeMin() }
        return timers.min?.due
    }

    private mutating func fireTimers(_ now: Duration) {
        while let due = nextTimer(), due <= now {
            let key = timers.removeMin().key
            dueAt[key] = nil
            add(key, now: now)
        }
    }

    /// Keys that are moved earlier or run early leave stale timers behind; they must not outgrow the valid ones.
    private mutating func dropStaleTimers() {
        guard timers.count > 2 * dueAt.count + 64 else { return }
        timers = Heap(dueAt.map { Timer(due: $0.value, key: $0.key) })
    }
}
