extension HorizontalAutoscaler {
    /// The pass up to the write of /scale. Pure: the same input gives the same decision.
    package func decide(_ input: Input) -> Decision {
        var pass = Pass(autoscaler: self, input: input)
        switch input.scale {
        case .failed(let message, let error):
            pass.warn("FailedGetScale", message)
            pass.set(
                .ableToScale, false, "FailedGetScale",
                "the HPA controller was unable to get the target's current scale: \(message)")
            return pass.ended(error: error)
        case .found(let scale):
            return pass.decide(scale)
        }
    }

    /// The rest of the pass, when it is known how the write went; `write` is not looked at without a rescale.
    package func finish(_ decision: Decision, of input: Input, write: WriteResult = .written) -> Outcome {
        var decision = decision
        if let rescale = decision.rescale {
            switch write {
            case .failed(let error):
                decision.events.append(
                    Event(
                        isWarning: true, reason: "FailedRescale",
                        message: "New size: \(rescale.to); reason: \(rescale.reason); error: \(error)"))
                decision.status.set(
                    .ableToScale, false, reason: "FailedUpdateScale",
                    message: "the HPA controller was unable to update the target scale: \(error)", now: input.now)
                decision.error = "failed to rescale \(reference(input)): \(error)"
            case .written:
                finishWritten(rescale, &decision, input)
            }
        }
        return Outcome(
            status: decision.status, statusChanged: decision.status != input.status, history: decision.history,
            events: decision.events, error: decision.error)
    }

    private func finishWritten(_ rescale: Rescale, _ decision: inout Decision, _ input: Input) {
        decision.status.set(
            .ableToScale, true, reason: "SucceededRescale",
            message: "the HPA controller was able to update the target scale to \(rescale.to)", now: input.now)
        if settings.scaleToZero {
            let isZero =
                rescale.from > 0 && rescale.to == 0 && input.spec.minReplicas == 0
                && input.spec.metrics.contains(where: \.isMeasurableAtZero)
            decision.status.set(
                .scaledToZero, isZero, reason: isZero ? "ScaledToZero" : "NotScaledToZero",
                message: isZero
                    ? "the HPA controller scaled the workload to zero"
                    : "the HPA controller did not scale the workload to zero",
                now: input.now)
        }
        decision.events.append(
            Event(
                isWarning: false, reason: "SuccessfulRescale",
                message: "New size: \(rescale.to); reason: \(rescale.reason)"))
        decision.history.record(from: rescale.from, to: rescale.to, behavior: input.spec.behavior, now: input.now)
        decision.status.desiredReplicas = rescale.to
        decision.status.lastScaleTime = input.now
    }

    func reference(_ input: Input) -> String {
        "\(input.spec.targetKind)/\(input.namespace)/\(input.spec.targetName)"
    }
}

/// The state of one pass.
struct Pass {
    let autoscaler: HorizontalAutoscaler
    let input: HorizontalAutoscaler.Input
    var status: AutoscalerStatus
    var history: AutoscalerHistory
    var events: [HorizontalAutoscaler.Event] = []

    init(autoscaler: HorizontalAutoscaler, input: HorizontalAutoscaler.Input) {
        self.autoscaler = autoscaler
        self.input = input
        status = input.status
        history = input.history
        if !autoscaler.settings.scaleToZero {
            // Without the gate nothing would keep the condition true to the facts.
            status.conditions.removeAll { $0.type == AutoscalerCondition.Kind.scaledToZero.rawValue }
        }
    }

    mutating func set(_ type: AutoscalerCondition.Kind, _ isTrue: Bool, _ reason: String, _ message: String) {
        status.set(type, isTrue, reason: reason, message: message, now: input.now)
    }

    mutating func warn(_ reason: String, _ message: String) {
        events.append(.init(isWarning: true, reason: reason, message: message))
    }

    func ended(
        rescale: HorizontalAutoscaler.Rescale? = nil, error: String? = nil
    ) -> HorizontalAutoscaler.Decision {
        .init(status: status, history: history, events: events, rescale: rescale, error: error)
    }

