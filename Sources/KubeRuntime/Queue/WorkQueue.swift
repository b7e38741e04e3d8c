/// Keys waiting to be reconciled; see `WorkQueueState` for what it promises.
package actor WorkQueue<Key: Hashable & Sendable & Comparable> {
    private var state: WorkQueueState<Key>
    private let waiters = Waiters<Key?>()
    private var startedAt: [Key: Duration] = [:]
    private let clock: RuntimeClock
    private let metrics: WorkQueueMetrics?
    /// Wakes `run` when an earlier timer than the one it sleeps for was set.
    private let timerChanged = WakeSignal()
    private var armedFor: Duration?
    /// `run` is awake, or will be, and looks at the timers before it waits again: waking it would only cost.
    private var isTimerAwake = false

    package init(
        clock: RuntimeClock, backoff: Backoff = .workQueue, retryRate: Double = 50, retryBurst: Double = 500,
        metrics: WorkQueueMetrics? = nil
    ) {
        state = WorkQueueState(backoff: backoff, retryRate: retryRate, retryBurst: retryBurst, now: clock.now())
        self.clock = clock
        self.metrics = metrics
    }

    package var depth: Int { state.depth }
    package var delayedCount: Int { state.delayedCount }
    package var runningCount: Int { state.runningCount }
    /// Workers that wait for a key.
    package var idleWorkerCount: Int { waiters.count }
    package func failureCount(_ key: Key) -> Int { state.failureCount(key) }

    package func add(_ key: Key) {
        if state.add(key, now: clock.now()) { metrics?.adds.add() }
        serveWaiters()
    }

    package func add(contentsOf keys: some Sequence<Key> & Sendable) {
        let now = clock.now()
        for key in keys where state.add(key, now: now) { metrics?.adds.add() }
        serveWaiters()
    }

    /// Runs `key` after `delay` or earlier.
    package func add(_ key: Key, after delay: Duration) {
        let now = clock.now()
        state.add(key, at: now + delay, now: now)
        serveWaiters()
    }

    /// Runs `key` again after its backoff.
    package func retry(_ key: Key) {
        state.retry(key, now: clock.now(), random: clock.random())
        metrics?.retries.add()
        serveWaiters()
    }

    package func forget(_ key: Key) {
        state.forget(key)
    }

    /// The next key to run, to be given back by `finish`; nil after shutdown. Throws when cancelled while waiting.
    package func next() async throws -> Key? {
        switch take() {
        case .run(let key): key
        case .finished: nil
        case .wait: try await waiters.wait()
        }
    }

    package func finish(_ key: Key) {
        if let started = startedAt.removeValue(forKey: key) {
            metrics?.workDuration.observe(clock.now() - started)
        }
        state.finish(key)
        serveWaiters()
    }

    /// Ends `next` for all workers and `run`; keys being run are still finished.
    package func shutDown() {
        state.shutDown()
        metrics?.depth.set(0)
        waiters.resumeAll(returning: nil)
        timerChanged.signal()
    }

    /// Hands out delayed keys when they are due, until shutdown or cancellation.
    package func run() async throws {
        while !state.isShutDown {
            armedFor = state.nextTimer()
            isTimerAwake = false
            try await clock.wait(until: armedFor, or: timerChanged)
            isTimerAwake = true
            serveWaiters()
        }
    }

    private func take() -> WorkQueueState<Key>.Next {
        let now = clock.now()
        let wait = state.longestWait(now: now)
        let next = state.next(now: now)
        if case .run(let key) = next, let metrics {
            startedAt[key] = now
            metrics.latency.observe(wait ?? .zero)
            metrics.depth.set(Double(state.depth))
        }
        return next
    }

    private func serveWaiters() {
        while waiters.count > 0, state.hasReady(now: clock.now()) {
            // A waiter may be cancelled between the check and this call: then no key is taken for it.
            waiters.resumeFirst {
                if case .run(let key) = take() { key } else { nil }
            }
        }
        metrics?.depth.set(Double(state.depth))
        guard !isTimerAwake, let due = state.nextTimer(), armedFor.map({ due < $0 }) ?? true else { return }
        isTimerAwake = true
        timerChanged.signal()
    }
}
