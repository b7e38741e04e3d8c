import KubeCore

extension NativePass {
    mutating func set(_ type: String, _ value: Condition.Status, _ reason: String, _ message: String) {
        if status.conditions == nil { status.conditions = [] }
        status.conditions?.set(
            Condition(
                type: type, status: value, reason: reason, message: message,
                observedGeneration: input.snapshot.generation),
            now: now)
    }

    /// The triggers' part of the status, and an event for each that begins or ceases to fail.
    mutating func reportTriggers() {
        status.triggers = evaluations.map(\.status)
        for evaluation in evaluations {
            let before = input.snapshot.status.triggers?.first { $0.name == evaluation.name }
            let failed = before?.errorSince != nil
            if let failure = evaluation.failure, !failed {
                events.append(
                    .init(isWarning: true, reason: "TriggerFailed", note: "\(evaluation.name): \(failure)"))
            } else if evaluation.failure == nil, failed, evaluation.status.state == .ok {
                events.append(.init(reason: "TriggerRecovered", note: evaluation.name))
            }
        }
    }

    /// Keeps when something was last active, and says whether something is.
    mutating func noteActivity(_ activity: Activity) {
        let before = input.snapshot.status.conditions?[type: "Active"]
        if activity.isActive {
            set("Active", .isTrue, "TriggersActive", activity.active.joined(separator: ", "))
        } else if !activity.unknown.isEmpty {
            set("Active", .unknown, "SourceFailed", activity.unknown.joined(separator: ", "))
        } else if activity.canTell {
            // The last moment something may have been active is just before the first pass that saw nothing.
            if let before, before.status != .isFalse { status.lastActiveTime = wholeNow }
            set("Active", .isFalse, "NoTriggerActive", "")
        } else {
            set("Active", .isTrue, "NeverIdle", "no trigger can tell whether there is work")
        }
    }

    mutating func reportConditions(_ choice: Choice, desired: Int32, current: Int32) {
        set("Ready", .isTrue, "Valid", "")
        reportAbility(desired: desired, current: current)
        if let inactive = choice.inactive {
            set("ScalingActive", .isFalse, choice.inactiveReason, inactive)
        } else {
            set("ScalingActive", .isTrue, "ValidMetricFound", choice.trigger ?? "")
        }
        let isLimited = limitation != "DesiredWithinRange"
        set("ScalingLimited", .init(isLimited), limitation, limitedBy.last ?? "")
        reportFallback()
        reportHeld()
        if let conflict = input.snapshot.conflict {
            if input.snapshot.status.conditions?.isTrue("Conflict") != true {
                events.append(.init(isWarning: true, reason: "ConflictDetected", note: conflict))
            }
            set("Conflict", .isTrue, "OtherAutoscaler", conflict)
        } else {
            set("Conflict", .isFalse, "SoleOwner", "")
        }
    }

    private mutating func reportAbility(desired: Int32, current: Int32) {
        if let writeFailure {
            set("AbleToScale", .isFalse, "FailedUpdateScale", writeFailure)
        } else if desired != current, input.snapshot.spec.mode == .enforce {
            set("AbleToScale", .isTrue, "SucceededRescale", "\(current) -> \(desired)")
        } else if let stabilized {
            set("AbleToScale", .isTrue, stabilized, "")
        } else {
            set("AbleToScale", .isTrue, "ReadyForNewScale", "")
        }
    }

    private mutating func reportFallback() {
        let fallbacks = evaluations.filter { $0.status.state == .held || $0.status.state == .fallback }.map(\.name)
        let failed = evaluations.filter { $0.status.state == .failed }.map(\.name)
        let wasActive = input.snapshot.status.conditions?.isTrue("FallbackActive") == true
        if !fallbacks.isEmpty {
            let names = fallbacks.joined(separator: ", ")
            set("FallbackActive", .isTrue, "FallbackInUse", names)
            if !wasActive { events.append(.init(isWarning: true, reason: "FallbackEntered", note: names)) }
            return
        }
        if wasActive { events.append(.init(reason: "FallbackLeft", note: "")) }
        if failed.isEmpty {
            set("FallbackActive", .isFalse, "AllSourcesHealthy", "")
        } else {
            set("FallbackActive", .isFalse, "SourceFailed", failed.joined(separator: ", "))
        }
    }

    mutating func reportHeld() {
        guard let hold = activeHold else {
            set("Held", .isFalse, "NotHeld", "")
            return
        }
        let directions = [hold.up ? "up" : nil, hold.down ? "down" : nil].compactMap { $0 }.joined(separator: ", ")
        set("Held", .isTrue, "Held", directions + (hold.until.map { " until \($0.rfc3339)" } ?? ""))
    }
}
