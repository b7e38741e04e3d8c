import KubeCore

extension RolloutTraffic {
    static let schema = Schema.object(
        "Through what the traffic is split.",
        [
            "istio": IstioTraffic.schema,
            "gatewayAPI": .anyObject("Gateway API routes; not carried out yet."),
            "propagation": .object(
                "How a written weight is known to be at work.",
                [
                    "settle": .interval("What proxies are given to hear of a change.", default: "10s"),
                    "verify": .object(
                        "Compares the observed share of requests with the weight before a step passes.",
                        [
                            "tolerance": .number("How far they may differ.", minimum: 0.01, maximum: 1).with {
                                $0.defaultValue = 0.05
                            },
                            "minRequests": .count("Requests needed to tell.", minimum: 1, default: 200),
                            "timeout": .interval("How long to wait before the run pauses.", default: "2m"),
                        ]),
                ]
            ).with { $0.defaultValue = [:] },
            "onDrift": .object(
                "What to do when somebody else changes the split.",
                [
                    "raise": .choice(
                        DriftPolicy.Raise.self, "A raised canary share is corrected at once.", default: .correct),
                    "lower": .choice(
                        DriftPolicy.Lower.self,
                        "A lowered one is raised again after a fresh pass (PauseAfter lowerLimit times), or pauses the run (Pause).",
                        default: .pauseAfter),
                    "lowerLimit": .count("How often it is raised again.", minimum: 1, maximum: 100, default: 3),
                ]
            ).with { $0.defaultValue = [:] },
        ])
}

extension IstioTraffic {
    static let schema = Schema.object(
        "Istio's VirtualServices, of which only weights are written.",
        [
            "host": .text("The Service; a name without a dot lies in this namespace."),
            "stable": arm("How routes tell the stable version."),
            "canary": arm("How routes tell the canary."),
            "virtualServices": .plainList(
                "The objects that hold the split; all are judged before any is written.",
                of: .object(
                    "One VirtualService.",
                    [
                        "name": .text("Its name."),
                        "namespace": .string(
                            "Its namespace, when the operator is allowed to write there; this one otherwise.",
                            maxLength: 63),
                        "routes": .object(
                            "The routes to move; all that hold both versions when absent.",
                            [
                                "http": .plainList("Names of http routes.", of: .text("A name."), maxItems: 50).with {
                                    $0.defaultValue = []
                                },
                                "tcp": .plainList(
                                    "Ports that tcp routes match.", of: .count("A port.", minimum: 1, maximum: 65535),
                                    maxItems: 50
                                ).with { $0.defaultValue = [] },
                                "tls": .plainList(
                                    "SNI hosts that tls routes match.", of: .text("A host."), maxItems: 50
                                )
                                .with { $0.defaultValue = [] },
                            ]),
                    ], required: ["name"]), minItems: 1, maxItems: 16),
            "destinationRule": .object(
                "The rule that defines the subsets.",
                [
                    "name": .text("Its name."),
                    "manage": .choice(
                        DestinationRuleReference.Manage.self,
                        "Verify refuses to start when a subset is missing or selects no ready pod; Ensure adds a missing subset and never edits one.",
                        default: .verify),
                    "trafficPolicy": trafficPolicy,
                ], required: ["name"]),
            "ownership": .choice(
                Ownership.self,
                "Patch edits weights in the user's objects; Delegate keeps a delegate VirtualService NAME-split that the user's own names once.",
                default: .patch),
            "mtls": .object(
                "Sets mutual TLS for both workloads; absent: what is there is only checked.",
                ["mode": .choice(MutualTLS.Mode.self, "STRICT, PERMISSIVE or DISABLE.")], required: ["mode"]),
        ], required: ["host", "stable", "canary", "virtualServices"])

    private static func arm(_ description: String) -> Schema {
        .object(
            description,
            [
                "host": .text("A Service of its own; absent: the host above."),
                "subset": .text("A subset of the host's DestinationRule.", maxLength: 63),
            ])
    }

