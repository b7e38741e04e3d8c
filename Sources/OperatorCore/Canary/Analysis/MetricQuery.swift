import KubeCore

/// Which version a query is about.
package struct MetricArm: Hashable, Sendable {
    package var workload: String
    package var namespace: String
    /// The full name of the host that leads to it.
    package var host: String

    package init(workload: String, namespace: String, host: String) {
        self.workload = workload
        self.namespace = namespace
        self.host = host
    }
}

/// What is asked of Prometheus for one metric and one version.
package enum MetricQuery: Hashable, Sendable {
    /// Two numbers: bad requests, and all.
    case counts(bad: String, total: String)
    case number(String)

    /// - Parameter window: The time looked back on, at least one second.
    package init(_ metric: RolloutMetric, arm: MetricArm, window: Duration) {
        let window = "\(max(window.components.seconds, 1))s"
        let queries = IstioQueries(arm: arm, window: window)
        switch metric.builtin {
        case .errorRate: self = .counts(bad: queries.errors, total: queries.requests)
        case .latencyOver:
            self = .counts(bad: queries.slow(over: metric.latency?.thresholdMs ?? 500), total: queries.timedRequests)
        case .meshFailures: self = .counts(bad: queries.unattributed, total: queries.calls)
        case nil: self = .number(Self.fill(metric.query ?? "", arm: arm, window: window))
        }
    }

    /// All requests of a version within a window, as its own proxies count them.
    package static func requests(of arm: MetricArm, window: Duration) -> String {
        IstioQueries(arm: arm, window: "\(max(window.components.seconds, 1))s").requests
    }

    /// The only variables a query may have.
    package static let variables = ["arm.workload", "arm.namespace", "window"]

    private static func fill(_ query: String, arm: MetricArm, window: String) -> String {
        var text = query
        for (name, value) in zip(variables, [escape(arm.workload), escape(arm.namespace), window]) {
            text = text.replacing("{{\(name)}}", with: value).replacing("{{ \(name) }}", with: value)
        }
        return text
    }

    /// The first variable of a query that there is not; nil when all are known.
    package static func unknownVariable(in query: String) -> String? {
        var rest = query[...]
        while let start = rest.firstRange(of: "{{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else { return nil }
            let name = rest[start.upperBound..<end.lowerBound].filter { $0 != " " }
            if !variables.contains(String(name)) { return String(name) }
            rest = rest[end.upperBound...]
        }
        return nil
    }

    /// For use between double quotes.
    static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// PromQL over Istio's standard metrics.
///
/// Requests are counted where they arrive (reporter `destination`, or `waypoint` in ambient mode) and never at both ends,
/// since retries are attempts at one end and one result at the other.
private struct IstioQueries {
    let arm: MetricArm
    let window: String

    private var version: String {
        "reporter=~\"destination|waypoint\",destination_workload=\"\(MetricQuery.escape(arm.workload))\","
            + "destination_workload_namespace=\"\(MetricQuery.escape(arm.namespace))\""
    }

    var requests: String { increase("istio_requests_total", version) }

    /// 5xx, and gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL,
    /// UNAVAILABLE and DATA_LOSS.
    var errors: String {
        "(\(increase("istio_requests_total", version + ",response_code=~\"5..\"")) or vector(0)) + "
            + "(\(increase("istio_requests_total", version + ",response_code!~\"5..\",grpc_response_status=~\"2|4|12|13|14|15\"")) or vector(0))"
    }

    var timedRequests: String { increase("istio_request_duration_milliseconds_count", version) }

    /// Without the bucket there is no answer, rather than one that calls every request slow.
    func slow(over milliseconds: Int32) -> String {
        "\(timedRequests) - \(increase("istio_request_duration_milliseconds_bucket", version + ",le=\"\(milliseconds)\""))"
    }

    private var callers: String { "reporter=\"source\",destination_service=\"\(MetricQuery.escape(arm.host))\"" }

    var calls: String { increase("istio_requests_total", callers) }

    /// No healthy upstream, upstream connection failure, no cluster, retry limit: no pod ever saw these.
    var unattributed: String {
        "\(increase("istio_requests_total", callers + ",response_flags=~\"(.*,)?(UH|UF|NC|URX)(,.*)?\"")) or vector(0)"
    }

    private func increase(_ metric: String, _ labels: String) -> String {
        "sum(increase(\(metric){\(labels)}[\(window)]))"
    }
}

extension ArmReading {
    /// What two answers mean together.
    package init(bad: Reading, total: Reading) {
        switch (bad, total) {
        case (.failed(let reason, _), _), (_, .failed(let reason, _)): self = .failed(reason)
        case (_, .empty), (.empty, _): self = .empty
        case (.value(let bad, _), .value(let total, _)):
            self = RequestCounts(bad: bad, total: total).map(Self.counts) ?? .empty
        }
    }

    package init(number: Reading) {
        switch number {
        case .failed(let reason, _): self = .failed(reason)
        case .empty: self = .empty
        case .value(let value, _): self = .number(value)
        }
    }
}
