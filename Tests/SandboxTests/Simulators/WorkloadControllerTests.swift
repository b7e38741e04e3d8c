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
        #expect(PodScheduler.decide(pod("x", cpu: "1"), nodes: nodes, used: [:]) == .place("a"))
        let one = [pod("y", cpu: "500m", node: "a")]
        #expect(
            PodScheduler.decide(pod("x", cpu: "100m"), nodes: nodes, used: PodScheduler.Use.byNode(one)) == .place("b"))
        #expect(
            PodScheduler.decide(pod("x", cpu: "1"), nodes: [nodes[0]], used: PodScheduler.Use.byNode(one))
                == .wait(
                    "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are "
                        + "available: 1 No preemption victims found for incoming pod."))
        #expect(
            PodScheduler.decide(pod("x", cpu: "0"), nodes: [], used: [:])
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

    @Test("Requests beyond all nodes do not overflow; the pod waits")
    func hugeRequests() {
        let container: JSONValue = ["name": "a", "resources": ["requests": ["memory": "9E", "cpu": "9E"]]]
        let pod = PodReading([
            "metadata": ["name": "big"], "spec": ["containers": .array(Array(repeating: container, count: 8))],
        ])
        let node = PodScheduler.Node(name: "a", cpuMillis: 1000, memoryBytes: 1 << 30, pods: 9)
        let used = PodScheduler.Use.byNode([PodReading(pod.json)])
        guard case .wait = PodScheduler.decide(pod, nodes: [node], used: used) else {
            Issue.record("placed")
            return
        }
    }

    @Test("A Job, a StatefulSet and a surge of any number make a bounded number of pods in one pass")
    func hugeCounts() {
        let now = Timestamp(seconds: 1_800_000_000)
        let job: JSONValue = [
            "metadata": ["name": "j", "uid": "1"],
            "spec": [
                "parallelism": 2_147_483_647, "completions": 2_147_483_647,
                "activeDeadlineSeconds": 9_223_372_036_854_775_807,
            ],
            "status": ["startTime": "2026-01-01T00:00:00Z"],
        ]
        #expect(JobController.plan(job, pods: [], now: now).actions.count <= 501)
        let set: JSONValue = [
            "metadata": ["name": "s", "uid": "2"],
            "spec": ["replicas": 2_147_483_647, "podManagementPolicy": "Parallel"],
        ]
        #expect(StatefulSetController.plan(set, pods: [], revisions: [], now: now).actions.count <= 502)
        #expect(IntOrPercent.resolve("9223372036854775807%", of: 2_147_483_647, .up) == 2_147_483_647)
    }

    @Test("A budget counts what its pods' controllers want, and allows what is left over")
    func budget() {
        let now = Timestamp(seconds: 1_800_000_000)
        func pod(_ name: String, ready: Bool) -> PodReading {
            PodReading([
                "metadata": ["name": .string(name), "namespace": "demo", "labels": ["app": "web"]],
                "status": [
                    "phase": "Running",
                    "conditions": [["type": "Ready", "status": ready ? "True" : "False"]],
                ],
            ])
        }
        let pods = [pod("a", ready: true), pod("b", ready: true), pod("c", ready: false)]
        func allowed(_ spec: JSONValue) -> JSONValue? {
            let budget: JSONValue = ["metadata": ["name": "b", "generation": 1], "spec": spec]
            let plan = DisruptionBudgetController.plan(budget, pods: pods, expected: { $0.count }, now: now)
            guard case .updateStatus(_, let changed)? = plan.actions.first else { return nil }
            let again = DisruptionBudgetController.plan(changed, pods: pods, expected: { $0.count }, now: now)
            #expect(again.actions.isEmpty)
            return changed[path: "status", "disruptionsAllowed"]
        }
        let selector: JSONValue = ["matchLabels": ["app": "web"]]
        #expect(allowed(["selector": selector, "minAvailable": 1]) == 1)
        #expect(allowed(["selector": selector, "minAvailable": "50%"]) == 0)
        #expect(allowed(["selector": selector, "maxUnavailable": 2]) == 1)
        #expect(allowed(["selector": selector, "maxUnavailable": "0%"]) == 0)
        #expect(allowed(["selector": ["matchLabels": ["app": "other"]], "minAvailable": 0]) == 0)
    }

    @Test("A CronJob makes the newest start that is due, once, keeps to its concurrency, and trims its history")
    func cronJob() {
        var now = Timestamp(rfc3339: "2026-01-01T00:17:00Z") ?? Timestamp(seconds: 0)
        var cronJob: JSONValue = [
            "metadata": [
                "name": "c", "namespace": "demo", "uid": "7", "creationTimestamp": "2026-01-01T00:01:00Z",
            ],
            "spec": [
                "schedule": "*/5 * * * *", "concurrencyPolicy": "Forbid", "successfulJobsHistoryLimit": 1,
                "jobTemplate": ["spec": ["template": ["spec": ["containers": [["name": "a", "image": "x"]]]]]],
            ],
        ]
        func created(_ plan: SimulatorPlan) -> [JSONValue] {
            plan.actions.compactMap { if case .create(_, let job, _) = $0 { job } else { nil } }
        }
        let first = CronJobController.plan(cronJob, jobs: [], now: now)
        let made = created(first)
        #expect(made.map(\.simulatedMeta.name) == ["c-29453775"])
        #expect(first.recheckAfter == .seconds(180))
        guard case .updateStatus(_, let changed)? = first.actions.last, var job = made.first else {
            Issue.record("no status")
            return
        }
        cronJob = changed
        #expect(cronJob[path: "status", "lastScheduleTime"] == "2026-01-01T00:15:00Z")
        job.simulate("j1", at: "metadata", "uid")
        #expect(created(CronJobController.plan(cronJob, jobs: [job], now: now)).isEmpty)
        now = now + .seconds(300)
        #expect(created(CronJobController.plan(cronJob, jobs: [job], now: now)).isEmpty, "one runs still")
        func ended(_ name: String, _ time: String) -> JSONValue {
            [
                "metadata": ["name": .string(name), "namespace": "demo", "uid": .string(name)],
                "status": [
                    "conditions": [["type": "Complete", "status": "True", "lastTransitionTime": .string(time)]]
                ],
            ]
        }
        let done = [ended("old", "2026-01-01T00:10:10Z"), ended("new", "2026-01-01T00:15:10Z")]
        let next = CronJobController.plan(cronJob, jobs: done, now: now)
        #expect(created(next).map(\.simulatedMeta.name) == ["c-29453780"])
        let deleted = next.actions.compactMap { action -> String? in
            if case .delete(_, let key, _, _, _) = action { key.name } else { nil }
        }
        #expect(deleted == ["old"])
    }

    @Test("A DaemonSet has one pod on every node that wants it, and replaces old ones one at a time")
    func daemonSet() {
        let now = Timestamp(seconds: 1_800_000_000)
        func node(_ name: String, taint: String? = nil) -> JSONValue {
            var node: JSONValue = ["metadata": ["name": .string(name)], "spec": [:]]
            if let taint {
                node.simulate([["key": .string(taint), "effect": "NoSchedule"]], at: "spec", "taints")
            }
            return node
        }
        let set: JSONValue = [
            "metadata": ["name": "d", "namespace": "demo", "uid": "9", "generation": 1],
            "spec": ["template": ["metadata": ["labels": ["app": "d"]], "spec": ["containers": []]]],
        ]
        let nodes = [
            node("a"), node("b"), node("c", taint: "gpu"), node("d", taint: "node.kubernetes.io/unschedulable"),
        ]
        let plan = DaemonSetController.plan(set, pods: [], nodes: nodes, now: now)
        let placed = plan.actions.compactMap { action -> String? in
            if case .create(_, let pod, _) = action { pod[path: "spec", "nodeName"]?.stringValue } else { nil }
        }
        #expect(placed == ["a", "b", "d"])
        func pod(_ node: String, revision: String) -> PodReading {
            PodReading([
                "metadata": ["name": .string("d-\(node)"), "labels": ["controller-revision-hash": .string(revision)]],
                "spec": ["nodeName": .string(node)],
                "status": ["phase": "Running", "conditions": [["type": "Ready", "status": "True"]]],
            ])
        }
        let old = ["a", "b", "d"].map { pod($0, revision: "old") }
        let update = DaemonSetController.plan(set, pods: old, nodes: nodes, now: now)
        #expect(update.actions.count { if case .delete = $0 { true } else { false } } == 1)
    }

    @Test("A Service's slice and endpoints tell which pods serve, and settle")
    func endpoints() {
        func pod(_ name: String, ready: Bool) -> PodReading {
            PodReading([
                "metadata": [
                    "name": .string(name), "namespace": "demo", "uid": .string(name), "labels": ["app": "web"],
                ],
                "spec": [
                    "nodeName": "n",
                    "containers": [["name": "a", "ports": [["name": "http", "containerPort": 8080]]]],
                ],
                "status": [
                    "phase": "Running", "podIP": .string("198.18.0.\(name)"),
                    "conditions": [["type": "Ready", "status": ready ? "True" : "False"]],
                ],
            ])
        }
        let service: JSONValue = [
            "metadata": ["name": "web", "namespace": "demo", "uid": "5"],
            "spec": ["selector": ["app": "web"], "ports": [["port": 80, "targetPort": "http", "protocol": "TCP"]]],
        ]
        let pods = [pod("1", ready: true), pod("2", ready: false)]
        let plan = EndpointsController.plan(service, pods: pods, slice: nil, endpoints: nil)
        let made = plan.actions.compactMap { if case .create(_, let object, _) = $0 { object } else { nil } }
        guard made.count == 2 else {
            Issue.record("made \(made.count) objects")
            return
        }
        #expect(made[0][path: "ports"]?.arrayValue?.first?["port"] == 8080)
        #expect(
            made[0]["endpoints"]?.arrayValue?.map { $0[path: "conditions", "ready"] ?? .null } == [true, false])
        let subset = made[1]["subsets"]?.arrayValue?.first
        #expect(subset?["addresses"]?.arrayValue?.map { $0["ip"] ?? "" } == ["198.18.0.1"])
        #expect(subset?["notReadyAddresses"]?.arrayValue?.map { $0["ip"] ?? "" } == ["198.18.0.2"])
        #expect(
            EndpointsController.plan(service, pods: pods, slice: made[0], endpoints: made[1]).actions.isEmpty)
        let gone = EndpointsController.plan(service, pods: [], slice: made[0], endpoints: made[1])
        #expect(gone.actions.count == 2)
    }
    @Test("A port named in pods that do not exist is left out, and nothing is written a second time")
    func endpointsWithoutPods() {
        let service: JSONValue = [
            "metadata": ["name": "web", "namespace": "demo", "uid": "5"],
            "spec": ["selector": ["app": "web"], "ports": [["port": 80, "targetPort": "http", "protocol": "TCP"]]],
        ]
        let plan = EndpointsController.plan(service, pods: [], slice: nil, endpoints: nil)
        let made = plan.actions.compactMap { if case .create(_, let object, _) = $0 { object } else { nil } }
        #expect(made.count == 2)
        #expect(made.first?["ports"] == [])
        #expect(
            EndpointsController.plan(service, pods: [], slice: made.first, endpoints: made.last).actions.isEmpty)
    }

    @Test("The answer to a write that changed nothing is no news")
    func unchangedIsNoNews() {
        var cache = ObjectCache()
        func service(_ version: String) -> JSONValue {
            ["metadata": ["name": "web", "namespace": "demo", "resourceVersion": .string(version)]]
        }
        let news = ["5", "5", "6", "5"].map { cache.put(service($0), .simulatedServices) }
        #expect(news == [true, false, true, false])
    }
}
