import KubeCore

/// What one trigger says in one pass.
struct TriggerEvaluation: Hashable, Sendable {
    enum Activity: Hashable, Sendable {
        case active
        case inactive
        /// The source failed: neither wakes a workload nor lets it go idle.
        case unknown
        /// The trigger has no say in idling: a resource, a cap, a signal.
        case silent
    }

    var name: String
    /// The count it asks for.
    var proposal: Int32?
    /// The count it does not allow to exceed.
    var cap: Int32?
    var activity = Activity.silent
    /// Nothing may be taken away while it fails.
    var blocksDown = false
    /// Why nothing was read; nil when the reading counts.
    var failure: String?
    /// How the proposal came about, for people.
    var reason = ""
    var status: ScalingPolicyStatus.TriggerStatus
}

/// Evaluates the triggers of one input.snapshot.
struct TriggerEvaluator {
    let input: NativePassInput
    let current: Int32
    let statusReplicas: Int32

    func evaluate(_ trigger: Trigger) -> TriggerEvaluation {
        let previous = input.snapshot.status.triggers?.first { $0.name == trigger.name }
        var evaluation = TriggerEvaluation(name: trigger.name, status: .init(name: trigger.name))
        evaluation.status.unit = trigger.unit
        guard trigger.enabled else {
            evaluation.status.state = .disabled
            return evaluation
        }
        evaluation.status.target = trigger.target.map(Self.text)
        evaluation.status.lastSuccess = previous?.lastSuccess
        if needsPods(trigger), current == 0 {
            evaluation.status.state = .ok
            return evaluation
        }
        do throws(ReplicaCalculationError) {
            let evidence = try evidence(of: trigger)
            try apply(evidence, of: trigger, to: &evaluation)
            succeeded(&evaluation, previous: previous)
        } catch {
            failed(error.message, trigger, previous, &evaluation)
        }
        return evaluation
    }

    private func needsPods(_ trigger: Trigger) -> Bool { !trigger.source.canActivateAtZero }

    /// The members of the status that tell success from failure change only when something else does: a steady
    /// policy is not written.
    private func succeeded(
        _ evaluation: inout TriggerEvaluation, previous: ScalingPolicyStatus.TriggerStatus?
    ) {
        evaluation.status.state = .ok
        evaluation.status.proposal = evaluation.proposal
        evaluation.status.cap = evaluation.cap
        if evaluation.activity != .silent { evaluation.status.active = evaluation.activity == .active }
        let isSame =
            previous?.state == .ok && previous?.value == evaluation.status.value
            && previous?.proposal == evaluation.proposal
        if !isSame || evaluation.status.lastSuccess == nil {
            evaluation.status.lastSuccess = Timestamp(seconds: input.snapshot.now.seconds)
        }
    }

    private func failed(
        _ message: String, _ trigger: Trigger, _ previous: ScalingPolicyStatus.TriggerStatus?,
        _ evaluation: inout TriggerEvaluation
    ) {
        let policy = trigger.onFailure ?? FailurePolicy()
        let since = previous?.errorSince ?? Timestamp(seconds: input.snapshot.now.seconds)
        let decides = trigger.target != nil || trigger.steps != nil
        evaluation.failure = message
        evaluation.status.lastError = message
        evaluation.status.errorSince = since
        // Counted to ten: a number that grows for ever would write the status for ever.
        evaluation.status.failures = min(10, (previous?.failures ?? 0) + 1)
        evaluation.status.value = previous?.value
        if trigger.source.canActivateAtZero, decides { evaluation.activity = .unknown }
        if input.snapshot.now < since + policy.hold.duration, previous?.lastSuccess != nil {
            evaluation.status.state = .held
            evaluation.proposal = decides ? previous?.proposal : nil
            evaluation.cap = previous?.cap
            evaluation.blocksDown = decides
            evaluation.reason = "\(trigger.name) held at \(previous?.value ?? "its last reading")"
            evaluation.status.active = previous?.active
        } else {
            fallBack(policy.then, trigger, decides: decides, &evaluation)
        }
        evaluation.status.proposal = evaluation.proposal
        evaluation.status.cap = evaluation.cap
    }

    private func fallBack(
        _ fallback: FailurePolicy.Fallback, _ trigger: Trigger, decides: Bool, _ evaluation: inout TriggerEvaluation
    ) {
        switch fallback {
        case .block:
            evaluation.status.state = .failed
            evaluation.blocksDown = decides
        case .ignore:
            evaluation.status.state = .failed
        case .replicas(let count):
            evaluation.status.state = .fallback
            if decides {
                evaluation.proposal = count
                evaluation.reason = "\(trigger.name) failed: fallback of \(count)"
                if evaluation.activity == .unknown, count > 0 { evaluation.activity = .active }
            } else if trigger.cap != nil {
                evaluation.cap = count
            }
        case .zero:
            evaluation.status.state = .fallback
            var zero = evaluation
            // A zero the user asked for is computed like a reading of zero; where that cannot be, nothing is proposed.
            if (try? apply(.total(milli: 0), of: trigger, to: &zero)) != nil {
                evaluation.proposal = zero.proposal
                evaluation.cap = zero.cap
                evaluation.activity = zero.activity
                evaluation.reason = "\(trigger.name) failed: counts as 0"
            }
        }
    }
}

