import KubeCore
import OperatorCore

extension Timestamp {
    static let start = Timestamp(seconds: 1_800_000_000)
}

extension Quantity {
    /// For literals of tests.
    static func of(_ milli: Int64) -> Quantity { Quantity(milli: milli) }
}

extension Trigger {
    /// A queue read from Redis: one replica for each `perPod` items.
    static func queue(_ name: String = "queue", perPod: Int64 = 10) -> Trigger {
        Trigger(
            name: name, source: .redisList(RedisListSource(connection: "redis", keys: ["jobs"])),
            target: TriggerTarget(averageValue: Quantity(perPod)))
    }

    static func cpu(_ percent: Int32 = 70) -> Trigger {
        Trigger(
            name: "cpu", source: .resource(ResourceSource(name: "cpu")), target: TriggerTarget(utilization: percent))
    }

    func failing(hold: Int64 = 0, then: FailurePolicy.Fallback = .block) -> Trigger {
        var trigger = self
        trigger.onFailure = FailurePolicy(hold: Interval(seconds: hold), then: then)
        return trigger
    }
}

extension NativeSnapshot {
    /// A policy on a Deployment with `replicas` running pods that were created long ago.
    static func test(
        _ triggers: [Trigger] = [.queue()], min: Int32 = 1, max: Int32 = 20, replicas: Int32 = 1,
        zero: ScaleToZero? = nil
    ) -> NativeSnapshot {
        let spec = ScalingPolicySpec(
            targetRef: TargetReference(name: "worker"), replicas: ReplicaBounds(min: min, max: max, zero: zero),
            triggers: triggers)
        return NativeSnapshot(
            key: ObjectKey(namespace: "shop", name: "worker"), created: .start - .seconds(86_400), spec: spec,
            scale: .found(specReplicas: replicas, statusReplicas: replicas, selector: "app=worker"), now: .start)
    }

    func reading(_ value: Double, of trigger: String = "queue") -> NativeSnapshot {
        var snapshot = self
        snapshot.readings[trigger] = .reading(.value(value, at: now))
        return snapshot
    }

    func failing(_ trigger: String = "queue") -> NativeSnapshot {
        var snapshot = self
        snapshot.readings[trigger] = .reading(.failed(reason: "connection refused", at: now))
        return snapshot
    }

    func with(_ change: (inout ScalingPolicySpec) -> Void) -> NativeSnapshot {
        var snapshot = self
        change(&snapshot.spec)
        return snapshot
    }

    /// The world after `plan` was carried out, `seconds` later.
    func after(_ plan: NativePlan, seconds: Int64 = 15) -> NativeSnapshot {
        var snapshot = self
        snapshot.status = plan.status
        if let rescale = plan.rescale { snapshot.setReplicas(rescale.to) }
        snapshot.now = now + .seconds(seconds)
        return snapshot
    }

    var replicas: Int32 {
        if case .found(let replicas, _, _) = scale { replicas } else { -1 }
    }

    mutating func setReplicas(_ replicas: Int32) {
        scale = .found(specReplicas: replicas, statusReplicas: replicas, selector: "app=worker")
    }
}

extension NativePlan {
    func condition(_ type: String) -> String? {
        status.conditions?[type: type].map { "\($0.status.rawValue) \($0.reason)" }
    }
}
