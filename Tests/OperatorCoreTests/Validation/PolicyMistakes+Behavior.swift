extension PolicyMistakes {
    static let behavior =
        [
            PolicyCase("an expression that is missing", "combine: {strategy: Expression}"),
            PolicyCase("an expression over no trigger", "combine: {strategy: Expression, expression: 'max(cpu, qps)'}"),
            PolicyCase("an expression without a number", "combine: {strategy: Expression, expression: 'cpu > 3'}"),
            PolicyCase("an expression that is not used", "combine: {strategy: Max, expression: cpu}"),
            PolicyCase("no policy up", "behavior: {scaleUp: {policies: []}}"),
            PolicyCase("no policy down", "behavior: {scaleDown: {policies: []}}"),
            PolicyCase("a cooldown of two hours", "behavior: {cooldown: {downAfterUp: 2h, upAfterDown: 1d}}"),
            PolicyCase("a line for a season", "prediction: [{trigger: cpu, model: Seasonal, linear: {window: 5}}]"),
            PolicyCase("a quantile above one", "capacityPlan: {trigger: cpu, quantile: '1.5'}"),
            PolicyCase("a quantile of zero", "capacityPlan: {trigger: cpu, quantile: 0}"),
        ] + engine

    /// What engine HPA cannot do, each alone.
    static let engine = [
        ("a dry run", "mode: DryRun"), ("a hold that ends", "hold: {up: true, until: '2027-01-01T00:00:00Z'}"),
        ("zero", "replicas: {min: 2, max: 9, zero: {}}"), ("a sum", "combine: {strategy: Sum}"),
        ("a cooldown", "behavior: {cooldown: {upAfterDown: 10m}}"), ("a forecast", "prediction: [{trigger: cpu}]"),
        ("a rule that scales", "rules: [{name: a, builtin: AtMax, actions: [{scaleDown: {by: 1}}]}]"),
        ("no target", "triggers: [{name: cpu, source: {resource: {name: cpu}}}]"),
        (
            "steps",
            "triggers: [\(PolicyCase.cpu), {name: m, source: {resource: {name: memory}}, steps: {above: [{value: 80, add: 1}]}}]"
        ),
        ("a cap", "triggers: [\(PolicyCase.cpu), {name: e, source: {external: {metric: m}}, cap: {allowed: 5}}]"),
        (
            "onFailure",
            "triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}, onFailure: {then: Ignore}}]"
        ),
        (
            "onEmpty",
            "triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}, onEmpty: Zero}]"
        ),
        (
            "a tolerance of its own",
            "triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70, tolerance: {up: 0}}}]"
        ),
        (
            "an interval of its own",
            "triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}, interval: 30s}]"
        ),
        ("a queue", "\(PolicyCase.redis), triggers: [\(PolicyCase.queue)]"),
    ].map { PolicyCase("engine HPA and \($0)", "engine: HPA, \($1)") }

    static let rules = [
        PolicyCase("a rule without condition", "rules: [{name: a, actions: [{scaleUp: {by: 1}}]}]"),
        PolicyCase(
            "a rule with two conditions",
            "rules: [{name: a, when: cpu > 1, builtin: AtMax, actions: [{scaleUp: {by: 1}}]}]"),
        PolicyCase("for beside when", "rules: [{name: a, when: cpu > 1, for: 5m, actions: [{scaleUp: {by: 20%}}]}]"),
        PolicyCase("an action that is none", "rules: [{name: a, builtin: AtMax, actions: [{every: 5m}]}]"),
        PolicyCase(
            "two actions in one",
            "rules: [{name: a, builtin: AtMax, actions: [{scaleUp: {by: 1}, hold: {down: true}}]}]"),
        PolicyCase("a hold of nothing", "rules: [{name: a, builtin: AtMax, actions: [{hold: {}}]}]"),
        PolicyCase(
            "a hold that repeats", "rules: [{name: a, builtin: AtMax, actions: [{hold: {down: true}, every: 5m}]}]"),
        PolicyCase("a receiver of nothing", "receivers: [{name: a}]"),
        PolicyCase(
            "a receiver of two kinds",
            "receivers: [{name: a, slack: {urlSecretRef: {name: s, key: k}}, webhook: {urlSecretRef: {name: o/s, key: k}}}]"
        ),
    ]

    static let vertical = [
        PolicyCase("both on all resources", "vertical: {mode: Recreate}"),
        PolicyCase("both on cpu", "vertical: {mode: Initial, containers: [{name: '*', controlledResources: [cpu]}]}"),
        PolicyCase(
            "both on cpu of one container",
            "triggers: [{name: c, source: {resource: {name: cpu, container: app}}, target: {utilization: 70}}], vertical: {mode: Recreate, containers: [{name: app}]}"
        ),
        PolicyCase(
            "both on cpu of a container that is not listed",
            "triggers: [{name: c, source: {resource: {name: cpu, container: app}}, target: {utilization: 70}}], vertical: {mode: Recreate, containers: [{name: side}]}"
        ),
        PolicyCase(
            "steps beside vertical",
            "triggers: [{name: m, source: {resource: {name: memory}}, steps: {below: [{value: 30, remove: 1}]}}], vertical: {mode: Recreate}"
        ),
        PolicyCase(
            "least above most",
            "vertical: {containers: [{name: app, minAllowed: {cpu: 2, memory: 1Gi}, maxAllowed: {cpu: 1500m, memory: 1Gi}}]}"
        ),
        PolicyCase(
            "a resource beyond",
            "vertical: {containers: [{name: app, minAllowed: {ephemeral-storage: 1Gi}, maxAllowed: {gpu: 1}}]}"),
        PolicyCase("more than all evicted", "vertical: {apply: {evictionTolerance: '1.5'}}"),
    ]

    /// Accepted, though near to a mistake.
    static let accepted = [
        PolicyCase("the base", ""),
        PolicyCase(
            "vertical on the other resource",
            "vertical: {mode: Recreate, containers: [{name: '*', controlledResources: [memory]}]}"),
        PolicyCase("vertical that only recommends", "vertical: {mode: 'Off'}"),
        PolicyCase(
            "an amount beside vertical",
            "vertical: {mode: Recreate}, triggers: [{name: c, source: {resource: {name: cpu}}, target: {averageValue: 200m}}]"
        ),
        PolicyCase(
            "vertical on the other containers",
            "triggers: [{name: c, source: {resource: {name: cpu, container: app}}, target: {utilization: 70}}], vertical: {mode: Recreate, containers: [{name: app, mode: 'Off'}, {name: '*'}]}"
        ),
        PolicyCase(
            "windows alone",
            "triggers: [], replicas: {max: 9, windows: [{name: w, min: 3, schedule: {start: '*/5 8-17 1,15 jan-MAR mon-Fri', end: 0 20 * * 7, timeZone: Europe/Berlin}}]}"
        ),
        PolicyCase("vertical alone", "triggers: [], vertical: {mode: Initial}"),
        PolicyCase("switched off", "mode: 'Off', triggers: []"),
        PolicyCase(
            "a queue to zero",
            "\(PolicyCase.redis), replicas: {min: 0, max: 9, zero: {after: 1m}}, triggers: [\(PolicyCase.queue)]"),
        PolicyCase(
            "idle below min",
            "\(PolicyCase.redis), replicas: {min: 3, max: 9, zero: {to: 1}}, triggers: [\(PolicyCase.queue)]"),
        PolicyCase(
            "a cluster of servers",
            "connections: [{name: a, redis: {addresses: ['10.0.0.1:6379', '[::1]:6379'], topology: Cluster}, auth: {password: {secretRef: {name: s}}, tls: {}}}]"
        ),
        PolicyCase(
            "sentinels",
            "connections: [{name: a, redis: {addresses: ['a:1', 'b:1'], topology: Sentinel, master: m, sentinelAuth: {secretRef: {name: s}}}}]"
        ),
        PolicyCase("a signal", "triggers: [\(PolicyCase.cpu), {name: p95, unit: s, source: {external: {metric: m}}}]"),
        PolicyCase(
            "words for no answer",
            "triggers: [{name: c, source: {external: {metric: m}}, target: {averageValue: 7}, onEmpty: {value: 0}, onFailure: {hold: 3m, then: {replicas: 3}}}]"
        ),
        PolicyCase("engine HPA", "engine: HPA, hold: {down: true}, behavior: {scaleUp: {selectPolicy: Min}}"),
        PolicyCase(
            "a custom workload", "targetRef: {apiVersion: apps.kruise.io/v1beta1, kind: StatefulSet, name: web}"),
        PolicyCase(
            "the longest times",
            "syncInterval: 10m, behavior: {cooldown: {downAfterUp: 1h, upAfterDown: 60m}}, connections: [{name: a, nats: {url: 'http://n'}, timeout: 60000ms}]"
        ),
    ]
}
