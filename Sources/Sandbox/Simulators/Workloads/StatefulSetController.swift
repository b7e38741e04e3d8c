import KubeCore

/// Keeps the numbered pods of a StatefulSet: in order unless `podManagementPolicy` is `Parallel`.
///
/// Source: Kubernetes documentation, "StatefulSets".
struct StatefulSetController {
    static let component = "statefulset-controller"
    static let revisionLabel = "controller-revision-hash"
    private static let burst = 500

    private let json: JSONValue
    private let meta: ObjectMeta
    private let now: Timestamp
    /// By ordinal.
    private var pods: [Int: PodReading] = [:]
    private let updateRevision: String
    private let revisions: [JSONValue]
    private var plan = SimulatorPlan()

    /// `pods` and `revisions` (ControllerRevisions) are those that the set controls.
    static func plan(
        _ set: JSONValue, pods: [PodReading], revisions: [JSONValue], now: Timestamp
    ) -> SimulatorPlan {
        var controller = StatefulSetController(set, pods: pods, revisions: revisions, now: now)
        return controller.run()
    }

    private init(_ set: JSONValue, pods: [PodReading], revisions: [JSONValue], now: Timestamp) {
        self.json = set
        self.now = now
        self.revisions = revisions
        meta = set.simulatedMeta
        updateRevision = "\(meta.name)-\(TemplateHash.of(set[path: "spec", "template"] ?? [:]))"
        for pod in pods {
            guard pod.meta.name.hasPrefix(meta.name + "-"),
                let ordinal = Int(pod.meta.name.dropFirst(meta.name.count + 1))
            else { continue }
            self.pods[ordinal] = pod
        }
    }

    private var replicas: Int { json.simulatedInt("spec", "replicas", default: 1) }
    private var start: Int { json.simulatedInt("spec", "ordinals", "start") }
    private var isParallel: Bool { json[path: "spec", "podManagementPolicy"]?.stringValue == "Parallel" }
    private var minReadySeconds: Int { json.simulatedInt("spec", "minReadySeconds") }
    private var wanted: Range<Int> { start..<(start + replicas) }
    private var currentRevision: String {
        json[path: "status", "currentRevision"]?.stringValue ?? updateRevision
    }

    private mutating func run() -> SimulatorPlan {
        if !meta.isBeingDeleted {
            keepRevision()
            if scale() { rollBack() }
        }
        writeStatus()
        return plan
    }

    private func isSettled(_ pod: PodReading) -> Bool {
        !pod.meta.isBeingDeleted && pod.isAvailable(minReadySeconds: minReadySeconds, now: now)
    }

    /// Creates and deletes pods; true when the set has its size and may be updated.
    private mutating func scale() -> Bool {
        for ordinal in wanted {
            // Enough for one pass; the pods that are made bring the next.
            if plan.actions.count >= Self.burst { return false }
            if let pod = pods[ordinal] {
                if pod.isFinished, !pod.meta.isBeingDeleted {
                    delete(pod)
                    return false
                }
                if !isParallel, !isSettled(pod) { return false }
            } else {
                create(ordinal)
                if !isParallel { return false }
            }
        }
        let surplus = pods.keys.filter { !wanted.contains($0) }.sorted(by: >)
        for ordinal in surplus {
            guard let pod = pods[ordinal] else { continue }
            if !pod.meta.isBeingDeleted { delete(pod) }
            if !isParallel { return false }
        }
        return surplus.isEmpty
    }

    /// Replaces pods of older templates from the highest ordinal down to the partition, one at a time.
    private mutating func rollBack() {
        guard json[path: "spec", "updateStrategy", "type"]?.stringValue != "OnDelete" else { return }
        let partition = json.simulatedInt("spec", "updateStrategy", "rollingUpdate", "partition")
        for ordinal in wanted.reversed() where ordinal >= partition {
            guard let pod = pods[ordinal] else { return }
            if pod.meta.labels[Self.revisionLabel] != updateRevision {
                if !pod.meta.isBeingDeleted { delete(pod) }
                return
            }
            if !isSettled(pod) { return }
        }
    }

