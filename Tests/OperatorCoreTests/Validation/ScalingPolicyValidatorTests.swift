import KubeCore
import OperatorCore
import Testing

@Suite("ScalingPolicy validation")
struct ScalingPolicyValidatorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Members of `spec` beside a target and bounds of 1 to 10.
        let spec: String
        /// Every error, in order.
        let errors: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "minimal",
            spec: "triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]", errors: []),
        Case(
            name: "min above max",
            spec:
                "{replicas: {min: 5, max: 3}, triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]}",
            errors: ["spec.replicas.min: Invalid value: 5: must not exceed max, which is 3: lower min or raise max"]),
        Case(
            name: "zero by cpu",
            spec:
                "{replicas: {min: 0, max: 3, zero: {}}, triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]}",
            errors: [
                "spec.replicas.min: Invalid value: 0: no trigger can tell of work while no pod runs: cpu, memory and pods metrics need pods. Add a queue or Prometheus trigger with a target, or set min to 1 and remove zero"
            ]),
        Case(
            name: "no trigger", spec: "{}",
            errors: [
                "spec.triggers: Required value: nothing here would ever change the workload: add an enabled trigger, windows or vertical"
            ]),
        Case(
            name: "target and steps",
            spec:
                "triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}, steps: {above: [{value: 80, add: 1}]}}]",
            errors: [
                "spec.triggers[0]: Forbidden: a trigger has at most one of target, steps and cap, this one has [\"target\", \"steps\"]: make a trigger of each"
            ]),
        Case(
            name: "unknown connection",
            spec: "triggers: [{name: q, source: {redisList: {connection: r, keys: [a]}}, target: {averageValue: 10}}]",
            errors: [
                "spec.triggers[0].source.redisList.connection: Invalid value: \"r\": spec.connections has []: add it there, or correct the name"
            ]),
        Case(
            name: "connection of another kind",
            spec:
                "{connections: [{name: r, prometheus: {url: \"http://p\"}}], triggers: [{name: q, source: {redisList: {connection: r, keys: [a]}}, target: {averageValue: 10}}]}",
            errors: [
                "spec.triggers[0].source.redisList.connection: Invalid value: \"r\": a redisList source needs a connection to redis"
            ]),
        Case(
            name: "utilization of a queue",
            spec:
                "{connections: [{name: r, redis: {addresses: [\"r:6379\"]}}], triggers: [{name: q, source: {redisList: {connection: r, keys: [a]}}, target: {utilization: 10}}]}",
            errors: [
                "spec.triggers[0].target: Forbidden: this source takes one of [\"averageValue\", \"value\", \"replicas\"], not [\"utilization\"]"
            ]),
        Case(
            name: "horizontal and vertical on one resource",
            spec:
                "{triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}], vertical: {mode: Recreate}}",
            errors: [
                "spec.triggers[0].source.resource: Forbidden: spec.vertical also controls what triggers [\"cpu\"] scale on, and each would undo the other: list only the other resource in vertical.containers[].controlledResources, set vertical.mode to Off, or use target.averageValue"
            ]),
        Case(
            name: "vertical on the other resource",
            spec:
                "{triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}], vertical: {mode: Recreate, containers: [{name: \"*\", controlledResources: [memory]}]}}",
            errors: []),
        Case(
            name: "declared and not carried out",
            spec:
                "{connections: [{name: k, kafka: {brokers: [\"k:9092\"]}}], triggers: [{name: lag, source: {kafka: {connection: k, group: g}}, target: {averageValue: 10}}]}",
            errors: [
                "spec.triggers[0].source.kafka: Forbidden: declared, but not carried out by this version of Trimtab: remove it for now"
            ]),
        Case(
            name: "engine HPA with a cooldown",
            spec:
                "{engine: HPA, behavior: {cooldown: {upAfterDown: 10m}}, triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]}",
            errors: [
                "spec.behavior.cooldown: Forbidden: engine HPA cannot do this: a HorizontalPodAutoscaler has no cooldown. Use engine Auto or Native, or remove it"
            ]),
        Case(
            name: "several at once",
            spec:
                "{syncInterval: 1s, connections: [{name: a, redis: {addresses: [redis, \"b:1\"]}}, {name: b}], triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70, averageValue: 1}}]}",
            errors: [
                "spec.syncInterval: Invalid value: \"1s\": must be between 5s and 10m",
                "spec.connections[0].redis.addresses[0]: Invalid value: \"redis\": must be host:port without a scheme, such as redis.shop.svc:6379",
                "spec.connections[0].redis.addresses: Forbidden: a Standalone server has one address; use topology Cluster or Sentinel for several",
                "spec.connections[1]: Invalid value: exactly one of prometheus, redis, kafka, postgresql, mysql, aws, rabbitmq and nats is needed, found none",
                "spec.triggers[0].target: Invalid value: exactly one of utilization, averageValue, value and replicas is needed, found [\"utilization\", \"averageValue\"]",
            ]),
        Case(
            name: "a broken cron line",
            spec:
                "{replicas: {min: 1, max: 9, windows: [{name: w, schedule: {start: \"0 8 * *\", end: \"0 20 * * *\", timeZone: UTC}, min: 3}]}, triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]}",
            errors: [
                "spec.replicas.windows[0].schedule.start: Invalid value: \"0 8 * *\": a schedule has five fields (minute, hour, day of month, month, day of week), this one has 4"
            ]),
    ]

    @Test("Every fault is named with its place, its value and the remedy", arguments: cases)
    func faults(_ example: Case) throws {
        let policy = try Self.policy(example.spec)
        #expect(ScalingPolicyValidator.validate(policy).map(\.description) == example.errors)
    }

    static func policy(_ spec: String) throws -> ScalingPolicy {
        let parsed = try #require(try YAML.parse(Array(spec.utf8)).first).value
        var members: JSONObject = [
            "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
            "replicas": ["min": 1, "max": 10],
        ]
        for member in parsed.objectValue?.members ?? [] { members[member.key] = member.value }
        return try ScalingPolicy(json: [
            "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
            "metadata": ["name": "web", "namespace": "shop"], "spec": .object(members),
        ])
    }
}
