import KubeCore

@testable import Sandbox

/// A cluster of values: it carries the plans of the simulated controllers out, with no server between.
struct SimulatedWorld {
    var cache = ObjectCache()
    var now = Timestamp(seconds: 1_800_000_000)
    var timings = PodTimings(start: .zero, ready: .zero, stop: .zero, run: .seconds(1))
    var nodes = [PodScheduler.Node(name: "n", cpuMillis: 100_000, memoryBytes: 1 << 40, pods: 1000)]
    private(set) var events: [String] = []
    private var counter = 0
    private var revision = 0

    mutating func add(_ object: JSONValue, _ type: ResourceType) {
        var object = object
        counter += 1
        var meta = object.simulatedMeta
        if meta.name.isEmpty, let prefix = meta.generateName {
            object.simulate(.string("\(prefix)\(counter)"), at: "metadata", "name")
            meta = object.simulatedMeta
        }
        object.simulate(.string("uid-\(counter)"), at: "metadata", "uid")
        object.simulate(1, at: "metadata", "generation")
        object.simulate(.string(now.rfc3339), at: "metadata", "creationTimestamp")
        store(object, type)
    }

    /// As a user's edit: the generation grows.
    mutating func edit(_ key: ObjectKey, _ type: ResourceType, _ change: (inout JSONValue) -> Void) {
        guard var object = cache.object(key, type) else { return }
        change(&object)
        object.simulate(.integer(object.simulatedMeta.generation + 1), at: "metadata", "generation")
        store(object, type)
    }

    private mutating func store(_ object: JSONValue, _ type: ResourceType) {
        revision += 1
        var object = object
        object.simulate(.string("\(revision)"), at: "metadata", "resourceVersion")
        cache.put(object, type)
    }

    var pods: [PodReading] { cache.all(.simulatedPods).map(PodReading.init) }
    var replicaSets: [ReplicaSetState] { cache.all(.simulatedReplicaSets).map { ReplicaSetState($0) } }

    func pods(of uid: String) -> [PodReading] { cache.children(of: uid, .simulatedPods).map(PodReading.init) }

    private func plans() -> [SimulatorPlan] {
        let deployments = cache.all(.simulatedDeployments).map { deployment in
            let sets = cache.children(of: deployment.simulatedMeta.uid, .simulatedReplicaSets)
            return DeploymentController.plan(
                deployment, replicaSets: sets, pods: sets.flatMap { pods(of: $0.simulatedMeta.uid) }, now: now)
        }
        let sets = cache.all(.simulatedReplicaSets).map {
            ReplicaSetController.plan($0, pods: pods(of: $0.simulatedMeta.uid), now: now)
        }
        let stateful = cache.all(.simulatedStatefulSets).map { set in
            StatefulSetController.plan(
                set, pods: pods(of: set.simulatedMeta.uid),
                revisions: cache.children(of: set.simulatedMeta.uid, .simulatedRevisions), now: now)
        }
        let jobs = cache.all(.simulatedJobs).map {
            JobController.plan($0, pods: pods(of: $0.simulatedMeta.uid), now: now)
        }
        return deployments + sets + stateful + jobs + pods.map(plan)
    }

    private func plan(_ pod: PodReading) -> SimulatorPlan {
        if pod.node.isEmpty, pod.isActive {
            return PodScheduler.plan(
                pod, nodes: nodes, used: PodScheduler.Use.byNode(pods.filter { !$0.node.isEmpty && !$0.isFinished }),
                now: now)
        }
        return PodLifecycle.plan(pod, timings: timings, address: { "198.18.0.1" }, now: now)
    }

    /// One plan chosen by the generator is carried out; false when no plan has anything to do.
    mutating func step(using random: inout some RandomNumberGenerator) -> Bool {
        guard let plan = plans().filter({ !$0.actions.isEmpty }).randomElement(using: &random) else { return false }
        plan.actions.forEach { perform($0) }
        return true
    }

    /// Until nothing is left to do; time passes only when all wait for it. Returns the number of steps.
    @discardableResult
    mutating func settle(
        using random: inout some RandomNumberGenerator, limit: Int = 5_000,
        check: (SimulatedWorld) -> Void = { _ in }
    ) -> Int {
        for step in 0..<limit {
            if !self.step(using: &random) {
                guard let wait = plans().compactMap(\.recheckAfter).min(), wait < .seconds(300) else { return step }
                now = now + max(wait, .seconds(1))
            }
            check(self)
        }
        return limit
    }

    mutating func perform(_ action: SimulatorAction) {
        switch action {
        case .create(let type, let object, let announcement):
            add(object, type)
            note(announcement)
        case .update(let type, let object, let announcements):
            edit(object.simulatedMeta.key, type) { current in
                let generation = current.simulatedMeta.generation
                current = object
                current.simulate(.integer(generation), at: "metadata", "generation")
            }
            announcements.forEach { note($0) }
        case .updateStatus(let type, let object): store(object, type)
        case .delete(let type, let key, _, let grace, let announcement):
            note(announcement)
            if type == .simulatedPods, grace != 0, let pod = cache.object(key, type), !PodReading(pod).node.isEmpty {
                var marked = pod
                marked.simulate(.string((now + .seconds(30)).rfc3339), at: "metadata", "deletionTimestamp")
                marked.simulate(30, at: "metadata", "deletionGracePeriodSeconds")
                store(marked, type)
            } else {
                cache.remove(key, type)
            }
        case .bind(let key, let node):
            guard var pod = cache.object(key, .simulatedPods) else { return }
            pod.simulate(.string(node), at: "spec", "nodeName")
            pod.simulate(
                [["type": "PodScheduled", "status": "True", "lastTransitionTime": .string(now.rfc3339)]], at: "status",
                "conditions")
            store(pod, .simulatedPods)
        case .announce(let announcement): note(announcement)
        }
    }

    private mutating func note(_ announcement: Announcement?) {
        guard let announcement else { return }
        events.append("\(announcement.reason): \(announcement.message)")
    }
}

extension JSONValue {
    static func testDeployment(_ name: String = "web", replicas: Int = 2, image: String = "nginx") -> JSONValue {
        [
            "kind": "Deployment", "apiVersion": "apps/v1", "metadata": ["name": .string(name), "namespace": "demo"],
            "spec": [
                "replicas": .integer(Int64(replicas)), "selector": ["matchLabels": ["app": .string(name)]],
                "template": .testTemplate(name, image: image),
                "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "25%", "maxSurge": "25%"]],
                "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
            ],
        ]
    }

    static func testTemplate(_ name: String, image: String) -> JSONValue {
        [
            "metadata": ["labels": ["app": .string(name)]],
            "spec": ["containers": [["name": "main", "image": .string(image)]], "restartPolicy": "Always"],
        ]
    }

    mutating func setImage(_ image: String) {
        simulate([["name": "main", "image": .string(image)]], at: "spec", "template", "spec", "containers")
    }
}

extension ObjectKey {
    static let demoWeb = ObjectKey(namespace: "demo", name: "web")
}

extension PodScheduler.Use {
    /// What placed pods take, by node.
    static func byNode(_ pods: [PodReading]) -> [String: PodScheduler.Use] {
        pods.reduce(into: [:]) { $0[$1.node, default: .init()].add(PodScheduler.Requests($1)) }
    }
}
