import KubeClient
import KubeCore
import KubeRuntime
import NIOPosix
import OperatorCore
import TestSupport
import Testing

@testable import Operator

@Suite struct ScalingObservationTests {
    @Test("Questions to the metrics APIs are asked as the HPA controller asks them")
    func requests() {
        let cases: [(query: MetricsAPIClient.Query, target: String)] = [
            (
                .resource(namespace: "shop", selector: "app=web,tier in (a,b)", name: "cpu", container: ""),
                "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods?labelSelector=app%3Dweb%2Ctier%20in%20%28a%2Cb%29"
            ),
            (
                .pods(namespace: "shop", selector: "app=web", metric: "rps", metricSelector: "m=1"),
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/shop/pods/*/rps"
                    + "?labelSelector=app%3Dweb&metricLabelSelector=m%3D1"
            ),
            (
                .object(
                    namespace: "shop", resource: "ingresses.networking.k8s.io", name: "main", metric: "hits",
                    metricSelector: ""),
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/shop/ingresses.networking.k8s.io/main/hits"
            ),
            (
                .object(namespace: "shop", resource: "namespaces", name: "shop", metric: "hits", metricSelector: ""),
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/shop/metrics/hits"
            ),
            (
                .external(namespace: "shop", metric: "queue/depth", selector: "q=a"),
                "/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue%2Fdepth?labelSelector=q%3Da"
            ),
        ]
        for (query, target) in cases { #expect(MetricsAPIClient.request(query).target == target) }
    }

    @Test("An answer without items is a failure or empty, never zero; a server that is missing is named")
    func answers() async {
        let empty: JSONValue = ["items": []]
        let resource = MetricsAPIClient.Query.resource(namespace: "a", selector: "", name: "cpu", container: "")
        #expect(
            MetricsAPIClient.answer(empty, to: resource) == .failed("no metrics returned from resource metrics API"))
        let usage: JSONValue = [
            "items": [
                [
                    "metadata": ["name": "web-1"], "timestamp": "2026-01-01T00:00:00Z", "window": "15s",
                    "containers": [["name": "app", "usage": ["cpu": "250m", "memory": "64Mi"]]],
                ]
            ]
        ]
        let sample = PodMetricSample(
            milliValue: 250, time: Timestamp(rfc3339: "2026-01-01T00:00:00Z") ?? Timestamp(seconds: 0),
            windowSeconds: 15)
        #expect(MetricsAPIClient.answer(usage, to: resource) == .pods(["web-1": sample]))
        let client = Client(transport: ScriptedTransport { _ in .failure(404, "NotFound", "could not find it") })
        let external = MetricsAPIClient.Query.external(namespace: "a", metric: "m", selector: "")
        #expect(
            await MetricsAPIClient(client: client).ask(external)
                == .failed(
                    "unable to get metrics from external metrics API: could not find it; "
                        + "is an adapter that serves external.metrics.k8s.io installed and ready?"))
    }

    /// A server that serves mice, which can be scaled, and moths, which cannot; nobody would guess their names.
    private static func zoo() -> ScriptedTransport {
        func resource(_ kind: String, _ plural: String, _ subresources: [JSONValue]) -> JSONValue {
            [
                "resource": .string(plural), "scope": "Namespaced", "verbs": ["get"],
                "responseKind": ["group": "zoo.test", "version": "v1", "kind": .string(kind)],
                "subresources": .array(subresources),
            ]
        }
        let scale: JSONValue = [
            "subresource": "scale", "verbs": ["get"],
            "responseKind": ["group": "autoscaling", "version": "v1", "kind": "Scale"],
        ]
        let groups: JSONValue = [
            "kind": "APIGroupDiscoveryList",
            "items": [
                [
                    "metadata": ["name": "zoo.test"],
                    "versions": [
                        [
                            "version": "v1", "freshness": "Current",
                            "resources": [resource("Mouse", "mice", [scale]), resource("Moth", "mothses", [])],
                        ]
                    ],
                ]
            ],
        ]
        return ScriptedTransport { request in
            switch request.path {
            case "/api": .json(["kind": "APIGroupDiscoveryList", "items": []])
            case "/apis": .json(groups)
            case "/apis/custom.metrics.k8s.io/v1beta2/namespaces/shop/mice.zoo.test/jerry/speed":
                .json(["items": [["value": "7"]]])
            case "/apis/zoo.test/v1/namespaces/shop/mice/jerry/scale":
                .json(["metadata": ["resourceVersion": "4"], "spec": ["replicas": 2], "status": ["replicas": 1]])
            default: .failure(404, "NotFound", "not here: \(request.path)")
            }
        }
    }

    @Test("An object metric is asked for under the name the server gives its kind")
    func objectMetric() async throws {
        let client = Client(transport: Self.zoo())
        let clock = ContinuousClock()
        let reader = TriggerReader(
            metrics: MetricsAPIClient(client: client), resources: ResourceMapper(client: client),
            sources: MetricSources(
                secrets: SecretReader(client: client, clock: clock), clock: clock,
                group: MultiThreadedEventLoopGroup.singleton,
                makeTransport: { _ in throw APIError(.configuration, attempt: "", message: "none") }),
            clock: clock, wallTime: { Timestamp(seconds: 0) })
        func answer(_ kind: String) async throws -> HorizontalAutoscaler.MetricAnswer? {
            let policy = try ScalingPolicy(json: [
                "metadata": ["name": "p", "namespace": "shop"],
                "spec": [
                    "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
                    "replicas": ["max": 3],
                    "triggers": [
                        [
                            "name": "t", "target": ["value": "5"],
                            "source": [
                                "object": [
                                    "describedObject": [
                                        "apiVersion": "zoo.test/v1", "kind": .string(kind), "name": "jerry",
                                    ],
                                    "metric": "speed",
                                ]
                            ],
                        ]
                    ],
                ],
            ])
            return await reader.read(policy, selector: "").answers["t"]
        }
        #expect(try await answer("Mouse") == .value(7000))
        #expect(
            try await answer("Cat")
                == .failed("unable to get metric t: no matches for kind \"Cat\" in version \"zoo.test/v1\""))
    }

    @Test("A target of any kind is found under the name the server gives it, when it can be scaled")
    func targets() async throws {
        let client = Client(transport: Self.zoo())
        let reader = TargetReader(client: client, resources: ResourceMapper(client: client))
        func scale(_ kind: String) async throws -> ScalingSnapshot.Scale {
            try await reader.scale(
                of: TargetReference(apiVersion: "zoo.test/v1", kind: kind, name: "jerry"), namespace: "shop")
        }
        let mice = ResourceType("zoo.test/v1", "Mouse", plural: "mice")
        #expect(
            try await scale("Mouse")
                == .found(.init(specReplicas: 2, statusReplicas: 1, selector: "", resourceVersion: "4", type: mice)))
        #expect(
            try await scale("Moth")
                == .notFound(
                    "zoo.test/v1 Moth cannot be scaled: the server serves no scale subresource of it"))
    }

    @Test("Pods are found by any selector, in their namespace only")
    func pods() throws {
        let store = Store<ObservedPod>(indexes: [ObservedPod.labelIndex])
        for (name, namespace, tier) in [("a", "shop", "front"), ("b", "shop", "back"), ("c", "other", "front")] {
            store.apply(
                try ObservedPod(json: [
                    "metadata": [
                        "name": .string(name), "namespace": .string(namespace), "resourceVersion": "1",
                        "labels": ["app": "web", "tier": .string(tier), "pod-template-hash": "x"],
                    ], "status": ["phase": "Running"],
                ]))
        }
        func names(_ selector: String) throws -> [String] {
            ObservedPod.select(try LabelSelector(selector), namespace: "shop", from: store).map(\.name)
        }
        #expect(try names("app=web") == ["a", "b"])
        #expect(try names("app=web,tier=back") == ["b"])
        #expect(try names("tier in (front,back)") == ["a", "b"])
        #expect(try names("pod-template-hash=x,tier!=front") == ["b"])
        #expect(try names("app=other").isEmpty)
    }

    @Test("Equal questions asked at the same time are asked once, and again when the answer is old")
    func cache() async {
        let clock = ManualClock()
        let cache = AgedCache<String, Int>(clock: clock)
        let gate = Gate()
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let ask: @Sendable () async -> Int = {
            continuation.yield()
            try? await gate.wait()
            return 7
        }
        async let first = cache.value("q", maximumAge: .seconds(10), ask: ask)
        var asked = stream.makeAsyncIterator()
        _ = await asked.next()
        async let second = cache.value("q", maximumAge: .seconds(10), ask: { 8 })
        gate.open()
        #expect(await [first, second] == [7, 7])
        clock.advance(by: .seconds(9))
        #expect(await cache.value("q", maximumAge: .seconds(10), ask: { 9 }) == 7)
        clock.advance(by: .seconds(1))
        #expect(await cache.value("q", maximumAge: .seconds(10), ask: { 9 }) == 9)
    }

    @Test("Time zones are read from the system's database; names that are paths are refused")
    func timeZones() {
        let zones = TimeZoneFiles()
        #expect(zones.rules("UTC") == .utc)
        for name in ["../../etc/passwd", "/etc/localtime", "", "Europe//Berlin", "No/Such"] {
            #expect(zones.rules(name) == nil)
        }
        guard let berlin = zones.rules("Europe/Berlin") else {
            print("skipped: no zone database on this machine")
            #expect(zones.names == ["UTC"])
            return
        }
        #expect(zones.names.isSuperset(of: ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"]))
        #expect(zones.names.allSatisfy { zones.rules($0) != nil })
        #expect(TimeZoneFiles(folder: "/no/such/folder").names == ["UTC"])
        // 2026-07-01T00:00Z is summer time, 2026-12-01T00:00Z is not.
        #expect(berlin.offset(at: 1_782_864_000) == 7200)
        #expect(berlin.offset(at: 1_796_083_200) == 3600)
    }

    @Test("An autoscaler is kept as bytes without managedFields, and knows its target and owner")
    func autoscaler() throws {
        let json: JSONValue = [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": [
                "name": "web", "namespace": "shop", "managedFields": [["manager": "x"]],
                "ownerReferences": [
                    [
                        "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy", "name": "web", "uid": "u",
                        "controller": true,
                    ]
                ],
            ],
            "spec": ["scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"]],
        ]
        let object = try ObservedAutoscaler<HorizontalKind>(json: json)
        #expect(object.owner == ObjectKey(namespace: "shop", name: "web"))
        #expect(object.target.indexValue(namespace: "shop") == "apps/Deployment/shop/web")
        #expect(try object.json()[path: "metadata", "managedFields"] == nil)
        #expect(try object.json()["spec"] == json["spec"])
    }
}
