/// Rules that stand at several places of the schema, broken at each.
extension PolicyMistakes {
    static let places = secrets + urls + schedules

    private static let secrets =
        [
            "redis: {addresses: ['a:1'], topology: Sentinel, master: m, sentinelAuth: {secretRef: {name: o/s}}}",
            "nats: {url: 'http://n'}, auth: {basic: {secretRef: {name: o/s}}}",
            "kafka: {brokers: ['k:1']}, auth: {sasl: {mechanism: Plain, secretRef: {name: o/s}}}",
            "aws: {region: r}, auth: {aws: {accessKeyRef: {name: o/a, key: k}, secretKeyRef: {name: o/s, key: k}, sessionTokenRef: {name: o/t, key: k}}}",
            "nats: {url: 'http://n'}, auth: {tls: {certificateRef: {name: o/s}}}",
        ].enumerated().map { PolicyCase("a Secret of another namespace, \($0 + 1)", "connections: [{name: a, \($1)}]") }
        + [
            PolicyCase(
                "a Slack URL of another namespace", "receivers: [{name: a, slack: {urlSecretRef: {name: o/s, key: k}}}]"
            ),
            PolicyCase(
                "a signing key of another namespace",
                "receivers: [{name: a, webhook: {urlSecretRef: {name: s, key: k}, hmacSecretRef: {name: o/s, key: k}}}]"
            ),
        ]

    private static let urls = [
        PolicyCase("a password for AWS", "connections: [{name: a, aws: {region: r, endpoint: 'http://me:pw@a'}}]"),
        PolicyCase("a password for RabbitMQ", "connections: [{name: a, rabbitmq: {url: 'http://me:pw@a'}}]"),
        PolicyCase("a password for NATS", "connections: [{name: a, nats: {url: 'http://me:pw@a/x'}}]"),
        PolicyCase(
            "a password for SQS",
            "connections: [{name: a, aws: {region: r}}], triggers: [{name: q, source: {sqs: {connection: a, queueURL: 'https://me@sqs'}}, target: {averageValue: 1}}]"
        ),
    ]

    private static let schedules = [
        PolicyCase(
            "windows of six fields and of words",
            "replicas: {max: 9, windows: [\(window("8 o clock sharp now", "0 0 20 * * *"))]}"),
        source("a schedule of a word", "@daily", "0 9 * * *"),
        source("a schedule of the 25th hour", "0 25 * * *", "61 9 * * *"),
        source("a schedule of no time", "0 9 * * *", "0 9 * * *"),
    ]

    private static func window(_ start: String, _ end: String) -> String {
        "{name: w, min: 2, schedule: {start: '\(start)', end: '\(end)', timeZone: UTC}}"
    }

    private static func source(_ name: String, _ start: String, _ end: String) -> PolicyCase {
        PolicyCase(
            name,
            "triggers: [{name: s, source: {schedule: {start: '\(start)', end: '\(end)', timeZone: UTC, replicas: 3}}, target: {replicas: true}}]"
        )
    }

    /// Rules whose breach cannot be decoded at all: the only fault that is then named.
    static let undecodable = [
        PolicyCase("no source", "triggers: [{name: q, source: {}, target: {averageValue: 1}}]"),
        PolicyCase(
            "two sources",
            "triggers: [{name: q, source: {resource: {name: cpu}, external: {metric: m}}, target: {averageValue: 1}}]"),
    ]
}
