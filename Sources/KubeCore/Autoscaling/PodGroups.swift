/// The pods of a workload, told apart by what their samples are worth.
package struct PodGroups: Hashable, Sendable {
    /// Pods whose sample counts.
    package var readyCount = 0
    /// Pods that are starting: counted as idle when scaling up, left out when scaling down.
    package var unready: Set<String> = []
    /// Pods without a sample.
    package var missing: Set<String> = []
    /// Pods that are going or have failed.
    package var ignored: Set<String> = []

    /// How long a pod counts as starting, for CPU only.
    package struct Timing: Hashable, Sendable, Codable {
        /// `--horizontal-pod-autoscaler-cpu-initialization-period`
        package var initializationSeconds: Int64
        /// `--horizontal-pod-autoscaler-initial-readiness-delay`
        package var readinessDelaySeconds: Int64

        package init(initializationSeconds: Int64 = 300, readinessDelaySeconds: Int64 = 30) {
            self.initializationSeconds = initializationSeconds
            self.readinessDelaySeconds = readinessDelaySeconds
        }
    }

    /// Groups `pods` by `samples` of `resource` (empty for a custom metric; only `cpu` looks at readiness).
    package init(
        _ pods: [AutoscalerPod], samples: [String: PodMetricSample], resource: String, timing: Timing, now: Timestamp
    ) {
        for pod in pods {
            if pod.isBeingDeleted || pod.phase == "Failed" {
                ignored.insert(pod.name)
            } else if pod.phase == "Pending" {
                unready.insert(pod.name)
            } else if let sample = samples[pod.name] {
                if resource == "cpu", Self.isStarting(pod, sample: sample, timing: timing, now: now) {
                    unready.insert(pod.name)
                } else {
                    readyCount += 1
                }
            } else {
                missing.insert(pod.name)
            }
        }
    }

    private static func isStarting(
        _ pod: AutoscalerPod, sample: PodMetricSample, timing: Timing, now: Timestamp
    ) -> Bool {
        guard let readiness = pod.readiness, let start = pod.startTime else { return true }
        if start + .seconds(timing.initializationSeconds) > now {
            // A sample whose window began before the last transition still holds the start-up load.
            return readiness.status == "False"
                || sample.time < readiness.lastTransition + .seconds(sample.windowSeconds)
        }
        // Older and not ready: a pod that was never ready is starting, one that broke is loaded.
        return readiness.status == "False"
            && start + .seconds(timing.readinessDelaySeconds) > readiness.lastTransition
    }
}
