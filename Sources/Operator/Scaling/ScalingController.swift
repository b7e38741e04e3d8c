import KubeClient
import KubeCore
package import KubeRuntime
package import Logging
import NIOConcurrencyHelpers
import OperatorCore
import ServiceLifecycle

/// Wakes the reconciler: which change concerns which policy.
package struct ScalingController: Service {
    /// What an autoscaler's controller reports comes in bursts; its policy's status follows once they are over.
    private static let reportDelay = Duration.seconds(1)

    private let caches: ScalingPolicyReconciler.Caches
    private let controller: Controller<ObjectKey>

    package init(
        caches: ScalingPolicyReconciler.Caches, targets: TargetReader, reconciler: ScalingPolicyReconciler, gate: Gate,
        workers: Int,
        clock: RuntimeClock, registry: MetricsRegistry, logger: Logger
    ) {
        self.caches = caches
        let name = "scalingpolicy"
        let queue = WorkQueue<ObjectKey>(
            clock: clock, metrics: WorkQueueMetrics(name: name, registry: registry))
        controller = Controller(
            name: name, queue: queue, workers: workers, gate: gate, clock: clock, registry: registry,
            onFailure: { key, error, failures in
                // Once as a warning, and again when it has lasted; between, it would only repeat itself.
                let level: Logger.Level = failures == 1 || failures.isMultiple(of: 10) ? .warning : .debug
                logger.log(
                    level: level, "ScalingPolicy could not be reconciled; it is tried again", error: error,
                    metadata: ["object.key": "\(key)", "reconcile.failures": "\(failures)"])
            }, reconcile: { try await reconciler.reconcile($0) })
        Self.wake(queue, by: caches)
        Self.wake(queue, byInstallationsIn: caches, targets)
        Self.report(caches, logger)
    }

    package func run() async throws {
        // Before all caches are complete an owned object would look absent, and be made again.
        try await runUntilGracefulShutdown {
            try await caches.policies.waitUntilSettled()
            try await caches.horizontals.waitUntilSettled()
            try await caches.verticals.waitUntilSettled()
        }
        try await controller.run()
    }

    private static func wake(_ queue: WorkQueue<ObjectKey>, by caches: ScalingPolicyReconciler.Caches) {
        let policies = caches.policies.store
        caches.policies.onEvents { events in
            var keys: Set<ObjectKey> = []
            for event in events {
                guard event.changesMoreThanStatus else { continue }
                keys.insert(event.key)
                keys.formUnion(event.targets.flatMap { policies.keys(index: StoreIndex<ScalingPolicy>.targetName, $0) })
            }
            await queue.add(contentsOf: keys)
        }
        caches.horizontals.onEvents { await wake(queue, policies, by: $0) }
        caches.verticals.onEvents { await wake(queue, policies, by: $0) }
        caches.targets.onChange { type, keys in
            let index = StoreIndex<ScalingPolicy>.targetName
            let keys = keys.flatMap { key in
                policies.keys(
                    index: index,
                    TargetReference.indexValue(type.kind.group, type.kind.kind, key.namespace, key.name))
            }
            await queue.add(contentsOf: keys)
        }
    }

    /// A kind that is installed, or taken away, while we run concerns those who wait for it.
    private static func wake(
        _ queue: WorkQueue<ObjectKey>, byInstallationsIn caches: ScalingPolicyReconciler.Caches, _ targets: TargetReader
    ) {
        let (policies, horizontals, verticals) = (caches.policies, caches.horizontals, caches.verticals)
        caches.definitions.onChange { name in
            policies.retryNow()
            horizontals.retryNow()
            verticals.retryNow()
            await targets.forgetAbsences()
            let waiting = policies.store.objects.filter { policy in
                let group = GroupVersion(apiVersion: policy.spec.targetRef.apiVersion)?.group ?? ""
                return name.hasSuffix(".\(group)") && policy.status.conditions?.isTrue("Ready") != true
            }
            await queue.add(contentsOf: waiting.map(\.key))
        }
        let wereServed = NIOLockedValueBox(true)
        verticals.onCondition { condition in
            guard condition == .synced || condition == .notServed else { return }
            let isServed = condition == .synced
            guard
                wereServed.withLockedValue({ known in
                    defer { known = isServed }
                    return known != isServed
                })
            else { return }
            await queue.add(contentsOf: policies.store.objects.filter { $0.spec.vertical != nil }.map(\.key))
        }
    }

    private static func wake<Kind>(
        _ queue: WorkQueue<ObjectKey>, _ policies: Store<ScalingPolicy>,
        by events: [InformerEvent<ObservedAutoscaler<Kind>>]
    ) async {
        for event in events {
            let object: ObservedAutoscaler<Kind>
            switch event {
            case .updated(let old, let new):
                object = new
                if let owner = new.owner {
                    await queue.add(owner, after: reportDelay)
                    continue
                }
                // The target it has left is free now.
                let former = old.target.indexValue(namespace: old.metadata.namespace)
                await queue.add(contentsOf: policies.keys(index: StoreIndex<ScalingPolicy>.targetName, former))
            case .added(let new): object = new
            case .removed(let old): object = old
            case .malformed: continue
            }
            if let owner = object.owner {
                // One of ours that was just made tells nothing new; one that is gone must come back at once.
                switch event {
                case .added where object.isOursAlone: continue
                case .added: await queue.add(owner, after: reportDelay)
                default: await queue.add(owner)
                }
            }
            let target = object.target.indexValue(namespace: object.metadata.namespace)
            await queue.add(contentsOf: policies.keys(index: StoreIndex<ScalingPolicy>.targetName, target))
        }
    }

    /// One clear line when a kind cannot be followed, and one when it can again.
    private static func report(_ caches: ScalingPolicyReconciler.Caches, _ logger: Logger) {
        caches.policies.onCondition { condition in
            tell(
                condition, ScalingPolicy.resourceType, logger,
                notServed: "ScalingPolicy is not installed; install the CRDs of Trimtab, the operator waits for them",
                level: .warning)
        }
        caches.horizontals.onCondition { condition in
            tell(
                condition, HorizontalKind.resourceType, logger,
                notServed: "The server does not serve autoscaling/v2; policies need engine Native", level: .warning)
        }
        caches.verticals.onCondition { condition in
            tell(
                condition, VerticalKind.resourceType, logger,
                notServed: "VerticalPodAutoscaler is not installed; policies with vertical wait for it", level: .info)
        }
    }

    private static func tell(
        _ condition: InformerCondition, _ type: ResourceType, _ logger: Logger, notServed: Logger.Message,
        level: Logger.Level
    ) {
        let metadata: Logger.Metadata = ["object.kind": "\(type.kind.kind)"]
        switch condition {
        case .starting: break
        case .synced: logger.info("Following", metadata: metadata)
        case .notServed: logger.log(level: level, notServed, metadata: metadata)
        case .failing(let problem):
            logger.warning(
                "Objects cannot be followed; the last known are used and it is tried again",
                metadata: metadata.merging(["error": "\(problem)"], uniquingKeysWith: { $1 }))
        }
    }
}

extension InformerEvent where Object == ScalingPolicy {
    /// A change of the status alone is our own; waking for it would double the work.
    fileprivate var changesMoreThanStatus: Bool {
        guard case .updated(let old, let new) = self else { return true }
        return old.metadata.generation != new.metadata.generation || old.metadata.uid != new.metadata.uid
            || old.metadata.deletionTimestamp != new.metadata.deletionTimestamp
    }

    /// Targets whose other policies may be free to scale now, or no longer.
    fileprivate var targets: [String] {
        switch self {
        case .added(let policy), .removed(let policy): [policy].map(\.targetIndexValue)
        case .updated(let old, let new): [old, new].map(\.targetIndexValue)
        case .malformed: []
        }
    }
}

extension ScalingPolicy {
    fileprivate var targetIndexValue: String { spec.targetRef.indexValue(namespace: metadata.namespace) }
}
