import KubeCore

extension NativePass {
    static let decisionsKept = 20

    /// Status, events and write for what was chosen.
    mutating func finish(
        _ choice: Choice, desired: Int32, current: Int32, proposal: TriggerCombination
    ) -> NativePlan {
        var choice = choice
        // What the bounds alone decided is no valid metric when every trigger that should give one fails.
        if choice.inactive == nil, proposal.replicas == nil, let failure = proposal.failures.first {
            choice.inactive = failure
            choice.inactiveReason = "FailedGetMetric"
        }
        let writes = input.snapshot.spec.mode == .enforce && desired != current
        let rescale = writes ? NativePlan.Rescale(from: current, to: desired) : nil
        if writes, writeFailure == nil { record(from: current, to: desired) }
        if desired < current, proposal.trigger != nil, evaluations.count(where: { $0.proposal != nil }) > 1 {
            choice.reason = "all triggers below; the highest: \(choice.reason)"
        }
        reportCounts(choice, desired: desired, current: current)
        reportLocks()
        note(choice, desired: desired, current: current, applied: writes && writeFailure == nil)
        announce(choice, rescale)
        reportConditions(choice, desired: desired, current: current)
        return NativePlan(
            desired: choice.inactive == nil || desired != current ? desired : nil,
            rescale: writeFailure == nil ? rescale : nil, status: status, events: events, requeueAfter: requeueAfter)
    }

    private mutating func record(from current: Int32, to desired: Int32) {
        status.history = .init(
            recommendations: status.history?.recommendations,
            scaleEvents: ScaleEventText.adding(
                from: current, to: desired, to: status.history?.scaleEvents ?? "", behavior: behavior, now: now))
        var last = status.lastScale ?? .init()
        if desired > current { last.up = wholeNow } else { last.down = wholeNow }
        status.lastScale = last
    }

    var wholeNow: Timestamp { Timestamp(seconds: now.seconds) }

    private mutating func reportCounts(_ choice: Choice, desired: Int32, current: Int32) {
        var counts = ScalingPolicyStatus.ReplicaStatus()
        counts.current = current
        counts.desired = desired
        counts.recommended = choice.wanted
        counts.min = bounds.min
        counts.max = bounds.max
        counts.window = bounds.window
        status.replicas = counts
    }

    private mutating func reportLocks() {
        guard var last = status.lastScale else { return }
        let cooldown = input.snapshot.spec.behavior?.cooldown
        func lock(_ time: Timestamp?, _ interval: Interval?) -> Timestamp? {
            guard let time, let interval else { return nil }
            let end = time + interval.duration
            return end > now ? end : nil
        }
        last.upLockedUntil = lock(last.down, cooldown?.upAfterDown)
        last.downLockedUntil = lock(last.up, cooldown?.downAfterUp)
        status.lastScale = last
    }

    /// Adds a decision when something changes, or something new stands in the way of a change.
    private mutating func note(_ choice: Choice, desired: Int32, current: Int32, applied: Bool) {
        guard desired != current || (choice.wanted != current && !limitedBy.isEmpty) else { return }
        var limits = limitedBy
        if desired != current, input.snapshot.spec.mode == .dryRun { limits.append("mode DryRun") }
        if let writeFailure { limits.append("write failed: \(writeFailure)") }
        let decision = ScalingPolicyStatus.Decision(
            time: wholeNow, from: current, to: desired, wanted: choice.wanted, trigger: choice.trigger,
            reason: choice.reason, limitedBy: limits.isEmpty ? nil : limits, applied: applied)
        var decisions = status.decisions ?? []
        if !applied, let newest = decisions.first, newest.from == decision.from, newest.to == decision.to,
            newest.trigger == decision.trigger, newest.limitedBy == decision.limitedBy, !newest.applied
        {
            return
        }
        decisions.insert(decision, at: 0)
        status.decisions = Array(decisions.prefix(Self.decisionsKept))
    }

    private mutating func announce(_ choice: Choice, _ rescale: NativePlan.Rescale?) {
        guard let rescale else { return }
        let note = "\(rescale.from) -> \(rescale.to): \(choice.reason)"
        if let writeFailure {
            events.append(.init(isWarning: true, reason: "RescaleFailed", note: "\(note); \(writeFailure)"))
        } else if rescale.to == 0 {
            events.append(.init(reason: "ScaledToZero", note: note))
        } else if rescale.from == 0 {
            events.append(.init(reason: "Activated", note: note))
        } else {
            events.append(.init(reason: "Rescaled", note: note))
        }
    }

    /// When the next pass is due: the sync interval, or sooner when something ends by itself before.
    private var requeueAfter: Duration {
        var next = input.snapshot.spec.syncInterval.duration
        let activity = Activity(evaluations)
        let ends = [
            activeHold?.until, status.lastScale?.upLockedUntil, status.lastScale?.downLockedUntil, idleFrom(activity),
        ]
        for end in ends.compactMap({ $0 }) where end > now {
            next = min(next, max(.seconds(1), end - now))
        }
        return next
    }

    // MARK: Passes without a decision

    mutating func unreachable(_ problem: String) -> NativePlan {
        set("Ready", .isFalse, "TargetUnavailable", problem)
        set("AbleToScale", .isFalse, "FailedGetScale", problem)
        set("ScalingActive", .isFalse, "FailedGetScale", problem)
        if input.snapshot.status.conditions?[type: "AbleToScale"]?.reason != "FailedGetScale" {
            events.append(.init(isWarning: true, reason: "FailedGetScale", note: problem))
        }
        return NativePlan(
            desired: nil, rescale: nil, status: status, events: events,
            requeueAfter: input.snapshot.spec.syncInterval.duration)
    }

    mutating func switchedOff(_ current: Int32) -> NativePlan {
        var counts = ScalingPolicyStatus.ReplicaStatus()
        counts.current = current
        counts.min = bounds.min
        counts.max = bounds.max
        counts.window = bounds.window
        status.replicas = counts
        // What was recommended before the pause says nothing of the time after it.
        status.history = nil
        set("Ready", .isTrue, "Valid", "")
        set("ScalingActive", .isFalse, "Off", "mode is Off")
        reportHeld()
        return NativePlan(
            desired: nil, rescale: nil, status: status, events: events,
            requeueAfter: input.snapshot.spec.syncInterval.duration)
    }
}