    private mutating func create(_ ordinal: Int) {
        let name = "\(meta.name)-\(ordinal)"
        let partition = json.simulatedInt("spec", "updateStrategy", "rollingUpdate", "partition")
        // Below the partition pods come back with the template they had, when it is still known.
        let isHeldBack = ordinal < partition && currentRevision != updateRevision
        let former = isHeldBack ? revisions.first { $0.simulatedMeta.name == currentRevision } : nil
        var pod = former?[path: "data", "spec", "template"] ?? json[path: "spec", "template"] ?? [:]
        pod["$patch"] = nil
        pod["kind"] = "Pod"
        pod["apiVersion"] = "v1"
        pod.simulate(.string(name), at: "metadata", "name")
        pod.simulate(.string(meta.namespace), at: "metadata", "namespace")
        for (label, value) in [
            (Self.revisionLabel, former == nil ? updateRevision : currentRevision),
            ("statefulset.kubernetes.io/pod-name", name), ("apps.kubernetes.io/pod-index", "\(ordinal)"),
        ] {
            pod.simulate(.string(value), at: "metadata", "labels", label)
        }
        pod.simulate(
            [json.simulatedOwner(kind: "StatefulSet", apiVersion: "apps/v1")], at: "metadata", "ownerReferences")
        pod.simulate(.string(name), at: "spec", "hostname")
        pod.simulate(json[path: "spec", "serviceName"], at: "spec", "subdomain")
        plan.actions.append(
            .create(
                .simulatedPods, pod,
                Announcement(
                    about: json, reason: "SuccessfulCreate",
                    message: "create Pod \(name) in StatefulSet \(meta.name) successful", component: Self.component)))
    }

    private mutating func delete(_ pod: PodReading) {
        plan.actions.append(
            .delete(
                .simulatedPods, pod.meta.key, uid: pod.meta.uid, gracePeriodSeconds: nil,
                Announcement(
                    about: json, reason: "SuccessfulDelete",
                    message: "delete Pod \(pod.meta.name) in StatefulSet \(meta.name) successful",
                    component: Self.component)))
    }

    /// Records the template as a ControllerRevision, for `kubectl rollout history` and `undo`.
    private mutating func keepRevision() {
        let number = (revisions.map { $0.simulatedInt("revision") }.max() ?? 0) + 1
        if var existing = revisions.first(where: { $0.simulatedMeta.name == updateRevision }) {
            if existing.simulatedInt("revision") < number - 1 {
                existing["revision"] = .integer(Int64(number))
                plan.actions.append(.update(.simulatedRevisions, existing, []))
            }
            return
        }
        var template = json[path: "spec", "template"] ?? [:]
        template["$patch"] = "replace"
        var labels = json[path: "spec", "template", "metadata", "labels"] ?? [:]
        labels[Self.revisionLabel] = .string(updateRevision)
        plan.actions.append(
            .create(
                .simulatedRevisions,
                [
                    "kind": "ControllerRevision", "apiVersion": "apps/v1",
                    "metadata": [
                        "name": .string(updateRevision), "namespace": .string(meta.namespace), "labels": labels,
                        "ownerReferences": [json.simulatedOwner(kind: "StatefulSet", apiVersion: "apps/v1")],
                    ], "data": ["spec": ["template": template]], "revision": .integer(Int64(number)),
                ], nil))
    }

    private mutating func writeStatus() {
        let living = pods.values.filter { !$0.isFinished }
        func count(_ condition: (PodReading) -> Bool) -> Int64 { Int64(living.filter(condition).count) }
        let updated = count { !$0.meta.isBeingDeleted && $0.meta.labels[Self.revisionLabel] == updateRevision }
        let ready = count(\.isReady)
        var current = currentRevision
        let isUpdated = updated == Int64(replicas) && Int64(living.count) == updated && ready == updated
        if isUpdated { current = updateRevision }
        var status: JSONValue = [
            "observedGeneration": .integer(meta.generation), "replicas": .integer(Int64(living.count)),
            "collisionCount": 0, "currentRevision": .string(current), "updateRevision": .string(updateRevision),
        ]
        let available = count { $0.isAvailable(minReadySeconds: minReadySeconds, now: now) }
        let old = count { !$0.meta.isBeingDeleted && $0.meta.labels[Self.revisionLabel] == current }
        for (name, number) in [
            ("readyReplicas", ready), ("currentReplicas", old), ("updatedReplicas", updated),
        ] where number > 0 {
            status[name] = .integer(number)
        }
        status["availableReplicas"] = .integer(available)
        if status != json["status"] {
            var changed = json
            changed["status"] = status
            plan.actions.append(.updateStatus(.simulatedStatefulSets, changed))
        }
        for pod in living where minReadySeconds > 0 {
            if let since = pod.readySince, since + .seconds(minReadySeconds) > now {
                plan.recheck(after: since + .seconds(minReadySeconds) - now)
            }
        }
    }
}
