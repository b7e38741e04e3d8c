import KubeCore

/// What the status says of a pass.
extension CanaryPass {
    mutating func event(_ kind: PlannedEvent.Kind, _ reason: String, _ note: String) {
        events.append(CanaryPlan.Event(kind: kind, reason: reason, note: note))
    }

    mutating func requeue(after wait: Duration) {
        let wait = max(wait, .seconds(1))
        requeueAfter = min(requeueAfter ?? wait, wait)
    }

    mutating func requeue(at moment: Timestamp) {
        requeue(after: moment - now)
    }

    mutating func decide(_ action: String, _ reason: String, _ message: String) {
        // The same decision again is no news: its time stays.
        if let last = status.lastDecision, last.action == action, last.reason == reason, last.message == message {
            return
        }
        status.lastDecision = .init(at: now, action: action, reason: reason, message: message)
    }

    mutating func note(transitionFrom before: Status.Phase) {
        let isBad = [.paused, .rollingBack, .failed, .blocked].contains(phase)
        event(
            isBad ? .warning : .normal, phase.rawValue,
            "\(before.rawValue) -> \(phase.rawValue): \(status.lastDecision?.message ?? "")")
    }

    /// Conditions and figures at the end of a pass.
    mutating func report(_ weights: CanaryPlan.Weights?) {
        if let stable, let canary {
            status.workloads = .init(
                stable: .init(replicas: stable.replicas, available: stable.available),
                canary: .init(replicas: canary.replicas, available: canary.available))
        }
        if let traffic {
            status.traffic?.objects = traffic.objects(snapshot.routes)
            if weights == nil { noteApplied(traffic) }
        }
        if let observed = snapshot.observed { status.traffic?.observed = observed }
        status.message = status.lastDecision?.message
        var conditions = status.conditions ?? []
        for condition in currentConditions(weights) { conditions.set(condition, now: now) }
        status.conditions = conditions
    }

    /// What is on all objects, as a weight that this rollout knows.
    private mutating func noteApplied(_ traffic: LiveTraffic) {
        let applied: Int32? =
            traffic.isZero ? 0 : !traffic.isAbove(desired) && !traffic.isBelow(desired) ? desired : nil
        guard let applied, status.traffic?.applied != applied else { return }
        status.traffic?.applied = applied
        status.traffic?.appliedAt = now
    }

    private func currentConditions(_ weights: CanaryPlan.Weights?) -> [Condition] {
        [readyCondition, progressingCondition, trafficCondition(weights), stableCondition].map { condition in
            var condition = condition
            condition.observedGeneration = snapshot.generation
            return condition
        }
    }

    /// Everything that keeps the rollout from working, the routes included.
    var problems: [CanarySnapshot.Problem] {
        guard case .failure(let refusal) = live else { return snapshot.problems }
        return snapshot.problems + [.init(refusal.reason.rawValue, refusal.description)]
    }

    private var readyCondition: Condition {
        guard let first = problems.first else {
            let routes = traffic?.routes.count ?? 0
            return Condition(
                type: "Ready", status: .isTrue, reason: "Validated",
                message: routes == 1 ? "1 route holds both versions" : "\(routes) routes hold both versions")
        }
        return Condition(
            type: "Ready", status: .isFalse, reason: first.reason,
            message: problems.map(\.message).joined(separator: "; "))
    }

    private var progressingCondition: Condition {
        Condition(
            type: "Progressing", status: Condition.Status(isActive && phase != .paused), reason: phase.rawValue,
            message: status.lastDecision?.message ?? "")
    }

    private func trafficCondition(_ weights: CanaryPlan.Weights?) -> Condition {
        guard let traffic else {
            return Condition(type: "TrafficInSync", status: .unknown, reason: "RoutesUnreadable")
        }
        if let weights {
            return Condition(
                type: "TrafficInSync", status: .isFalse, reason: "Writing",
                message: "\(weights.weight) % is being written to \(weights.changes.count) objects")
        }
        if traffic.isAbove(desired) || traffic.isBelow(desired) {
            return Condition(
                type: "TrafficInSync", status: .isFalse, reason: "Differs",
                message: "wanted \(desired) %, routes have \(Int32(traffic.share.rounded())) %")
        }
        return Condition(
            type: "TrafficInSync", status: .isTrue, reason: "Applied", message: "\(desired) % on every route")
    }

    private var stableCondition: Condition {
        let counts = "\(stableAvailable) of \(stable?.replicas ?? 0) pods available"
        if let deferral {
            return Condition(type: "StableAvailable", status: .isFalse, reason: "AbortDeferred", message: deferral)
        }
        return Condition(
            type: "StableAvailable", status: Condition.Status(stableAvailable > 0),
            reason: stableAvailable > 0 ? "Available" : "NoAvailablePods", message: counts)
    }
}
