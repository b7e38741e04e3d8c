package import KubeCore

/// Where a trigger's number comes from: one struct per source. Boxed, since the sources differ widely in size.
package indirect enum TriggerSource: Hashable, Sendable {
    case resource(ResourceSource)
    case pods(PodsSource)
    case object(ObjectSource)
    case external(ExternalSource)
    case prometheus(PrometheusSource)
    case redisList(RedisListSource)
    case redisStream(RedisStreamSource)
    case kafka(KafkaSource)
    case sqs(SQSSource)
    case rabbitmq(RabbitMQSource)
    case natsJetStream(NATSJetStreamSource)
    case postgresql(SQLSource)
    case mysql(SQLSource)
    case http(HTTPSource)
    case schedule(ScheduleSource)
}

/// Usage of a pod resource from metrics.k8s.io.
package struct ResourceSource: Hashable, Sendable, Codable {
    /// `cpu` or `memory`.
    package var name: String
    /// One container instead of the whole pod.
    package var container: String?

    package init(name: String, container: String? = nil) {
        self.name = name
        self.container = container
    }
}

/// A metric of each pod from custom.metrics.k8s.io, averaged.
package struct PodsSource: Hashable, Sendable, Codable {
    package var metric: String
    package var selector: LabelSelector?

    package init(metric: String, selector: LabelSelector? = nil) {
        self.metric = metric
        self.selector = selector
    }
}

/// A metric of one object from custom.metrics.k8s.io.
package struct ObjectSource: Hashable, Sendable, Codable {
    package var describedObject: TargetReference
    package var metric: String
    package var selector: LabelSelector?
}

/// A metric from external.metrics.k8s.io; several series are summed.
package struct ExternalSource: Hashable, Sendable, Codable {
    package var metric: String
    package var selector: LabelSelector?

    package init(metric: String, selector: LabelSelector? = nil) {
        self.metric = metric
        self.selector = selector
    }
}

package struct PrometheusSource: Hashable, Sendable, Codable {
    package var connection: String
    /// PromQL whose result is one number.
    package var query: String

    package init(connection: String, query: String) {
        self.connection = connection
        self.query = query
    }
}

/// The length of Redis lists, sets, sorted sets or hashes.
package struct RedisListSource: Hashable, Sendable, Codable {
    package enum Aggregate: String, Hashable, Sendable, Codable, CaseIterable {
        case sum = "Sum"
        case max = "Max"
        case min = "Min"
        case average = "Average"
    }

    package var connection: String
    package var keys: [String]
    package var aggregate: Aggregate

    package init(connection: String, keys: [String], aggregate: Aggregate = .sum) {
        self.connection = connection
        self.keys = keys
        self.aggregate = aggregate
    }
}

package struct RedisStreamSource: Hashable, Sendable, Codable {
    package enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
        case lag = "Lag"
        case pending = "Pending"
        case length = "Length"
    }

    package var connection: String
    package var key: String
    package var group: String?
    package var measure: Measure
}

package struct KafkaSource: Hashable, Sendable, Codable {
    package enum NoCommit: String, Hashable, Sendable, Codable, CaseIterable {
        case one = "One"
        case zero = "Zero"
        case fromEarliest = "FromEarliest"
    }

    package enum StuckPartitions: String, Hashable, Sendable, Codable, CaseIterable {
        case count = "Count"
        case exclude = "Exclude"
        case excludeAndInactive = "ExcludeAndInactive"
    }

    package enum ReplicaLimit: String, Hashable, Sendable, Codable, CaseIterable {
        case partitions = "Partitions"
        case partitionsWithLag = "PartitionsWithLag"
        case evenPartitions = "EvenPartitions"
        case none = "None"
    }

    package var connection: String
    package var group: String
    package var topics: [String]?
    package var partitions: String?
    package var noCommit: NoCommit
    package var stuckPartitions: StuckPartitions
    package var maxReplicasBy: ReplicaLimit
}

package struct SQSSource: Hashable, Sendable, Codable {
    package enum Part: String, Hashable, Sendable, Codable, CaseIterable {
        case visible = "Visible"
        case inFlight = "InFlight"
        case delayed = "Delayed"
    }

    package var connection: String
    package var queueURL: String
    package var include: [Part]
}

package struct RabbitMQSource: Hashable, Sendable, Codable {
    package enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
        case ready = "Ready"
        case total = "Total"
        case publishRate = "PublishRate"
        case deliverRate = "DeliverRate"
    }

    package var connection: String
    package var queue: String
    package var measure: Measure
    package var regex: Bool?
    package var aggregate: RedisListSource.Aggregate?
}

package struct NATSJetStreamSource: Hashable, Sendable, Codable {
    package enum MissingConsumer: String, Hashable, Sendable, Codable, CaseIterable {
        case fail = "Fail"
        case zero = "Zero"
        case streamMessages = "StreamMessages"
    }

    package var connection: String
    package var account: String?
    package var stream: String
    package var consumer: String
    package var onMissingConsumer: MissingConsumer
}

/// A query that returns one row with one number, or a measurement built in.
package struct SQLSource: Hashable, Sendable, Codable {
    package enum BuiltIn: String, Hashable, Sendable, Codable, CaseIterable {
        case connectionFraction = "ConnectionFraction"
        case replicationLag = "ReplicationLag"
    }

    package var connection: String
    package var query: String?
    package var builtin: BuiltIn?
}

package struct HTTPSource: Hashable, Sendable, Codable {
    package enum Format: String, Hashable, Sendable, Codable, CaseIterable {
        case json = "JSON"
        case prometheus = "Prometheus"
        case text = "Text"
    }

    package var url: String
    package var format: Format
    /// Where the number stands: member names joined by dots, or a metric's name.
    package var path: String?
    /// A Service each of whose endpoints is asked.
    package var eachEndpointOf: String?
    package var aggregate: RedisListSource.Aggregate?
    package var connection: String?
}

package struct ScheduleSource: Hashable, Sendable, Codable {
    package var start: String
    package var end: String
    package var timeZone: String
    package var replicas: Int32
}
