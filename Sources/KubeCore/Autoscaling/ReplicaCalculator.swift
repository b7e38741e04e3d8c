/// One metric's reading turned into a replica count, before stabilisation and limits.
///
/// Source: the replica calculator of Kubernetes 1.36.
package struct ReplicaCalculator: Hashable, Sendable, Codable {
    package var timing: PodGroups.Timing
    /// Whether pod-level requests count (feature gate PodLevelResources).
    package var podLevelRequests: Bool
    package var now: Timestamp

    package init(timing: PodGroups.Timing = .init(), podLevelRequests: Bool = true, now: Timestamp) {
        self.timing = timing
        self.podLevelRequests = podLevelRequests
        self.now = now
    }

    /// What one metric asks for, and what was measured on the way.
    package struct Proposal: Hashable, Sendable, Codable {
        package var replicas: Int32
        /// In thousandths: the mean per pod, or the whole value for a `Value` target.
        package var usageMilli: Int64
        /// In percent of the requests; nil where requests do not count.
        package var utilization: Int32?
        package var readyPods: Int
        package var unreadyPods: Int
        package var missingPods: Int

        package init(
            replicas: Int32, usageMilli: Int64, utilization: Int32? = nil, readyPods: Int = 0, unreadyPods: Int = 0,
            missingPods: Int = 0
        ) {
            self.replicas = replicas
            self.usageMilli = usageMilli
            self.utilization = utilization
            self.readyPods = readyPods
            self.unreadyPods = unreadyPods
            self.missingPods = missingPods
        }
    }

    /// A `Resource` or `ContainerResource` metric (`container` not empty) with a target in percent of the requests.
    package func proposal(
        targetUtilization: Int32, resource: String, container: String, samples: [String: PodMetricSample],
        pods: [AutoscalerPod], currentReplicas: Int32, tolerance: ReplicaTolerance
    ) throws(ReplicaCalculationError) -> Proposal {
        let (groups, usable) = try group(pods, samples: samples, resource: resource)
        let requests = try PodRequests.milli(
            of: pods, resource: resource, container: container, podLevelRequests: podLevelRequests)
        let usage = try UsageRatio(
            samples: usable, requestsMilli: requests, targetUtilization: targetUtilization)
        var completed = usable
        if complete(
            &completed, groups, ratio: usage.ratio,
            missingOnScaleDown: { pod in
                AutoscalingArithmetic.scale(requests[pod] ?? 0, by: Int64(max(100, targetUtilization)), over: 100)
            })
        {
            let ratio = try UsageRatio(
                samples: completed, requestsMilli: requests, targetUtilization: targetUtilization
            ).ratio
            return Proposal(
                replicas: cautious(
                    ratio, after: usage.ratio, pods: completed.count, current: currentReplicas, tolerance: tolerance),
                usage, groups)
        }
        return Proposal(
            replicas: tracked(usage.ratio, pods: groups.readyCount, current: currentReplicas, tolerance: tolerance),
            usage, groups)
    }

    /// A `Pods` metric (`resource` empty), or a resource with a target per pod.
    package func proposal(
        averageTargetMilli: Int64, resource: String, samples: [String: PodMetricSample], pods: [AutoscalerPod],
        currentReplicas: Int32, tolerance: ReplicaTolerance
    ) throws(ReplicaCalculationError) -> Proposal {
        let (groups, usable) = try group(pods, samples: samples, resource: resource)
        let usage = UsageRatio(samples: usable, targetMilli: averageTargetMilli)
        var completed = usable
        if complete(&completed, groups, ratio: usage.ratio, missingOnScaleDown: { _ in averageTargetMilli }) {
            let ratio = UsageRatio(samples: completed, targetMilli: averageTargetMilli).ratio
            return Proposal(
                replicas: cautious(
                    ratio, after: usage.ratio, pods: completed.count, current: currentReplicas, tolerance: tolerance),
                usage, groups)
        }
        return Proposal(
            replicas: tracked(usage.ratio, pods: groups.readyCount, current: currentReplicas, tolerance: tolerance),
            usage, groups)
    }

    /// An `Object` or `External` metric whose target is a value of the whole: replicas = ceil(usage/target * ready).
    ///
    /// From 0 replicas there is no tolerance and no ready pod: ceil(usage/target).
    package func proposal(
        valueTargetMilli: Int64, usageMilli: Int64, pods: [AutoscalerPod], currentReplicas: Int32,
        tolerance: ReplicaTolerance
    ) throws(ReplicaCalculationError) -> Proposal {
        let ratio = Double(usageMilli) / Double(valueTargetMilli)
        guard currentReplicas != 0 else {
            return Proposal(replicas: AutoscalingArithmetic.replicas(roundingUp: ratio), usageMilli: usageMilli)
        }
        if tolerance.contains(ratio) { return Proposal(replicas: currentReplicas, usageMilli: usageMilli) }
        guard !pods.isEmpty else {
            throw ReplicaCalculationError("unable to calculate ready pods: \(Self.noPods)")
        }
        let ready = pods.count(where: \.isRunningAndReady)
        return Proposal(
            replicas: AutoscalingArithmetic.replicas(roundingUp: ratio * Double(ready)), usageMilli: usageMilli,
            readyPods: ready)
    }

    /// An `Object` or `External` metric whose target is a value per pod: replicas = ceil(usage/target).
    ///
    /// Within tolerance the answer is `statusReplicas`, the count of pods that exist. 20 450 at 1000 per pod is 21.
    package static func proposal(
        averageTargetMilli: Int64, usageMilli: Int64, statusReplicas: Int32, tolerance: ReplicaTolerance
    ) -> Proposal {
        let ratio = Double(usageMilli) / (Double(averageTargetMilli) * Double(statusReplicas))
        let wanted = AutoscalingArithmetic.replicas(roundingUp: Double(usageMilli) / Double(averageTargetMilli))
        return Proposal(
            replicas: tolerance.contains(ratio) ? statusReplicas : wanted,
            usageMilli: AutoscalingArithmetic.mean(of: usageMilli, over: statusReplicas))
    }

    package static let noPods = "no pods returned by selector while calculating replica count"
}

