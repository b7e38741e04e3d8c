import KubeClient
import KubeCore
package import Logging
import NIOConcurrencyHelpers

/// Makes the control plane's workloads live: what kube-controller-manager, kube-scheduler and the kubelets do in a cluster.
///
/// ```
/// changes -> ObjectCache -> SimulatorQueue (keys) -> plan (pure, one type for each controller) -> writes by Client
/// ```
package final class ClusterSimulator: Sendable {
    package struct Configuration: Sendable {
        /// Nodes that are made when the cluster has none: 0 for a cluster that brings its own.
        package var nodes = 3
        package var nodeCPUMillis: Int64 = 16_000
        package var nodeMemoryBytes: Int64 = 64 << 30
        package var podsPerNode = 110
        /// From placement to running.
        package var startDelay: Duration = .milliseconds(300)
        /// From running to ready.
        package var readyDelay: Duration = .milliseconds(300)
        /// From deletion to gone, within the grace period.
        package var stopDelay: Duration = .zero
        /// How long the pods of Jobs run.
        package var jobDuration: Duration = .seconds(2)
        /// What the ConfigMap kube-root-ca.crt of every namespace holds; none is made when nil.
        package var rootCertificatePEM: String?

        package init() {}
    }

    private let controlPlane: ControlPlane
    private let configuration: Configuration
    private let logger: Logger
    private let controllers: Client
    private let cache = NIOLockedValueBox(ObjectCache())
    private let correlator = NIOLockedValueBox(EventCorrelator())
    private let addresses = NIOLockedValueBox(0)
    private let queue = SimulatorQueue()

    private static let watched: [ResourceType] = [
        .simulatedNodes, .simulatedNamespaces, .simulatedPods, .simulatedReplicaSets, .simulatedRevisions,
        .simulatedDeployments, .simulatedStatefulSets, .simulatedDaemonSets, .simulatedJobs, .simulatedCronJobs,
        .simulatedServices, .simulatedSlices, .simulatedEndpoints, .simulatedBudgets,
    ]

    package init(controlPlane: ControlPlane, configuration: Configuration = Configuration(), logger: Logger) {
        self.controlPlane = controlPlane
        self.configuration = configuration
        self.logger = logger
        controllers = Client(
            transport: controlPlane.transport(as: .controllers), options: ClientOptions(retry: .none))
    }

    /// Works until cancelled.
    package func run() async {
        await registerNodes()
        await withDiscardingTaskGroup { group in
            for type in Self.watched {
                group.addTask { [self] in
                    for await change in controlPlane.changes(of: GroupResource(type)) { observe(change, type) }
                }
            }
            for await _ in queue.wakes {
                while let work = queue.take(), !Task.isCancelled {
                    guard let delay = await attend(to: work) else { continue }
                    group.addTask { [self] in
                        // After a day it is planned anew: clocks do not count to every number that a user can write.
                        let delay = min(delay, .seconds(86_400))
                        do { try await controlPlane.configuration.clock.sleep(for: delay) } catch { return }
                        queue.add([work])
                    }
                }
            }
            group.cancelAll()
        }
    }

    // MARK: - Observing

    private func observe(_ change: ObjectChange, _ type: ResourceType) {
        switch change {
        case .reset:
            cache.withLockedValue { $0.removeAll(type) }
        case .added(let object), .modified(let object, _):
            cache.withLockedValue { cache in _ = cache.put(object, type) }
            queue.add(concerned(by: object, type))
            if type == .simulatedNodes { placeWaitingPods() }
        case .deleted(let object):
            cache.withLockedValue { $0.remove(object.simulatedMeta.key, type) }
            queue.add(concerned(by: object, type))
            if type == .simulatedPods { placeWaitingPods() }
            if type == .simulatedNodes { placeWaitingPods() }
        }
    }

    /// The object's own controllers, and those that watch objects they do not own.
    private func concerned(by object: JSONValue, _ type: ResourceType) -> [SimulatorWork] {
        let work = SimulatorWork.concerned(by: object, type)
        let namespace = object.simulatedMeta.namespace
        switch type {
        case .simulatedPods:
            return work
                + cache.withLockedValue { cache in
                    cache.keys(.simulatedServices, namespace: namespace).map(SimulatorWork.service)
                        + cache.keys(.simulatedBudgets, namespace: namespace).map(SimulatorWork.budget)
                }
        case .simulatedNodes:
            return cache.withLockedValue { cache in
                cache.keys(.simulatedDaemonSets, namespace: nil).map(SimulatorWork.daemonSet)
            }
        default: return work
        }
    }

    /// Room may have come up.
    private func placeWaitingPods() {
        queue.add(cache.withLockedValue { $0.unplacedPods }.map(SimulatorWork.pod))
    }

    // MARK: - Deciding

    /// Plans and acts; when to look again by itself.
    private func attend(to work: SimulatorWork) async -> Duration? {
        let plan = plan(work)
        do {
            for action in plan.actions { try await perform(action) }
            queue.succeeded(work)
            return plan.recheckAfter
        } catch let error as APIError where error.isNotFound && !error.message.contains("namespaces") {
            // It went in the meantime; its deletion brings what is left to do. A namespace that is missing, though, may
            // be made again under its objects, so that is tried again.
            return plan.recheckAfter
        } catch is CancellationError {
            return nil
        } catch {
            logger.debug("simulated controller will try again", error: error, metadata: ["work": "\(work)"])
            return queue.delay(afterFailureOf: work)
        }
    }

    /// Under the cache's lock: a copy that outlived it would make the next change copy everything.
    private func plan(_ work: SimulatorWork) -> SimulatorPlan {
        if case .namespace(let key) = work, hasRootCertificate(key.name) { return SimulatorPlan() }
        let now = controlPlane.configuration.now()
        return cache.withLockedValue { cache in
            let planner = SimulatorPlanner(
                cache: cache, configuration: configuration, address: { self.nextAddress() }, now: now)
            return planner.plan(work)
        }
    }

    private func hasRootCertificate(_ namespace: String) -> Bool {
        let key = ObjectKey(namespace: namespace, name: SimulatorPlanner.rootCertificateName)
        return controlPlane.object(GroupResource(.simulatedConfigMaps), key) != nil
    }

    /// 198.18.0.0/15 is set aside for tests of networks (RFC 2544).
    private func nextAddress() -> String {
        let number = addresses.withLockedValue { count in
            count = count % 131_070 + 1
            return count
        }
        return "198.\(18 + number >> 16).\(number >> 8 & 255).\(number & 255)"
    }

    // MARK: - Acting

    private static let manager = WriteOptions(fieldManager: "kube-controller-manager")
    private static let kubelet = WriteOptions(fieldManager: "kubelet")

    private func perform(_ action: SimulatorAction) async throws {
        switch action {
        case .create(let type, let object, let announcement):
            try await create(object, type, announcement)
        case .update(let type, let object, let announcements):
            remember(try await controllers.update(object, as: type, options: Self.manager), type)
            for announcement in announcements { await announce(announcement) }
        case .updateStatus(let type, let object):
            let options = type == .simulatedPods ? Self.kubelet : Self.manager
            remember(try await controllers.update(object, as: type, subresource: "status", options: options), type)
        case .delete(let type, let key, let uid, let grace, let announcement):
            let options = DeleteOptions(
                gracePeriodSeconds: grace, propagation: grace == nil ? .background : nil, preconditionUID: uid)
            _ = try await controllers.delete(type, key, options: options)
            if let announcement { await announce(announcement) }
        case .bind(let key, let node):
            let binding: JSONValue = [
                "kind": "Binding", "apiVersion": "v1",
                "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)],
                "target": ["kind": "Node", "apiVersion": "v1", "name": .string(node)],
            ]
            _ = try await controllers.create(
                binding, as: .simulatedPods, subresource: "binding",
                options: WriteOptions(fieldManager: "kube-scheduler"))
        case .announce(let announcement):
            await announce(announcement)
        }
    }

    private func create(_ object: JSONValue, _ type: ResourceType, _ announcement: Announcement?) async throws {
        do {
            let created = try await controllers.create(object, as: type, options: Self.manager)
            remember(created, type)
            guard var announcement else { return }
            announcement.message = announcement.message.replacingName(with: created.simulatedMeta.name)
            await announce(announcement)
        } catch let error as APIError where error.isAlreadyExists {
            logger.debug("simulated object exists already", metadata: ["kind": "\(type.kind.kind)"])
        } catch let error as APIError {
            if var announcement, type == .simulatedPods {
                announcement.isWarning = true
                announcement.reason = "FailedCreate"
                announcement.message = "Error creating: \(error.message)"
                await announce(announcement)
            }
            throw error
        }
    }

    /// A write's answer is newer than what the change streams have brought; the answer to one that changed nothing is
    /// not, and must not bring about the next such write.
    private func remember(_ object: JSONValue, _ type: ResourceType) {
        let isNews = cache.withLockedValue { $0.put(object, type) }
        if isNews { queue.add(concerned(by: object, type)) }
    }

    /// Writes an Event. What refuses it is logged: an event is never worth a retry.
    private func announce(_ announcement: Announcement) async {
        let now = controlPlane.configuration.now()
        let outcome = correlator.withLockedValue { $0.outcome(of: announcement, now: now) }
        do {
            switch outcome {
            case .create(let event):
                _ = try await controllers.create(event, as: .simulatedEvents, options: Self.manager)
            case .repeat(let key, let count, let message):
                let patch: JSONValue = [
                    "count": .integer(Int64(count)), "message": .string(message),
                    "lastTimestamp": .string(now.rfc3339),
                ]
                _ = try await controllers.patch(.simulatedEvents, key, .strategic(patch), options: Self.manager)
            case .drop: break
            }
        } catch {
            if case .repeat(let key, _, _) = outcome { correlator.withLockedValue { $0.forget(key) } }
            logger.debug("simulated event was refused", error: error)
        }
    }

    private func registerNodes() async {
        guard configuration.nodes > 0, controlPlane.objects(GroupResource(.simulatedNodes)).isEmpty else { return }
        for number in 0..<configuration.nodes {
            let node = PodScheduler.Node(
                name: "sandbox-node-\(number)", cpuMillis: configuration.nodeCPUMillis,
                memoryBytes: configuration.nodeMemoryBytes, pods: configuration.podsPerNode)
            let object = PodScheduler.nodeObject(node, now: controlPlane.configuration.now())
            do {
                var created = try await controllers.create(object, as: .simulatedNodes, options: Self.kubelet)
                // The status of a new object is the server's own; a kubelet sets it afterwards.
                created["status"] = object["status"]
                _ = try await controllers.update(
                    created, as: .simulatedNodes, subresource: "status", options: Self.kubelet)
            } catch {
                logger.info("simulated node could not be registered", error: error, metadata: ["node": "\(node.name)"])
            }
        }
    }
}

extension String {
    /// Puts the name of a new object where an announcement wants it.
    fileprivate func replacingName(with name: String) -> String {
        split(separator: "{name}", omittingEmptySubsequences: false).joined(separator: name)
    }
}