    private static let trafficPolicy = Schema.object(
        "Set on a DestinationRule that Trimtab made, and only there.",
        [
            "loadBalancer": .choice(
                TrafficPolicy.LoadBalancer.self, "How requests are spread; LEAST_CONN is written as LEAST_REQUEST."),
            "outlierDetection": .object(
                "When a pod is taken out of the spread.",
                [
                    "consecutive5xxErrors": .count("Server errors in a row."),
                    "consecutiveGatewayErrors": .count("502, 503 and 504 in a row."),
                    "consecutiveErrors": .count("The old name of consecutiveGatewayErrors."),
                    "interval": .interval("How often pods are judged."),
                    "baseEjectionTime": .interval("How long a pod is taken out at least."),
                    "maxEjectionPercent": .count("The most pods taken out.", maximum: 100),
                ]),
        ])
}

extension RolloutAnalysis {
    static let schema = Schema.object(
        "What is measured, and what it takes to go on; absent: only pods and holds decide.",
        [
            "prometheus": .object(
                "Where the metrics are.",
                [
                    "url": .text("Scheme, host, port and an optional path before /api/v1.", maxLength: 2048),
                    "authSecretRef": secretKey("A bearer token."),
                    "caSecretRef": secretKey("The certificate authority to trust."),
                    "timeout": .interval("How long an answer may take.", default: "10s"),
                ], required: ["url"]),
            "interval": .interval("How often the metrics are judged.", default: "30s"),
            "warmup": .interval("Data of the first so long of a step is not used.", default: "30s"),
            "metrics": .namedList(
                "The measurements; errors and unattributed failures when absent.", of: RolloutMetric.schema,
                maxItems: 16),
            "minSamples": .count("Canary requests a step must see before it may pass.", default: 200),
            "onInsufficient": .choice(
                Insufficient.self, "What to do with a step whose hold is over and that saw too few requests.",
                default: .extend),
            "maxExtensions": .count("How often a hold is extended before the run pauses.", maximum: 100, default: 2),
            "onMetricError": .object(
                "What to do when metrics cannot be read: that is never held against the canary.",
                [
                    "afterConsecutive": .count("Evaluations in a row without an answer.", minimum: 1, default: 4),
                    "do": .choice(MetricErrors.Action.self, "Pause or Rollback.", default: .pause),
                ]
            ).with { $0.defaultValue = [:] },
        ], required: ["prometheus"])

    private static func secretKey(_ description: String) -> Schema {
        .object(
            description, ["name": .text("The Secret, in this namespace."), "key": .text("The key in it.")],
            required: ["name", "key"])
    }
}

extension RolloutMetric {
    static let schema = Schema.object(
        "One measurement of both versions; exactly one of builtin and query.",
        [
            "name": .dnsLabel("What status and events call this metric."),
            "builtin": .choice(
                Builtin.self,
                "ErrorRate counts 5xx and failed gRPC answers, LatencyOver slow requests, MeshFailures what never reached a pod."
            ),
            "query": .text(
                "PromQL that gives one number per version; {{arm.workload}}, {{arm.namespace}} and {{window}} are filled in.",
                maxLength: 4096),
            "latency": .object(
                "For LatencyOver.",
                ["thresholdMs": .count("A bound of the histogram's buckets, in milliseconds.", minimum: 1)],
                required: ["thresholdMs"]),
            "guardrail": .object(
                "An absolute limit on the canary alone.",
                [
                    "max": .number("The limit: a share of requests, or the query's number.", minimum: 0),
                    "minSamples": .count("Requests needed before it can fail.", default: 0),
                    "failures": .count("Evaluations in a row over the limit that decide.", minimum: 1, default: 1),
                ], required: ["max"]),
            "compare": .object(
                "The canary against the stable version over the same minutes.",
                [
                    "test": .choice(
                        Comparison.Test.self, "Sequential may be looked at as often as wanted.", default: .sequential),
                    "oddsRatio": .number(
                        "How many times worse the canary may be without being called worse.", minimum: 1, maximum: 100
                    ).with { $0.defaultValue = 1.5 },
                    "alpha": .number(
                        "How often a canary that is no worse may fail, over the whole run.", minimum: 0.000001,
                        maximum: 0.5
                    ).with { $0.defaultValue = 0.01 },
                ]),
            "weight": .choice(
                Weight.self, "Advisory is reported and never decides.", default: .deciding),
        ], required: ["name"])
}
