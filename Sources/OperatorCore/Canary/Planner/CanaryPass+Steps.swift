import KubeCore

/// A run under way: preparing, shifting, holding, gated and paused.
extension CanaryPass {
    mutating func advance(_ command: RolloutCommand?) {
        guard let run = status.run, !run.plan.isEmpty else {
            enter(.idle)
            return decide("Stay", "RunLost", "the status names no run: starting over")
        }
        if let command, stop(command) { return }
        if stopForVersions(run) { return }
        if let command, obey(command, run) { return }
        if let problem = problems.first { return pause(problem.reason, problem.message) }
        if spec.suspend { return pause("Suspended", "spec.suspend is set") }
        if (run.resumedAt ?? run.startedAt) + spec.deadlines.total.duration <= now {
            return rollBackNow("DeadlineExceeded", "the run took longer than \(spec.deadlines.total)")
        }
        switch phase {
        case .preparing: prepare(run)
        case .shifting: shift(run)
        default: hold(run)
        }
    }

    /// Whether the command stops the run, whatever its versions are by now.
    private mutating func stop(_ command: RolloutCommand) -> Bool {
        let by = command.by.map { " by \($0)" } ?? ""
        switch command.do {
        case .abort: rollBackNow("Aborted", "aborted\(by)")
        case .pause: pause("PausedByCommand", "paused\(by)")
        default: return false
        }
        return true
    }

    /// Whether the command decides this pass.
    private mutating func obey(_ command: RolloutCommand, _ run: Status.Run) -> Bool {
        let by = command.by.map { " by \($0)" } ?? ""
        switch command.do {
        case .promoteFull where phase != .preparing:
            status.run?.promotedBy = command.by ?? "a command"
            choose(step: run.plan.count - 1, of: run, "PromotedByCommand", "remaining steps skipped\(by)")
        case .approve where phase == .gated:
            if let next = status.step.map({ $0.index + 1 }), next < run.plan.count {
                choose(step: next, of: run, "Approved", "approved\(by)")
            } else {
                succeed(run)
            }
        case .setWeight where phase != .preparing:
            if command.weight == 0 {
                rollBackNow("WeightSetByCommand", "weight set to 0\(by)")
            } else if let index = run.plan.firstIndex(where: { $0.weight == command.weight }) {
                choose(step: index, of: run, "WeightSetByCommand", "weight set\(by)")
            }
        default: return false
        }
        return true
    }

    /// The versions of a run are those it began with.
    mutating func stopForVersions(_ run: Status.Run) -> Bool {
        if let canary, canary.templateHash != run.canary.templateHash {
            if canary.templateHash == run.stable.templateHash || canary.templateHash == status.finishedHash {
                rollBackNow("RevertedByUser", "\(canary.name) was changed back")
            } else {
                rollBackNow("Superseded", "\(canary.name) was changed again")
            }
            return true
        }
        if let stable, stable.templateHash != run.stable.templateHash, phase != .preparing, phase != .paused {
            pause(
                "BaselineChanged", "\(stable.name) was changed: the comparison is no longer between the run's versions")
            return true
        }
        return false
    }

    /// Why nothing may rise now, whatever the evidence.
    func holdsBack() -> CanarySnapshot.Problem? {
        if spec.suspend { return .init("Suspended", "spec.suspend is set") }
        if stableAvailable < max(spec.capacity?.stableFloor ?? 1, 1) {
            return .init("StableBelowFloor", "stable has \(stableAvailable) available pods")
        }
        guard let windows = spec.windows, !windows.isEmpty else { return nil }
        let isOpen = windows.contains { window in
            snapshot.timeZones[window.timeZone].map { window.isOpen(at: now, in: $0) } ?? false
        }
        return isOpen ? nil : .init("OutsideWindow", "waits for the next window")
    }

    // MARK: Preparing

    private mutating func prepare(_ run: Status.Run) {
        let wanted = spec.tests ?? []
        status.tests = wanted.isEmpty ? nil : snapshot.tests
        if let failed = snapshot.tests.first(where: { $0.state == .failed }) {
            actions.append(.removeTesterRoutes)
            return rollBackNow("TestFailed", "test \(failed.name): \(failed.message ?? "failed")")
        }
        if run.startedAt + spec.deadlines.prepare.duration <= now {
            actions.append(.removeTesterRoutes)
            return rollBackNow(
                "ProgressDeadline", "not ready within \(spec.deadlines.prepare): \(status.lastDecision?.message ?? "")")
        }
        requeue(at: run.startedAt + spec.deadlines.prepare.duration)
        guard canaryAvailable > 0 else {
            return decide("Stay", "WaitingForCanary", "the canary has no available pod yet")
        }
        guard hasCapacity(for: run.plan[0].weight) else { return }
        if let closed = holdsBack() { return decide("Stay", closed.reason, closed.message) }
        let passed = Set(snapshot.tests.filter { $0.state == .passed }.map(\.name))
        let missing = wanted.filter { !passed.contains($0.name) }
        guard missing.isEmpty else {
            actions.append(.runTests(run: run.id))
            requeue(after: .seconds(2))
            return decide("Stay", "Testing", "tests under way: \(missing.map(\.name).joined(separator: ", "))")
        }
        if !wanted.isEmpty { actions.append(.removeTesterRoutes) }
        guard traffic?.isZero == true else { return requeue(after: .seconds(2)) }
        choose(step: 0, of: run, "Prepared", "the canary is ready")
    }

