import KubeCore

/// Keeps as many pods as a ReplicaSet asks for.
///
/// Source: Kubernetes documentation, "ReplicaSet"; order of deletion: kubernetes.io/docs/concepts/workloads/controllers/
/// replicaset/#scaling-a-replicaset.
enum ReplicaSetController {
    static let component = "replicaset-controller"
    /// Pods made or deleted in one pass, as upstream.
    private static let burst = 500

    /// `pods` are those that the ReplicaSet controls.
    static func plan(_ replicaSet: JSONValue, pods: [PodReading], now: Timestamp) -> SimulatorPlan {
        var plan = SimulatorPlan()
        let meta = replicaSet.simulatedMeta
        let wanted = replicaSet.simulatedInt("spec", "replicas", default: 1)
        let active = pods.filter(\.isActive)
        if !meta.isBeingDeleted {
            if active.count < wanted {
                for _ in active.count..<min(wanted, active.count + burst) {
                    plan.actions.append(create(podOf: replicaSet))
                }
            } else if active.count > wanted {
                let surplus = active.sorted { isDeletedBefore($0, $1) }.prefix(min(active.count - wanted, burst))
                plan.actions += surplus.map { delete($0, of: replicaSet) }
            }
        }
        updateStatus(replicaSet, active: active, pods: pods, now: now, &plan)
        return plan
    }

    private static func create(podOf replicaSet: JSONValue) -> SimulatorAction {
        let meta = replicaSet.simulatedMeta
        var pod = replicaSet[path: "spec", "template"] ?? [:]
        pod["kind"] = "Pod"
        pod["apiVersion"] = "v1"
        pod.simulate(.string("\(meta.name)-"), at: "metadata", "generateName")
        pod.simulate(.string(meta.namespace), at: "metadata", "namespace")
        pod.simulate(
            [replicaSet.simulatedOwner(kind: "ReplicaSet", apiVersion: "apps/v1")], at: "metadata", "ownerReferences")
        return .create(
            .simulatedPods, pod,
            Announcement(
                about: replicaSet, reason: "SuccessfulCreate", message: "Created pod: {name}", component: component))
    }

    private static func delete(_ pod: PodReading, of replicaSet: JSONValue) -> SimulatorAction {
        .delete(
            .simulatedPods, pod.meta.key, uid: pod.meta.uid, gracePeriodSeconds: nil,
            Announcement(
                about: replicaSet, reason: "SuccessfulDelete", message: "Deleted pod: \(pod.meta.name)",
                component: component))
    }

    /// The one that is worth less goes first: not placed, not running, not ready, cheap to delete, ready for a shorter
    /// time, younger.
    static func isDeletedBefore(_ left: PodReading, _ right: PodReading) -> Bool {
        if left.node.isEmpty != right.node.isEmpty { return left.node.isEmpty }
        let phases = ["Pending": 0, "Unknown": 1, "Running": 2]
        let leftPhase = phases[left.phase] ?? 0
        let rightPhase = phases[right.phase] ?? 0
        if leftPhase != rightPhase { return leftPhase < rightPhase }
        if left.isReady != right.isReady { return !left.isReady }
        if deletionCost(left) != deletionCost(right) { return deletionCost(left) < deletionCost(right) }
        if let leftReady = left.readySince, let rightReady = right.readySince, leftReady != rightReady {
            return leftReady > rightReady
        }
        if left.meta.creationTimestamp != right.meta.creationTimestamp {
            let zero = Timestamp(seconds: 0)
            return left.meta.creationTimestamp ?? zero > right.meta.creationTimestamp ?? zero
        }
        return left.meta.name < right.meta.name
    }

    private static func deletionCost(_ pod: PodReading) -> Int {
        pod.meta.annotations["controller.kubernetes.io/pod-deletion-cost"].flatMap { Int($0) } ?? 0
    }

    private static func updateStatus(
        _ replicaSet: JSONValue, active: [PodReading], pods: [PodReading], now: Timestamp, _ plan: inout SimulatorPlan
    ) {
        let meta = replicaSet.simulatedMeta
        let minReadySeconds = replicaSet.simulatedInt("spec", "minReadySeconds")
        let labels = replicaSet[path: "spec", "template", "metadata", "labels"]?.objectValue ?? [:]
        let available = active.filter { $0.isAvailable(minReadySeconds: minReadySeconds, now: now) }.count
        let ready = active.filter(\.isReady)
        let labeled = active.filter { pod in labels.allSatisfy { pod.meta.labels[$0.key] == $0.value.stringValue } }
            .count
        var status = replicaSet["status"] ?? [:]
        status["replicas"] = .integer(Int64(active.count))
        for (name, count) in [
            ("fullyLabeledReplicas", labeled), ("readyReplicas", ready.count), ("availableReplicas", available),
        ] {
            status[name] = count == 0 ? nil : .integer(Int64(count))
        }
        status["terminatingReplicas"] = .integer(Int64(pods.filter { $0.meta.isBeingDeleted && !$0.isFinished }.count))
        status["observedGeneration"] = .integer(meta.generation)
        if status != replicaSet["status"] {
            var changed = replicaSet
            changed["status"] = status
            plan.actions.append(.updateStatus(.simulatedReplicaSets, changed))
        }
        // Pods that are ready but not long enough become available by time alone.
        for pod in ready {
            guard minReadySeconds > 0, let since = pod.readySince else { continue }
            let left = since + .seconds(minReadySeconds) - now
            if left > .zero { plan.recheck(after: left) }
        }
    }
}
