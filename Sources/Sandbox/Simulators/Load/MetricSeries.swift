import KubeCore

/// What the simulated cluster's metrics say at one moment.
struct MetricsSnapshot: Hashable, Sendable {
    struct PodUsage: Hashable, Sendable {
        var key: ObjectKey
        var node: String
        var labels: [String: String]
        var containers: [Container]

        struct Container: Hashable, Sendable {
            var name: String
            var cpuMillis: Int64
            var memoryBytes: Int64
        }
    }

    struct Series: Hashable, Sendable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    var time: Timestamp
    var pods: [PodUsage] = []
    var series: [Series] = []
}

/// The last minutes of every series.
struct SeriesHistory: Sendable {
    struct Key: Hashable, Sendable {
        var name: String
        var labels: [String: String]
    }

    struct Point: Hashable, Sendable {
        var seconds: Double
        var value: Double
    }

    private(set) var points: [Key: [Point]] = [:]
    /// Seconds kept.
    private let window: Double
    /// A series without a new value for this long is gone, as in Prometheus.
    static let staleness: Double = 300

    init(window: Double = 900) {
        self.window = window
    }

    mutating func append(_ snapshot: MetricsSnapshot) {
        let now = snapshot.time.preciseSeconds
        for series in snapshot.series {
            points[Key(name: series.name, labels: series.labels), default: []]
                .append(Point(seconds: now, value: series.value))
        }
        for (key, values) in points {
            guard let first = values.first, first.seconds < now - window else { continue }
            let kept = values.drop { $0.seconds < now - window }
            points[key] = kept.isEmpty ? nil : Array(kept)
        }
    }
}

extension Timestamp {
    var preciseSeconds: Double { Double(seconds) + Double(nanoseconds) / 1e9 }
}
