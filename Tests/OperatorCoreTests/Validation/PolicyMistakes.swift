/// Mistakes in ScalingPolicies, at least one for each rule of the schema.
enum PolicyMistakes {
    static let all =
        undecodable + places + targets + bounds + connections + auth + triggers + sources + names + behavior + rules
        + vertical

    static let targets = [
        PolicyCase("a DaemonSet", "targetRef: {apiVersion: apps/v1, kind: DaemonSet, name: web}"),
        PolicyCase("a CronJob", "targetRef: {apiVersion: batch/v1, kind: CronJob, name: web}"),
        PolicyCase("a Deployment of the core group", "targetRef: {apiVersion: v1, kind: Deployment, name: web}"),
        PolicyCase("a Deployment of old", "targetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}"),
    ]

    static let bounds = [
        PolicyCase("min above max", "replicas: {min: 5, max: 3}"),
        PolicyCase(
            "zero without saying when",
            "\(PolicyCase.redis), replicas: {min: 0, max: 3}, triggers: [\(PolicyCase.queue)]"),
        PolicyCase("zero by cpu", "replicas: {min: 0, max: 3, zero: {}}"),
        PolicyCase(
            "zero by a cap",
            "\(PolicyCase.redis), replicas: {min: 0, max: 3, zero: {}}, triggers: [{name: q, source: {redisList: {connection: r, keys: [a]}}, cap: {allowed: 5}}]"
        ),
        PolicyCase(
            "idle above min",
            "\(PolicyCase.redis), replicas: {min: 2, max: 9, zero: {to: 2}}, triggers: [\(PolicyCase.queue)]"),
        PolicyCase(
            "idle above zero",
            "\(PolicyCase.redis), replicas: {min: 0, max: 9, zero: {to: 1}}, triggers: [\(PolicyCase.queue)]"),
        PolicyCase(
            "a window's min above the policy's max",
            "replicas: {min: 1, max: 3, windows: [{name: sale, interval: {from: '2026-11-27T00:00:00Z', to: '2026-11-30T00:00:00Z'}, min: 30}]}"
        ),
        PolicyCase(
            "a window to zero",
            "replicas: {min: 1, max: 3, windows: [{name: night, schedule: {start: 0 22 * * *, end: 0 6 * * *, timeZone: UTC}, min: 0}]}"
        ),
        PolicyCase("a window of no time", "replicas: {min: 1, max: 3, windows: [{name: w, min: 2}]}"),
        PolicyCase(
            "a window of two times",
            "replicas: {min: 1, max: 3, windows: [{name: w, min: 2, schedule: {start: 0 8 * * *, end: 0 9 * * *, timeZone: UTC}, interval: {from: '2026-11-27T00:00:00Z', to: '2026-11-30T00:00:00Z'}}]}"
        ),
        PolicyCase(
            "a window without bounds",
            "replicas: {min: 1, max: 3, windows: [{name: w, schedule: {start: 0 8 * * *, end: 0 9 * * *, timeZone: UTC}}]}"
        ),
        PolicyCase(
            "a window that ends first",
            "replicas: {min: 1, max: 3, windows: [{name: w, min: 2, interval: {from: '2026-11-30T00:00:00Z', to: '2026-11-27T00:00:00Z'}}]}"
        ),
        PolicyCase("cron of four fields", window("0 8 * *", "0 20 * * *")),
        PolicyCase("cron by a word", window("'@daily'", "0 20 * * *")),
        PolicyCase("cron of the 25th hour", window("0 8 * * *", "0 25 * * *")),
        PolicyCase("cron that never is open", window("0 8 * * *", "0 8 * * *")),
        PolicyCase("reading all the time", "syncInterval: 1s"),
        PolicyCase("reading once a day", "syncInterval: 1d"),
    ]

    private static func window(_ start: String, _ end: String) -> String {
        "replicas: {min: 1, max: 9, windows: [{name: w, schedule: {start: \(start), end: \(end), timeZone: UTC}, min: 3}]}"
    }

