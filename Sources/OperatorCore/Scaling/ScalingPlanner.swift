package import KubeCore

/// What to do about a ScalingPolicy: chooses the engine, and turns its decision into writes.
package enum ScalingPlanner {
    /// The writes in order: the count, owned objects, events, at last the status that tells of them. The policy is
    /// valid; planning again from the state that the writes make asks for nothing more.
    package static func plan(_ snapshot: ScalingSnapshot, now: Timestamp) -> ScalingPlan {
        plan(snapshot, now: now, failure: nil)
    }

    /// The plan when writing /scale has failed: the same status and events, and that it failed, without the write.
    package static func plan(
        _ snapshot: ScalingSnapshot, now: Timestamp, afterFailedWrite error: String
    ) -> ScalingPlan {
        plan(snapshot, now: now, failure: error)
    }

    private static func plan(_ snapshot: ScalingSnapshot, now: Timestamp, failure: String?) -> ScalingPlan {
        let engine = ScalingEngine.choice(for: snapshot.policy.spec)
        var draft = Draft(snapshot: snapshot, now: now, failure: failure)
        if engine.engine == .hpa, snapshot.policy.spec.mode == .enforce {
            draft.delegate()
        } else {
            draft.decideNatively()
        }
        draft.status.engine = engine.engine
        draft.status.engineReason = engine.reason
        draft.planVertical()
        return draft.plan
    }
}

/// The writes of one plan as they come together.
private struct Draft {
    let snapshot: ScalingSnapshot
    let now: Timestamp
    let failure: String?
    var status: ScalingPolicyStatus
    var writes: [WriteAction] = []
    var events: [NativePlan.Event] = []
    var requeueAfter: Duration?
    var summary: String?

    init(snapshot: ScalingSnapshot, now: Timestamp, failure: String?) {
        self.snapshot = snapshot
        self.now = now
        self.failure = failure
        status = snapshot.policy.status
        requeueAfter = snapshot.policy.spec.syncInterval.duration
    }

    var policy: ScalingPolicy { snapshot.policy }

    var plan: ScalingPlan {
        let reference = ObjectReference(policy)
        let announced = events.map { event in
            WriteAction.event(
                PlannedEvent(
                    event.isWarning ? .warning : .normal, on: reference, reason: event.reason, action: "Scale",
                    note: event.note))
        }
        let actions = writes + announced + (status == policy.status ? [] : [report])
        return ScalingPlan(actions: actions, requeueAfter: requeueAfter, summary: summary, status: status)
    }

    private var report: WriteAction {
        let encoder = JSONValueEncoder()
        do {
            return .patchStatus(
                ScalingPolicy.resourceType, policy.key, from: try encoder.encode(policy.status),
                to: try encoder.encode(status), resourceVersion: policy.metadata.resourceVersion)
        } catch {
            preconditionFailure("a status has no number that JSON cannot spell: \(error)")
        }
    }

    // MARK: Engine Native

    mutating func decideNatively() {
        removeHorizontal()
        let native = NativeSnapshot(
            key: policy.key, generation: policy.metadata.generation,
            created: policy.metadata.creationTimestamp ?? now, spec: policy.spec, status: policy.status,
            scale: targetScale, selection: snapshot.selection, readings: readings, timeZones: snapshot.timeZones,
            conflict: snapshot.competitors.isEmpty ? nil : snapshot.competitors.joined(separator: ", "), now: now)
        let decided = failure.map { NativePlanner.plan(native, afterFailedWrite: $0) } ?? NativePlanner.plan(native)
        status = decided.status
        events += decided.events
        requeueAfter = decided.requeueAfter
        guard let rescale = decided.rescale, case .found(let scale) = snapshot.scale else { return }
        let target = ObjectKey(namespace: policy.metadata.namespace, name: policy.spec.targetRef.name)
        writes.append(
            .scale(
                scale.type, target, from: Int64(rescale.from), to: Int64(rescale.to),
                resourceVersion: scale.resourceVersion))
        summary = "\(policy.key): \(rescale.from) -> \(rescale.to), \(status.decisions?.first?.reason ?? "")"
    }

    private var targetScale: TargetScale {
        switch snapshot.scale {
        case .found(let scale):
            .found(
                specReplicas: scale.specReplicas, statusReplicas: scale.statusReplicas, selector: scale.selector)
        case .notFound(let problem), .failed(let problem): .failed(problem)
        }
    }

    private var readings: [String: TriggerReading] {
        snapshot.readings.mapValues(TriggerReading.reading).merging(
            snapshot.answers.mapValues(TriggerReading.metric), uniquingKeysWith: { $1 })
    }

    // MARK: Engine HPA

