import KubeCore

/// Keeps one pod of a DaemonSet on every node that its template wants.
///
/// Not simulated: affinity, surge. Pods are placed by the controller itself, and replaced one after the other.
/// Source: Kubernetes documentation, "DaemonSet".
struct DaemonSetController {
    static let component = "daemonset-controller"
    static let revisionLabel = "controller-revision-hash"

    private let json: JSONValue
    private let meta: ObjectMeta
    /// By node.
    private let pods: [String: [PodReading]]
    private let nodes: [JSONValue]
    private let now: Timestamp
    private let revision: String
    private var plan = SimulatorPlan()

    /// `pods` are those that the set controls.
    static func plan(_ set: JSONValue, pods: [PodReading], nodes: [JSONValue], now: Timestamp) -> SimulatorPlan {
        var controller = DaemonSetController(
            json: set, meta: set.simulatedMeta, pods: Dictionary(grouping: pods.filter { !$0.isFinished }, by: \.node),
            nodes: nodes, now: now, revision: TemplateHash.of(set[path: "spec", "template"] ?? [:]))
        return controller.run()
    }

    private var minReadySeconds: Int { json.simulatedInt("spec", "minReadySeconds") }

    private mutating func run() -> SimulatorPlan {
        guard !meta.isBeingDeleted else { return plan }
        let wanted = nodes.filter(wants).map(\.simulatedMeta.name)
        for node in wanted where pods[node, default: []].isEmpty { create(on: node) }
        for (node, surplus) in pods where !wanted.contains(node) {
            for pod in surplus where !pod.meta.isBeingDeleted { delete(pod) }
        }
        replaceOld(wanted)
        writeStatus(wanted)
        return plan
    }

    /// Labels that the template selects nodes by, and taints that it does not tolerate. A cordoned node keeps its daemons.
    private func wants(_ node: JSONValue) -> Bool {
        let spec = json[path: "spec", "template", "spec"]
        let labels = node.simulatedMeta.labels
        let selector = spec?["nodeSelector"]?.objectValue ?? [:]
        guard selector.allSatisfy({ labels[$0.key] == $0.value.stringValue }) else { return false }
        let tolerations = spec?["tolerations"]?.arrayValue ?? []
        return (node[path: "spec", "taints"]?.arrayValue ?? []).allSatisfy { taint in
            let key = taint["key"]?.stringValue ?? ""
            // A daemon tolerates what its own node suffers from.
            if taint["effect"] == "PreferNoSchedule" || key.hasPrefix("node.kubernetes.io/") { return true }
            return tolerations.contains { toleration in
                let tolerated = toleration["key"]?.stringValue ?? ""
                guard tolerated.isEmpty || tolerated == key else { return false }
                if let effect = toleration["effect"]?.stringValue, !effect.isEmpty, taint["effect"] != .string(effect) {
                    return false
                }
                return toleration["operator"] == "Exists" || toleration["value"] ?? "" == taint["value"] ?? ""
            }
        }
    }

    /// One pod of an older template at a time, and only while the others serve.
    private mutating func replaceOld(_ wanted: [String]) {
        guard json[path: "spec", "updateStrategy", "type"]?.stringValue != "OnDelete" else { return }
        let all = wanted.flatMap { pods[$0, default: []] }
        guard all.count == wanted.count, all.allSatisfy({ !$0.meta.isBeingDeleted }) else { return }
        let old = all.filter { $0.meta.labels[Self.revisionLabel] != revision }
        let unavailable = old.filter { !$0.isReady }
        if let broken = unavailable.first { return delete(broken) }
        guard let next = old.first, all.allSatisfy(\.isReady) else { return }
        delete(next)
    }

    private mutating func create(on node: String) {
        var pod = json[path: "spec", "template"] ?? [:]
        pod["kind"] = "Pod"
        pod["apiVersion"] = "v1"
        pod.simulate(.string("\(meta.name)-"), at: "metadata", "generateName")
        pod.simulate(.string(meta.namespace), at: "metadata", "namespace")
        pod.simulate(.string(revision), at: "metadata", "labels", Self.revisionLabel)
        pod.simulate(
            [json.simulatedOwner(kind: "DaemonSet", apiVersion: "apps/v1")], at: "metadata", "ownerReferences")
        pod.simulate(.string(node), at: "spec", "nodeName")
        plan.actions.append(
            .create(.simulatedPods, pod, announcement("SuccessfulCreate", "Created pod: {name}")))
    }

    private mutating func delete(_ pod: PodReading) {
        plan.actions.append(
            .delete(
                .simulatedPods, pod.meta.key, uid: pod.meta.uid, gracePeriodSeconds: nil,
                announcement("SuccessfulDelete", "Deleted pod: \(pod.meta.name)")))
    }

    private func announcement(_ reason: String, _ message: String) -> Announcement {
        Announcement(about: json, reason: reason, message: message, component: Self.component)
    }

    private mutating func writeStatus(_ wanted: [String]) {
        let placed = wanted.compactMap { node in pods[node, default: []].first { !$0.meta.isBeingDeleted } }
        let misplaced = pods.filter { !wanted.contains($0.key) }.values.joined().count
        let available = placed.filter { $0.isAvailable(minReadySeconds: minReadySeconds, now: now) }.count
        let updated = placed.filter { $0.meta.labels[Self.revisionLabel] == revision }.count
        var status = json["status"] ?? [:]
        for (name, count) in [
            ("currentNumberScheduled", placed.count), ("numberMisscheduled", misplaced),
            ("desiredNumberScheduled", wanted.count), ("numberReady", placed.filter(\.isReady).count),
        ] {
            status[name] = .integer(Int64(count))
        }
        let unavailable = wanted.count - available
        for (name, count) in [
            ("updatedNumberScheduled", updated), ("numberAvailable", available), ("numberUnavailable", unavailable),
        ] {
            status[name] = count == 0 ? nil : .integer(Int64(count))
        }
        status["observedGeneration"] = .integer(meta.generation)
        if status != json["status"] ?? [:] {
            var changed = json
            changed["status"] = status
            plan.actions.append(.updateStatus(.simulatedDaemonSets, changed))
        }
        for pod in placed where minReadySeconds > 0 {
            if let since = pod.readySince, since + .seconds(minReadySeconds) > now {
                plan.recheck(after: since + .seconds(minReadySeconds) - now)
            }
        }
    }
}
