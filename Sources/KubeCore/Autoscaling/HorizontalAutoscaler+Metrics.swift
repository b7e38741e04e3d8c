extension Pass {
    struct MetricsReading {
        struct Best {
            var replicas: Int32
            /// What asks for it, in the controller's words.
            var metric: String
        }

        /// Nil when nothing may be decided: no metric could be read, or those that could ask for fewer replicas.
        var proposal: Best?
        var statuses: [AutoscalerMetricStatus]
        var error: String?
    }

    private struct MetricProposal {
        var replicas: Int32
        var name: String
        var status: AutoscalerMetricStatus
    }

    private struct MetricFailure: Error {
        var reason: String
        /// What the condition and the event say.
        var message: String
        /// What the pass returns.
        var error: String
    }

    /// The highest proposal of the metrics that could be read.
    mutating func readMetrics(_ scale: HorizontalAutoscaler.Scale) -> MetricsReading {
        guard let pods = selectedPods() else { return MetricsReading(statuses: [], error: selectionError) }
        let metrics = input.spec.metrics
        var best = MetricsReading.Best(replicas: 0, metric: "")
        var statuses: [AutoscalerMetricStatus] = []
        var failures = 0
        var first: MetricFailure?
        for (index, metric) in metrics.enumerated() {
            do throws(MetricFailure) {
                let answer = index < input.answers.count ? input.answers[index] : .failed("the metric was not read")
                let proposal = try propose(metric, answer: answer, scale: scale, pods: pods)
                statuses.append(proposal.status)
                if best.replicas == 0 || proposal.replicas > best.replicas {
                    best = .init(replicas: proposal.replicas, metric: proposal.name)
                }
            } catch {
                statuses.append(.unread)
                warn(error.reason, error.message)
                failures += 1
                if first == nil { first = error }
            }
        }
        let error = first.map {
            "invalid metrics (\(failures) invalid out of \(metrics.count)), first error is: \($0.error)"
        }
        if let first, failures == metrics.count || best.replicas < scale.specReplicas {
            set(.scalingActive, false, first.reason, Self.unable(first.message))
            return MetricsReading(statuses: statuses, error: error)
        }
        guard !metrics.isEmpty else { return MetricsReading(statuses: [], error: "the spec has no metrics") }
        set(
            .scalingActive, true, "ValidMetricFound",
            "the HPA was able to successfully calculate a replica count from \(best.metric)")
        return MetricsReading(proposal: best, statuses: statuses, error: error)
    }

    private static func unable(_ message: String) -> String {
        "the HPA was unable to compute the replica count: \(message)"
    }

    private static let missingSelector = "selector is required"

    private var selectionError: String {
        switch input.selection {
        case .pods: ""
        case .selectorMissing: Self.missingSelector
        case .selectorInvalid(let problem):
            "couldn't convert selector into a corresponding internal selector object: \(problem)"
        case .ambiguous(let selector, let autoscalers):
            "pods by selector \(selector) are controlled by multiple HPAs: [\(autoscalers.joined(separator: " "))]"
        case .failed(let error): error
        }
    }

    /// The pods of the target; nil, with event and condition set, when it is not certain which they are.
    private mutating func selectedPods() -> [AutoscalerPod]? {
        let error = selectionError
        switch input.selection {
        case .pods(let pods): return pods
        case .selectorMissing:
            warn("SelectorRequired", error)
            set(.scalingActive, false, "InvalidSelector", "the HPA target's scale is missing a selector")
        case .selectorInvalid:
            warn("InvalidSelector", error)
            set(.scalingActive, false, "InvalidSelector", error)
        case .ambiguous:
            warn("AmbiguousSelector", error)
            set(.scalingActive, false, "AmbiguousSelector", error)
        case .failed: break
        }
        return nil
    }

    private func propose(
        _ metric: AutoscalerMetric, answer: HorizontalAutoscaler.MetricAnswer, scale: HorizontalAutoscaler.Scale,
        pods: [AutoscalerPod]
    ) throws(MetricFailure) -> MetricProposal {
        switch metric {
        case .resource(let name, let target):
            return try resource(name, container: "", target: target, answer: answer, scale: scale, pods: pods) {
                .resource(name: name, current: $0)
            }
        case .containerResource(let name, let container, let target):
            return try resource(name, container: container, target: target, answer: answer, scale: scale, pods: pods) {
                .containerResource(name: name, container: container, current: $0)
            }
        case .pods(let identifier, let target):
            return try podsMetric(identifier, target: target, answer: answer, scale: scale, pods: pods)
        case .object(let identifier, let object, let target):
            return try objectMetric(identifier, object, target: target, answer: answer, scale: scale, pods: pods)
        case .external(let identifier, let target):
            return try externalMetric(identifier, target: target, answer: answer, scale: scale, pods: pods)
        case .unknown(let type):
            let message = "unknown metric source type \"\(type)\""
            throw MetricFailure(reason: "InvalidMetricSourceType", message: message, error: message)
        }
    }

    private var calculator: ReplicaCalculator {
        ReplicaCalculator(
            timing: autoscaler.settings.timing, podLevelRequests: autoscaler.settings.podLevelResources,
            now: input.now)
    }

    private var tolerance: ReplicaTolerance { autoscaler.tolerance(input.spec.behavior) }

    private func resource(
        _ name: String, container: String, target: MetricTarget, answer: HorizontalAutoscaler.MetricAnswer,
        scale: HorizontalAutoscaler.Scale, pods: [AutoscalerPod], status: (MetricValue) -> AutoscalerMetricStatus
    ) throws(MetricFailure) -> MetricProposal {
        let isContainer = !container.isEmpty
        let reason = isContainer ? "FailedGetContainerResourceMetric" : "FailedGetResourceMetric"
        let prefix =
            isContainer
            ? "failed to get \(container) container metric value" : "failed to get \(name) resource metric value"
        func failure(_ message: String) -> MetricFailure {
            MetricFailure(reason: reason, message: message, error: "\(prefix): \(message)")
        }
        guard target.averageMilli != nil || target.averageUtilization != nil else {
            throw failure(
                "invalid resource metric source: neither an average utilization target nor an average value (usage) "
                    + "target was set")
        }
        do throws(ReplicaCalculationError) {
            if let average = target.averageMilli {
                let samples = try samples(answer, failing: "unable to get metrics for resource \(name)")
                let proposal = try calculator.proposal(
                    averageTargetMilli: average, resource: name, samples: samples, pods: pods,
                    currentReplicas: scale.specReplicas, tolerance: tolerance)
                return MetricProposal(
                    replicas: proposal.replicas, name: "\(name) resource",
                    status: status(MetricValue(averageMilli: proposal.usageMilli)))
            }
            let samples = try samples(answer, failing: "unable to get metrics for resource \(name)")
            let proposal = try calculator.proposal(
                targetUtilization: target.averageUtilization ?? 0, resource: name, container: container,
                samples: samples, pods: pods,
                currentReplicas: scale.specReplicas, tolerance: tolerance)
            return MetricProposal(
                replicas: proposal.replicas,
                name: "\(name) \(isContainer ? "container " : "")resource utilization (percentage of request)",
                status: status(
                    MetricValue(averageUtilization: proposal.utilization, averageMilli: proposal.usageMilli)))
        } catch {
            throw failure("failed to get \(name) \(target.averageMilli == nil ? "utilization" : "usage"): \(error)")
        }
    }

    private func samples(
        _ answer: HorizontalAutoscaler.MetricAnswer, failing prefix: String
    ) throws(ReplicaCalculationError) -> [String: PodMetricSample] {
        switch answer {
        case .pods(let samples): return samples
        case .failed(let error): throw ReplicaCalculationError("\(prefix): \(error)")
        case .value, .series: throw ReplicaCalculationError("\(prefix): the answer is of another kind of metric")
        }
    }

    /// The value of the whole; several series are added.
    private func total(
        _ answer: HorizontalAutoscaler.MetricAnswer, failing error: (String) -> String
    ) throws(ReplicaCalculationError) -> Int64 {
        switch answer {
        case .value(let milli): return milli
        case .series(let series): return AutoscalingArithmetic.sum(series)
        case .failed(let problem): throw ReplicaCalculationError(error(problem))
        case .pods: throw ReplicaCalculationError(error("the answer is of another kind of metric"))
        }
    }

    private func podsMetric(
        _ identifier: MetricIdentifier, target: MetricTarget, answer: HorizontalAutoscaler.MetricAnswer,
        scale: HorizontalAutoscaler.Scale, pods: [AutoscalerPod]
    ) throws(MetricFailure) -> MetricProposal {
        do throws(ReplicaCalculationError) {
            if let problem = identifier.selector?.problem { throw ReplicaCalculationError(problem) }
            let samples = try samples(answer, failing: "unable to get metric \(identifier.name)")
            let proposal = try calculator.proposal(
                averageTargetMilli: target.averageMilli ?? 0, resource: "", samples: samples, pods: pods,
                currentReplicas: scale.specReplicas, tolerance: tolerance)
            return MetricProposal(
                replicas: proposal.replicas, name: "pods metric \(identifier.name)",
                status: .pods(identifier, current: MetricValue(averageMilli: proposal.usageMilli)))
        } catch {
            throw MetricFailure(
                reason: "FailedGetPodsMetric", message: error.message,
                error: "failed to get pods metric value: \(error)")
        }
    }

    private func objectMetric(
        _ identifier: MetricIdentifier, _ object: DescribedObject, target: MetricTarget,
        answer: HorizontalAutoscaler.MetricAnswer, scale: HorizontalAutoscaler.Scale, pods: [AutoscalerPod]
    ) throws(MetricFailure) -> MetricProposal {
        let perPod = target.type == "AverageValue"
        do throws(ReplicaCalculationError) {
            if let problem = identifier.selector?.problem { throw ReplicaCalculationError(problem) }
            if target.type == "Value" ? target.valueMilli == nil : !perPod || target.averageMilli == nil {
                throw ReplicaCalculationError(
                    "invalid object metric source: neither a value target nor an average value target was set")
            }
            // The order of the words is the controller's own.
            let usage = try total(answer) { problem in
                "unable to get metric \(identifier.name): \(object.kind) on \(input.namespace) \(object.name)/\(problem)"
            }
            let (replicas, value) = try whole(target, usage: usage, scale: scale, pods: pods)
            return MetricProposal(
                replicas: replicas,
                name: perPod
                    ? "external metric \(identifier.name)(\(identifier.selectorText))"
                    : "\(object.kind) metric \(identifier.name)",
                status: .object(identifier, of: object, current: value))
        } catch {
            throw MetricFailure(
                reason: "FailedGetObjectMetric", message: error.message,
                error: "failed to get object metric value: "
                    + (perPod ? "failed to get \(identifier.name) object metric: \(error)" : error.message))
        }
    }

    private func externalMetric(
        _ identifier: MetricIdentifier, target: MetricTarget, answer: HorizontalAutoscaler.MetricAnswer,
        scale: HorizontalAutoscaler.Scale, pods: [AutoscalerPod]
    ) throws(MetricFailure) -> MetricProposal {
        let name = identifier.name
        let hasTarget = target.averageMilli != nil || target.valueMilli != nil
        do throws(ReplicaCalculationError) {
            guard hasTarget else {
                throw ReplicaCalculationError(
                    "invalid external metric source: neither a value target nor an average value target was set")
            }
            if let problem = identifier.selector?.problem { throw ReplicaCalculationError(problem) }
            let usage = try total(answer) { problem in
                "unable to get external metric \(input.namespace)/\(name)/\(identifier.selectorText): \(problem)"
            }
            let (replicas, value) = try whole(target, usage: usage, scale: scale, pods: pods)
            return MetricProposal(
                replicas: replicas, name: "external metric \(name)(\(identifier.selectorText))",
                status: .external(identifier, current: value))
        } catch {
            let inner =
                switch (hasTarget, target.averageMilli) {
                case (false, _): error.message
                case (true, .some): "failed to get \(name) external metric: \(error)"
                case (true, nil): "failed to get external metric \(name): \(error)"
                }
            throw MetricFailure(
                reason: "FailedGetExternalMetric", message: error.message,
                error: "failed to get \(name) external metric value: \(inner)")
        }
    }

    private func whole(
        _ target: MetricTarget, usage: Int64, scale: HorizontalAutoscaler.Scale, pods: [AutoscalerPod]
    ) throws(ReplicaCalculationError) -> (Int32, MetricValue) {
        if let average = target.averageMilli {
            let proposal = ReplicaCalculator.proposal(
                averageTargetMilli: average, usageMilli: usage, statusReplicas: scale.statusReplicas,
                tolerance: tolerance)
            return (proposal.replicas, MetricValue(averageMilli: proposal.usageMilli))
        }
        let proposal = try calculator.proposal(
            valueTargetMilli: target.valueMilli ?? 0, usageMilli: usage, pods: pods,
            currentReplicas: scale.specReplicas, tolerance: tolerance)
        return (proposal.replicas, MetricValue(valueMilli: usage))
    }
}
