import KubeCore

/// Decides about one rollout: a function of its snapshot alone.
///
/// ```
/// Idle -> Preparing -> Shifting(i) -> Holding(i) -> [Gated(i)] -> Shifting(i+1) ... -> HoldAtCanary | Promoting -> Returning
///              \____________\______________\____________\_______-> RollingBack -> Failed                         -> Succeeded
///                            \______________\___________-> Paused (keeps the weight) -> Holding(i)
/// ```
/// Every pass first guards (lowers what must not be), then makes at most one transition. A weight is lowered in the pass
/// that decides it, before anything is recorded; it is raised only to what an earlier pass has recorded.
///
/// A plan with weights must be made from the rollout as the server has it, read anew: a cache that lags behind the status
/// could undo a finished run. A raise is written after the status, a lowering before it.
package enum CanaryPlanner {
    package static func plan(_ snapshot: CanarySnapshot) -> CanaryPlan {
        var pass = CanaryPass(snapshot)
        return pass.plan()
    }

    /// The plan of the same snapshot after the API server or an admission webhook has refused to change the weights.
    package static func plan(_ snapshot: CanarySnapshot, afterRefusedWrite message: String) -> CanaryPlan {
        var pass = CanaryPass(snapshot)
        pass.refusedWrite = message
        return pass.plan()
    }
}

/// The state of one pass.
struct CanaryPass {
    typealias Status = CanaryRolloutStatus

    let snapshot: CanarySnapshot
    let spec: CanaryRolloutSpec
    let now: Timestamp
    /// By role in this run: swapped when roles were.
    let stable: CanarySnapshot.Workload?
    let canary: CanarySnapshot.Workload?
    let pair: RoutePair
    let selections: [RouteObjectName: RouteSelection]
    let live: Result<LiveTraffic, RouteRefusal>
    var status: Status
    var refusedWrite: String?
    /// The weight all routes get in this pass; nil leaves them.
    var target: Int32?
    var actions: [CanaryPlan.Action] = []
    var events: [CanaryPlan.Event] = []
    var requeueAfter: Duration?
    /// Why something that should be lowered is not.
    var deferral: String?

    init(_ snapshot: CanarySnapshot) {
        self.snapshot = snapshot
        spec = snapshot.spec
        now = snapshot.now
        status = snapshot.status
        let isSwapped = snapshot.status.swapped ?? false
        stable = isSwapped ? snapshot.canary : snapshot.stable
        canary = isSwapped ? snapshot.stable : snapshot.canary
        let namespace = snapshot.key.namespace
        let declared = snapshot.spec.traffic.istio?.pair(namespace: namespace)
        let empty = RouteDestination(host: "")
        let pair = declared ?? RoutePair(stable: empty, canary: empty)
        self.pair = isSwapped ? RoutePair(stable: pair.canary, canary: pair.stable) : pair
        var selections: [RouteObjectName: RouteSelection] = [:]
        for reference in snapshot.spec.traffic.istio?.virtualServices ?? [] {
            let name = RouteObjectName(
                kind: "VirtualService", namespace: reference.namespace ?? namespace, name: reference.name)
            if let routes = reference.routes { selections[name] = routes }
        }
        self.selections = selections
        do throws(RouteRefusal) {
            live = .success(try LiveTraffic(snapshot.routes, pair: self.pair, selections: selections))
        } catch {
            live = .failure(error)
        }
    }

    var phase: Status.Phase { status.phase ?? .idle }
    var desired: Int32 { status.traffic?.desired ?? 0 }
    var isAdopted: Bool { status.adopted ?? false }
    var traffic: LiveTraffic? {
        if case .success(let traffic) = live { traffic } else { nil }
    }
    var canaryAvailable: Int32 { canary?.available ?? 0 }
    var stableAvailable: Int32 { stable?.available ?? 0 }
    var isActive: Bool { Self.activePhases.contains(phase) }

    static let activePhases: Set<Status.Phase> = [
        .preparing, .shifting, .holding, .gated, .paused, .rollingBack, .promoting, .returning,
    ]

    mutating func plan() -> CanaryPlan {
        status.observedGeneration = snapshot.generation
        if status.traffic == nil { status.traffic = .init(desired: 0) }
        if snapshot.isDeleted {
            terminate()
        } else {
            let before = phase
            noteSubject()
            guardTraffic()
            step()
            if phase != before { note(transitionFrom: before) }
        }
        return finish()
    }

    /// A finished rollout that is pointed at other versions begins anew; one under way waits until it is pointed back.
    private mutating func noteSubject() {
        let names = [spec.workloads.stable?.name, spec.workloads.canary?.name].compactMap(\.self)
        guard names.count == 2, let declared = spec.traffic.istio?.pair(namespace: snapshot.key.namespace) else {
            return
        }
        let subject = Status.Subject(stable: declared.stable, canary: declared.canary, workloads: names)
        guard let before = status.subject, before != subject else {
            status.subject = subject
            return
        }
        if isActive {
            return pause("SpecChanged", "the versions in the spec are not those of the run: change them back, or abort")
        }
        let kept = (status.history, status.runCount, status.conditions, status.lastCommand)
        status = Status()
        (status.history, status.runCount, status.conditions, status.lastCommand) = kept
        status.subject = subject
        status.observedGeneration = snapshot.generation
        status.traffic = .init(desired: 0)
        enter(.idle)
        decide("Stay", "NewVersions", "the rollout is about other versions now")
    }

    private mutating func finish() -> CanaryPlan {
        let weights = writes()
        report(weights)
        let isObserving = spec.mode == .observe
        return CanaryPlan(
            weights: isObserving ? nil : weights,
            actions: isObserving ? actions.filter { $0 == .removeFinalizer } : actions,
            status: status, events: events, requeueAfter: requeueAfter)
    }

    /// The changes that make every route send `target` to the canary; nil when there is nothing to write.
    private mutating func writes() -> CanaryPlan.Weights? {
        guard let target, let traffic else { return nil }
        let direction: CanaryPlan.Direction = traffic.isAbove(target) ? .lower : .raise
        do throws(RouteRefusal) {
            // Lowering touches only what is above: an object that somebody lowered further rises by evidence alone.
            let above = Set(traffic.routes.filter { $0.route.isAbove(target) }.map(\.object))
            let changes = try WeightEditor.setWeight(
                Int(target), of: pair, in: snapshot.routes, selections: selections
            ).filter { !$0.isEmpty && (direction == .raise || above.contains($0.object)) }
            guard !changes.isEmpty else { return nil }
            // A raise is written after the status, and the status must say something new, so that a stale one is refused.
            if direction == .raise { status.traffic?.raisedAt = now }
            return CanaryPlan.Weights(
                direction: direction, weight: target,
                changes: changes.map { .init(object: $0.object, patch: $0.patch.json) })
        } catch {
            pause("RouteNotRepresentable", "\(error)")
            return nil
        }
    }
}
