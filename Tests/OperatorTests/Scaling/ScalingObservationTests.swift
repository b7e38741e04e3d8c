import KubeClient
import KubeCore
import KubeRuntime
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

    @Test(
        "Kinds have their regular plural",
        arguments: [
            ("v1", "Service", "services"), ("networking.k8s.io/v1", "Ingress", "ingresses.networking.k8s.io"),
            ("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes.gateway.networking.k8s.io"),
            ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies.networking.k8s.io"),
            ("example.com/v1", "Gateway", "gateways.example.com"),
        ])
    func plurals(apiVersion: String, kind: String, resource: String) {
        #expect(
            TriggerReader.resource(of: TargetReference(apiVersion: apiVersion, kind: kind, name: "x")) == resource)
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
