import KubeClient
package import KubeCore
package import KubeRuntime
import Logging
package import OperatorCore

/// Keeps one ScalingPolicy true: observe, plan, apply.
package struct ScalingPolicyReconciler: Sendable {
    /// What is observed, kept up to date by the operator's informers.
    package struct Caches: Sendable {
        package let policies: Informer<ScalingPolicy>
        package let horizontals: Informer<ObservedAutoscaler<HorizontalKind>>
        package let verticals: Informer<ObservedAutoscaler<VerticalKind>>
        package let pods: PodCache
        package let targets: TargetWatcher
        package let definitions: DefinitionWatcher

        package init(
            policies: Informer<ScalingPolicy>, horizontals: Informer<ObservedAutoscaler<HorizontalKind>>,
            verticals: Informer<ObservedAutoscaler<VerticalKind>>, pods: PodCache, targets: TargetWatcher,
            definitions: DefinitionWatcher
        ) {
            self.targets = targets
            self.definitions = definitions
            self.policies = policies
            self.horizontals = horizontals
            self.verticals = verticals
            self.pods = pods
        }
    }

    private let caches: Caches
    private let targets: TargetReader
    private let triggers: TriggerReader
    private let timeZones: TimeZoneFiles
    private let egress: EgressList?
    private let applier: Applier
    private let clock: RuntimeClock
    private let metrics: ScalingMetrics

    /// - Parameter egress: The hosts that policies may name; nil: all.
    package init(
        caches: Caches, targets: TargetReader, triggers: TriggerReader, timeZones: TimeZoneFiles,
        egress: EgressList? = nil, applier: Applier, clock: RuntimeClock, metrics: ScalingMetrics
    ) {
        self.caches = caches
        self.targets = targets
        self.triggers = triggers
        self.timeZones = timeZones
        self.egress = egress
        self.applier = applier
        self.clock = clock
        self.metrics = metrics
    }

    /// Throws what should be retried with backoff.
    package func reconcile(_ key: ObjectKey) async throws -> ReconcileOutcome {
        try await metrics.timed { try await pass(over: key) }
    }

    private func pass(over key: ObjectKey) async throws -> ReconcileOutcome {
        if let malformed = caches.policies.store.malformed(key) { return try await refuse(malformed) }
        guard let policy = caches.policies.store[key] else {
            metrics.forget(key)
            return .done
        }
        // What the policy owns is collected with it; the replicas stay as they are.
        guard !policy.metadata.isBeingDeleted else { return .done }
        let verdict = ScalingPolicyValidator.review(policy, surroundings: surroundings(of: policy))
        guard verdict.isAccepted else { return try await refuse(policy, verdict.errors) }
        let snapshot = try await observe(policy)
        let now = clock.timestamp()
        return try await carryOut(ScalingPlanner.plan(snapshot, now: now), of: snapshot, now: now)
    }

    /// What a policy is judged by at each look: what does not depend on other objects. Those come and go without the
    /// policy being at fault, and the plan answers to them with the condition Conflict.
    private func surroundings(of policy: ScalingPolicy) -> ScalingSurroundings {
        ScalingSurroundings(timeZones: policy.spec.timeZoneNames.isEmpty ? nil : timeZones.names, egress: egress)
    }

    // MARK: Observe

    package func observe(_ policy: ScalingPolicy) async throws -> ScalingSnapshot {
        let key = policy.key
        let scale = try await targets.scale(of: policy.spec.targetRef, namespace: key.namespace)
        var snapshot = ScalingSnapshot(policy: policy, scale: scale)
        snapshot.horizontal = try owned(caches.horizontals, key)
        snapshot.vertical = try owned(caches.verticals, key)
        snapshot.competitors = competitors(of: policy)
        for zone in policy.spec.timeZoneNames { snapshot.timeZones[zone] = timeZones.rules(zone) }
        if case .found(let found) = scale, decidesItself(policy) {
            let readings = await triggers.read(policy, selector: found.selector)
            snapshot.answers = readings.answers
            snapshot.readings = readings.readings
            if policy.spec.needsPods {
                snapshot.selection = try await caches.pods.select(found.selector, key.namespace)
            }
        }
        return snapshot
    }

    /// An HPA's own controller reads the triggers, unless the policy only wants to know.
    private func decidesItself(_ policy: ScalingPolicy) -> Bool {
        policy.spec.mode != .off
            && (ScalingEngine.choice(for: policy.spec).engine == .native || policy.spec.mode == .dryRun)
    }

    private func owned<Kind>(
        _ informer: Informer<ObservedAutoscaler<Kind>>, _ key: ObjectKey
    ) throws -> ScalingSnapshot.Owned {
        guard informer.isServed else { return .notServed }
        return try informer.store[key].map { .present(try $0.json()) } ?? .absent
    }

    /// Everyone else who scales the target. Of several policies the oldest goes first and is not disturbed.
    private func competitors(of policy: ScalingPolicy) -> [String] {
        let index = StoreIndex<ScalingPolicy>.targetName
        let target = policy.spec.targetRef.indexValue(namespace: policy.metadata.namespace)
        let policies = caches.policies.store.objects(index: index, target).filter {
            $0.key != policy.key && !$0.metadata.isBeingDeleted && $0.spec.mode == .enforce && $0.precedes(policy)
        }
        let horizontals = caches.horizontals.store.objects(index: index, target).filter {
            $0.owner == nil && !$0.metadata.isBeingDeleted
        }
        return policies.map { "ScalingPolicy \($0.metadata.name)" }.sorted()
            + horizontals.map { "HorizontalPodAutoscaler \($0.metadata.name)" }.sorted()
    }

    // MARK: Apply

    private func carryOut(
        _ plan: ScalingPlan, of snapshot: ScalingSnapshot, now: Timestamp
    ) async throws -> ReconcileOutcome {
        let result: ApplyResult
        do {
            result = try await applier.apply(plan.actions)
        } catch let error as APIError where plan.actions.contains(where: \.isScale) && !error.isTransient {
            // The status must not tell of a write that did not happen.
            let failed = ScalingPlanner.plan(snapshot, now: now, afterFailedWrite: "\(error)")
            _ = try await applier.apply(failed.actions.filter { !$0.isScale })
            throw error
        }
        metrics.report(snapshot, plan)
        guard !result.isConflict else { return .conflict }
        if let summary = plan.summary, result.writes > 0 {
            Logger.current.info("Scaled", metadata: ["scaling.change": "\(summary)"])
        }
        return plan.requeueAfter.map { .requeue(after: $0) } ?? .done
    }

    /// A fault only an edit can mend: said once, in the status; nothing is retried.
    private func refuse(_ policy: ScalingPolicy, _ errors: [FieldError]) async throws -> ReconcileOutcome {
        let message = errors.map(\.description).joined(separator: "; ")
        var status = policy.status
        var conditions = status.conditions ?? []
        conditions.set(
            Condition(
                type: "Ready", status: .isFalse, reason: "Invalid", message: message,
                observedGeneration: policy.metadata.generation), now: clock.timestamp())
        status.conditions = conditions
        status.observedGeneration = policy.metadata.generation
        let encoder = JSONValueEncoder()
        let from = try encoder.encode(policy.status)
        var actions: [WriteAction] = []
        if policy.status.conditions?[type: "Ready"]?.message != message {
            actions.append(
                .event(
                    PlannedEvent(
                        .warning, on: ObjectReference(policy), reason: "Invalid", action: "Validate", note: message)))
        }
        actions.append(
            .patchStatus(
                ScalingPolicy.resourceType, policy.key, from: from, to: try encoder.encode(status),
                resourceVersion: policy.metadata.resourceVersion))
        return try await applier.apply(actions).isConflict ? .conflict : .done
    }

    /// An object that does not even decode: reported on itself, so that the others are served.
    private func refuse(_ malformed: MalformedObject) async throws -> ReconcileOutcome {
        let conditions = (malformed.object[path: "status", "conditions"]?.arrayValue ?? []).compactMap(
            Condition.init(json:))
        guard conditions[type: "Ready"]?.message != malformed.message else { return .done }
        var changed = conditions
        changed.set(
            Condition(
                type: "Ready", status: .isFalse, reason: "Malformed", message: malformed.message,
                observedGeneration: malformed.metadata.generation), now: clock.timestamp())
        let reference = ObjectReference(
            kind: ScalingPolicy.resourceType.kind, key: malformed.metadata.key, uid: malformed.metadata.uid)
        let result = try await applier.apply([
            .event(
                PlannedEvent(
                    .warning, on: reference, reason: "Malformed", action: "Validate", note: malformed.message)),
            .patchStatus(
                ScalingPolicy.resourceType, malformed.metadata.key,
                from: ["conditions": .array(conditions.map(\.json))],
                to: ["conditions": .array(changed.map(\.json))],
                resourceVersion: malformed.metadata.resourceVersion),
        ])
        return result.isConflict ? .conflict : .done
    }
}

extension WriteAction {
    fileprivate var isScale: Bool { if case .scale = self { true } else { false } }
}

extension ScalingPolicy {
    /// Whether this policy has the older right to their common target.
    fileprivate func precedes(_ other: ScalingPolicy) -> Bool {
        let own = metadata.creationTimestamp ?? Timestamp(seconds: .max)
        let others = other.metadata.creationTimestamp ?? Timestamp(seconds: .max)
        return (own, metadata.name) < (others, other.metadata.name)
    }
}

extension ScalingPolicySpec {
    /// Every time zone that a schedule names.
    fileprivate var timeZoneNames: Set<String> {
        var names = Set((replicas.windows ?? []).compactMap { $0.schedule?.timeZone })
        for trigger in triggers ?? [] {
            if case .schedule(let source) = trigger.source { names.insert(source.timeZone) }
        }
        return names
    }

    /// Whether a trigger's arithmetic looks at single pods.
    fileprivate var needsPods: Bool {
        (triggers ?? []).contains { trigger in
            guard trigger.enabled else { return false }
            switch trigger.source {
            case .resource, .pods: return true
            // A target of the whole reading scales by the number of ready pods.
            default: return trigger.target?.value != nil
            }
        }
    }
}
