package import KubeCore

/// The Native engine's decision about one policy: a function of its snapshot alone.
///
/// ```
/// readings -> proposals -> combine -> caps -> stabilisation -> cooldown -> rate policies -> bounds -> hold, mode -> plan
///   failed: held, blocked, ignored or a fallback         idle: `replicas.zero` once nothing is active long enough
/// ```
/// Everything remembered from pass to pass stands in the status, so a restart at any moment changes no decision.
package enum NativePlanner {
    /// What to do now. The status in the plan is the one to write after the rescale has succeeded.
    package static func plan(_ snapshot: NativeSnapshot) -> NativePlan {
        var pass = NativePass(snapshot: snapshot, writeFailure: nil)
        return pass.plan()
    }

    /// The plan of the same snapshot when writing /scale has failed: status and events say so, nothing counts as done.
    package static func plan(_ snapshot: NativeSnapshot, afterFailedWrite error: String) -> NativePlan {
        var pass = NativePass(snapshot: snapshot, writeFailure: error)
        return pass.plan()
    }

    /// The rate rules a policy asks for, with the defaults of autoscaling/v2.
    package static func behavior(_ behavior: ScalingBehavior?) -> AutoscalerBehavior {
        AutoscalerBehavior(
            scaleUp: rules(behavior?.scaleUp, defaults: .standardUp),
            scaleDown: rules(behavior?.scaleDown, defaults: .standardDown))
    }

    private static func rules(_ written: ScalingRules?, defaults: AutoscalerRules) -> AutoscalerRules {
        guard let written else { return defaults }
        var rules = defaults
        if let window = written.stabilizationWindowSeconds { rules.stabilizationWindowSeconds = window }
        switch written.selectPolicy {
        case .min: rules.selectPolicy = .min
        case .disabled: rules.selectPolicy = .disabled
        case .max, nil: break
        }
        rules.tolerance = written.tolerance?.doubleValue
        if let policies = written.policies {
            rules.policies = policies.map { policy in
                AutoscalerRatePolicy(
                    kind: policy.type == .pods ? .pods : .percent, value: policy.value,
                    periodSeconds: policy.periodSeconds)
            }
        }
        return rules
    }
}

/// What one pass reads: by reference, since the snapshot is large and every stage looks into it.
final class NativePassInput: Sendable {
    let snapshot: NativeSnapshot
    let behavior: AutoscalerBehavior
    let bounds: EffectiveBounds

    init(_ snapshot: NativeSnapshot) {
        self.snapshot = snapshot
        behavior = NativePlanner.behavior(snapshot.spec.behavior)
        bounds = EffectiveBounds.at(snapshot.now, snapshot.spec.replicas, timeZones: snapshot.timeZones)
    }
}

/// The state of one pass.
struct NativePass {
    let input: NativePassInput
    let now: Timestamp
    /// Why the write of /scale failed, when it did.
    let writeFailure: String?
    var status: ScalingPolicyStatus
    var events: [NativePlan.Event] = []
    var evaluations: [TriggerEvaluation] = []
    /// Every stage that changed the count, in order.
    var limitedBy: [String] = []
    /// The reason of the ScalingLimited condition.
    var limitation = "DesiredWithinRange"
    var stabilized: String?

    init(snapshot: NativeSnapshot, writeFailure: String?) {
        input = NativePassInput(snapshot)
        now = snapshot.now
        self.writeFailure = writeFailure
        status = snapshot.status
        status.observedGeneration = snapshot.generation
        status.engine = .native
    }

    var bounds: EffectiveBounds { input.bounds }
    var behavior: AutoscalerBehavior { input.behavior }

    mutating func plan() -> NativePlan {
        let current: Int32
        let statusReplicas: Int32
        let selector: String
        switch input.snapshot.scale {
        case .failed(let problem): return unreachable(problem)
        case .found(let specReplicas, let existing, let text):
            (current, statusReplicas, selector) = (specReplicas, existing, text)
        }
        status.selector = selector.isEmpty ? nil : selector
        guard input.snapshot.spec.mode != .off else { return switchedOff(current) }
        let evaluator = TriggerEvaluator(input: input, current: current, statusReplicas: statusReplicas)
        evaluations = (input.snapshot.spec.triggers ?? []).map(evaluator.evaluate)
        reportTriggers()
        let activity = Activity(evaluations)
        noteActivity(activity)
        let proposal = TriggerCombination.combine(evaluations, spec: input.snapshot.spec)
        let choice = choose(current: current, activity: activity, proposal: proposal)
        let desired = held(choice.desired, current: current)
        return finish(choice, desired: desired, current: current, proposal: proposal)
    }
}

extension NativePass {
    /// Whether there is work, over all triggers that can tell.
    struct Activity: Hashable {
        var active: [String] = []
        var unknown: [String] = []
        var canTell = false

