package import KubeCore

/// The VerticalPodAutoscaler that carries out `spec.vertical`, and what its recommendation says in the policy's terms.
package enum VerticalPodAutoscalerPlan {
    package static let resourceType = ResourceType(
        "autoscaling.k8s.io/v1", "VerticalPodAutoscaler", plural: "verticalpodautoscalers")

    /// The fields the policy owns of a VerticalPodAutoscaler of its own name; nil when it scales nothing vertically.
    ///
    /// Unless the policy enforces, the object only recommends.
    package static func object(for policy: ScalingPolicy) -> JSONValue? {
        guard let vertical = policy.spec.vertical else { return nil }
        var update: JSONObject = ["updateMode": .string(mode(of: policy).rawValue)]
        if let minimum = vertical.minReplicas { update["minReplicas"] = .integer(Int64(minimum)) }
        var spec: JSONObject = [
            "targetRef": [
                "apiVersion": .string(policy.spec.targetRef.apiVersion), "kind": .string(policy.spec.targetRef.kind),
                "name": .string(policy.spec.targetRef.name),
            ],
            "updatePolicy": .object(update),
        ]
        if let containers = vertical.containers, !containers.isEmpty {
            spec["resourcePolicy"] = ["containerPolicies": .array(containers.map(policyEntry))]
        }
        return [
            "apiVersion": "autoscaling.k8s.io/v1", "kind": "VerticalPodAutoscaler",
            "metadata": OwnedObject.metadata(policy), "spec": .object(spec),
        ]
    }

    /// `Auto` is an old name of Recreate.
    private static func mode(of policy: ScalingPolicy) -> VerticalScaling.Mode {
        guard policy.spec.mode == .enforce, let mode = policy.spec.vertical?.mode else { return .off }
        return mode == .auto ? .recreate : mode
    }

    private static func policyEntry(_ container: ContainerSizing) -> JSONValue {
        var entry: JSONObject = ["containerName": .string(container.name), "mode": .string(container.mode.rawValue)]
        if let minimum = container.minAllowed { entry["minAllowed"] = quantities(minimum) }
        if let maximum = container.maxAllowed { entry["maxAllowed"] = quantities(maximum) }
        if let resources = container.controlledResources {
            entry["controlledResources"] = .array(resources.map(JSONValue.string))
        }
        // An entry that is off may not say how its values are controlled.
        if container.mode == .auto { entry["controlledValues"] = .string(container.controlledValues.rawValue) }
        return .object(entry)
    }

    private static func quantities(_ quantities: [String: Quantity]) -> JSONValue {
        .object(JSONObject(quantities.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) }))
    }

    /// `status.recommendation` of the object as read; nil when there is none yet.
    package static func status(from object: JSONValue) -> ScalingPolicyStatus.VerticalStatus? {
        let entries = object["status"]?["recommendation"]?["containerRecommendations"]?.arrayValue
        guard let entries else { return nil }
        return .init(
            containers: entries.map { entry in
                var container = ScalingPolicyStatus.VerticalStatus.Container(
                    name: entry["containerName"]?.stringValue ?? "")
                container.target = read(entry["target"])
                container.lowerBound = read(entry["lowerBound"])
                container.upperBound = read(entry["upperBound"])
                container.uncappedTarget = read(entry["uncappedTarget"])
                return container
            })
    }

    private static func read(_ json: JSONValue?) -> [String: Quantity]? {
        guard let members = json?.objectValue else { return nil }
        var result: [String: Quantity] = [:]
        for member in members { result[member.key] = member.value.stringValue.flatMap { Quantity($0) } }
        return result
    }

    /// The VerticalReady condition; nil when the policy scales nothing vertically.
    package static func condition(for policy: ScalingPolicy, vertical: ScalingSnapshot.Owned) -> Condition? {
        guard policy.spec.vertical != nil else { return nil }
        func condition(_ status: Condition.Status, _ reason: String, _ message: String) -> Condition {
            Condition(
                type: "VerticalReady", status: status, reason: reason, message: message,
                observedGeneration: policy.metadata.generation)
        }
        switch vertical {
        case .notServed:
            return condition(
                .isFalse, "NotServed",
                "the cluster does not serve verticalpodautoscalers.autoscaling.k8s.io; install its CRD and components")
        case .absent where policy.spec.mode == .enforce:
            // The same plan makes it, and a new object has none: nothing of ours that is new wakes the policy again.
            return condition(.isFalse, "NoRecommendation", "no recommendation yet")
        case .absent:
            return condition(
                .unknown, "Pending", "no VerticalPodAutoscaler is made in mode \(policy.spec.mode.rawValue)")
        case .present(let object) where !OwnedObject.isOwned(object, by: policy):
            return condition(
                .isFalse, "Conflict",
                "a VerticalPodAutoscaler \(policy.metadata.name) exists and does not belong to this policy")
        case .present(let object):
            guard status(from: object) != nil else {
                return condition(.isFalse, "NoRecommendation", "no recommendation yet")
            }
            return condition(.isTrue, "RecommendationProvided", "")
        }
    }
}
