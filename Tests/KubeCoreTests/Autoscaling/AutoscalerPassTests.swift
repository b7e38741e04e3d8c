import KubeCore
import Testing

/// Behaviour of the controller that its recorded cases do not reach, or reach only by chance.
@Suite struct AutoscalerPassTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func input(
        _ spec: HorizontalAutoscaler.Spec, replicas: Int32, answers: [HorizontalAutoscaler.MetricAnswer],
        selection: HorizontalAutoscaler.Selection = .pods([AutoscalerPod(name: "a")]),
        status: AutoscalerStatus = .init()
    ) -> HorizontalAutoscaler.Input {
        HorizontalAutoscaler.Input(
            namespace: "shop", spec: spec, status: status,
            scale: .found(.init(specReplicas: replicas, statusReplicas: replicas)), selection: selection,
            answers: answers, now: now)
    }

    private func spec(_ metrics: [AutoscalerMetric], min: Int32 = 1, max: Int32 = 10) -> HorizontalAutoscaler.Spec {
        .init(targetKind: "Deployment", targetName: "web", minReplicas: min, maxReplicas: max, metrics: metrics)
    }

    private let queue = AutoscalerMetric.external(
        MetricIdentifier(name: "queue", selector: MetricSelector(matchLabels: ["q": "a"])),
        target: .average(milli: 10_000))

    @Test("A missing, a broken and a shared selector stop the pass with their own reasons")
    func selectors() {
        let autoscaler = HorizontalAutoscaler()
        let table: [(HorizontalAutoscaler.Selection, String, String)] = [
            (.selectorMissing, "SelectorRequired", "InvalidSelector"),
            (.selectorInvalid("bad"), "InvalidSelector", "InvalidSelector"),
            (.ambiguous(selector: "app=web", autoscalers: ["a", "b"]), "AmbiguousSelector", "AmbiguousSelector"),
        ]
        for (selection, event, reason) in table {
            let decision = autoscaler.decide(
                input(spec([queue]), replicas: 3, answers: [.series([1])], selection: selection))
            #expect(decision.rescale == nil)
            #expect(decision.events.map(\.reason) == [event, "FailedComputeMetricsReplicas"])
            #expect(decision.status.conditions.first { $0.type == "ScalingActive" }?.reason == reason)
            #expect(decision.error != nil)
        }
    }

    @Test("Pods of two autoscalers are ambiguous only when the selectors meet in a pod")
    func ambiguity() throws {
        let pod = HorizontalAutoscaler.Selection.LabelledPod(
            labels: ["app": "web", "tier": "x"], pod: AutoscalerPod(name: "a"))
        let other = try LabelSelector("tier=x")
        let shared = HorizontalAutoscaler.Selection(
            selector: "app=web", name: "me", pods: [pod], others: ["you": other])
        #expect(shared == .ambiguous(selector: "app=web", autoscalers: ["me", "you"]))
        let broken = HorizontalAutoscaler.Selection(selector: "cheddar cheese", name: "me", pods: [pod], others: [:])
        guard case .selectorInvalid = broken else {
            Issue.record("\(broken)")
            return
        }
        let apart = HorizontalAutoscaler.Selection(selector: "app=db", name: "me", pods: [pod], others: ["you": other])
        #expect(apart == .pods([]))
    }

    @Test("One dead metric lets the count rise and stops it from falling")
    func oneOfTwo() {
        let dead = AutoscalerMetric.resource(name: "cpu", target: .utilization(50))
        let autoscaler = HorizontalAutoscaler()
        let up = autoscaler.decide(
            input(spec([dead, queue]), replicas: 3, answers: [.failed("down"), .series([50_000])]))
        #expect(up.rescale?.to == 5)
        #expect(up.error?.hasPrefix("invalid metrics (1 invalid out of 2), first error is: failed to get cpu") == true)
        #expect(
            up.rescale?.reason.hasPrefix("external metric queue(&LabelSelector{MatchLabels:map[string]string{q: a,}")
                == true)
        let down = autoscaler.decide(
            input(spec([dead, queue]), replicas: 3, answers: [.failed("down"), .series([10_000])]))
        #expect(down.rescale == nil)
        #expect(
            down.status.conditions.first { $0.type == "ScalingActive" }?.reason == "FailedGetResourceMetric")
    }

    @Test("A failed write leaves history, desired count and scale time as they were")
    func failedWrite() {
        let autoscaler = HorizontalAutoscaler()
        var request = input(spec([queue]), replicas: 3, answers: [.series([50_000])])
        request.spec.behavior = AutoscalerBehavior()
        request.status.desiredReplicas = 3
        let decision = autoscaler.decide(request)
        let outcome = autoscaler.finish(decision, of: request, write: .failed("refused"))
        #expect(outcome.status.desiredReplicas == 3)
        #expect(outcome.status.lastScaleTime == nil)
        #expect(outcome.history.scaleUps.isEmpty)
        #expect(outcome.events.map(\.reason) == ["FailedRescale"])
        #expect(outcome.error == "failed to rescale Deployment/shop/web: refused")
        #expect(outcome.status.conditions.first { $0.type == "AbleToScale" }?.reason == "FailedUpdateScale")
    }

    @Test("Zero is left only when the autoscaler itself wrote it, and then for at least the minimum")
    func fromZero() {
        var autoscaler = HorizontalAutoscaler()
        autoscaler.settings.scaleToZero = true
        var status = AutoscalerStatus()
        let byPerson = autoscaler.decide(input(spec([queue], min: 0), replicas: 0, answers: [.series([50_000])]))
        #expect(byPerson.rescale == nil)
        status.set(.scaledToZero, true, reason: "ScaledToZero", message: "", now: now)
        let wanted = autoscaler.decide(
            input(spec([queue], min: 0), replicas: 0, answers: [.series([30_000])], status: status))
        #expect(wanted.rescale?.to == 3)
        var raised = input(spec([queue], min: 2), replicas: 0, answers: [.series([0])], status: status)
        #expect(autoscaler.decide(raised).rescale?.to == 2)
        raised.spec.behavior = AutoscalerBehavior()
        #expect(
            autoscaler.decide(raised).rescale
                == .init(from: 0, to: 2, reason: "Current number of replicas below Spec.MinReplicas"))
        autoscaler.settings.scaleToZero = false
        let gateClosed = autoscaler.decide(
            input(spec([queue], min: 0), replicas: 0, answers: [.series([30_000])], status: status))
        #expect(gateClosed.rescale == nil)
        #expect(!gateClosed.status.conditions.contains { $0.type == "ScaledToZero" })
    }

    @Test("A pod-level request counts for the whole pod, the containers where it is silent")
    func podLevel() throws {
        let pod = AutoscalerPod(
            name: "a", containers: [.init(name: "app", requestsMilli: ["cpu": 100, "memory": 64_000])],
            sidecars: [.init(name: "proxy", requestsMilli: ["cpu": 50, "memory": 16_000])],
            initContainers: [.init(name: "setup", requestsMilli: ["memory": 100_000])],
            podRequestsMilli: ["cpu": 800])
        func requests(_ resource: String, _ container: String = "", gate: Bool = true) throws -> Int64? {
            try PodRequests.milli(of: [pod], resource: resource, container: container, podLevelRequests: gate)["a"]
        }
        #expect(try requests("cpu") == 800)
        #expect(try requests("cpu", gate: false) == 150)
        #expect(try requests("cpu", "app") == 100)
        #expect(try requests("memory") == 100_000)
        #expect(try requests("memory", "proxy") == 16_000)
        #expect(throws: ReplicaCalculationError("missing pod-level request for gpu in Pod a")) { try requests("gpu") }
        #expect(throws: ReplicaCalculationError("container web not found in Pod a")) { try requests("cpu", "web") }
    }

    @Test("Spec, behavior and status of autoscaling/v2 are read and written alike")
    func objects() throws {
        let behavior: JSONValue = [
            "scaleUp": [
                "stabilizationWindowSeconds": 0, "selectPolicy": "Max",
                "policies": [["type": "Pods", "value": 4, "periodSeconds": 15]], "tolerance": "50m",
            ],
            "scaleDown": [
                "selectPolicy": "Disabled", "policies": [["type": "Percent", "value": 10, "periodSeconds": 60]],
            ],
        ]
        #expect(AutoscalerBehavior(json: behavior).json == behavior)
        #expect(AutoscalerBehavior(json: ["scaleUp": .null]) == AutoscalerBehavior())
        #expect(AutoscalerBehavior(json: behavior).scaleUp.tolerance == 0.05)
        let absurd = AutoscalerBehavior(json: ["scaleUp": ["tolerance": "1e300"]])
        #expect(absurd.json[path: "scaleUp", "tolerance"] == "9223372036854775807m")
        let metrics: [JSONValue] = [
            [
                "type": "Resource",
                "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 60]],
            ],
            [
                "type": "ContainerResource",
                "containerResource": [
                    "name": "memory", "container": "app", "target": ["type": "AverageValue", "averageValue": "500M"],
                ],
            ],
            [
                "type": "Pods",
                "pods": ["metric": ["name": "rps"], "target": ["type": "AverageValue", "averageValue": "1500m"]],
            ],
            [
                "type": "Object",
                "object": [
                    "describedObject": ["kind": "Ingress", "name": "main", "apiVersion": "networking.k8s.io/v1"],
                    "target": ["type": "Value", "value": "2k"], "metric": ["name": "hits"],
                ],
            ],
            [
                "type": "External",
                "external": [
                    "metric": [
                        "name": "queue",
                        "selector": ["matchExpressions": [["key": "q", "operator": "In", "values": ["a", "b"]]]],
                    ], "target": ["type": "AverageValue", "averageValue": "30"],
                ],
            ],
        ]
        for metric in metrics { #expect(AutoscalerMetric(json: metric).json == metric) }
        let read = HorizontalAutoscaler.Spec(json: [
            "scaleTargetRef": ["kind": "Deployment", "name": "a"], "maxReplicas": 3,
        ])
        #expect(read.minReplicas == 1)
        #expect(read.metrics == [.resource(name: "cpu", target: .utilization(80))])
    }
}
