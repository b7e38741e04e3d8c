/// Policies that are accepted and warned of.
enum PolicyNotices {
    static let all = [
        PolicyCase(
            "steps on memory",
            "triggers: [{name: m, source: {resource: {name: memory}}, steps: {above: [{value: 80, add: 1}]}}]"),
        PolicyCase(
            "steps on a total",
            "triggers: [{name: e, source: {external: {metric: m}}, steps: {per: Total, above: [{value: 80, add: 1}]}}]"),
        PolicyCase(
            "a band that a step crosses",
            "triggers: [{name: c, source: {resource: {name: cpu}}, steps: {above: [{value: 80, add: 1}], below: [{value: 45, remove: 1}]}}]"
        ),
        PolicyCase(
            "a target for latency",
            "connections: [{name: p, prometheus: {url: 'http://p'}}], triggers: [{name: q, source: {prometheus: {connection: p, query: 'histogram_quantile(0.95, sum by (le) (rate(h[5m])))'}}, target: {value: '0.5'}}]"
        ),
        PolicyCase(
            "a target for errors",
            "connections: [{name: p, prometheus: {url: 'http://p'}}], triggers: [{name: q, source: {prometheus: {connection: p, query: 'sum(rate(r{code=~\"5..\"}[5m])) / sum(rate(r[5m]))'}}, target: {value: '0.01'}}]"
        ),
        PolicyCase(
            "a target for seconds",
            "triggers: [{name: e, unit: s, source: {external: {metric: m}}, target: {averageValue: 1}}]"),
        PolicyCase("min is max", "replicas: {min: 3, max: 3}"),
        PolicyCase("a hold of no direction", "hold: {until: '2027-01-01T00:00:00Z'}"),
        PolicyCase("a tolerance in percent", "behavior: {scaleUp: {tolerance: 10}}"),
        PolicyCase(
            "a tolerance of one trigger in percent",
            "triggers: [{name: c, source: {resource: {name: cpu}}, target: {utilization: 70, tolerance: {down: 5}}}]"),
        PolicyCase(
            "activation without zero",
            "triggers: [{name: e, source: {external: {metric: m}}, target: {averageValue: 1}, activation: {above: 5}}]"),
        PolicyCase(
            "activation by cpu",
            "replicas: {min: 0, max: 3, zero: {}}, triggers: [{name: e, source: {external: {metric: m}}, target: {averageValue: 1}}, {name: c, source: {resource: {name: cpu}}, target: {utilization: 70}, activation: {above: 5}}]"
        ),
        PolicyCase(
            "no direction", "behavior: {scaleUp: {selectPolicy: Disabled}, scaleDown: {selectPolicy: Disabled}}"),
        PolicyCase("vertical Auto", "vertical: {mode: Auto, containers: [{name: '*', controlledResources: [memory]}]}"),
        PolicyCase(
            "eviction of the only pod",
            "replicas: {max: 1}, vertical: {mode: Recreate, containers: [{name: '*', controlledResources: [memory]}]}"),
        PolicyCase("nothing sized", "vertical: {mode: Recreate, containers: [{name: '*', controlledResources: []}]}"),
    ]
}