    mutating func delegate() {
        var existing: JSONValue?
        var conflict = snapshot.competitors
        switch snapshot.horizontal {
        case .present(let object) where OwnedObject.isOwned(object, by: policy): existing = object
        case .present: conflict.append("HorizontalPodAutoscaler \(policy.metadata.name), which is not this policy's")
        case .absent, .notServed: break
        }
        status = HorizontalPodAutoscalerPlan.status(
            from: existing, of: policy, timeZones: snapshot.timeZones, now: now)
        status.observedGeneration = policy.metadata.generation
        for condition in HorizontalPodAutoscalerPlan.conditions(from: existing, generation: policy.metadata.generation)
        {
            set(condition)
        }
        reportDelegation(conflict)
        // Its own controller follows the load, and what that reports wakes the policy: only a window that opens by the
        // clock, and a target that is not there yet, need another look.
        if case .found = snapshot.scale, policy.spec.replicas.windows?.isEmpty != false { requeueAfter = nil }
        guard conflict.isEmpty else { return }
        let object = HorizontalPodAutoscalerPlan.object(for: policy, timeZones: snapshot.timeZones, now: now)
        writes.append(.apply(HorizontalPodAutoscalerPlan.resourceType, object: object, current: existing))
        if existing == nil { summary = "\(policy.key): HorizontalPodAutoscaler made" }
    }

    private mutating func reportDelegation(_ conflict: [String]) {
        switch snapshot.scale {
        case .found(let scale):
            status.selector = scale.selector.isEmpty ? nil : scale.selector
            set("Ready", .isTrue, "Valid", "")
        case .notFound(let problem), .failed(let problem): set("Ready", .isFalse, "TargetUnavailable", problem)
        }
        set("Active", .isTrue, "NeverIdle", "a HorizontalPodAutoscaler does not scale to zero")
        set("FallbackActive", .isFalse, "AllSourcesHealthy", "")
        let hold = policy.spec.hold
        let held = [hold?.up == true ? "up" : nil, hold?.down == true ? "down" : nil].compactMap { $0 }
        set("Held", .init(!held.isEmpty), held.isEmpty ? "NotHeld" : "Held", held.joined(separator: ", "))
        guard !conflict.isEmpty else {
            set("Conflict", .isFalse, "SoleOwner", "")
            return
        }
        let text = conflict.joined(separator: ", ")
        if policy.status.conditions?.isTrue("Conflict") != true {
            events.append(.init(isWarning: true, reason: "ConflictDetected", note: text))
        }
        set("Conflict", .isTrue, "OtherAutoscaler", text)
    }

    /// An HPA of ours from before the engine or the mode changed would go on scaling.
    private mutating func removeHorizontal() {
        guard case .present(let object) = snapshot.horizontal, OwnedObject.isOwned(object, by: policy) else { return }
        let metadata = ObjectMeta(json: object["metadata"] ?? .null)
        guard !metadata.isBeingDeleted else { return }
        writes.append(.delete(HorizontalPodAutoscalerPlan.resourceType, metadata.key, uid: metadata.uid))
    }

    // MARK: Vertical

    mutating func planVertical() {
        guard let condition = VerticalPodAutoscalerPlan.condition(for: policy, vertical: snapshot.vertical),
            let object = VerticalPodAutoscalerPlan.object(for: policy)
        else {
            status.vertical = nil
            status.conditions?.remove(type: "VerticalReady")
            removeVertical()
            return
        }
        set(condition)
        switch snapshot.vertical {
        case .notServed: status.vertical = nil
        case .absent:
            status.vertical = nil
            if policy.spec.mode == .enforce { applyVertical(object, current: nil) }
        case .present(let existing) where OwnedObject.isOwned(existing, by: policy):
            status.vertical = VerticalPodAutoscalerPlan.status(from: existing)
            applyVertical(object, current: existing)
        case .present: status.vertical = nil
        }
    }

    private mutating func applyVertical(_ object: JSONValue, current: JSONValue?) {
        writes.append(.apply(VerticalPodAutoscalerPlan.resourceType, object: object, current: current))
    }

    private mutating func removeVertical() {
        guard case .present(let object) = snapshot.vertical, OwnedObject.isOwned(object, by: policy) else { return }
        let metadata = ObjectMeta(json: object["metadata"] ?? .null)
        guard !metadata.isBeingDeleted else { return }
        writes.append(.delete(VerticalPodAutoscalerPlan.resourceType, metadata.key, uid: metadata.uid))
    }

    // MARK: Conditions

    private mutating func set(_ type: String, _ value: Condition.Status, _ reason: String, _ message: String) {
        set(
            Condition(
                type: type, status: value, reason: reason, message: message,
                observedGeneration: policy.metadata.generation))
    }

    private mutating func set(_ condition: Condition) {
        var conditions = status.conditions ?? []
        conditions.set(condition, now: now)
        status.conditions = conditions
    }
}
