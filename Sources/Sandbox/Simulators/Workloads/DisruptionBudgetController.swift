import KubeCore

/// Counts how many of a PodDisruptionBudget's pods may be evicted now.
///
/// Source: Kubernetes documentation, "Specifying a Disruption Budget for your Application".
enum DisruptionBudgetController {
    /// `pods` are those of the budget's namespace; `expected` tells how many pods the controllers of those that it
    /// selects want together.
    static func plan(_ budget: JSONValue, pods: [PodReading], expected: ([PodReading]) -> Int, now: Timestamp)
        -> SimulatorPlan
    {
        let meta = budget.simulatedMeta
        guard !meta.isBeingDeleted,
            case .success(let selector) = LabelSelector.read(budget[path: "spec", "selector"] ?? [:])
        else { return SimulatorPlan() }
        let selected = selector.isEmpty ? [] : pods.filter { $0.isActive && selector.matches($0.meta.labels) }
        let expected = expected(selected)
        let healthy = selected.filter(\.isReady).count
        let desired = desiredHealthy(budget, expected: expected)
        let allowed = expected == 0 ? 0 : max(0, healthy - desired)
        var status = budget["status"] ?? [:]
        for (name, count) in [
            ("disruptionsAllowed", allowed), ("currentHealthy", healthy), ("desiredHealthy", desired),
            ("expectedPods", expected),
        ] {
            status[name] = .integer(Int64(count))
        }
        status["observedGeneration"] = .integer(meta.generation)
        status["conditions"] = [condition(budget, isAllowed: allowed > 0, now: now)]
        guard status != budget["status"] else { return SimulatorPlan() }
        var changed = budget
        changed["status"] = status
        return SimulatorPlan(actions: [.updateStatus(.simulatedBudgets, changed)])
    }

    /// Of 5 expected pods: minAvailable 3 or `60%` wants 3 healthy, maxUnavailable 1 or `20%` wants 4.
    private static func desiredHealthy(_ budget: JSONValue, expected: Int) -> Int {
        let spec = budget["spec"]
        if let most = spec?["maxUnavailable"], most != .null {
            return max(0, expected - (IntOrPercent.resolve(most, of: expected, .up) ?? 0))
        }
        return IntOrPercent.resolve(spec?["minAvailable"], of: expected, .up) ?? 0
    }

    private static func condition(_ budget: JSONValue, isAllowed: Bool, now: Timestamp) -> JSONValue {
        let before = (budget[path: "status", "conditions"]?.arrayValue ?? []).first {
            $0["type"]?.stringValue == "DisruptionAllowed"
        }
        let status: JSONValue = isAllowed ? "True" : "False"
        let time =
            before?["status"] == status ? before?["lastTransitionTime"] ?? .string(now.rfc3339) : .string(now.rfc3339)
        return [
            "type": "DisruptionAllowed", "status": status,
            "observedGeneration": .integer(budget.simulatedMeta.generation), "lastTransitionTime": time,
            "reason": isAllowed ? "SufficientPods" : "InsufficientPods", "message": "",
        ]
    }
}
