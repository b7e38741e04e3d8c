import KubeCore

extension Trigger {
    static let schema = Schema.object(
        "One reading. With target or steps it proposes a count, with cap it bounds the count, with none of them it only serves rules.",
        [
            "name": .dnsLabelOrSignal("What status, events, rules and expressions call it."),
            "enabled": .boolean("false switches it off.", default: true),
            "source": TriggerSource.schema,
            "target": TriggerTarget.schema,
            "steps": StepTable.schema,
            "cap": .object(
                "An upper bound: allowed divided by what one replica causes.",
                [
                    "allowed": .quantity("The most the reading may become."),
                    "perReplica": .quantity("How much of the reading one replica causes."),
                    "perReplicaFrom": .choice(
                        ReplicaCap.Measurement.self,
                        "Measured divides the reading by the current replicas; so it is without perReplica."),
                ], required: ["allowed"]
            ).obeying(ReplicaCap.rules),
            "activation": .object(
                "When the trigger counts as active; decides only about leaving and entering zero.",
                ["above": .quantity("A reading strictly above this is active.")], required: ["above"]),
            "interval": .interval(
                "How often the source is read, at least 1s; absent: syncInterval.", within: .triggerInterval),
            "onFailure": .object(
                "What the trigger counts as while its source fails.",
                [
                    "hold": .interval("The last good reading is used so long.", default: "0s"),
                    "then": .wordOrObject(
                        "Then: Block scaling down, Ignore the trigger, {replicas: n} proposes n, Zero counts as a reading of zero.",
                        words: ["Block", "Ignore", "Zero"], member: "replicas",
                        .count("The count it proposes."), default: "Block"),
                ]),
            "onEmpty": .wordOrObject(
                "What an answer without a number counts as: Fail, Zero or {value: n}. NaN and infinities are such answers. Default: Fail.",
                words: ["Fail", "Zero"], member: "value", .quantity("The reading it counts as.")),
            "unit": .string("The unit of the reading, for rules and status: ms, s, ratio, bytes ...", maxLength: 16),
        ], required: ["name", "source"]
    ).obeying(rules)
}

extension Schema {
    /// Trigger names are also names in expressions, so an underscore is allowed.
    fileprivate static func dnsLabelOrSignal(_ description: String) -> Schema {
        .string(description, pattern: "^[a-z0-9]([-_a-z0-9]*[a-z0-9])?$", minLength: 1, maxLength: 63)
    }
}

extension TriggerTarget {
    static let schema = Schema.object(
        "What the reading is held against: exactly one of utilization, averageValue, value and replicas.",
        [
            "utilization": .count("Percent of the pods' requests; for resources.", minimum: 1),
            "averageValue": .quantity("Per pod: replicas = reading / averageValue, rounded up."),
            "value": .quantity("Of the whole: replicas grow with reading / value."),
            "replicas": .boolean("true: the reading is already a number of replicas."),
            "tolerance": .object(
                "Overrides the tolerance of behavior for this trigger.",
                ["up": .quantity("When growing."), "down": .quantity("When shrinking.")]),
        ]
    ).obeying(rules)
}

extension StepTable {
    static let schema = Schema.object(
        "Adds or removes replicas when the reading passes a threshold; between the thresholds the current count is proposed.",
        [
            "every": .interval(
                "A step is not repeated sooner, nor before the pods of the last step are ready.", default: "60s"),
            "warmup": .interval("How long to wait for those pods at most."),
            "above": .plainList(
                "Strictly above value adds replicas; of several that match the highest counts.",
                of: .object(
                    "One rung.",
                    ["value": .quantity("The threshold."), "add": .count("Replicas to add.", minimum: 1)],
                    required: ["value", "add"]), maxItems: 16),
            "below": .plainList(
                "Strictly below value removes replicas; of several that match the lowest counts.",
                of: .object(
                    "One rung.",
                    ["value": .quantity("The threshold."), "remove": .count("Replicas to remove.", minimum: 1)],
                    required: ["value", "remove"]), maxItems: 16),
            "per": .choice(
                Basis.self, "Whether thresholds are meant per ready pod or for the whole reading.", default: .pod),
        ]
    ).obeying(rules)
}

