package import KubeCore
package import KubeRuntime
import NIOConcurrencyHelpers
package import OperatorCore

/// What the operator tells of its policies.
///
/// Series are by policy and trigger, of which there are as many as users make (the registry bounds them), or by a
/// reason out of a fixed set; never by a text that a user or a source wrote.
package struct ScalingMetrics: Sendable {
    private struct Trigger: Hashable {
        let policy: ObjectKey
        let name: String
    }

    private let desired: Gauge
    private let current: Gauge
    private let rescales: Counter
    private let value: Gauge
    private let proposal: Gauge
    private let age: Gauge
    private let errors: Counter
    private let decisions: Counter
    private let limits: Counter
    private let duration: Histogram.Series
    private let clock: RuntimeClock
    /// When each trigger was last read well, on the monotonic clock.
    private let successes = NIOLockedValueBox<[ObjectKey: [String: Duration]]>([:])

    package init(registry: MetricsRegistry, clock: RuntimeClock) {
        self.clock = clock
        let policy = ["namespace", "name"]
        let trigger = ["namespace", "name", "trigger"]
        desired = registry.gauge("scalingpolicy_desired_replicas", "Replicas the policy wants.", labels: policy)
        current = registry.gauge("scalingpolicy_current_replicas", "Replicas the target has.", labels: policy)
        rescales = registry.counter(
            "scalingpolicy_rescales_total", "Changes written to /scale.", labels: ["direction"])
        value = registry.gauge("scalingpolicy_trigger_value", "The trigger's last reading.", labels: trigger)
        proposal = registry.gauge(
            "scalingpolicy_trigger_proposal", "Replicas the trigger asks for.", labels: trigger)
        age = registry.gauge(
            "scalingpolicy_trigger_age_seconds", "Time since the trigger was last read well.", labels: trigger)
        errors = registry.counter(
            "scalingpolicy_trigger_errors_total", "Passes in which the trigger could not be read.", labels: trigger)
        decisions = registry.counter(
            "scalingpolicy_decisions_total", "Decisions to change a count, by what became of them.",
            labels: ["reason"])
        limits = registry.counter(
            "scalingpolicy_limited_total", "Passes in which something kept the count from what was wanted, by what.",
            labels: ["by"])
        duration = registry.histogram("scalingpolicy_reconcile_seconds", "How long one pass over a policy took.")[]
        registry.onExposition { [self] in refreshAges() }
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
        let status = plan.status ?? snapshot.policy.status
        report(status.triggers ?? [], of: key, before: snapshot.policy.status.triggers ?? [])
        if let outcome = Self.outcome(of: plan, status) { decisions.add(1, outcome) }
        if let limited = status.conditions?[type: "ScalingLimited"], limited.status == .isTrue {
            limits.add(1, limited.reason)
        }
    }

    /// Measures one pass.
    package func timed<Value>(_ pass: () async throws -> Value) async rethrows -> Value {
        let start = clock.now()
        defer { duration.observe(clock.now() - start) }
        return try await pass()
    }

    package func forget(_ key: ObjectKey) {
        desired.remove(key.namespace, key.name)
        current.remove(key.namespace, key.name)
        let known = successes.withLockedValue { $0.removeValue(forKey: key) } ?? [:]
        for trigger in known.keys { forget(trigger, of: key) }
    }

    // MARK: Triggers

    private func report(
        _ triggers: [ScalingPolicyStatus.TriggerStatus], of key: ObjectKey,
        before: [ScalingPolicyStatus.TriggerStatus]
    ) {
        let now = clock.now()
        var known = successes.withLockedValue { $0[key] } ?? [:]
        var present: Set<String> = []
        for trigger in triggers where trigger.state != nil && trigger.state != .disabled {
            present.insert(trigger.name)
            // A trigger that was never read well is as old as our knowledge of it.
            if trigger.state == .ok || known[trigger.name] == nil { known[trigger.name] = now }
            if trigger.state != .ok { errors.add(1, key.namespace, key.name, trigger.name) }
            set(value, trigger.value.flatMap { Double($0) }, key, trigger.name)
            set(proposal, trigger.proposal.map(Double.init), key, trigger.name)
        }
        for name in Set(known.keys).union(before.map(\.name)).subtracting(present) {
            known[name] = nil
            forget(name, of: key)
        }
        successes.withLockedValue { $0[key] = known }
    }

    /// A number that is not known is no series: a zero would look like a reading.
    private func set(_ gauge: Gauge, _ number: Double?, _ key: ObjectKey, _ trigger: String) {
        if let number {
            gauge.set(number, key.namespace, key.name, trigger)
        } else {
            gauge.remove(key.namespace, key.name, trigger)
        }
    }

    private func forget(_ trigger: String, of key: ObjectKey) {
        for gauge in [value, proposal, age] { gauge.remove(key.namespace, key.name, trigger) }
        errors.remove(key.namespace, key.name, trigger)
    }

    private func refreshAges() {
        let now = clock.now()
        for (key, triggers) in successes.withLockedValue({ $0 }) {
            for (trigger, time) in triggers {
                age.set((now - time) / .seconds(1), key.namespace, key.name, trigger)
            }
        }
    }

    /// What became of the plan's decision; nil when it changes no count.
    private static func outcome(of plan: ScalingPlan, _ status: ScalingPolicyStatus) -> String? {
        for case .event(let event) in plan.actions {
            if ["Rescaled", "ScaledToZero", "Activated", "RescaleFailed"].contains(event.reason) {
                return event.reason
            }
        }
        guard let counts = status.replicas, let current = counts.current, let desired = counts.desired,
            current != desired, plan.actions.contains(where: \.isStatus)
        else { return nil }
        return "NotApplied"
    }
}

extension WriteAction {
    fileprivate var isStatus: Bool { if case .patchStatus = self { true } else { false } }
}
