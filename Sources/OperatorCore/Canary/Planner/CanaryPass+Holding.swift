import KubeCore

/// A weight under observation.
extension CanaryPass {
    mutating func hold(_ run: Status.Run) {
        guard var step = status.step, let observeFrom = step.observeFrom, let holdUntil = step.holdUntil else {
            return pause(
                "StepLost", "the status does not say since when the step is held; the command resume begins it again")
        }
        if canaryAvailable == 0 {
            step.restarts += 1
            step.since = now
            status.step = step
            enter(.shifting)
            requeue(after: .seconds(1))
            return decide("Lower", "CanaryUnavailable", "the canary lost its pods")
        }
        let verdict = judge(run, step, from: observeFrom)
        if let failure = verdict?.failure {
            if spec.onFailure.mode == .freeze {
                return pause("AnalysisFailed", "\(failure); onFailure is Freeze")
            }
            return rollBackNow("AnalysisFailed", failure)
        }
        if let traffic, traffic.isBelow(step.weight) { return lowered(step, verdict) }
        if let rule = spec.analysis?.onMetricError, let verdict, verdict.errors >= rule.afterConsecutive {
            let message = verdict.undecided.first ?? "metrics cannot be read"
            return rule.do == .rollback
                ? rollBackNow("MetricsUnavailable", message) : pause("MetricsUnavailable", message)
        }
        requeue(after: spec.analysis?.interval.duration ?? .seconds(30))
        guard holdUntil <= now else {
            requeue(at: holdUntil)
            return decide("Stay", "HoldNotElapsed", "\(step.weight) % until \(holdUntil.rfc3339)")
        }
        if phase == .gated { return }
        guard isObservedEnough(step, observeFrom) else { return }
        if let missing = shortfall(verdict) { return insufficient(run, step, missing) }
        pass(run, step)
    }

    /// The verdict on this step's own data; nil when nothing is measured or nothing of this step was read yet.
    private mutating func judge(_ run: Status.Run, _ step: Status.Step, from observeFrom: Timestamp) -> StepVerdict? {
        guard let analysis = spec.analysis, let readings = snapshot.readings, readings.run == run.id,
            readings.step == step.index, readings.from >= observeFrom, readings.at <= now
        else { return nil }
        // The same readings again are no second evaluation.
        if status.metrics?.first?.at == readings.at { return standing(readings) }
        let verdict = MetricEvaluation.evaluate(
            readings, metrics: analysis.metrics ?? RolloutMetric.standard, steps: run.plan.count,
            before: status.metrics ?? [])
        status.metrics = verdict.metrics
        return verdict
    }

    private func standing(_ readings: StepReadings) -> StepVerdict {
        var verdict = StepVerdict(metrics: status.metrics ?? [], failure: nil, undecided: [], errors: 0, samples: nil)
        let deciding = Set(
            (spec.analysis?.metrics ?? RolloutMetric.standard).filter { $0.weight == .deciding }.map(\.name))
        for metric in verdict.metrics {
            if let total = metric.canary?.total { verdict.samples = max(verdict.samples ?? 0, total) }
            guard deciding.contains(metric.name) else { continue }
            verdict.errors = max(verdict.errors, metric.consecutive.errors)
            let text = "\(metric.name): \(metric.message ?? metric.verdict.rawValue)"
            switch metric.verdict {
            case .pass: break
            case .fail: verdict.failure = verdict.failure ?? text
            default: verdict.undecided.append(text)
            }
        }
        return verdict
    }

    /// What keeps a step from passing although its hold is over; nil when nothing does.
    private func shortfall(_ verdict: StepVerdict?) -> String? {
        guard let analysis = spec.analysis else { return nil }
        guard let verdict else { return "no metric of this step was read yet" }
        if let first = verdict.undecided.first { return first }
        if let samples = verdict.samples, samples < Double(analysis.minSamples) {
            return "\(Int64(samples)) of \(analysis.minSamples) canary requests seen"
        }
        return nil
    }

