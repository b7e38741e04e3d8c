package import KubeCore

extension CanaryRollout {
    /// The whole object, as the CRD carries it.
    package static let schema = Schema.object(
        "Moves traffic from one version of a service to another in steps, on evidence only.",
        [
            "apiVersion": .string("The version of this schema: trimtab.dev/v1alpha1."),
            "kind": .string("CanaryRollout."),
            "metadata": Schema(type: .object),
            "spec": CanaryRolloutSpec.schema,
            "status": .anyObject("What was found and done."),
        ], required: ["spec"])
}

extension CanaryRolloutSpec {
    package static let schema = Schema.object(
        "What is wanted.",
        [
            "workloads": .object(
                "The two versions. Both are only read, unless capacity or onSuccess say otherwise.",
                [
                    "stable": workload("The version that serves now."),
                    "canary": workload("The version that is to serve."),
                    "source": workload("One workload that carries both versions in turn; not carried out yet."),
                ]),
            "trigger": .choice(
                Trigger.self,
                "What starts a run: OnTemplateChange a new pod template of the canary, Manual the command start.",
                default: .onTemplateChange),
            "traffic": RolloutTraffic.schema,
            "steps": .plainList(
                "The weights, strictly increasing; a run keeps the steps it began with.", of: RolloutStep.schema,
                minItems: 1, maxItems: 50),
            "tests": .namedList(
                "What must succeed before any user's request reaches the canary.", of: RolloutTest.schema, maxItems: 16),
            "analysis": RolloutAnalysis.schema,
            "capacity": RolloutCapacity.schema,
            "onSuccess": .object(
                "What becomes of the traffic after the last step has passed.",
                [
                    "mode": .choice(
                        SuccessAction.Mode.self,
                        "Hold leaves it on the canary; SwapRoles too, and the next run goes the other way; PromoteTemplate copies the canary's pod template to stable and moves the traffic back.",
                        default: .hold)
                ]
            ).with { $0.defaultValue = [:] },
            "onFailure": .object(
                "What to do when a deciding metric fails.",
                [
                    "mode": .choice(
                        FailureAction.Mode.self,
                        "Rollback sends all traffic to stable at once; Freeze keeps the weight and waits for a person.",
                        default: .rollback),
                    "keepCanary": .interval(
                        "How long canary pods that Trimtab scaled stay up, for debugging.", default: "10m"),
                ]
            ).with { $0.defaultValue = [:] },
            "deadlines": .object(
                "How long a run may take.",
                [
                    "prepare": .interval("From the start to the first weight.", default: "10m"),
                    "total": .interval("From the start to the end.", default: "24h"),
                ]
            ).with { $0.defaultValue = [:] },
            "windows": .plainList(
                "When a run may start and a weight may rise; always, when none is given. Lowering is never held back.",
                of: RolloutWindow.schema, maxItems: 16),
            "mode": .choice(
                Mode.self, "Enforce moves traffic; Observe decides and reports everything and writes nothing.",
                default: .enforce),
            "suspend": .boolean(
                "Freezes the weights; a canary without pods is still emptied of traffic.", default: false),
            "adoptAtCanary": .boolean(
                "The first look may find all traffic on the canary and takes it as a finished run.", default: false),
            "historyLimit": .count("Finished runs kept in the status.", maximum: 50, default: 10),
        ], required: ["workloads", "traffic", "steps"])

    private static func workload(_ description: String) -> Schema {
        .object(
            description,
            [
                "apiVersion": .text("Its API version.", default: "apps/v1"),
                "kind": .text("Its kind, such as Deployment.", maxLength: 63),
                "name": .text("Its name."),
            ], required: ["kind", "name"])
    }
}

extension RolloutStep {
    static let schema = Schema.object(
        "One weight and how long it must hold.",
        [
            "weight": .count("Percent of the traffic that goes to the canary.", minimum: 1, maximum: 100),
            "hold": .interval("How long the weight is observed before the next step.", default: "5m"),
            "gate": .choice(
                Gate.self, "Manual waits for the command approve after the hold has passed.", default: Gate.none),
        ], required: ["weight"])
}

extension RolloutWindow {
    static let schema = Schema.object(
        "A part of the week.",
        [
            "days": .plainList(
                "The days on which it opens.", of: .choice(Day.self, "A day of the week."), minItems: 1, maxItems: 7),
            "from": .string("When it opens, such as 09:00.", pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"),
            "to": .string(
                "When it closes; at or before from it means the next day.", pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"),
            "timeZone": .text("The IANA time zone, such as Europe/Berlin.", maxLength: 64, default: "UTC"),
        ], required: ["days", "from", "to"])
}

extension RolloutCapacity {
    static let schema = Schema.object(
        "Whether the canary has pods enough before a weight rises; absent: nobody's replicas are touched.",
        [
            "canary": .object(
                "Scales the canary for the next weight.",
                [
                    "mode": .choice(
                        Canary.Mode.self, "MatchNextWeight: its share of stable's available pods.",
                        default: .matchNextWeight),
                    "headroom": .number("A factor on that share.", minimum: 1, maximum: 10).with {
                        $0.defaultValue = 1.2
                    },
                    "min": .count("The fewest canary pods.", minimum: 1, default: 1),
                ]),
            "scalingPolicyRef": .object(
                "A ScalingPolicy that is asked to scale the canary; not carried out yet.",
                ["name": .text("Its name.")], required: ["name"]),
            "stableFloor": .count("No step is taken while stable has fewer available pods.", default: 1),
        ])
}

extension RolloutTest {
    static let schema = Schema.object(
        "One test; exactly one of job and http.",
        [
            "name": .dnsLabel("What status and events call this test."),
            "job": .object(
                "Runs a copy of a suspended Job of this namespace; CANARY_HOST and RUN_ID are set in its environment.",
                [
                    "templateRef": .object("The Job that is copied.", ["name": .text("Its name.")], required: ["name"])
                ], required: ["templateRef"]),
            "http": .object(
                "Asks once a second until the answer is as expected.",
                [
                    "url": .text("What is asked for.", maxLength: 2048),
                    "expect": .count("The status code expected.", minimum: 100, maximum: 599, default: 200),
                    "timeout": .interval("How long it may take in all.", default: "1m"),
                ], required: ["url"]),
            "testers": .object(
                "Sends requests with these headers to the canary while the tests run.",
                ["headers": .anyObject("Istio's string matches by header name, such as x-canary: {exact: \"true\"}.")],
                required: ["headers"]),
        ], required: ["name"])
}
