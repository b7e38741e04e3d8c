package import KubeClient
package import KubeCore
import Logging
import ServiceLifecycle

/// Holds a Lease, or waits to; opens `fence` while it does. See `LeaderElectionState` for the rules.
package actor LeaderElector: Service {
    package nonisolated let fence: WriteFence
    private let client: Client
    private let key: ObjectKey
    private let clock: RuntimeClock
    private let gauge: Gauge.Series?
    private var state: LeaderElectionState
    private var wasLeading = false
    private var lastProblem: String?

    /// - Parameters:
    ///   - transport: Not fenced; each request gets at most half the renew deadline, so that one that hangs leaves
    ///     time for another.
    ///   - key: Namespace and name of the Lease, which is created when absent.
    package init(
        transport: any HTTPTransport, key: ObjectKey, configuration: LeaderElectionState.Configuration,
        clock: RuntimeClock, registry: MetricsRegistry? = nil
    ) {
        var options = ClientOptions()
        // Retrying is this machine's own business: it must know when each request was sent.
        options.retry = .none
        client = Client(
            transport: DeadlineTransport(base: transport, maximum: configuration.renewDeadline / 2), options: options)
        self.key = key
        self.clock = clock
        state = LeaderElectionState(configuration: configuration)
        fence = WriteFence(clock: clock)
        gauge = registry?.gauge("leader_election_leading", "1 while this process leads.", labels: ["lease"])["\(key)"]
        gauge?.set(0)
    }

    package var isLeading: Bool { state.isLeading(now: clock.now()) }

    /// Runs until cancelled; at graceful shutdown gives the lease up and returns. Everything that writes must have
    /// stopped before: in a `Manager` it comes before them in the list.
    package func run() async throws {
        defer { fence.close() }
        try await runUntilGracefulShutdown { try await self.elect() }
        await release()
    }

    private func elect() async throws {
        while true {
            try Task.checkCancellation()
            let step = state.next(now: clock.now(), wallTime: clock.timestamp())
            publish()
            if case .wait(let until) = step {
                try await clock.sleep(until: until)
            } else {
                try await perform(step)
            }
        }
    }

    private func perform(_ step: LeaderElectionState.Step) async throws {
        let sentAt = clock.now()
        do {
            if let written = try await request(step) {
                lastProblem = nil
                state.didWrite(written, sentAt: sentAt, now: clock.now(), random: clock.random())
            }
        } catch let error as APIError where error.isConflict || error.isAlreadyExists {
            state.conflicted(now: clock.now())
        } catch let error as APIError where error.isNotFound && step.isWrite {
            state.conflicted(now: clock.now())
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            report(error)
            state.failed(now: clock.now(), random: clock.random())
        }
        publish()
    }

    /// The same problem is told once, not at each attempt. A lease that cannot be created because its namespace is
    /// not there says so itself.
    private func report(_ error: any Error) {
        let problem = "\(error)"
        Logger.current.log(
            level: problem == lastProblem ? .debug : .info, "Leader lease could not be read or renewed", error: error,
            metadata: ["object.key": "\(key)", "leader.leading": "\(isLeading)"])
        lastProblem = problem
    }

    /// The lease written; nil for `read`, which it tells the state itself.
    private func request(_ step: LeaderElectionState.Step) async throws -> Lease? {
        switch step {
        case .wait: return nil
        case .read:
            let read: Lease?
            do {
                read = Lease(json: try await client.get(Lease.resourceType, key))
            } catch let error as APIError where error.isNotFound {
                read = nil
            }
            state.didRead(read, now: clock.now(), random: clock.random())
            return nil
        case .create(let record):
            let object: JSONValue = [
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)], "spec": record.specJSON,
            ]
            return Lease(json: try await client.create(object, as: Lease.resourceType))
        case .write(let record, let version):
            let patch: JSONValue = ["metadata": ["resourceVersion": .string(version)], "spec": record.specJSON]
            return Lease(json: try await client.patch(Lease.resourceType, key, .merge(patch)))
        }
    }

    /// Tells the fence what the state says.
    private func publish() {
        let isLeading = state.isLeading(now: clock.now())
        if isLeading, let until = state.leadingUntil { fence.open(until: until) } else { fence.close() }
        guard isLeading != wasLeading else { return }
        wasLeading = isLeading
        gauge?.set(isLeading ? 1 : 0)
        Logger.current.info(
            isLeading ? "Became leader" : "Lost leadership; writing has stopped",
            metadata: [
                "object.key": "\(key)", "leader.identity": "\(state.configuration.identity)",
                "leader.holder": "\(state.holder)",
            ])
    }

    private func release() async {
        fence.close()
        guard case .write(let record, let version)? = state.release(now: clock.now(), wallTime: clock.timestamp())
        else { return }
        do {
            _ = try await request(.write(record, resourceVersion: version))
            Logger.current.info("Gave the leader lease up", metadata: ["object.key": "\(key)"])
        } catch {
            // The next leader waits until the lease runs out.
            Logger.current.info(
                "Leader lease could not be given up", error: error, metadata: ["object.key": "\(key)"])
        }
    }
}
