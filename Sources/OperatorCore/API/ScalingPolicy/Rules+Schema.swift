import KubeCore

extension AlertRule {
    static let schema = Schema.object(
        "A condition that, true for a time, scales, holds or notifies; exactly one of when and builtin.",
        [
            "name": .dnsLabel("What status, events and notifications call it."),
            "when": .string(
                "The condition, such as `response_time_p95 > 500ms for 5m`; triggers by name, and, or, not, parentheses.",
                minLength: 1, maxLength: 2048),
            "builtin": .choice(BuiltIn.self, "A condition of the policy itself."),
            "for": .interval("How long the built-in condition must hold."),
            "keepFiringFor": .interval("Fires on so long after the condition ended."),
            "severity": .choice(Severity.self, "How grave it is, for receivers.", default: .warning),
            "actions": .plainList(
                "What is done while it fires.",
                of: .object(
                    "One action.",
                    [
                        "scaleUp": change("Adds replicas, within behavior and bounds."),
                        "scaleUpUrgent": change("Adds replicas past windows, locks and rate policies, within bounds."),
                        "scaleDown": change("Removes replicas, within behavior and bounds."),
                        "notify": .object(
                            "Tells receivers.",
                            [
                                "receivers": .plainList(
                                    "Receivers by name.", of: .text("A receiver.", maxLength: 63), minItems: 1,
                                    maxItems: 16),
                                "repeatEvery": .interval("Tells again after so long while it fires."),
                                "sendResolved": .boolean("Also tells when it is over."),
                            ], required: ["receivers"]),
                        "hold": .object(
                            "Freezes directions.",
                            ["up": .boolean("Do not scale up."), "down": .boolean("Do not scale down.")]),
                        "every": .interval("Repeats the action after so long while it fires."),
                    ]
                ).obeying(RuleAction.rules), minItems: 1, maxItems: 8),
        ], required: ["name", "actions"]
    ).obeying(rules)

    private static func change(_ description: String) -> Schema {
        .object(
            description,
            [
                "by": Schema.intOrString("A number of replicas, or a share of the current count such as 20%.").with {
                    $0.pattern = "^[1-9][0-9]*%$"
                    $0.maxLength = 16
                    $0.minimum = 1
                }
            ], required: ["by"])
    }
}

extension Receiver {
    static let schema = Schema.object(
        "Where notifications go; exactly one of the kinds.",
        [
            "name": .dnsLabel("What rules call it."),
            "slack": .object(
                "A Slack incoming webhook.",
                ["urlSecretRef": SecretKeyReference.schema("Where its URL stands.")], required: ["urlSecretRef"]),
            "webhook": .object(
                "An HTTP endpoint that takes CloudEvents 1.0 as JSON.",
                [
                    "urlSecretRef": SecretKeyReference.schema("Where its URL stands."),
                    "hmacSecretRef": SecretKeyReference.schema("The key that signs the body."),
                ], required: ["urlSecretRef"]),
        ], required: ["name"]
    ).obeying(rules)
}

extension Prediction {
    static let schema = Schema.object(
        "A forecast of one trigger.",
        [
            "trigger": .text("The trigger.", maxLength: 63),
            "model": .choice(
                Model.self, "Auto takes the model with the least recent error.", default: .auto),
            "linear": .object(
                "For model Linear.",
                ["window": .count("Points looked back on.", minimum: 3, maximum: 1000, default: 10)]),
            "step": .interval("The distance of points.", default: "60s"),
            "horizon": .interval("How far ahead.", default: "5m"),
            "use": .choice(Use.self, "Floor raises the count; Report only reports.", default: .floor),
            "gate": .object(
                "When a forecast is trusted.",
                [
                    "minHistory": .interval("The history it needs.", default: "2d"),
                    "window": .interval("The time its error is taken over.", default: "24h"),
                    "betterThanPersistence": .boolean(
                        "It must have erred less than the last value itself would have.", default: true),
                ]),
            "maxUplift": .percentage("How far above the reactive proposal it may go.", default: "100%"),
            "backfill": .boolean("Reads the source's history at start.", default: true),
        ], required: ["trigger"]
    ).obeying(rules)
}

extension CapacityPlan {
    static let schema = Schema.object(
        "A long-range report on one trigger; it changes nothing.",
        [
            "trigger": .text("The trigger.", maxLength: 63),
            "history": .interval("How far back.", default: "60d"),
            "horizon": .interval("How far ahead.", default: "30d"),
            "quantile": .quantity("The quantile of each day that is followed; 0 to 1.").with {
                $0.defaultValue = "0.95"
            },
        ], required: ["trigger"]
    ).obeying(rules)
}

extension VerticalScaling {
    static let schema = Schema.object(
        "Requests per container, driven by a VerticalPodAutoscaler that this policy owns.",
        [
            "mode": .choice(
                Mode.self,
                "Off only recommends; Initial sets new pods; Recreate evicts; InPlaceOrRecreate resizes first; InPlace never evicts; Auto works as Recreate.",
                default: .off),
            "minReplicas": .count("Evicts only with at least so many replicas.", minimum: 1),
            "containers": .namedList("Bounds per container.", of: ContainerSizing.schema, maxItems: 32),
            "apply": .object(
                "How changes are carried out.",
                [
                    "maxConcurrent": .count("Pods changed at once.", minimum: 1),
                    "evictionTolerance": .quantity("The share of replicas that may be missing; 0 to 1."),
                    "notDuringScaling": .interval("Waits so long after the count changed."),
                ]
            ).obeying(Apply.rules),
        ])
}

extension ContainerSizing {
    static let schema = Schema.object(
        "Bounds of one container.",
        [
            "name": .text("The container, or * for all without an entry of their own.", maxLength: 63),
            "mode": .choice(Mode.self, "Off leaves the container alone.", default: .auto),
            "minAllowed": .quantities("The least requests.").obeying(amountRules),
            "maxAllowed": .quantities("The most requests.").obeying(amountRules),
            "controlledResources": .plainList(
                "cpu, memory; absent: both.", of: .string("A resource.", enum: ["cpu", "memory"]), maxItems: 2),
            "controlledValues": .choice(
                ControlledValues.self, "Whether limits follow requests.", default: .requestsAndLimits),
        ], required: ["name"]
    ).obeying(rules)
}