extension TriggerEvaluator {
    /// What can be computed with.
    enum Evidence: Hashable, Sendable {
        /// One number for the whole workload, in thousandths.
        case total(milli: Int64)
        case samples([String: PodMetricSample])
    }

    private func evidence(of trigger: Trigger) throws(ReplicaCalculationError) -> Evidence {
        if case .schedule(let source) = trigger.source { return scheduled(source) }
        switch input.snapshot.readings[trigger.name] {
        case nil: throw ReplicaCalculationError("not read yet")
        case .metric(.failed(MetricsAPIAnswers.noSeries)): return try empty(trigger)
        case .metric(.failed(let reason)), .reading(.failed(let reason, _)): throw ReplicaCalculationError(reason)
        case .metric(.pods(let samples)): return .samples(samples)
        case .metric(.value(let milli)): return .total(milli: milli)
        case .metric(.series(let series)) where !series.isEmpty:
            return .total(milli: AutoscalingArithmetic.sum(series))
        case .reading(.value(let value, _)):
            guard value.isFinite, value >= 0 else { throw ReplicaCalculationError("\(value) is no reading") }
            let milli = (value * 1000).rounded(.up)
            return .total(milli: milli >= Double(Int64.max) ? .max : Int64(milli))
        case .metric(.series), .reading(.empty): return try empty(trigger)
        }
    }

    private func empty(_ trigger: Trigger) throws(ReplicaCalculationError) -> Evidence {
        switch trigger.onEmpty ?? .fail {
        case .fail: throw ReplicaCalculationError("the source answered without a number")
        case .zero: return .total(milli: 0)
        case .value(let quantity): return .total(milli: quantity.milliValue)
        }
    }

    private func scheduled(_ source: ScheduleSource) -> Evidence {
        let schedule = CronSchedule(start: source.start, end: source.end, timeZone: source.timeZone)
        let isOpen =
            input.snapshot.timeZones[source.timeZone].flatMap { schedule.isOpen(at: input.snapshot.now, in: $0) }
            ?? false
        return .total(milli: isOpen ? Int64(source.replicas) * 1000 : 0)
    }

    private func apply(
        _ evidence: Evidence, of trigger: Trigger, to evaluation: inout TriggerEvaluation
    ) throws(ReplicaCalculationError) {
        if case .total(let milli) = evidence {
            evaluation.status.value = Self.decimal(milli)
            if trigger.source.canActivateAtZero, trigger.cap == nil, trigger.target != nil || trigger.steps != nil {
                let threshold = trigger.activation?.above.milliValue ?? 0
                evaluation.activity = milli > threshold ? .active : .inactive
            }
        }
        if let target = trigger.target {
            try track(target, evidence, of: trigger, &evaluation)
        } else if let steps = trigger.steps {
            let milli = try measure(evidence, of: trigger, &evaluation)
            evaluation.proposal = step(steps, milli: milli, name: trigger.name, &evaluation)
        } else if let cap = trigger.cap {
            let milli = try measure(evidence, of: trigger, &evaluation)
            evaluation.cap = Self.limit(cap, milli: milli, current: current)
        } else if case .samples = evidence {
            _ = try measure(evidence, of: trigger, &evaluation)
        }
    }

    /// A target in the other direction of its source is refused at admission; here it fails as unreadable.
    private func track(
        _ target: TriggerTarget, _ evidence: Evidence, of trigger: Trigger, _ evaluation: inout TriggerEvaluation
    ) throws(ReplicaCalculationError) {
        let tolerance = tolerance(target)
        let name = trigger.name
        switch evidence {
        case .samples:
            let proposal = try perPod(target, evidence, of: trigger, tolerance: tolerance, &evaluation)
            evaluation.proposal = proposal.replicas
            let goal = target.utilization.map { "\($0)%" } ?? "\(target.averageValue?.description ?? "0") per pod"
            evaluation.reason =
                "\(name) \(evaluation.status.value ?? "")\(proposal.utilization == nil ? "" : "%") "
                + "of \(goal) on \(proposal.readyPods) pods = \(proposal.replicas)"
        case .total(let milli):
            let value = Self.decimal(milli)
            if target.replicas == true {
                evaluation.proposal = AutoscalingArithmetic.replicas(roundingUp: Double(milli) / 1000)
                evaluation.reason = "\(name) asks for \(value)"
            } else if let average = target.averageValue {
                let proposal = ReplicaCalculator.proposal(
                    averageTargetMilli: average.milliValue, usageMilli: milli, statusReplicas: statusReplicas,
                    tolerance: tolerance)
                evaluation.proposal = proposal.replicas
                evaluation.reason = "\(name) \(value) / \(average) per pod = \(proposal.replicas)"
            } else if let goal = target.value {
                let proposal = try calculator.proposal(
                    valueTargetMilli: goal.milliValue, usageMilli: milli, pods: try pods(), currentReplicas: current,
                    tolerance: tolerance)
                evaluation.proposal = proposal.replicas
                evaluation.reason = "\(name) \(value) of \(goal) = \(proposal.replicas)"
            } else {
                throw ReplicaCalculationError("a utilization needs a reading for each pod")
            }
        }
    }

