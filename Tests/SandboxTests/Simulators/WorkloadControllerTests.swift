import KubeCore
import TestSupport
import Testing

@testable import Sandbox

@Suite struct WorkloadControllerTests {
    private static func statefulSet(replicas: Int, parallel: Bool = false) -> JSONValue {
        [
            "kind": "StatefulSet", "apiVersion": "apps/v1", "metadata": ["name": "web", "namespace": "demo"],
            "spec": [
                "replicas": .integer(Int64(replicas)), "serviceName": "web",
                "podManagementPolicy": parallel ? "Parallel" : "OrderedReady",
                "selector": ["matchLabels": ["app": "web"]], "template": .testTemplate("web", image: "db"),
                "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]],
            ],
        ]
    }

    @Test("A StatefulSet makes its pods in order, updates them from the last, and keeps its revisions")
    func statefulSet() throws {
        var random = SplitMix64(seed: 1)
        var world = SimulatedWorld()
        world.timings.ready = .seconds(2)
        world.add(Self.statefulSet(replicas: 3), .simulatedStatefulSets)
        world.settle(using: &random) { world in
            let pods = world.pods
            for (index, pod) in pods.enumerated() {
                #expect(pod.meta.name == "web-\(index)")
                if index < pods.count - 1 { #expect(pod.isReady) }
            }
        }
        #expect(world.pods.map(\.meta.name) == ["web-0", "web-1", "web-2"])
        #expect(world.events.first == "SuccessfulCreate: create Pod web-0 in StatefulSet web successful")
        var status = try #require(world.cache.object(.demoWeb, .simulatedStatefulSets)?["status"])
        #expect(status["currentRevision"] == status["updateRevision"])
        #expect(status.simulatedInt("readyReplicas") == 3 && status.simulatedInt("updatedReplicas") == 3)
        world.edit(.demoWeb, .simulatedStatefulSets) { $0.setImage("db:2") }
        world.settle(using: &random) { world in #expect(world.pods.filter { !$0.isReady }.count <= 1) }
        let deleted = world.events.filter { $0.hasPrefix("SuccessfulDelete") }
        #expect(deleted == [2, 1, 0].map { "SuccessfulDelete: delete Pod web-\($0) in StatefulSet web successful" })
        status = try #require(world.cache.object(.demoWeb, .simulatedStatefulSets)?["status"])
        #expect(status["currentRevision"] == status["updateRevision"])
        #expect(world.cache.all(.simulatedRevisions).map { $0.simulatedInt("revision") }.sorted() == [1, 2])
        world.edit(.demoWeb, .simulatedStatefulSets) { $0.simulate(1, at: "spec", "replicas") }
        world.settle(using: &random)
        #expect(world.pods.map(\.meta.name) == ["web-0"])
    }

    @Test("Below the partition the pods of a StatefulSet keep their template")
    func partition() {
        var random = SplitMix64(seed: 2)
        var world = SimulatedWorld()
        world.add(Self.statefulSet(replicas: 3, parallel: true), .simulatedStatefulSets)
        world.settle(using: &random)
        world.edit(.demoWeb, .simulatedStatefulSets) { set in
            set.simulate(2, at: "spec", "updateStrategy", "rollingUpdate", "partition")
            set.setImage("db:2")
        }
        world.settle(using: &random)
        world.perform(
            .delete(.simulatedPods, ObjectKey(namespace: "demo", name: "web-0"), uid: "", gracePeriodSeconds: 0, nil))
        world.settle(using: &random)
        let images = world.pods.map { $0.json[path: "spec", "containers"]?[0]?["image"]?.stringValue }
        #expect(images == ["db", "db", "db:2"])
    }

    private static func job(completions: Int, parallelism: Int, annotations: JSONValue = [:]) -> JSONValue {
        var template = JSONValue.testTemplate("job", image: "work")
        template.simulate("Never", at: "spec", "restartPolicy")
        template.simulate(annotations, at: "metadata", "annotations")
        return [
            "kind": "Job", "apiVersion": "batch/v1", "metadata": ["name": "web", "namespace": "demo"],
            "spec": [
                "completions": .integer(Int64(completions)), "parallelism": .integer(Int64(parallelism)),
                "backoffLimit": 2, "template": template,
            ],
        ]
    }

    @Test("A job runs so many pods at a time until so many have succeeded")
    func job() throws {
        var random = SplitMix64(seed: 3)
        var world = SimulatedWorld()
        world.add(Self.job(completions: 5, parallelism: 2), .simulatedJobs)
        world.settle(using: &random) { world in #expect(world.pods.filter(\.isActive).count <= 2) }
        let status = try #require(world.cache.object(.demoWeb, .simulatedJobs)?["status"])
        #expect(status.simulatedInt("succeeded") == 5 && status["active"] == nil)
        let conditions = status["conditions"]?.arrayValue?.map { $0["type"]?.stringValue }
        #expect(conditions == ["SuccessCriteriaMet", "Complete"])
        #expect(status["completionTime"] != nil)
        #expect(world.events.last == "Completed: Job completed")
    }

    @Test("A job whose pods fail gives up at its limit")
    func failingJob() throws {
        var random = SplitMix64(seed: 4)
        var world = SimulatedWorld()
        world.add(
            Self.job(completions: 1, parallelism: 1, annotations: ["sandbox.trimtab.dev/fail": "Failed"]),
            .simulatedJobs)
        world.settle(using: &random)
        let status = try #require(world.cache.object(.demoWeb, .simulatedJobs)?["status"])
        #expect(status.simulatedInt("failed") == 3)
        #expect(
            world.events.last == "BackoffLimitExceeded: Job has reached the specified backoff limit")
    }

    @Test("Pods go to the emptiest node that has room; otherwise the scheduler says why not")
    func schedules() {
        func pod(_ name: String, cpu: String, node: String? = nil) -> PodReading {
            var json: JSONValue = [
                "metadata": ["name": .string(name), "namespace": "demo"],
                "spec": ["containers": [["name": "a", "resources": ["requests": ["cpu": .string(cpu)]]]]],
            ]
            json.simulate(node.map(JSONValue.string), at: "spec", "nodeName")
            return PodReading(json)
        }
        let nodes = ["a", "b"].map { PodScheduler.Node(name: $0, cpuMillis: 1000, memoryBytes: 1 << 30, pods: 2) }
        #expect(PodScheduler.decide(pod("x", cpu: "1"), nodes: nodes, others: []) == .place("a"))
        let one = [pod("y", cpu: "500m", node: "a")]
        #expect(PodScheduler.decide(pod("x", cpu: "100m"), nodes: nodes, others: one) == .place("b"))
        #expect(
            PodScheduler.decide(pod("x", cpu: "1"), nodes: [nodes[0]], others: one)
                == .wait(
                    "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are "
                        + "available: 1 No preemption victims found for incoming pod."))
        #expect(
            PodScheduler.decide(pod("x", cpu: "0"), nodes: [], others: [])
                == .wait("no nodes available to schedule pods"))
        var world = SimulatedWorld()
        var random = SplitMix64(seed: 5)
        world.nodes = []
        world.add(.testDeployment(replicas: 1), .simulatedDeployments)
        world.settle(using: &random)
        #expect(world.events.last == "FailedScheduling: no nodes available to schedule pods")
    }