    /// Whether the observed share of requests is near the weight, where that is asked for.
    private mutating func isObservedEnough(_ step: Status.Step, _ observeFrom: Timestamp) -> Bool {
        guard let rule = spec.traffic.propagation.verify else { return true }
        guard let observed = snapshot.observed, observed.at >= observeFrom,
            observed.requests >= Double(rule.minRequests)
        else {
            decide("Stay", "Verifying", "waits for \(rule.minRequests) requests to compare with the weight")
            return overdue(step, rule.timeout, "too few requests were seen to compare with the weight")
        }
        guard abs(observed.canaryShare - Double(step.weight) / 100) <= rule.tolerance else {
            let share = Int((observed.canaryShare * 100).rounded())
            decide("Stay", "Verifying", "observed \(share) %, wanted \(step.weight) %")
            return overdue(step, rule.timeout, "\(share) % of the requests reach the canary, not \(step.weight) %")
        }
        return true
    }

    private mutating func overdue(_ step: Status.Step, _ timeout: Interval, _ message: String) -> Bool {
        if let until = step.holdUntil, until + timeout.duration <= now { pause("TrafficNotVerified", message) }
        return false
    }

    private mutating func pass(_ run: Status.Run, _ step: Status.Step) {
        if run.plan[step.index].gate == .manual {
            enter(.gated)
            return decide("Stay", "Gated", "\(step.weight) % passed; waits for the command approve")
        }
        let next = step.index + 1
        guard next < run.plan.count else { return succeed(run) }
        if let closed = holdsBack() {
            return decide("Stay", closed.reason, "\(step.weight) % passed; \(closed.message)")
        }
        choose(step: next, of: run, "Passed", "\(step.weight) % passed")
    }

    mutating func succeed(_ run: Status.Run) {
        // A run that was finished before, lowered by somebody and resumed, has its result already.
        if status.run?.result == nil {
            status.run?.reason = "every step passed"
            finishRun(.succeeded)
        }
        status.finishedHash = run.canary.templateHash
        status.failedHash = nil
        switch spec.onSuccess.mode {
        case .hold:
            enter(.holdAtCanary)
            decide("Finish", "Succeeded", "\(run.canary.name) passed every step and serves all traffic")
        case .swapRoles:
            // From here on the new version is the stable one, and its share of the traffic counts from 0 again.
            status.swapped = !(status.swapped ?? false)
            status.finishedHash = run.stable.templateHash
            status.traffic = .init(desired: 0)
            enter(.succeeded)
            decide("Finish", "Succeeded", "\(run.canary.name) passed every step and is the stable version now")
        case .promoteTemplate:
            enter(.promoting)
            decide("Stay", "Promoting", "\(run.canary.name) passed every step; its template is copied to stable")
            requeue(after: .seconds(1))
        }
    }

    private mutating func insufficient(_ run: Status.Run, _ step: Status.Step, _ missing: String) {
        guard let analysis = spec.analysis else { return }
        switch analysis.onInsufficient {
        case .advance where step.index + 1 < run.plan.count:
            choose(step: step.index + 1, of: run, "AdvancedWithoutEvidence", missing)
        case .rollback: rollBackNow("InsufficientEvidence", missing)
        case .extend where step.extensions < analysis.maxExtensions:
            var step = step
            step.extensions += 1
            step.holdUntil = now + run.plan[step.index].hold.duration
            status.step = step
            decide("Stay", "Extended", "\(missing); extended \(step.extensions) of \(analysis.maxExtensions) times")
        default: pause("InsufficientEvidence", missing)
        }
    }

    /// Somebody lowered the share, or a crash came between a rollback's write and its record: only evidence from the
    /// whole step raises it again.
    private mutating func lowered(_ step: Status.Step, _ verdict: StepVerdict?) {
        let who = snapshot.foreignManager.map { " by \($0)" } ?? ""
        var drift = status.traffic?.drift ?? .init(count: 0)
        let isPassing = spec.analysis != nil && shortfall(verdict) == nil
        guard spec.traffic.onDrift.lower == .pauseAfter, drift.count < spec.traffic.onDrift.lowerLimit, isPassing,
            holdsBack() == nil
        else {
            return pause("TrafficConflict", "the canary's share was lowered\(who) below \(step.weight) %")
        }
        guard snapshot.status.traffic?.desired == step.weight, target == nil else { return requeue(after: .seconds(1)) }
        drift.count += 1
        drift.lastManager = snapshot.foreignManager
        drift.at = now
        status.traffic?.drift = drift
        target = step.weight
        event(
            .warning, "TrafficLoweredExternally",
            "the canary's share was lowered\(who); raised to \(step.weight) % again")
        decide("Raise", "DriftCorrected", "raised to \(step.weight) % again after a fresh pass")
        requeue(after: .seconds(1))
    }
}