    private func perPod(
        _ target: TriggerTarget, _ evidence: Evidence, of trigger: Trigger, tolerance: ReplicaTolerance,
        _ evaluation: inout TriggerEvaluation
    ) throws(ReplicaCalculationError) -> ReplicaCalculator.Proposal {
        guard case .samples(let samples) = evidence else {
            throw ReplicaCalculationError("needs a reading for each pod")
        }
        var resource = ""
        var container = ""
        if case .resource(let source) = trigger.source {
            resource = source.name
            container = source.container ?? ""
        }
        let proposal: ReplicaCalculator.Proposal
        if let percent = target.utilization {
            proposal = try calculator.proposal(
                targetUtilization: percent, resource: resource, container: container, samples: samples,
                pods: try pods(), currentReplicas: current, tolerance: tolerance)
        } else if let average = target.averageValue {
            proposal = try calculator.proposal(
                averageTargetMilli: average.milliValue, resource: resource, samples: samples, pods: try pods(),
                currentReplicas: current, tolerance: tolerance)
        } else {
            throw ReplicaCalculationError("a metric of pods needs a target per pod")
        }
        if let percent = proposal.utilization {
            evaluation.status.value = "\(percent)"
            evaluation.status.unit = evaluation.status.unit ?? "%"
        } else {
            evaluation.status.value = Self.decimal(proposal.usageMilli)
        }
        evaluation.status.ready = Int32(clamping: proposal.readyPods)
        evaluation.status.unready = Int32(clamping: proposal.unreadyPods)
        evaluation.status.missing = Int32(clamping: proposal.missingPods)
        return proposal
    }

    /// The number a step table or a cap is held against, in thousandths: utilisation in percent for a resource with
    /// requests, else the mean of the pods, or the whole reading.
    private func measure(
        _ evidence: Evidence, of trigger: Trigger, _ evaluation: inout TriggerEvaluation
    ) throws(ReplicaCalculationError) -> Int64 {
        if case .total(let milli) = evidence { return milli }
        var target = TriggerTarget(averageValue: Quantity(1))
        if case .resource = trigger.source { target = TriggerTarget(utilization: 100) }
        let proposal = try perPod(target, evidence, of: trigger, tolerance: .standard, &evaluation)
        return proposal.utilization.map { Int64($0) * 1000 } ?? proposal.usageMilli
    }

    private var calculator: ReplicaCalculator { ReplicaCalculator(now: input.snapshot.now) }

    private func pods() throws(ReplicaCalculationError) -> [AutoscalerPod] {
        switch input.snapshot.selection {
        case .pods(let pods): return pods
        case .selectorMissing: throw ReplicaCalculationError("the target's scale has no selector")
        case .selectorInvalid(let problem):
            throw ReplicaCalculationError("the target's selector is invalid: \(problem)")
        case .ambiguous(let selector, let others):
            throw ReplicaCalculationError(
                "pods by selector \(selector) belong to several autoscalers: \(others.joined(separator: ", "))")
        case .failed(let reason): throw ReplicaCalculationError(reason)
        }
    }

    private func tolerance(_ target: TriggerTarget) -> ReplicaTolerance {
        // Of a sum the whole is held against the current count, not each part.
        if input.snapshot.spec.combine?.strategy == .sum { return ReplicaTolerance(up: 0, down: 0) }
        return ReplicaTolerance(
            up: target.tolerance?.up?.doubleValue ?? input.behavior.scaleUp.tolerance ?? 0.1,
            down: target.tolerance?.down?.doubleValue ?? input.behavior.scaleDown.tolerance ?? 0.1)
    }

    static func decimal(_ milli: Int64) -> String {
        let whole = milli / 1000
        let rest = abs(milli % 1000)
        guard rest != 0 else { return "\(whole)" }
        var digits = String(rest + 1000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    static func text(_ target: TriggerTarget) -> String {
        if let percent = target.utilization { return "\(percent)" }
        if let average = target.averageValue { return "\(average)/pod" }
        if let value = target.value { return "\(value)" }
        return "replicas"
    }
}