    @Test("The pod that is worth least is deleted first")
    func deletionOrder() {
        func pod(_ name: String, node: String?, phase: String, ready: Int64?, cost: String? = nil) -> PodReading {
            var json: JSONValue = ["metadata": ["name": .string(name)], "status": ["phase": .string(phase)]]
            json.simulate(node.map(JSONValue.string), at: "spec", "nodeName")
            json.simulate(
                cost.map(JSONValue.string), at: "metadata", "annotations", "controller.kubernetes.io/pod-deletion-cost")
            if let ready {
                let time = JSONValue.string(Timestamp(seconds: ready).rfc3339)
                json.simulate(
                    [["type": "Ready", "status": "True", "lastTransitionTime": time]], at: "status", "conditions")
            }
            return PodReading(json)
        }
        let ordered = [
            pod("unplaced", node: nil, phase: "Pending", ready: nil),
            pod("pending", node: "n", phase: "Pending", ready: nil),
            pod("unready", node: "n", phase: "Running", ready: nil),
            pod("cheap", node: "n", phase: "Running", ready: 1, cost: "-5"),
            pod("young", node: "n", phase: "Running", ready: 100), pod("old", node: "n", phase: "Running", ready: 1),
            pod("dear", node: "n", phase: "Running", ready: 200, cost: "7"),
        ]
        for seed in 0..<20 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let sorted = ordered.shuffled(using: &random).sorted(by: ReplicaSetController.isDeletedBefore)
            #expect(sorted.map(\.meta.name) == ordered.map(\.meta.name), "seed \(seed)")
        }
    }

    @Test("A pod takes its time to start, to be ready and to stop, as configured or annotated")
    func podTimes() throws {
        var random = SplitMix64(seed: 6)
        var world = SimulatedWorld()
        world.timings = PodTimings(start: .seconds(3), ready: .seconds(4), stop: .seconds(5), run: .zero)
        world.add(.testDeployment(replicas: 1), .simulatedDeployments)
        let begin = world.now
        while !(world.pods.first?.isReady ?? false) {
            if !world.step(using: &random) { world.now = world.now + .seconds(1) }
        }
        #expect(world.now - begin == .seconds(7))
        let gone = world.now
        let pod = try #require(world.pods.first)
        world.perform(.delete(.simulatedPods, pod.meta.key, uid: pod.meta.uid, gracePeriodSeconds: nil, nil))
        while world.pods.contains(where: { $0.meta.uid == pod.meta.uid }) {
            if !world.step(using: &random) { world.now = world.now + .seconds(1) }
        }
        #expect(world.now - gone == .seconds(5))
        #expect(PodTimings().adjusted(by: [PodTimings.startKey: "1m30s"]).start == .seconds(90))
        #expect(PodTimings().adjusted(by: [PodTimings.startKey: "soon"]).start == PodTimings().start)
    }

    @Test("Repeated events are counted, many similar ones combined, and floods dropped")
    func events() {
        var correlator = EventCorrelator()
        let now = Timestamp(seconds: 1_800_000_000)
        let about: JSONValue = [
            "kind": "Deployment", "apiVersion": "apps/v1",
            "metadata": ["name": "web", "namespace": "demo", "uid": "u"],
        ]
        func announce(_ message: String) -> EventCorrelator.Outcome {
            correlator.outcome(
                of: Announcement(about: about, reason: "ScalingReplicaSet", message: message, component: "c"), now: now)
        }
        var created = 0
        for number in 0..<9 {
            if case .create(let event) = announce("m\(number)") {
                created += 1
                #expect(event["message"]?.stringValue == "m\(number)")
                #expect(event.simulatedMeta.name.hasPrefix("web.18"))
            }
        }
        #expect(created == 9)
        guard case .create(let combined) = announce("m9") else { Issue.record("a combined event is made"); return }
        #expect(combined["message"]?.stringValue == "(combined from similar events): m9")
        #expect(
            announce("m10")
                == .repeat(combined.simulatedMeta.key, count: 2, message: "(combined from similar events): m10"))
        for number in 11..<25 { _ = announce("m\(number)") }
        #expect(announce("m26") == .drop)
    }

    @Test("The cache never goes back in time and finds what an owner controls")
    func cache() {
        var cache = ObjectCache()
        func pod(_ revision: Int, phase: String) -> JSONValue {
            [
                "metadata": [
                    "name": "p", "namespace": "d", "resourceVersion": .string("\(revision)"),
                    "ownerReferences": [
                        ["apiVersion": "v1", "kind": "X", "name": "x", "uid": "owner", "controller": true]
                    ],
                ], "status": ["phase": .string(phase)],
            ]
        }
        cache.put(pod(5, phase: "Running"), .simulatedPods)
        cache.put(pod(4, phase: "Pending"), .simulatedPods)
        #expect(cache.children(of: "owner", .simulatedPods) == [pod(5, phase: "Running")])
        cache.remove(ObjectKey(namespace: "d", name: "p"), .simulatedPods)
        #expect(cache.children(of: "owner", .simulatedPods).isEmpty)
    }
}
