import KubeClient
import KubeCore
import Logging
import NIOConcurrencyHelpers
import Sandbox
import Testing

@Suite struct HorizontalAutoscalerSimulatorTests {
    private static let deployments = ResourceType("apps/v1", "Deployment", plural: "deployments")
    private static let autoscalers = ResourceType(
        "autoscaling/v2", "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers")
    private static let pods = ResourceType("v1", "Pod", plural: "pods")
    private static let events = ResourceType("v1", "Event", plural: "events")

    /// A control plane with one Deployment of two running pods, and a queue metric that can be set.
    private struct Cluster: Sendable {
        let controlPlane: ControlPlane
        let client: Client
        let simulator: HorizontalAutoscalerSimulator
        let clock = NIOLockedValueBox(Timestamp(seconds: 1_800_000_000))
        /// Thousandths of CPU per pod; nil: the API is down.
        let cpu = NIOLockedValueBox<Int64?>(100)
        let queue = NIOLockedValueBox("0")

        init() async throws {
            let clock = clock
            controlPlane = try ControlPlane(
                configuration: .init(now: { clock.withLockedValue { $0 } }), logger: Logger(label: "test"))
            client = Client(transport: controlPlane.transport(as: .administrator))
            simulator = HorizontalAutoscalerSimulator(controlPlane: controlPlane, logger: Logger(label: "test"))
            try registerMetrics()
            try await makeWorkload()
        }

        private func registerMetrics() throws {
            let (cpu, queue, clock) = (cpu, queue, clock)
            try controlPlane.registerAPI(GroupVersion(group: "metrics.k8s.io", version: "v1beta1")) { request, _ in
                guard let milli = cpu.withLockedValue({ $0 }) else { return HTTPResponse(status: 503) }
                let time = clock.withLockedValue { $0 }.rfc3339
                let items = (0..<2).map { index -> JSONValue in
                    [
                        "metadata": ["name": .string("web-\(index)"), "namespace": "default"], "window": "30s",
                        "timestamp": .string(time),
                        "containers": [["name": "app", "usage": ["cpu": .string("\(milli)m")]]],
                    ]
                }
                return Self.json(["kind": "PodMetricsList", "items": .array(items)])
            }
            try controlPlane.registerAPI(GroupVersion(group: "external.metrics.k8s.io", version: "v1beta1")) {
                request, _ in
                guard request.path.hasSuffix("/namespaces/default/queue") else { return HTTPResponse(status: 404) }
                return Self.json([
                    "kind": "ExternalMetricValueList",
                    "items": [["metricName": "queue", "value": .string(queue.withLockedValue { $0 })]],
                ])
            }
        }

        private static func json(_ value: JSONValue) -> HTTPResponse {
            HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"], body: value.serialized())
        }

        private func makeWorkload() async throws {
            _ = try await client.create(
                [
                    "apiVersion": "apps/v1", "kind": "Deployment",
                    "metadata": ["name": "web", "namespace": "default"],
                    "spec": [
                        "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
                        "template": [
                            "metadata": ["labels": ["app": "web"]],
                            "spec": ["containers": [["name": "app", "image": "web"]]],
                        ],
                    ],
                ], as: deployments)
            for index in 0..<2 { try await makePod(index) }
        }

        private func makePod(_ index: Int) async throws {
            var pod = try await client.create(
                [
                    "apiVersion": "v1", "kind": "Pod",
                    "metadata": ["name": .string("web-\(index)"), "namespace": "default", "labels": ["app": "web"]],
                    "spec": [
                        "containers": [
                            ["name": "app", "image": "web", "resources": ["requests": ["cpu": "200m"]]]
                        ]
                    ],
                ], as: pods)
            pod["status"] = [
                "phase": "Running", "startTime": "2027-01-01T00:00:00Z",
                "conditions": [["type": "Ready", "status": "True", "lastTransitionTime": "2027-01-01T00:00:10Z"]],
            ]
            _ = try await client.update(pod, as: pods, subresource: "status")
        }

        func scale(by metric: JSONValue, min: Int64 = 1, max: Int64 = 10) async throws {
            _ = try await client.create(
                [
                    "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                    "metadata": ["name": "web", "namespace": "default"],
                    "spec": [
                        "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
                        "minReplicas": .integer(min), "maxReplicas": .integer(max), "metrics": [metric],
                    ],
                ], as: autoscalers)
        }