extension ReplicaCalculator {
    private func group(
        _ pods: [AutoscalerPod], samples: [String: PodMetricSample], resource: String
    ) throws(ReplicaCalculationError) -> (PodGroups, [String: PodMetricSample]) {
        guard !pods.isEmpty else { throw ReplicaCalculationError(Self.noPods) }
        let groups = PodGroups(pods, samples: samples, resource: resource, timing: timing, now: now)
        var usable = samples
        for pod in groups.ignored { usable[pod] = nil }
        for pod in groups.unready { usable[pod] = nil }
        guard !usable.isEmpty else {
            throw ReplicaCalculationError("did not receive metrics for targeted pods (pods might be unready)")
        }
        return (groups, usable)
    }

    /// Adds assumed samples that argue against the change `ratio` asks for; false when every pod was measured.
    private func complete(
        _ samples: inout [String: PodMetricSample], _ groups: PodGroups, ratio: Double,
        missingOnScaleDown: (String) -> Int64
    ) -> Bool {
        let scalesUpUnready = !groups.unready.isEmpty && ratio > 1
        guard scalesUpUnready || !groups.missing.isEmpty else { return false }
        if ratio < 1 {
            for pod in groups.missing {
                samples[pod] = PodMetricSample(milliValue: missingOnScaleDown(pod), time: now)
            }
        } else if ratio > 1 {
            for pod in groups.missing { samples[pod] = PodMetricSample(milliValue: 0, time: now) }
        }
        if scalesUpUnready {
            for pod in groups.unready { samples[pod] = PodMetricSample(milliValue: 0, time: now) }
        }
        return true
    }

    private func tracked(_ ratio: Double, pods: Int, current: Int32, tolerance: ReplicaTolerance) -> Int32 {
        tolerance.contains(ratio) ? current : AutoscalingArithmetic.replicas(roundingUp: ratio * Double(pods))
    }

    /// The count by the completed ratio, or `current` where that would turn the direction round.
    private func cautious(
        _ ratio: Double, after measured: Double, pods: Int, current: Int32, tolerance: ReplicaTolerance
    ) -> Int32 {
        if tolerance.contains(ratio) || (measured < 1 && ratio > 1) || (measured > 1 && ratio < 1) { return current }
        let wanted = AutoscalingArithmetic.replicas(roundingUp: ratio * Double(pods))
        if (ratio < 1 && wanted > current) || (ratio > 1 && wanted < current) { return current }
        return wanted
    }
}

extension ReplicaCalculator.Proposal {
    fileprivate init(replicas: Int32, _ usage: UsageRatio, _ groups: PodGroups) {
        self.init(
            replicas: replicas, usageMilli: usage.averageMilli, utilization: usage.utilization,
            readyPods: groups.readyCount, unreadyPods: groups.unready.count, missingPods: groups.missing.count)
    }
}