    mutating func decide(_ scale: HorizontalAutoscaler.Scale) -> HorizontalAutoscaler.Decision {
        let current = scale.specReplicas
        let spec = input.spec
        set(
            .ableToScale, true, "SucceededGetScale",
            "the HPA controller was able to get the target's current scale")
        history.begin(currentReplicas: current, now: input.now)
        let ownsZero = autoscaler.settings.scaleToZero && status.isTrue(.scaledToZero)
        if current == 0 {
            guard ownsZero, spec.minReplicas != 0 || spec.metrics.contains(where: \.isMeasurableAtZero) else {
                set(
                    .scalingActive, false, "ScalingDisabled",
                    "scaling is disabled since the replica count of the target is zero")
                return report(current: current, metrics: [])
            }
        } else if current > spec.maxReplicas {
            return report(
                current: current, metrics: [], to: spec.maxReplicas,
                reason: "Current number of replicas above Spec.MaxReplicas")
        } else if current < spec.minReplicas {
            return report(
                current: current, metrics: [], to: spec.minReplicas,
                reason: "Current number of replicas below Spec.MinReplicas")
        }
        return decideByMetrics(scale)
    }

    private mutating func decideByMetrics(_ scale: HorizontalAutoscaler.Scale) -> HorizontalAutoscaler.Decision {
        let current = scale.specReplicas
        let reading = readMetrics(scale)
        guard let proposal = reading.proposal else {
            let error = reading.error ?? ""
            warn("FailedComputeMetricsReplicas", error)
            status.currentReplicas = current
            status.currentMetrics = reading.statuses
            let reference = autoscaler.reference(input)
            return ended(
                error: "failed to compute desired number of replicas based on listed metrics for \(reference): "
                    + error)
        }
        let wanted = max(0, proposal.replicas)
        var reason = ""
        if wanted > current { reason = "\(proposal.metric) above target" }
        if wanted < current { reason = "All metrics below target" }
        var desired = normalize(wanted, current: current)
        if current == 0, desired < input.spec.minReplicas {
            desired = input.spec.minReplicas
            if reason.isEmpty { reason = "Current number of replicas below Spec.MinReplicas" }
        }
        return report(
            current: current, metrics: reading.statuses, to: desired, reason: reason, error: reading.error)
    }

    /// Writes the counts into the status and asks for the write when `desired` differs from `current`.
    private mutating func report(
        current: Int32, metrics: [AutoscalerMetricStatus], to desired: Int32? = nil, reason: String = "",
        error: String? = nil
    ) -> HorizontalAutoscaler.Decision {
        status.currentReplicas = current
        status.currentMetrics = metrics
        guard let desired, desired != current else {
            status.desiredReplicas = current
            return ended(error: error)
        }
        return ended(rescale: .init(from: current, to: desired, reason: reason), error: error)
    }

    private mutating func normalize(_ wanted: Int32, current: Int32) -> Int32 {
        let spec = input.spec
        let settings = autoscaler.settings
        let stable: Int32
        let limited: ScaleLimits.Limited
        if let behavior = spec.behavior {
            stable = ScaleStabilization.stabilize(
                wanted, current: current, upSeconds: Int64(behavior.scaleUp.stabilizationWindowSeconds ?? 0),
                downSeconds: behavior.scaleDown.stabilizationWindowSeconds.map(Int64.init)
                    ?? settings.downscaleStabilizationSeconds,
                history: &history, now: input.now)
            limited = ScaleLimits.limit(
                stable, current: current, min: spec.minReplicas, max: spec.maxReplicas, behavior: behavior,
                history: history, now: input.now)
        } else {
            stable = ScaleStabilization.stabilize(
                wanted, windowSeconds: settings.downscaleStabilizationSeconds, history: &history, now: input.now)
            limited = ScaleLimits.limit(
                stable, current: current, min: spec.minReplicas, max: spec.maxReplicas,
                growthFactor: settings.growthFactor, growthMinimum: settings.growthMinimum)
        }
        reportStabilization(wanted, stable: stable, current: current)
        set(.scalingLimited, limited.replicas != stable, limited.reason.rawValue, limited.reason.message)
        return limited.replicas
    }

    private mutating func reportStabilization(_ wanted: Int32, stable: Int32, current: Int32) {
        if stable == wanted {
            set(.ableToScale, true, "ReadyForNewScale", "recommended size matches current size")
        } else if input.spec.behavior != nil, wanted >= current {
            set(
                .ableToScale, true, "ScaleUpStabilized",
                "recent recommendations were lower than current one, applying the lowest recent recommendation")
        } else {
            set(
                .ableToScale, true, "ScaleDownStabilized",
                "recent recommendations were higher than current one, applying the highest recent recommendation")
        }
    }
}