extension TriggerSource {
    static let schema = Schema(
        type: .object, description: "Where the number comes from: exactly one source.",
        properties: [
            "resource": .object(
                "Usage of the target's pods from metrics.k8s.io.",
                [
                    "name": .string("cpu or memory.", enum: ["cpu", "memory"]),
                    "container": .text("One container instead of the whole pod.", maxLength: 63),
                ], required: ["name"]),
            "pods": .object(
                "A metric of each pod from custom.metrics.k8s.io, averaged.",
                ["metric": metric, "selector": .labelSelector("Chooses among series of the metric.")],
                required: ["metric"]),
            "object": .object(
                "A metric of one object from custom.metrics.k8s.io.",
                [
                    "describedObject": .object(
                        "The object, in this namespace.",
                        [
                            "apiVersion": .text("Its API version."), "kind": .text("Its kind."),
                            "name": .text("Its name."),
                        ], required: ["apiVersion", "kind", "name"]),
                    "metric": metric,
                    "selector": .labelSelector("Chooses among series of the metric."),
                ], required: ["describedObject", "metric"]),
            "external": .object(
                "A metric from external.metrics.k8s.io; several series are summed.",
                ["metric": metric, "selector": .labelSelector("Chooses among series of the metric.")],
                required: ["metric"]),
            "prometheus": .object(
                "A PromQL query whose result is one number.",
                ["connection": connection, "query": .text("The query.", maxLength: 8192)],
                required: ["connection", "query"]),
            "redisList": .object(
                "The length of Redis lists, sets, sorted sets or hashes; a key that does not exist has length 0.",
                [
                    "connection": connection,
                    "keys": .plainList("The keys.", of: .text("A key.", maxLength: 1024), minItems: 1, maxItems: 64),
                    "aggregate": .choice(
                        RedisListSource.Aggregate.self, "How several lengths become one number.", default: .sum),
                ], required: ["connection", "keys"]),
            "redisStream": .object(
                "Entries of a Redis stream.",
                [
                    "connection": connection,
                    "key": .text("The stream.", maxLength: 1024),
                    "group": .text("The consumer group; needed for Lag and Pending."),
                    "measure": .choice(
                        RedisStreamSource.Measure.self,
                        "Lag: not yet delivered to the group (Redis 7); Pending: delivered and not acknowledged; Length: all entries.",
                        default: .lag),
                ], required: ["connection", "key"]
            ).obeying(redisStreamRules),
            "kafka": KafkaSource.schema,
            "sqs": .object(
                "Messages of an Amazon SQS queue.",
                [
                    "connection": connection,
                    "queueURL": Connection.url("The queue."),
                    "include": Schema(
                        type: .array, description: "Which messages count.", default: ["Visible"], minItems: 1,
                        maxItems: 3,
                        items: .choice(SQSSource.Part.self, "A part of the queue."), listType: .set),
                ], required: ["connection", "queueURL"]),
            "rabbitmq": .object(
                "A RabbitMQ queue, by the management API.",
                [
                    "connection": connection,
                    "queue": .text("The queue, or a regular expression when regex is true."),
                    "measure": .choice(
                        RabbitMQSource.Measure.self, "What is counted: messages, or messages per second.",
                        default: .ready),
                    "regex": .boolean("Treats queue as a regular expression."),
                    "aggregate": .choice(RedisListSource.Aggregate.self, "How several queues become one number."),
                ], required: ["connection", "queue"]),
            "natsJetStream": .object(
                "Messages a NATS JetStream consumer has not acknowledged.",
                [
                    "connection": connection,
                    "account": .text("The account; absent: $G."),
                    "stream": .text("The stream."),
                    "consumer": .text("The consumer."),
                    "onMissingConsumer": .choice(
                        NATSJetStreamSource.MissingConsumer.self, "What counts while the consumer does not exist.",
                        default: .fail),
                ], required: ["connection", "stream", "consumer"]),
            "postgresql": sql("A PostgreSQL query, or a built-in measurement."),
            "mysql": sql("A MySQL query, or a built-in measurement."),
            "http": .object(
                "A number from an HTTP endpoint.",
                [
                    "url": Connection.url("What is fetched."),
                    "format": .choice(HTTPSource.Format.self, "The form of the answer.", default: .json),
                    "path": .string(
                        "Where the number stands: member names joined by dots, or a Prometheus metric's name.",
                        maxLength: 1024),
                    "eachEndpointOf": .string("A Service each of whose ready endpoints is asked.", maxLength: 253),
                    "aggregate": .choice(RedisListSource.Aggregate.self, "How several numbers become one."),
                    "connection": connection,
                ], required: ["url"]
            ).obeying(httpRules),
            "schedule": .object(
                "A number of replicas during a part of the week, else 0. Prefer replicas.windows.",
                CronSchedule.properties.merging(["replicas": .count("The number while open.")]),
                required: ["start", "end", "timeZone", "replicas"]
            ).obeying(CronSchedule.rules),
        ]
    ).obeying(rules)

    static let connection = Schema.text("The connection it is read over, by name.", maxLength: 63)
    static let metric = Schema.text("The metric's name.")

    static func sql(_ description: String) -> Schema {
        .object(
            description,
            [
                "connection": connection,
                "query": .string("A query that returns one row with one number.", maxLength: 8192),
                "builtin": .choice(
                    SQLSource.BuiltIn.self,
                    "ConnectionFraction: connections used of those allowed; ReplicationLag: seconds behind the primary."
                ),
            ], required: ["connection"]
        ).obeying(sqlRules)
    }
}

extension KafkaSource {
    static let schema = Schema.object(
        "How far a Kafka consumer group is behind.",
        [
            "connection": TriggerSource.connection,
            "group": .text("The consumer group."),
            "topics": .plainList(
                "The topics; none: all the group has commits for.", of: .text("A topic."), maxItems: 64),
            "partitions": .string(
                "Which partitions of the one topic, such as 1,3-5; empty: all.",
                pattern: "^([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?$", maxLength: 256),
            "noCommit": .choice(
                NoCommit.self,
                "What a partition without committed offset counts: One, Zero, or FromEarliest (all that is retained).",
                default: .fromEarliest),
            "stuckPartitions": .choice(
                StuckPartitions.self, "Whether partitions whose consumer makes no progress count.", default: .count),
            "maxReplicasBy": .choice(
                ReplicaLimit.self, "What bounds the useful number of consumers.", default: .partitions),
        ], required: ["connection", "group"]
    ).obeying(TriggerSource.kafkaRules)
}