    static let connections = [
        PolicyCase("a connection to nothing", "connections: [{name: a}]"),
        PolicyCase(
            "a connection to two", "connections: [{name: a, prometheus: {url: 'http://p'}, nats: {url: 'http://n'}}]"),
        PolicyCase("an address without port", "connections: [{name: a, redis: {addresses: [redis]}}]"),
        PolicyCase("an address with a scheme", "connections: [{name: a, redis: {addresses: ['redis://redis:6379']}}]"),
        PolicyCase("a broker beyond all ports", "connections: [{name: a, kafka: {brokers: ['kafka:70000']}}]"),
        PolicyCase("two standalone servers", "connections: [{name: a, redis: {addresses: ['a:1', 'b:1']}}]"),
        PolicyCase(
            "a numbered database of a cluster",
            "connections: [{name: a, redis: {addresses: ['a:1', 'b:1'], topology: Cluster, database: 3}}]"),
        PolicyCase(
            "sentinels without a master", "connections: [{name: a, redis: {addresses: ['a:1'], topology: Sentinel}}]"),
        PolicyCase(
            "a master without sentinels",
            "connections: [{name: a, redis: {addresses: ['a:1'], master: m, sentinelAuth: {secretRef: {name: s}}}}]"),
        PolicyCase(
            "a password in the URL", "connections: [{name: a, prometheus: {url: 'https://me:secret@prom:9090'}}]"),
        PolicyCase(
            "a token in a header",
            "connections: [{name: a, prometheus: {url: 'https://p', headers: [{name: Authorization, value: Bearer x}]}}]"
        ),
        PolicyCase("no time to answer", "connections: [{name: a, prometheus: {url: 'https://p'}, timeout: 0s}]"),
        PolicyCase("an hour to answer", "connections: [{name: a, prometheus: {url: 'https://p'}, timeout: 1h}]"),
    ]

    static let auth = [
        PolicyCase("a bearer token for Redis", redis("bearer: {secretRef: {name: s, key: k}}")),
        PolicyCase("basic authentication for Redis", redis("basic: {secretRef: {name: s}}")),
        PolicyCase("SASL for Redis", redis("sasl: {mechanism: Plain, secretRef: {name: s}}")),
        PolicyCase("AWS signing for Redis", redis("aws: {webIdentity: true}")),
        PolicyCase("a password for Prometheus", prometheus("password: {secretRef: {name: s}}")),
        PolicyCase(
            "bearer and basic", prometheus("bearer: {secretRef: {name: s, key: k}}, basic: {secretRef: {name: s}}")),
        PolicyCase(
            "half a key", "connections: [{name: a, aws: {region: r}, auth: {aws: {accessKeyRef: {name: s, key: k}}}}]"),
        PolicyCase(
            "keys beside web identity",
            "connections: [{name: a, aws: {region: r}, auth: {aws: {webIdentity: true, accessKeyRef: {name: s, key: k}, secretKeyRef: {name: s, key: k}}}}]"
        ),
        PolicyCase("no authority", prometheus("tls: {caRef: {key: ca.crt}}")),
        PolicyCase("two authorities", prometheus("tls: {caRef: {configMap: a, secret: b}}")),
        PolicyCase("a Secret of another namespace", redis("password: {secretRef: {name: other/redis}}")),
        PolicyCase("a token of another namespace", prometheus("bearer: {secretRef: {name: other/s, key: k}}")),
    ]

    private static func redis(_ auth: String) -> String {
        "connections: [{name: a, redis: {addresses: ['redis:6379']}, auth: {\(auth)}}]"
    }

    private static func prometheus(_ auth: String) -> String {
        "connections: [{name: a, prometheus: {url: 'https://p'}, auth: {\(auth)}}]"
    }

    static let triggers = [
        PolicyCase("nothing to do", "triggers: []"),
        PolicyCase("only a disabled trigger", "triggers: [{name: c, enabled: false, source: {resource: {name: cpu}}}]"),
        PolicyCase(
            "target and steps",
            "triggers: [{name: c, source: {resource: {name: cpu}}, target: {utilization: 70}, steps: {above: [{value: 80, add: 1}]}}]"
        ),
        PolicyCase("no target in target", "triggers: [{name: c, source: {resource: {name: cpu}}, target: {}}]"),
        PolicyCase(
            "two targets",
            "triggers: [{name: c, source: {resource: {name: cpu}}, target: {utilization: 70, averageValue: 100m}}]"
        ),
        PolicyCase(
            "utilization of a queue",
            "\(PolicyCase.redis), triggers: [{name: q, source: {redisList: {connection: r, keys: [a]}}, target: {utilization: 70}}]"
        ),
        PolicyCase(
            "a whole value of cpu", "triggers: [{name: c, source: {resource: {name: cpu}}, target: {value: 3}}]"),
        PolicyCase("a whole value of pods", "triggers: [{name: p, source: {pods: {metric: rps}}, target: {value: 3}}]"),
        PolicyCase(
            "an average of a schedule",
            "triggers: [{name: s, source: {schedule: {start: 0 8 * * *, end: 0 9 * * *, timeZone: UTC, replicas: 3}}, target: {averageValue: 3}}]"
        ),
        PolicyCase(
            "an average of zero", "triggers: [{name: c, source: {resource: {name: cpu}}, target: {averageValue: 0}}]"),
        PolicyCase("a value of zero", "triggers: [{name: e, source: {external: {metric: m}}, target: {value: '0'}}]"),
        PolicyCase("steps without a rung", "triggers: [{name: c, source: {resource: {name: cpu}}, steps: {}}]"),
        PolicyCase(
            "bands that overlap",
            "triggers: [{name: c, source: {resource: {name: cpu}}, steps: {above: [{value: 30, add: 1}], below: [{value: '30', remove: 1}]}}]"
        ),
        PolicyCase(
            "two shares of a cap",
            "triggers: [{name: e, source: {external: {metric: m}}, cap: {allowed: 5, perReplica: 1, perReplicaFrom: Measured}}]"
        ),
        PolicyCase(
            "a cap of nothing",
            "triggers: [{name: e, source: {external: {metric: m}}, cap: {allowed: 0, perReplica: 0}}]"),
        PolicyCase(
            "reading every millisecond",
            "triggers: [{name: c, source: {resource: {name: cpu}}, target: {utilization: 70}, interval: 1ms}]"),
    ]

