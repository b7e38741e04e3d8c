import KubeCore

extension ScalingPolicyStatus {
    static let schema = Schema.object(
        "What was found and done.",
        [
            "observedGeneration": .integer("The generation of the spec this is about.", format: "int64"),
            "engine": .string("Who changes the count: HPA or Native."),
            "engineReason": .string("Why this engine."),
            "replicas": .object(
                "The count and its bounds.",
                [
                    "current": count("Replicas the workload asks for now."),
                    "desired": count("Replicas it is to have."),
                    "recommended": count("Replicas the readings ask for, before limits."),
                    "min": count("The fewest allowed now."),
                    "max": count("The most allowed now."),
                    "window": .string("The window whose bounds count."),
                ]),
            "selector": .string("The label selector of the workload's pods."),
            "conditions": .conditions(
                "Ready, AbleToScale, ScalingActive, ScalingLimited, Active, FallbackActive, Held, Conflict, VerticalReady."
            ),
            "triggers": .array(
                "The last reading of each trigger.", of: TriggerStatus.schema, listType: .map, keys: ["name"],
                maxItems: 50),
            "decisions": .array(
                "The last changes and what stands in the way of one, newest first.", of: Decision.schema,
                listType: .atomic, maxItems: 20),
            "lastScale": .object(
                "When the count last changed, and locks that follow from it.",
                [
                    "up": .moment("The last scaling up."), "down": .moment("The last scaling down."),
                    "upLockedUntil": .moment("No scaling up until then.").with { $0.nullable = true },
                    "downLockedUntil": .moment("No scaling down until then.").with { $0.nullable = true },
                ]),
            "lastActiveTime": .moment("When a trigger was last active."),
            "history": .object(
                "Compact memory of windows and rate limits, so that a restart changes nothing.",
                [
                    "recommendations": .string("Recent recommendations."),
                    "scaleEvents": .string("Recent changes of the count."),
                ]),
            "prediction": .array(
                "The last forecasts.", of: PredictionStatus.schema, listType: .map, keys: ["trigger"], maxItems: 10),
            "capacityPlan": CapacityPlanStatus.schema,
            "rules": .array(
                "The state of each rule.", of: RuleStatus.schema, listType: .map, keys: ["name"], maxItems: 50),
            "savings": .object(
                "What scaling saved.",
                [
                    "replicaHoursVsMax": .integer(
                        "Replica-hours not used, against running max all the time.", format: "int64"),
                    "window": .string("The time this is about."),
                ]),
            "vertical": .object(
                "What the VerticalPodAutoscaler recommends.",
                [
                    "pods": .object(
                        "Pods by how far they follow.",
                        [
                            "updated": count("Pods that follow."), "pending": count("Pods about to."),
                            "deferred": count("Pods whose resize waits for room."),
                            "infeasible": count("Pods whose resize cannot be."),
                        ]),
                    "containers": .array(
                        "Per container.",
                        of: .object(
                            "One container's recommendation.",
                            [
                                "name": .string("The container."),
                                "target": amounts("Requests recommended."),
                                "lowerBound": amounts("Below this, pods are changed."),
                                "upperBound": amounts("Above this, pods are changed."),
                                "uncappedTarget": amounts("What would be recommended without bounds."),
                            ], required: ["name"]), listType: .map, keys: ["name"]),
                ]),
        ])

    fileprivate static func count(_ description: String) -> Schema {
        .integer(description, format: "int32")
    }

    private static func amounts(_ description: String) -> Schema {
        .map(description, of: .intOrString("An amount of this resource."))
    }
}

extension ScalingPolicyStatus.TriggerStatus {
    static let schema = Schema.object(
        "One trigger's last reading.",
        [
            "name": .string("The trigger."),
            "state": .choice(
                State.self,
                "Ok; Held: the last good reading is used; Failed; Fallback: onFailure.then counts; Empty: onEmpty counts; Disabled."
            ),
            "value": .string("The reading."),
            "unit": .string("Its unit."),
            "target": .string("What it is held against."),
            "proposal": ScalingPolicyStatus.count("Replicas it proposes."),
            "cap": ScalingPolicyStatus.count("Replicas it allows."),
            "active": .boolean("Whether it tells of work."),
            "ready": ScalingPolicyStatus.count("Pods counted as ready."),
            "unready": ScalingPolicyStatus.count("Pods not ready."),
            "missing": ScalingPolicyStatus.count("Pods without a reading."),
            "failures": ScalingPolicyStatus.count("Failures in a row."),
            "lastSuccess": .moment("When it was last read."),
            "lastError": .string("Why the last reading failed."),
            "errorSince": .moment("When it began to fail."),
            "lastValue": .string("The last good reading."),
        ], required: ["name"])
}

extension ScalingPolicyStatus.Decision {
    static let schema = Schema.object(
        "One change of the count, or what stands in its way.",
        [
            "time": .moment("When."),
            "from": ScalingPolicyStatus.count("Replicas before."),
            "to": ScalingPolicyStatus.count("Replicas after."),
            "wanted": ScalingPolicyStatus.count("Replicas before limits."),
            "trigger": .string("The trigger that decided."),
            "reason": .string("Why."),
            "limitedBy": .plainList("What limited the change, in order.", of: .string("A limit."), maxItems: 16),
            "applied": .boolean("Whether it was written."),
        ], required: ["time", "from", "to", "wanted", "reason", "applied"])
}
