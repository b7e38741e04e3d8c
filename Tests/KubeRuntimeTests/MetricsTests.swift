import KubeCore
import KubeRuntime
import TestSupport
import Testing

@Suite struct MetricsTests {
    @Test("The exposition is Prometheus' text format: sorted, escaped, histograms cumulated")
    func exposition() {
        let registry = MetricsRegistry()
        let requests = registry.counter("requests_total", "Requests\nwith a \\.", labels: ["verb", "code"])
        requests.add(1, "get", "200")
        requests.add(2, "get", "200")
        requests.add(1, "a\"b\\c\nd", "500")
        registry.gauge("depth", "Depth.")[].set(1.5)
        let latency = registry.histogram("latency_seconds", "Latency.", buckets: [0.1, 1])
        latency.observe(.milliseconds(50))
        latency.observe(.milliseconds(500))
        latency.observe(.seconds(5))
        #expect(
            registry.exposition() == """
                # HELP depth Depth.
                # TYPE depth gauge
                depth 1.5
                # HELP latency_seconds Latency.
                # TYPE latency_seconds histogram
                latency_seconds_bucket{le="0.1"} 1
                latency_seconds_bucket{le="1"} 2
                latency_seconds_bucket{le="+Inf"} 3
                latency_seconds_sum 5.55
                latency_seconds_count 3
                # HELP requests_total Requests\\nwith a \\\\.
                # TYPE requests_total counter
                requests_total{verb="a\\"b\\\\c\\nd",code="500"} 1
                requests_total{verb="get",code="200"} 3

                """)
    }

    @Test("A family keeps to its number of label sets, and counts what it dropped")
    func bound() {
        let registry = MetricsRegistry(maximumSeries: 3)
        let counter = registry.counter("hits_total", "Hits.", labels: ["user"])
        for user in 0..<10 { counter.add(1, "\(user)") }
        counter.add(1, "0")
        let text = registry.exposition()
        #expect(text.contains("hits_total{user=\"0\"} 2\n"))
        #expect(!text.contains("user=\"3\""))
        #expect(text.contains("metrics_series_dropped_total{family=\"hits_total\"} 7\n"))
    }

    @Test("A counter never falls, and NaN is not counted")
    func counters() {
        let registry = MetricsRegistry()
        let counter = registry.counter("a_total", "A.")
        counter.add(3)
        counter.add(-1)
        counter.add(.nan)
        #expect(registry.exposition().hasSuffix("a_total 3\n"))
    }

    @Test("Requests are counted by verb and code; a list and a watch are no get")
    func verbs() async throws {
        let registry = MetricsRegistry()
        let transport = MeasuredTransport(
            ScriptedTransport { _ in .json([:]) }, registry: registry, clock: RuntimeClock(ManualClock()))
        let paths = [
            "/api/v1/pods", "/api/v1/namespaces", "/api/v1/namespaces/a", "/api/v1/namespaces/a/pods",
            "/api/v1/namespaces/a/pods/b", "/apis/apps/v1/deployments",
            "/apis/apps/v1/namespaces/a/deployments/b/scale",
            "/apis", "/version",
        ]
        for path in paths {
            _ = try await transport.send(
                HTTPRequest(method: "GET", path: path), deadline: .seconds(1), maximumBodySize: 100)
        }
        _ = try await transport.open(
            HTTPRequest(method: "GET", path: "/api/v1/pods", query: [.init("watch", "true")]), idleTimeout: .seconds(1))
        let text = registry.exposition()
        #expect(text.contains("rest_client_requests_total{verb=\"list\",code=\"200\"} 4\n"))
        #expect(text.contains("rest_client_requests_total{verb=\"get\",code=\"200\"} 5\n"))
        #expect(text.contains("rest_client_requests_total{verb=\"watch\",code=\"200\"} 1\n"))
    }

    @Test("Health says what is wrong, and lists all checks when asked")
    func health() async {
        let health = HealthEndpoints(
            metrics: MetricsRegistry(), liveness: [],
            readiness: [
                .init("good") { nil },
                .init("bad") { "not yet" },
            ])
        #expect(await health.answer(method: "GET", target: "/livez").body == "ok")
        let ready = await health.answer(method: "GET", target: "/readyz")
        #expect(ready.status == 500)
        #expect(ready.body == "[+]ping ok\n[+]good ok\n[-]bad failed: not yet\nreadyz check failed\n")
        let verbose = await health.answer(method: "GET", target: "/healthz?verbose")
        #expect(verbose.body == "[+]ping ok\nhealthz check passed\n")
        #expect(await health.answer(method: "POST", target: "/metrics").status == 405)
        #expect(await health.answer(method: "GET", target: "/").status == 404)
        let metrics = await health.answer(method: "GET", target: "/metrics")
        #expect(metrics.contentType == "text/plain; version=0.0.4; charset=utf-8")
    }
}
