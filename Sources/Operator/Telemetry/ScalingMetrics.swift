package import KubeCore
package import KubeRuntime
package import OperatorCore

/// What the operator tells of its policies. Series are by policy and trigger; the registry bounds their number.
package struct ScalingMetrics: Sendable {
    private let desired: Gauge
    private let current: Gauge
    private let rescales: Counter

    package init(registry: MetricsRegistry) {
        let labels = ["namespace", "name"]
        desired = registry.gauge("scalingpolicy_desired_replicas", "Replicas the policy wants.", labels: labels)
        current = registry.gauge("scalingpolicy_current_replicas", "Replicas the target has.", labels: labels)
        rescales = registry.counter(
            "scalingpolicy_rescales_total", "Changes written to /scale.", labels: ["direction"])
    }

    package func report(_ snapshot: ScalingSnapshot, _ plan: ScalingPlan) {
        let key = snapshot.policy.key
        if case .found(let found) = snapshot.scale {
            var wanted = Int64(found.specReplicas)
            for case .scale(_, _, let from, let to, _) in plan.actions {
                wanted = to
                rescales.add(1, to > from ? "up" : "down")
            }
            current.set(Double(found.statusReplicas), key.namespace, key.name)
            desired.set(Double(wanted), key.namespace, key.name)
        }
    }

    package func forget(_ key: ObjectKey) {
        desired.remove(key.namespace, key.name)
        current.remove(key.namespace, key.name)
    }
}