        init(_ evaluations: [TriggerEvaluation]) {
            for evaluation in evaluations {
                switch evaluation.activity {
                case .active: active.append(evaluation.name)
                case .unknown: unknown.append(evaluation.name)
                case .inactive: break
                case .silent:
                    // A resource that cannot be read says nothing of work, but nobody idles on broken evidence.
                    if evaluation.blocksDown { unknown.append(evaluation.name) }
                    continue
                }
                canTell = true
            }
        }

        var isActive: Bool { !active.isEmpty }
        var isIdle: Bool { canTell && active.isEmpty && unknown.isEmpty }
    }

    /// The outcome of the stages up to the bounds.
    struct Choice: Hashable {
        var desired: Int32
        var wanted: Int32
        var trigger: String?
        var reason: String
        /// Why no metric decided; nil when one did, or none was needed.
        var inactive: String?
        var inactiveReason = "NoTriggers"
    }

    /// Since when nothing has been active, the moment idling is allowed; nil while something is, or nobody can tell.
    func idleFrom(_ activity: Activity) -> Timestamp? {
        guard let zero = bounds.zero, activity.isIdle else { return nil }
        guard let last = status.lastActiveTime else { return input.snapshot.created + zero.initialDelay.duration }
        return last + zero.after.duration
    }

    mutating func choose(current: Int32, activity: Activity, proposal: TriggerCombination) -> Choice {
        let mayIdle = idleFrom(activity).map { now >= $0 } ?? false
        if current > max(bounds.max, bounds.workingMin) {
            limit("replicas.max \(bounds.max)\(windowNote)", "TooManyReplicas")
            return Choice(
                desired: max(bounds.max, bounds.workingMin), wanted: current, reason: "above the maximum of replicas")
        }
        if current < bounds.workingMin, let below = belowMinimum(current, activity: activity, mayIdle: mayIdle) {
            return below
        }
        if mayIdle, let zero = bounds.zero, zero.descend == .jump {
            return Choice(desired: zero.to, wanted: zero.to, reason: "no trigger active for \(zero.after)")
        }
        return byProposal(current: current, activity: activity, mayIdle: mayIdle, proposal: proposal)
    }

    /// What happens below the working minimum: idle stays idle, work wakes, anything else is corrected at once. Nil:
    /// the triggers decide.
    private mutating func belowMinimum(_ current: Int32, activity: Activity, mayIdle: Bool) -> Choice? {
        if let zero = bounds.zero {
            if activity.isActive || (mayIdle && current > zero.to) { return nil }
            if current == zero.to {
                let reason =
                    activity.unknown.isEmpty
                    ? "idle: no trigger active"
                    : "idle: nobody knows of work while \(activity.unknown.joined(separator: ", ")) cannot be read"
                return Choice(desired: current, wanted: current, reason: reason)
            }
        }
        limit("replicas.min \(bounds.workingMin)\(windowNote)", "TooFewReplicas")
        return Choice(
            desired: bounds.workingMin, wanted: current, reason: "below the minimum of replicas")
    }

    private mutating func byProposal(
        current: Int32, activity: Activity, mayIdle: Bool, proposal: TriggerCombination
    ) -> Choice {
        var wanted = proposal.replicas ?? current
        if input.snapshot.spec.combine?.strategy == .sum, tolerates(wanted, current: current) { wanted = current }
        if mayIdle { wanted = min(wanted, bounds.workingMin) }
        var choice = Choice(desired: current, wanted: wanted, trigger: proposal.trigger, reason: proposal.reason)
        if mayIdle { choice.reason = "no trigger active" }
        guard proposal.replicas != nil || mayIdle else {
            choice.desired = max(current, activity.isActive ? bounds.workingMin : current)
            choice.inactive = proposal.failures.first ?? "no trigger proposes a number of replicas"
            choice.inactiveReason = proposal.failures.isEmpty ? "NoTriggers" : "FailedGetMetric"
            return choice
        }
        if wanted < current, let blocker = proposal.blockers.first {
            limit("trigger \(blocker) failed: nothing is taken away", "TriggerFailed")
            choice.inactive = proposal.failures.first ?? blocker
            choice.inactiveReason = "FailedGetMetric"
            return choice
        }
        wanted = capped(wanted)
        let stable = stabilize(wanted, current: current)
        var goal = stable
        var floor = bounds.workingMin
        if mayIdle, let zero = bounds.zero, stable <= bounds.workingMin {
            goal = zero.to
            floor = zero.to
        }
        goal = cooled(goal, current: current, wanted: wanted)
        choice.desired = limitRate(goal, current: current, floor: floor)
        return choice
    }

