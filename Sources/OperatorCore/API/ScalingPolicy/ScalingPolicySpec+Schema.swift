package import KubeCore

extension ScalingPolicy {
    /// The whole object, as the CRD carries it.
    package static let schema = Schema.object(
        "Scales one workload between bounds on the evidence of its triggers; says in its status what it did and why.",
        [
            "apiVersion": .string("The version of this schema: trimtab.dev/v1alpha1."),
            "kind": .string("ScalingPolicy."),
            "metadata": Schema(type: .object),
            "spec": ScalingPolicySpec.schema,
            "status": ScalingPolicyStatus.schema,
        ], required: ["spec"])
}

extension ScalingPolicySpec {
    package static let schema = Schema.object(
        "What is wanted.",
        [
            "targetRef": .object(
                "The workload that is scaled: anything in this namespace with a scale subresource.",
                [
                    "apiVersion": .string(
                        "Its API version, such as apps/v1.", pattern: "^([-.a-z0-9]+/)?[a-z][-a-z0-9]*$", minLength: 1,
                        maxLength: 253),
                    "kind": .text("Its kind, such as Deployment.", maxLength: 63),
                    "name": .text("Its name."),
                ], required: ["apiVersion", "kind", "name"]
            ).obeying(TargetReference.rules),
            "mode": .choice(
                Mode.self,
                "Enforce scales; DryRun computes and reports everything and writes nothing to the workload; Off does nothing.",
                default: .enforce),
            "hold": Hold.schema,
            "engine": .choice(
                Engine.self,
                "Who changes the count. Auto hands a policy that a HorizontalPodAutoscaler can express to the cluster's own controller and does the rest itself; HPA insists on the former, Native on the latter. status.engine says which is at work.",
                default: .auto),
            "adopt": .choice(
                Adoption.self,
                "What to do when a HorizontalPodAutoscaler or ScaledObject already scales the workload: Refuse, TakeOver its work keeping the count, or Compare with it without writing.",
                default: .refuse),
            "syncInterval": .interval(
                "How often readings are taken and the count is decided anew; 5s to 10m.", default: "15s",
                within: .syncInterval),
            "replicas": ReplicaBounds.schema,
            "connections": .namedList(
                "Where metric sources live and how to log in. One client is shared by all policies that name the same endpoint and credentials.",
                of: Connection.schema, maxItems: 32),
            "triggers": .namedList(
                "Readings and what each proposes.", of: Trigger.schema, maxItems: 50),
            "combine": Combination.schema,
            "behavior": ScalingBehavior.schema,
            "prediction": .array(
                "Forecasts that may raise the count and never lower it.", of: Prediction.schema, listType: .map,
                keys: ["trigger"], maxItems: 10),
            "capacityPlan": CapacityPlan.schema,
            "rules": .namedList(
                "Conditions that, true for a time, scale, hold or notify.", of: AlertRule.schema, maxItems: 50),
            "receivers": .namedList("Where notifications go.", of: Receiver.schema, maxItems: 16),
            "rollout": RolloutCoordination.schema,
            "scaleIn": .object(
                "How pods are chosen when replicas go away.",
                [
                    "deletionCost": .object(
                        "Sets controller.kubernetes.io/pod-deletion-cost so that the busiest pods go last.",
                        [
                            "fromTrigger": .string(
                                "The trigger whose per-pod readings tell how busy a pod is.", maxLength: 63)
                        ])
                ]),
            "vertical": VerticalScaling.schema,
        ], required: ["targetRef", "replicas"]
    ).obeying(rules)
}

extension Hold {
    static let schema = Schema.object(
        "Freezes directions: nothing is scaled that way while the hold lasts.",
        [
            "up": .boolean("Do not scale up.", default: false),
            "down": .boolean("Do not scale down.", default: false),
            "until": .moment("When the hold ends by itself; absent: when it is removed."),
        ])
}

extension ReplicaBounds {
    static let schema = Schema.object(
        "How few and how many replicas are allowed. A count outside is corrected at once.",
        [
            "min": .count(
                "The fewest replicas. 0 needs `zero` and a trigger that can tell of work at zero.", default: 1),
            "max": .count("The most replicas.", minimum: 1),
            "onDelete": .choice(
                OnDelete.self,
                "What the count becomes when the policy is deleted: Keep it as it is, Restore what it was before the policy, or Min.",
                default: .keep),
            "windows": .namedList(
                "Other bounds for parts of the week or between two moments; the first that is open counts.",
                of: BoundsWindow.schema, maxItems: 32),
            "zero": ScaleToZero.schema,
        ], required: ["max"]
    ).obeying(rules)
}