        func pass() async {
            await simulator.reconcileAll()
            clock.withLockedValue { $0 = $0 + .seconds(15) }
        }

        func replicas() async throws -> Int64? {
            try await client.get(deployments, .web)["spec"]?["replicas"]?.int64Value
        }

        func status() async throws -> AutoscalerStatus {
            AutoscalerStatus(json: try await client.get(autoscalers, .web)["status"] ?? [:])
        }

        func eventReasons() async throws -> [String] {
            try await client.list(events, namespace: "default").items
                .filter { $0["involvedObject"]?["kind"]?.stringValue == "HorizontalPodAutoscaler" }
                .compactMap { $0["reason"]?.stringValue }.sorted()
        }
    }

    private let cpu: JSONValue = [
        "type": "Resource", "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 50]],
    ]
    private let queue: JSONValue = [
        "type": "External",
        "external": ["metric": ["name": "queue"], "target": ["type": "AverageValue", "averageValue": "10"]],
    ]

    @Test("CPU above its target scales the Deployment, and status and event say so")
    func cpuScalesUp() async throws {
        let cluster = try await Cluster()
        try await cluster.scale(by: cpu)
        cluster.cpu.withLockedValue { $0 = 200 }
        await cluster.pass()
        #expect(try await cluster.replicas() == 4)
        let status = try await cluster.status()
        #expect(status.currentReplicas == 2)
        #expect(status.desiredReplicas == 4)
        #expect(
            status.currentMetrics
                == [.resource(name: "cpu", current: MetricValue(averageUtilization: 100, averageMilli: 200))])
        #expect(status.conditions.first { $0.type == "AbleToScale" }?.reason == "SucceededRescale")
        #expect(try await cluster.eventReasons() == ["SuccessfulRescale"])
    }

    @Test("A metrics API that fails is a condition and a counted event, and changes nothing")
    func failingMetrics() async throws {
        let cluster = try await Cluster()
        try await cluster.scale(by: cpu)
        cluster.cpu.withLockedValue { $0 = nil }
        await cluster.pass()
        await cluster.pass()
        #expect(try await cluster.replicas() == 2)
        let status = try await cluster.status()
        #expect(status.conditions.first { $0.type == "ScalingActive" }?.reason == "FailedGetResourceMetric")
        #expect(try await cluster.eventReasons() == ["FailedComputeMetricsReplicas", "FailedGetResourceMetric"])
        let counts = try await cluster.client.list(Self.events, namespace: "default").items
            .compactMap { $0["count"]?.int64Value }
        #expect(counts == [2, 2])
    }

    @Test("An external metric scales up at once and down after the stabilisation window")
    func externalMetric() async throws {
        let cluster = try await Cluster()
        try await cluster.scale(by: queue)
        cluster.queue.withLockedValue { $0 = "35" }
        await cluster.pass()
        #expect(try await cluster.replicas() == 4)
        cluster.queue.withLockedValue { $0 = "5" }
        for _ in 0..<19 { await cluster.pass() }
        #expect(try await cluster.replicas() == 4)
        for _ in 0..<3 { await cluster.pass() }
        #expect(try await cluster.replicas() == 1)
    }

    @Test("A missing target is reported in the words of the server")
    func missingTarget() async throws {
        let cluster = try await Cluster()
        try await cluster.scale(by: queue)
        try await cluster.client.delete(Self.deployments, .web)
        await cluster.pass()
        let condition = try await cluster.status().conditions.first { $0.type == "AbleToScale" }
        #expect(condition?.reason == "FailedGetScale")
        #expect(condition?.message.hasSuffix("deployments.apps \"web\" not found") == true)
        #expect(try await cluster.eventReasons() == ["FailedGetScale"])
    }

    @Test("A pass that changes nothing writes nothing")
    func steady() async throws {
        let cluster = try await Cluster()
        try await cluster.scale(by: cpu)
        await cluster.pass()
        await cluster.pass()
        let before = try await cluster.client.get(Self.autoscalers, .web)["metadata"]?["resourceVersion"]
        await cluster.pass()
        #expect(try await cluster.client.get(Self.autoscalers, .web)["metadata"]?["resourceVersion"] == before)
    }
}

extension ObjectKey {
    fileprivate static let web = ObjectKey(namespace: "default", name: "web")
}