    /// Whether the canary has pods enough for a weight; asks for them where the spec says so.
    private mutating func hasCapacity(for weight: Int32) -> Bool {
        guard let rule = spec.capacity?.canary else { return true }
        let share = Double(weight) / 100 * Double(stableAvailable) * rule.headroom
        let needed = max(rule.min, Int32(min(share.rounded(.up), 10_000)))
        guard canaryAvailable < needed else { return true }
        if let canary, canary.replicas < needed {
            actions.append(.scaleCanary(to: needed))
            status.scaledCanary = true
        }
        decide(
            "Stay", "WaitingForCapacity", "\(weight) % needs \(needed) canary pods, \(canaryAvailable) are available")
        requeue(after: .seconds(5))
        return false
    }

    // MARK: Shifting

    /// Records the next weight; it is written by a later pass that has read the record.
    mutating func choose(step index: Int, of run: Status.Run, _ reason: String, _ message: String) {
        let weight = run.plan[index].weight
        let isLower = weight < desired
        status.step = Status.Step(index: index, of: run.plan.count, weight: weight, since: now)
        status.traffic?.desired = weight
        status.metrics = nil
        enter(.shifting)
        if isLower { lower(to: weight, because: reason, message) }
        decide(isLower ? "Lower" : "Raise", reason, "\(message): \(weight) %")
        requeue(after: .seconds(1))
    }

    private mutating func shift(_ run: Status.Run) {
        guard let step = status.step, let traffic else { return requeue(after: .seconds(5)) }
        if let refusedWrite {
            return pause("WriteRejected", "the API server refused \(step.weight) %: \(refusedWrite)")
        }
        guard canaryAvailable > 0 else {
            if step.since + spec.deadlines.prepare.duration <= now {
                return rollBackNow("ProgressDeadline", "the canary had no available pod for \(spec.deadlines.prepare)")
            }
            requeue(at: step.since + spec.deadlines.prepare.duration)
            if step.restarts == 0 { status.step?.restarts = 1 }
            return decide("Stay", "WaitingForCanary", "the canary has no available pod")
        }
        if traffic.isBelow(step.weight) {
            if let closed = holdsBack() {
                requeue(after: .seconds(30))
                return decide("Stay", closed.reason, closed.message)
            }
            // Between two steps only the weight before may be found: less means that somebody lowered it.
            if step.index > 0, step.restarts == 0, status.run?.promotedBy == nil, let applied = status.traffic?.applied,
                traffic.isBelow(applied)
            {
                return pause("TrafficConflict", "the canary's share was lowered while it was being raised")
            }
            guard hasCapacity(for: step.weight) else { return }
            // Only what an earlier pass recorded may rise, so that a crash never leaves more than is known.
            guard snapshot.status.traffic?.desired == step.weight, snapshot.status.phase == .shifting, target == nil
            else { return requeue(after: .seconds(1)) }
            target = step.weight
            decide("Raise", "Shifting", "\(step.weight) % is being written")
            return requeue(after: .seconds(1))
        }
        guard !traffic.isAbove(step.weight) else { return requeue(after: .seconds(1)) }
        beginHold(run, step)
    }

    mutating func beginHold(_ run: Status.Run, _ before: Status.Step) {
        var step = before
        let settle = spec.traffic.propagation.settle.duration
        step.enteredAt = now
        let observeFrom = now + settle + (spec.analysis?.warmup.duration ?? .zero)
        step.observeFrom = observeFrom
        step.holdUntil = observeFrom + run.plan[step.index].hold.duration
        step.extensions = 0
        status.step = step
        status.metrics = nil
        status.run?.maxWeight = max(run.maxWeight, step.weight)
        enter(.holding)
        decide("Stay", "Holding", "\(step.weight) % until \(step.holdUntil?.rfc3339 ?? "")")
        requeue(after: spec.analysis?.interval.duration ?? .seconds(30))
    }
}