extension BoundsWindow {
    static let schema = Schema.object(
        "Bounds while this window is open; exactly one of schedule and interval.",
        [
            "name": .dnsLabel("What status and events call this window."),
            "schedule": CronSchedule.schema,
            "interval": .object(
                "Open between two moments.",
                ["from": .moment("When it opens."), "to": .moment("When it closes.")], required: ["from", "to"]
            ).obeying(MomentInterval.rules),
            "min": .count("The fewest replicas while open; absent: the policy's."),
            "max": .count("The most replicas while open; absent: the policy's.", minimum: 1),
            "lead": .interval("Opens the window so much earlier, so that pods are ready in time."),
        ], required: ["name"]
    ).obeying(rules)
}

extension CronSchedule {
    static let properties: SchemaProperties = [
        "start": .text("When it opens: minute, hour, day of month, month, day of week.", maxLength: 100),
        "end": .text("When it closes, in the same form.", maxLength: 100),
        "timeZone": .string(
            "The IANA time zone the two are meant in, such as Europe/Berlin.",
            pattern: "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", minLength: 1, maxLength: 63),
    ]

    static let schema = Schema.object(
        "Open from each match of start until the next match of end.", properties,
        required: ["start", "end", "timeZone"]
    ).obeying(rules)
}

extension ScaleToZero {
    static let schema = Schema.object(
        "When and how the workload goes below its working minimum. Needed when min is 0.",
        [
            "after": .interval("All triggers must have been inactive so long.", default: "5m"),
            "initialDelay": .interval(
                "Counted from the policy's creation when no trigger was ever active.", default: "0s"),
            "to": .count("The idle count; below min.", default: 0),
            "descend": .choice(
                Descent.self,
                "Behavior goes down step by step under behavior.scaleDown; Jump goes down in one write.",
                default: .behavior),
        ])
}

extension Combination {
    static let schema = Schema.object(
        "How the proposals of several triggers become one.",
        [
            "strategy": .choice(
                Strategy.self, "Max, Min or Sum of the proposals, or an expression over them.", default: .max),
            "expression": .string(
                "A CEL expression over the proposals by trigger name (a dash is written __dash__); signal.NAME gives readings.",
                minLength: 1,
                maxLength: 2048),
        ]
    ).obeying(rules)
}

extension ScalingBehavior {
    static let schema = Schema.object(
        "How fast the count may change; absent members have the defaults of autoscaling/v2.",
        [
            "scaleUp": ScalingRules.schema("How fast it may grow."),
            "scaleDown": ScalingRules.schema("How fast it may shrink."),
            "cooldown": .object(
                "How long a change in one direction locks the other, counted from the last write that had an effect.",
                [
                    "downAfterUp": .interval(
                        "No scaling down so long after scaling up; at most 1h.", default: "0s", within: .cooldown),
                    "upAfterDown": .interval(
                        "No scaling up so long after scaling down; at most 1h.", default: "0s", within: .cooldown),
                    "bypass": .object(
                        "What breaks the upward lock.",
                        [
                            "urgent": .boolean("Urgent rule actions ignore both locks.", default: true),
                            "overTargetBy": .percentage(
                                "A proposal so far above the current count ignores upAfterDown.", default: "25%"),
                        ]
                    ).with { $0.defaultValue = [:] },
                ]),
        ])
}

extension ScalingRules {
    static func schema(_ description: String) -> Schema {
        .object(
            description,
            [
                "stabilizationWindowSeconds": .count(
                    "Recommendations of so many past seconds are weighed: the highest when shrinking, the lowest when growing.",
                    maximum: 3600),
                "selectPolicy": .choice(
                    SelectPolicy.self,
                    "Max takes the policy that allows the most change, Min the least; Disabled forbids this direction."),
                "tolerance": .quantity(
                    "How far the reading may be from its target without a change, as a ratio; 0.1 when absent."),
                "policies": .plainList(
                    "Limits on the change within a period.",
                    of: .object(
                        "One limit.",
                        [
                            "type": .choice(RatePolicy.Kind.self, "Whether value counts pods or percent."),
                            "value": .count("The most change allowed.", minimum: 1),
                            "periodSeconds": .count("The period looked back on.", minimum: 1, maximum: 1800),
                        ], required: ["type", "value", "periodSeconds"]), maxItems: 16),
            ]
        ).obeying(rules)
    }
}

extension RolloutCoordination {
    static let schema = Schema.object(
        "What to do while a CanaryRollout of the same workload runs.",
        [
            "ref": .object(
                "The rollout.",
                [
                    "kind": .string("CanaryRollout.", enum: ["CanaryRollout"], default: "CanaryRollout"),
                    "name": .text("Its name."),
                ], required: ["name"]),
            "during": .choice(
                During.self, "FreezeDown forbids scaling down, Freeze both directions, Normal neither.",
                default: .freezeDown),
        ], required: ["ref"])
}
