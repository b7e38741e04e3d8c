import KubeCore

/// What people want to see of all policies at a glance.
package enum ScalingPolicyTable {
    /// One line per policy under a head; sorted by namespace and name.
    package static func lines(_ policies: [ScalingPolicy]) -> [String] {
        var table = TextTable(["POLICY", "TARGET", "ENGINE", "READINGS", "REPLICAS", "STATE", "WHY"])
        for policy in policies.sorted(by: { $0.key < $1.key }) {
            table.add([
                policy.key.description, policy.spec.targetRef.description, policy.status.engine?.rawValue ?? "-",
                readings(policy.status), replicas(policy), state(policy.status), why(policy.status),
            ])
        }
        return table.lines
    }

    /// `orders 480/20, cpu 71%/70`; a failed source is marked.
    private static func readings(_ status: ScalingPolicyStatus) -> String {
        let shown = (status.triggers ?? []).filter { $0.state != .disabled }.map { trigger -> String in
            let value = trigger.value.map { "\($0)\(trigger.unit == "%" ? "%" : "")" } ?? "?"
            let mark = trigger.state == .failed || trigger.state == .fallback ? " failed" : ""
            return "\(trigger.name) \(value)\(trigger.target.map { "/\($0)" } ?? "")\(mark)"
        }
        return shown.isEmpty ? "-" : shown.joined(separator: ", ")
    }

    /// `3`, or `3 -> 5` while a change is wanted, with the bounds.
    private static func replicas(_ policy: ScalingPolicy) -> String {
        guard let counts = policy.status.replicas, let current = counts.current else { return "-" }
        let bounds = "[\(counts.min ?? policy.spec.replicas.min)..\(counts.max ?? policy.spec.replicas.max)]"
        guard let desired = counts.desired, desired != current else { return "\(current) \(bounds)" }
        return "\(current) -> \(desired) \(bounds)"
    }

    private static func state(_ status: ScalingPolicyStatus) -> String {
        guard let ready = status.conditions?.first(where: { $0.type == "Ready" }) else { return "New" }
        return ready.status == .isTrue ? "Ready" : ready.reason
    }

    private static func why(_ status: ScalingPolicyStatus) -> String {
        if let ready = status.conditions?.first(where: { $0.type == "Ready" }), ready.status != .isTrue {
            return ready.message
        }
        // What stops scaling now matters more than the last decision.
        if let active = status.conditions?.first(where: { $0.type == "ScalingActive" }), active.status == .isFalse,
            active.reason.hasPrefix("Failed")
        {
            return active.message
        }
        return status.decisions?.first?.reason ?? ""
    }
}
