import Logging
import ServiceLifecycle

/// What a reconcile that did not fail asks for.
package enum ReconcileOutcome: Hashable, Sendable {
    /// Nothing more until something changes.
    case done
    /// Look again after this time, or earlier when something changes.
    case requeue(after: Duration)
    /// Another writer was faster, or a write is refused for now: again after backoff, and no failure to report.
    case conflict
}

/// Takes keys from a queue and reconciles them, several at a time, never one key twice at once.
package struct Controller<Key: Hashable & Sendable & Comparable & CustomStringConvertible>: Service {
    package typealias Reconcile = @Sendable (Key) async throws -> ReconcileOutcome

    package let name: String
    package let queue: WorkQueue<Key>
    private let workers: Int
    private let gate: Gate?
    private let clock: RuntimeClock
    private let metrics: ControllerMetrics?
    private let onFailure: @Sendable (Key, any Error, Int) -> Void
    private let reconcile: Reconcile

    /// - Parameters:
    ///   - gate: Keys are taken only while it is open: that of the leader election.
    ///   - onFailure: Called with the failures in a row, for a log line or an event; the key is retried anyway.
    ///   - reconcile: Throws to be retried with backoff.
    package init(
        name: String, queue: WorkQueue<Key>, workers: Int = 8, gate: Gate? = nil, clock: RuntimeClock,
        registry: MetricsRegistry? = nil, onFailure: @escaping @Sendable (Key, any Error, Int) -> Void = { _, _, _ in },
        reconcile: @escaping Reconcile
    ) {
        precondition(workers > 0)
        self.name = name
        self.queue = queue
        self.workers = workers
        self.gate = gate
        self.clock = clock
        self.onFailure = onFailure
        self.reconcile = reconcile
        metrics = registry.map { ControllerMetrics(name: name, registry: $0) }
    }

    /// Runs until cancelled; at graceful shutdown takes no more keys, finishes those it runs, and returns.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reconcileAll() }
            group.addTask {
                try await gracefulShutdown()
                await queue.shutDown()
                try await reconcileAllEnded()
            }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch is CancellationError where Task.isShuttingDownGracefully {
                return
            }
        }
    }

    /// Ends by the cancellation that follows the end of the other child.
    private func reconcileAllEnded() async throws { try await Gate().wait() }

    private func reconcileAll() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await queue.run() }
            for _ in 0..<workers { group.addTask { try await work() } }
        }
    }

    private func work() async throws {
        while true {
            if let gate, !gate.isOpen {
                try await gateOrShutdown(gate)
            }
            guard let key = try await queue.next() else { return }
            if let gate, !gate.isOpen {
                // The gate closed while this worker waited: the key stays for later.
                await queue.add(key)
                await queue.finish(key)
                continue
            }
            await run(key)
        }
    }

    /// While the gate is closed no key is taken, but shutdown is not held up.
    private func gateOrShutdown(_ gate: Gate) async throws {
        do {
            try await cancelWhenGracefulShutdown { try await gate.wait() }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return
        }
    }

    private func run(_ key: Key) async {
        let start = clock.now()
        let result = await attempt(key)
        metrics?.duration.observe(clock.now() - start)
        metrics?.results.add(1, name, result.rawValue)
        await queue.finish(key)
    }

    private enum Result: String {
        case success, requeueAfter = "requeue_after", requeue, error, cancelled
    }

    private func attempt(_ key: Key) async -> Result {
        do {
            let metadata: Logger.Metadata = [
                "controller.name": "\(name)", "object.key": "\(key)",
                "reconcile.id": "\(String(UInt64.random(in: 0 ... .max), radix: 16))",
            ]
            let outcome = try await withLogger(mergingMetadata: metadata) { _ in try await reconcile(key) }
            switch outcome {
            case .done:
                await queue.forget(key)
                return .success
            case .requeue(let delay):
                await queue.forget(key)
                await queue.add(key, after: delay)
                return .requeueAfter
            case .conflict:
                await queue.retry(key)
                return .requeue
            }
        } catch is CancellationError {
            return .cancelled
        } catch {
            // A request that fails because this task was cancelled is no failure of the object.
            guard !Task.isCancelled else { return .cancelled }
            onFailure(key, error, await queue.failureCount(key) + 1)
            await queue.retry(key)
            return .error
        }
    }
}

private struct ControllerMetrics: Sendable {
    let duration: Histogram.Series
    let results: Counter

    init(name: String, registry: MetricsRegistry) {
        duration =
            registry.histogram(
                "controller_reconcile_duration_seconds", "How long reconciles took.", labels: ["controller"])[name]
        results = registry.counter(
            "controller_reconcile_total", "Reconciles by result.", labels: ["controller", "result"])
    }
}
