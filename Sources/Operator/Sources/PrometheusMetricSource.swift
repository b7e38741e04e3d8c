package import KubeClient
package import KubeCore
package import OperatorCore

/// One number from a Prometheus-compatible server.
package struct PrometheusMetricSource: MetricSource {
    private let source: PrometheusSource
    private let endpoint: PrometheusEndpoint
    private let timeout: Duration
    private let transport: any HTTPTransport

    /// The most an answer with one number may need; more means a query that was not aggregated.
    private static let maximumAnswer = 1 << 20

    /// - Parameter transport: leads to `endpoint.url`, including its path prefix, with its credentials.
    package init(
        _ source: PrometheusSource, endpoint: PrometheusEndpoint, timeout: Duration, transport: any HTTPTransport
    ) {
        self.source = source
        self.endpoint = endpoint
        self.timeout = timeout
        self.transport = transport
    }

    package func read(now: Timestamp) async -> Reading {
        // As a form, since a query may be longer than a request line should be.
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
        ]
        for field in endpoint.headers ?? [] { headers.add(field.name, field.value) }
        let form = "query=\(PercentEncoding.encode(source.query))&time=\(now.seconds)"
        let request = HTTPRequest(method: "POST", path: "/api/v1/query", headers: headers, body: Array(form.utf8))
        do {
            let response = try await transport.send(
                request, deadline: timeout, maximumBodySize: Self.maximumAnswer)
            return PrometheusAnswer.reading(
                status: response.status, body: response.body, from: endpoint.url, now: now)
        } catch {
            return .failed(reason: "no answer from Prometheus at \(endpoint.url): \(error)", at: now)
        }
    }
}