    private func tolerates(_ wanted: Int32, current: Int32) -> Bool {
        guard current > 0 else { return false }
        let tolerance = ReplicaTolerance(
            up: behavior.scaleUp.tolerance ?? ReplicaTolerance.standard.up,
            down: behavior.scaleDown.tolerance ?? ReplicaTolerance.standard.down)
        return tolerance.contains(Double(wanted) / Double(current))
    }

    /// Caps in force, never below the working minimum.
    private mutating func capped(_ wanted: Int32) -> Int32 {
        var result = wanted
        for evaluation in evaluations {
            guard let cap = evaluation.cap, result > max(cap, bounds.workingMin) else { continue }
            result = max(cap, bounds.workingMin)
            limit("cap \(evaluation.name) \(cap)", "Capped")
        }
        return result
    }

    private mutating func stabilize(_ wanted: Int32, current: Int32) -> Int32 {
        let up = behavior.scaleUp.stabilizationWindowSeconds ?? 0
        let down = behavior.scaleDown.stabilizationWindowSeconds ?? 300
        var runs = RecommendationRuns(text: status.history?.recommendations ?? "")
        runs.begin(current: current, now: now)
        let stable = runs.stabilize(
            wanted, current: current, upSeconds: Int64(up), downSeconds: Int64(down),
            syncSeconds: input.snapshot.spec.syncInterval.duration.components.seconds, now: now)
        status.history = .init(recommendations: runs.text, scaleEvents: status.history?.scaleEvents)
        guard stable != wanted else { return stable }
        if wanted > current {
            stabilized = "ScaleUpStabilized"
            limitedBy.append("behavior.scaleUp: stabilization \(up)s keeps \(stable)")
        } else {
            stabilized = "ScaleDownStabilized"
            limitedBy.append("behavior.scaleDown: stabilization \(down)s keeps \(stable)")
        }
        return stable
    }

    private mutating func cooled(_ goal: Int32, current: Int32, wanted: Int32) -> Int32 {
        guard let cooldown = input.snapshot.spec.behavior?.cooldown else { return goal }
        if goal < current, let up = status.lastScale?.up, now < up + cooldown.downAfterUp.duration {
            limit("behavior.cooldown: downAfterUp \(cooldown.downAfterUp)", "Cooldown")
            return current
        }
        if goal > current, let down = status.lastScale?.down, now < down + cooldown.upAfterDown.duration {
            let threshold = Double(current) * (1 + cooldown.bypass.overTargetBy.fraction)
            if Double(wanted) >= threshold { return goal }
            limit("behavior.cooldown: upAfterDown \(cooldown.upAfterDown)", "Cooldown")
            return current
        }
        return goal
    }

    /// The rate policies first, then the bounds: what is below the floor or above the maximum is corrected at once.
    private mutating func limitRate(_ goal: Int32, current: Int32, floor: Int32) -> Int32 {
        let history = ScaleEventText.history(status.history?.scaleEvents ?? "")
        let limited = ScaleLimits.limit(
            goal, current: current, min: floor, max: bounds.max, behavior: behavior, history: history, now: now)
        let desired = max(min(limited.replicas, max(bounds.max, floor)), floor)
        switch limited.reason {
        case .scaleUpLimit where desired != goal:
            limit("behavior.scaleUp: \(Self.text(behavior.scaleUp)) allows \(desired)", limited.reason.rawValue)
        case .scaleDownLimit where desired != goal:
            limit("behavior.scaleDown: \(Self.text(behavior.scaleDown)) allows \(desired)", limited.reason.rawValue)
        default:
            if desired < goal { limit("replicas.max \(bounds.max)\(windowNote)", "TooManyReplicas") }
            if desired > goal { limit("replicas.min \(floor)\(windowNote)", "TooFewReplicas") }
        }
        return desired
    }

    private static func text(_ rules: AutoscalerRules) -> String {
        if rules.selectPolicy == .disabled { return "Disabled" }
        return rules.policies.map { "\($0.kind.rawValue) \($0.value)/\($0.periodSeconds)s" }.joined(separator: ", ")
    }

    private var windowNote: String { bounds.window.map { " of window \($0)" } ?? "" }

    mutating func limit(_ text: String, _ reason: String) {
        limitedBy.append(text)
        limitation = reason
    }

    /// Hold and conflict keep what is there.
    private mutating func held(_ desired: Int32, current: Int32) -> Int32 {
        if desired != current, let conflict = input.snapshot.conflict {
            limit("conflict: \(conflict)", "Conflict")
            return current
        }
        guard let hold = activeHold else { return desired }
        if desired > current, hold.up {
            limit("hold.up", "Held")
            return current
        }
        if desired < current, hold.down {
            limit("hold.down", "Held")
            return current
        }
        return desired
    }

    var activeHold: Hold? {
        guard let hold = input.snapshot.spec.hold, hold.up || hold.down else { return nil }
        if let until = hold.until, now >= until { return nil }
        return hold
    }
}
