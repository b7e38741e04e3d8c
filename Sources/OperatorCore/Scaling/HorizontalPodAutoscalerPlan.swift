package import KubeCore

/// The HorizontalPodAutoscaler that carries out a policy, and what its status says in the policy's terms.
package enum HorizontalPodAutoscalerPlan {
    package static let resourceType = ResourceType(
        "autoscaling/v2", "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers")

    /// The fields the policy owns of an autoscaling/v2 object of its own name.
    package static func object(
        for policy: ScalingPolicy, timeZones: [String: TimeZoneRules], now: Timestamp
    ) -> JSONValue {
        let spec = policy.spec
        let bounds = EffectiveBounds.at(now, spec.replicas, timeZones: timeZones)
        let metrics = metrics(of: spec).map { AutoscalerMetric(trigger: $0).json }
        var body: JSONObject = [
            "scaleTargetRef": [
                "apiVersion": .string(spec.targetRef.apiVersion), "kind": .string(spec.targetRef.kind),
                "name": .string(spec.targetRef.name),
            ],
            "minReplicas": .integer(Int64(max(1, bounds.min))), "maxReplicas": .integer(Int64(bounds.max)),
            "metrics": .array(metrics),
        ]
        if let behavior = behavior(spec) { body["behavior"] = behavior.json }
        return [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": OwnedObject.metadata(policy), "spec": .object(body),
        ]
    }

    /// The triggers that become metrics, in the order of the metrics.
    static func metrics(of spec: ScalingPolicySpec) -> [Trigger] {
        (spec.triggers ?? []).filter { $0.enabled && $0.target != nil }
    }

    /// Nil where the API's defaults say the same. A held direction is one whose policies are disabled.
    private static func behavior(_ spec: ScalingPolicySpec) -> AutoscalerBehavior? {
        let isHeld = spec.hold?.up == true || spec.hold?.down == true
        guard isHeld || spec.behavior?.scaleUp != nil || spec.behavior?.scaleDown != nil else { return nil }
        var behavior = NativePlanner.behavior(spec.behavior)
        if spec.hold?.up == true { behavior.scaleUp.selectPolicy = .disabled }
        if spec.hold?.down == true { behavior.scaleDown.selectPolicy = .disabled }
        return behavior
    }

    /// The policy's status from that of its HorizontalPodAutoscaler; nil: it has none yet.
    package static func status(
        from json: JSONValue?, of policy: ScalingPolicy, timeZones: [String: TimeZoneRules], now: Timestamp
    ) -> ScalingPolicyStatus {
        var status = policy.status
        let read = AutoscalerStatus(json: json?["status"] ?? [:])
        let bounds = EffectiveBounds.at(now, policy.spec.replicas, timeZones: timeZones)
        var counts = ScalingPolicyStatus.ReplicaStatus()
        // Before its controller's first pass a new object says 0, which nobody counted.
        let isReported = !read.conditions.isEmpty
        counts.current = isReported ? read.currentReplicas : nil
        counts.desired = isReported ? read.desiredReplicas : nil
        counts.min = bounds.min
        counts.max = bounds.max
        counts.window = bounds.window
        status.replicas = counts
        status.triggers = triggers(policy.spec, read.currentMetrics)
        status.history = nil
        status.decisions = nil
        status.lastActiveTime = nil
        var last = ScalingPolicyStatus.LastScale()
        if let time = read.lastScaleTime, read.desiredReplicas != read.currentReplicas {
            if read.desiredReplicas > read.currentReplicas { last.up = time } else { last.down = time }
            status.lastScale = last
        }
        return status
    }

    /// AbleToScale, ScalingActive and ScalingLimited as the HPA controller reports them.
    package static func conditions(from json: JSONValue?, generation: Int64) -> [Condition] {
        let read = AutoscalerStatus(json: json?["status"] ?? [:])
        let types: [AutoscalerCondition.Kind] = [.ableToScale, .scalingActive, .scalingLimited]
        return types.map { type in
            guard let condition = read.conditions.first(where: { $0.type == type.rawValue }),
                let value = Condition.Status(rawValue: condition.status)
            else {
                return Condition(
                    type: type.rawValue, status: .unknown, reason: "Pending",
                    message: "the HorizontalPodAutoscaler controller has not reported yet",
                    observedGeneration: generation)
            }
            return Condition(
                type: type.rawValue, status: value, reason: condition.reason, message: condition.message,
                observedGeneration: generation)
        }
    }

    private static func triggers(
        _ spec: ScalingPolicySpec, _ metrics: [AutoscalerMetricStatus]
    ) -> [ScalingPolicyStatus.TriggerStatus] {
        let names = Self.metrics(of: spec).map(\.name)
        return (spec.triggers ?? []).map { trigger in
            var status = ScalingPolicyStatus.TriggerStatus(name: trigger.name)
            status.unit = trigger.unit
            status.target = trigger.target.map(TriggerEvaluator.text)
            guard trigger.enabled else {
                status.state = .disabled
                return status
            }
            guard let index = names.firstIndex(of: trigger.name), index < metrics.count else { return status }
            guard let current = metrics[index].current else {
                status.state = .failed
                return status
            }
            status.state = .ok
            if let percent = current.averageUtilization {
                status.value = "\(percent)"
                status.unit = trigger.unit ?? "%"
            } else {
                status.value = (current.averageMilli ?? current.valueMilli).map(TriggerEvaluator.decimal)
            }
            return status
        }
    }
}

extension AutoscalerMetric {
    /// The metric that says the same as a trigger; a source no HPA can read becomes an unknown type, which admission
    /// refuses before.
    init(trigger: Trigger) {
        let target = MetricTarget(trigger.target)
        switch trigger.source {
        case .resource(let source):
            if let container = source.container {
                self = .containerResource(name: source.name, container: container, target: target)
            } else {
                self = .resource(name: source.name, target: target)
            }
        case .pods(let source):
            self = .pods(.init(name: source.metric, selector: MetricSelector(source.selector)), target: target)
        case .object(let source):
            let object = source.describedObject
            self = .object(
                .init(name: source.metric, selector: MetricSelector(source.selector)),
                of: .init(apiVersion: object.apiVersion, kind: object.kind, name: object.name), target: target)
        case .external(let source):
            self = .external(.init(name: source.metric, selector: MetricSelector(source.selector)), target: target)
        default: self = .unknown(type: trigger.source.kind.rawValue)
        }
    }
}

extension MetricTarget {
    fileprivate init(_ target: TriggerTarget?) {
        if let percent = target?.utilization {
            self = .utilization(percent)
        } else if let average = target?.averageValue {
            self = .average(milli: average.milliValue)
        } else {
            self = .value(milli: target?.value?.milliValue ?? 0)
        }
    }
}

extension MetricSelector {
    fileprivate init?(_ selector: LabelSelector?) {
        guard let json = selector?.json else { return nil }
        self.init(json: json)
    }
}

extension AutoscalerMetricStatus {
    /// Nil when the metric could not be read.
    fileprivate var current: MetricValue? {
        switch self {
        case .resource(_, let current), .containerResource(_, _, let current), .pods(_, let current),
            .object(_, _, let current), .external(_, let current):
            current
        case .unread: nil
        }
    }
}