    static let sources = [
        PolicyCase(
            "a stream's lag without a group",
            "\(PolicyCase.redis), triggers: [{name: q, source: {redisStream: {connection: r, key: a}}, target: {averageValue: 7}}]"
        ),
        PolicyCase(
            "no query",
            "connections: [{name: d, postgresql: {host: h, database: d}}], triggers: [{name: q, source: {postgresql: {connection: d}}, target: {averageValue: 7}}]"
        ),
        PolicyCase(
            "two queries",
            "connections: [{name: d, mysql: {host: h, database: d}}], triggers: [{name: q, source: {mysql: {connection: d, query: select 1, builtin: ConnectionFraction}}, target: {averageValue: 7}}]"
        ),
        PolicyCase(
            "a number nowhere", "triggers: [{name: q, source: {http: {url: 'http://a'}}, target: {averageValue: 7}}]"),
        PolicyCase(
            "a password to fetch",
            "triggers: [{name: q, source: {http: {url: 'http://me:pw@a', format: Text}}, target: {averageValue: 7}}]"),
        PolicyCase(
            "partitions of all topics",
            "connections: [{name: k, kafka: {brokers: ['k:1']}}], triggers: [{name: q, source: {kafka: {connection: k, group: g, partitions: 1-3}}, target: {averageValue: 7}}]"
        ),
        PolicyCase(
            "a schedule of four fields",
            "triggers: [{name: s, source: {schedule: {start: 0 8 * * *, end: 0 9 * *, timeZone: UTC, replicas: 3}}, target: {replicas: true}}]"
        ),
    ]

    static let names =
        [
            PolicyCase("an unknown connection", "triggers: [\(PolicyCase.queue)]"),
            PolicyCase(
                "a misspelled connection",
                "connections: [{name: queue, redis: {addresses: ['r:1']}}], triggers: [\(PolicyCase.queue)]"),
            PolicyCase(
                "a fetch over an unknown connection",
                "triggers: [{name: q, source: {http: {url: 'http://a', format: Text, connection: h}}, target: {averageValue: 7}}]"
            ),
            PolicyCase("a forecast of nothing", "prediction: [{trigger: qps}]"),
            PolicyCase("a plan of nothing", "capacityPlan: {trigger: qps}"),
            PolicyCase("a deletion cost of nothing", "scaleIn: {deletionCost: {fromTrigger: qps}}"),
            PolicyCase(
                "an unknown receiver", "rules: [{name: a, builtin: AtMax, actions: [{notify: {receivers: [slack]}}]}]"),
        ] + wrongConnections

    /// Each source over a connection to something else.
    private static let wrongConnections =
        [
            ("redisList", "keys: [a]"), ("redisStream", "key: a, group: g"), ("kafka", "group: g"),
            ("sqs", "queueURL: 'https://sqs/q'"), ("rabbitmq", "queue: q"), ("natsJetStream", "stream: s, consumer: c"),
            ("postgresql", "query: q"), ("mysql", "query: q"),
        ].map { source, rest in
            PolicyCase(
                "\(source) over Prometheus",
                "connections: [{name: p, prometheus: {url: 'http://p'}}], triggers: [{name: q, source: {\(source): {connection: p, \(rest)}}, target: {averageValue: 7}}]"
            )
        } + [
            PolicyCase(
                "prometheus over Redis",
                "\(PolicyCase.redis), triggers: [{name: q, source: {prometheus: {connection: r, query: up}}, target: {averageValue: 7}}]"
            )
        ]
}
