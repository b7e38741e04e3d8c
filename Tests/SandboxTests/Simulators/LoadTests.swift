import HTTPServing
import KubeClient
import KubeCore
import Logging
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(2))) struct LoadTests {
    @Test(
        "A curve goes from its low to its high value and back",
        arguments: [
            (.wave, [100, 200, 300, 200, 100]), (.square, [100, 100, 300, 300, 100]),
            (.ramp, [100, 150, 200, 250, 100]),
        ] as [(LoadCurve.Shape, [Double])])
    func curves(shape: LoadCurve.Shape, values: [Double]) {
        let curve = LoadCurve(low: 100, high: 300, periodSeconds: 40, shape: shape)
        for (index, value) in values.enumerated() {
            #expect(abs(curve.value(at: Double(index) * 10) - value) < 0.5, "at \(index * 10) s")
        }
    }

    @Test("Latency rises with utilisation and never falls")
    func latency() {
        #expect(abs(LoadModel.latency(base: 0.02, utilisation: 0.5) - 0.04) < 1e-9)
        #expect(abs(LoadModel.latency(base: 0.02, utilisation: 1.9) - 0.8) < 1e-9)
        #expect(LoadModel.latency(base: 0.02, utilisation: .infinity) == 60)
        let values = (0..<400).map { LoadModel.latency(base: 0.02, utilisation: Double($0) / 100) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("More pods never give higher latency, CPU per pod or backlog; the same seed gives the same values")
    func properties() {
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var profile = LoadProfile(
                requestsPerSecond: LoadCurve(low: .random(in: 0...100, using: &random), high: 1000, periodSeconds: 100),
                capacityPerPod: .random(in: 1...200, using: &random))
            profile.queue = .init(
                arrivalsPerSecond: LoadCurve(low: .random(in: 0...50, using: &random)),
                servicePerPod: .random(in: 0...20, using: &random))
            profile.noise = 0
            var few = LoadModel(profile: profile, seed: seed)
            var many = few
            var again = few
            for step in 0..<60 {
                let time = Double(step) * 5
                let less = few.step(at: time, elapsed: 5, readyPods: 2)
                let more = many.step(at: time, elapsed: 5, readyPods: 5)
                #expect(again.step(at: time, elapsed: 5, readyPods: 2) == less, "seed \(seed)")
                #expect(more.latencySeconds <= less.latencySeconds, "seed \(seed)")
                #expect(more.backlog <= less.backlog, "seed \(seed)")
                #expect(less.servedPerSecond <= less.offeredPerSecond, "seed \(seed)")
                #expect(less.backlog >= 0 && less.pods.allSatisfy { $0.cpuMillis >= 0 }, "seed \(seed)")
            }
        }
    }

    @Test("Nothing is served and a queue grows while there is no pod")
    func noPods() {
        var profile = LoadProfile(requestsPerSecond: LoadCurve(low: 10))
        profile.queue = .init(arrivalsPerSecond: LoadCurve(low: 4), servicePerPod: 10)
        profile.noise = 0
        var model = LoadModel(profile: profile, seed: 1)
        let empty = model.step(at: 0, elapsed: 10, readyPods: 0)
        #expect(empty.backlog == 40 && empty.servedPerSecond == 0 && empty.latencySeconds == 60 && empty.pods.isEmpty)
        let busy = model.step(at: 10, elapsed: 10, readyPods: 1)
        #expect(busy.backlog == 0 && busy.processedPerSecond == 8)
    }

    @Test(
        "A load annotation that makes no sense is refused",
        arguments: [
            "no json", #"{"requestsPerSecond": {"low": -1}}"#, #"{"requestsPerSecond": {"low": 5, "high": 1}}"#,
            #"{"capacityPerPod": 0}"#, #"{"noise": 2}"#, #"{"requestsPerSecond": {"low": 1, "shape": "star"}}"#,
        ])
    func refuses(text: String) {
        var meta = ObjectMeta(name: "web")
        meta.annotations[LoadProfile.annotation] = text
        #expect(throws: (any Error).self) { try LoadProfile.read(meta) }
    }

    private static let history: SeriesHistory = {
        var history = SeriesHistory()
        for step in 0...12 {
            var snapshot = MetricsSnapshot(time: Timestamp(seconds: 1000 + Int64(step) * 5))
            for (pod, rate) in [("a", 2.0), ("b", 4.0)] {
                let labels = ["namespace": "demo", "pod": pod]
                snapshot.series += [
                    .init(name: "rps", labels: labels, value: rate),
                    .init(name: "total", labels: labels, value: rate * Double(step) * 5),
                ]
            }
            history.append(snapshot)
        }
        return history
    }()

    @Test(
        "Queries give what Prometheus would",
        arguments: [
            ("rps", [2, 4]), ("rps{pod=\"a\"}", [2]), ("rps{pod!=\"a\", namespace=\"demo\"}", [4]), ("sum(rps)", [6]),
            ("avg(rps)", [3]), ("max(rps)", [4]), ("min(rps)", [2]), ("count(rps)", [2]),
            ("sum by (pod) (rps)", [2, 4]), ("sum(rps) by (namespace)", [6]), ("sum(rate(total[30s]))", [6]),
            ("increase(total{pod=\"b\"}[1m])", [240]), ("nothing", []), ("sum(nothing)", []),
        ] as [(String, [Double])])
    func queries(text: String, values: [Double]) throws {
        #expect(try PrometheusQuery(text).evaluate(Self.history, at: 1060).map(\.value) == values)
    }

    @Test(
        "A query that is not understood is refused with its place",
        arguments: ["", "sum(", "rps{", "rps{pod}", "rate(rps)", "rate(rps[x])", "rps + 1", "sum(rps) by", "{a=\"b\"}"])
    func brokenQueries(text: String) async {
        let encoded = PercentEncoding.encode(text)
        let response = PrometheusQuery.answer(
            ServerRequest(method: "GET", target: "/api/v1/query?query=\(encoded)"), history: Self.history,
            now: Timestamp(seconds: 1060))
        #expect(response.status == 400)
        guard case .bytes(let body) = response.body else { return }
        #expect(String(decoding: body, as: UTF8.self).contains("\"errorType\":\"bad_data\""))
    }

    @Test("The answer of a query has Prometheus' form, by GET and by POST")
    func queryForm() {
        for request in [
            ServerRequest(method: "GET", target: "/api/v1/query?query=sum(rps)&time=1"),
            ServerRequest(method: "POST", target: "/api/v1/query", body: Array("query=sum%28rps%29".utf8)),
        ] {
            let response = PrometheusQuery.answer(request, history: Self.history, now: Timestamp(seconds: 1060))
            guard case .bytes(let body) = response.body else { continue }
            #expect(
                String(decoding: body, as: UTF8.self)
                    == #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1060.0,"6"]}]}}"#
            )
        }
    }

    @Test("Metrics of running pods are read through the control plane's aggregated APIs")
    func metricsAPIs() async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let controlPlane = try ControlPlane(logger: logger)
        var configuration = ClusterSimulator.Configuration()
        configuration.startDelay = .zero
        configuration.readyDelay = .zero
        let simulator = ClusterSimulator(controlPlane: controlPlane, configuration: configuration, logger: logger)
        let load = LoadSimulator(controlPlane: controlPlane, logger: logger)
        let client = Client(transport: controlPlane.transport(as: .administrator), options: ClientOptions(retry: .none))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await simulator.run() }
            group.addTask { try await load.run() }
            _ = try await client.create(
                ["kind": "Namespace", "apiVersion": "v1", "metadata": ["name": "demo"]], as: .simulatedNamespaces)
            var deployment = JSONValue.testDeployment(replicas: 2)
            deployment.simulate(
                [.init(stringLiteral: LoadProfile.annotation): #"{"requestsPerSecond": {"low": 100}, "noise": 0}"#],
                at: "metadata", "annotations")
            _ = try await client.create(deployment, as: .simulatedDeployments)
            for await change in controlPlane.changes(of: GroupResource(.simulatedDeployments)) {
                if case .modified(let object, _) = change, object.simulatedInt("status", "availableReplicas") == 2 {
                    break
                }
            }
            load.step()
            func read(_ path: String) async throws -> JSONValue {
                let response = try await client.raw(HTTPRequest(method: "GET", path: path))
                return try JSONValue(parsing: response.body)
            }
            let pods = try await read("/apis/metrics.k8s.io/v1beta1/namespaces/demo/pods")
            #expect(pods["items"]?.arrayValue?.count == 2)
            // 2 idle and 50 requests of 2.
            #expect(pods["items"]?[0]?["containers"]?[0]?[path: "usage", "cpu"] == "102m")
            let custom = try await read(
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/demo/pods/*/http_requests_per_second")
            #expect(custom["items"]?.arrayValue?.map { $0["value"] } == ["50", "50"])
            let object = try await read(
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/demo/deployments.apps/web/http_requests_per_second")
            #expect(object["items"]?[0]?["value"] == "100")
            #expect(object["items"]?[0]?[path: "describedObject", "kind"] == "Deployment")
            let nodes = try await read("/apis/metrics.k8s.io/v1beta1/nodes")
            #expect(nodes["kind"] == "NodeMetricsList" && nodes["items"]?.arrayValue?.isEmpty == false)
            group.cancelAll()
        }
    }
}
