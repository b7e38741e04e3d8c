import KubeCore

/// Rolls the pods of a Deployment from one template to the next by scaling ReplicaSets.
///
/// Each pass takes one step; the changes of the ReplicaSets and their pods bring the next. Reasons, messages and
/// arithmetic as kube-controller-manager's; source: Kubernetes documentation, "Deployments", and KEP-1027 (proportional
/// scaling by annotations).
struct DeploymentController {
    static let component = "deployment-controller"

    let original: JSONValue
    var deployment: JSONValue
    let meta: ObjectMeta
    let now: Timestamp
    /// The one whose template is the deployment's; nil when there is none.
    var new: ReplicaSetState?
    /// Oldest first.
    var old: [ReplicaSetState]
    /// Pods of older templates that are not gone yet.
    let oldPodsRemain: Bool
    var conditions: DeploymentConditions
    var plan = SimulatorPlan()

    /// `replicaSets` are those that the deployment controls, `pods` theirs.
    static func plan(
        _ deployment: JSONValue, replicaSets: [JSONValue], pods: [PodReading], now: Timestamp
    ) -> SimulatorPlan {
        var controller = DeploymentController(deployment, replicaSets: replicaSets, pods: pods, now: now)
        return controller.run()
    }

    private init(_ deployment: JSONValue, replicaSets: [JSONValue], pods: [PodReading], now: Timestamp) {
        original = deployment
        self.deployment = deployment
        meta = deployment.simulatedMeta
        self.now = now
        let all = replicaSets.map { ReplicaSetState($0) }.sorted(by: ReplicaSetState.isOlder)
        let template = ReplicaSetState.comparable(deployment[path: "spec", "template"] ?? [:])
        let newest = all.first { $0.template == template }
        new = newest
        old = all.filter { $0.name != newest?.name }
        let oldNames = Set(old.map(\.meta.uid))
        oldPodsRemain = pods.contains { pod in
            !pod.isFinished && pod.meta.controller.map { oldNames.contains($0.uid) } ?? false
        }
        conditions = DeploymentConditions(deployment[path: "status", "conditions"]?.arrayValue ?? [], now: now)
    }

    var replicas: Int { deployment.simulatedInt("spec", "replicas", default: 1) }
    var isPaused: Bool { deployment[path: "spec", "paused"]?.boolValue ?? false }
    var isRecreate: Bool { deployment[path: "spec", "strategy", "type"]?.stringValue == "Recreate" }
    var progressDeadline: Int? {
        deployment[path: "spec", "progressDeadlineSeconds"]?.intValue.flatMap { $0 == Int(Int32.max) ? nil : $0 }
    }

    /// Pods above the wanted number while rolling, rounded up.
    var maxSurge: Int {
        isRecreate
            ? 0
            : IntOrPercent.resolve(deployment[path: "spec", "strategy", "rollingUpdate", "maxSurge"], of: replicas, .up)
                ?? 0
    }

    /// Pods that may be missing while rolling, rounded down; one when a roll could not move otherwise.
    var maxUnavailable: Int {
        guard !isRecreate, replicas > 0 else { return 0 }
        let resolved =
            IntOrPercent.resolve(
                deployment[path: "spec", "strategy", "rollingUpdate", "maxUnavailable"], of: replicas, .down) ?? 0
        return min(resolved == 0 && maxSurge == 0 ? 1 : resolved, replicas)
    }

    private mutating func run() -> SimulatorPlan {
        guard !meta.isBeingDeleted else { return plan }
        notePause()
        if isPaused || isScalingEvent {
            syncRevision(createsNew: false)
            scaleInPlace()
            if isPaused { cleanUp() }
            noteAvailability()
        } else {
            syncRevision(createsNew: !isRecreate || old.allSatisfy { !$0.isActive } && !oldPodsRemain)
            isRecreate ? recreate() : roll()
            if isComplete { cleanUp() }
            noteAvailability()
            noteProgress()
        }
        writeReplicaSets()
        writeDeployment()
        return plan
    }

    var all: [ReplicaSetState] { old + (new.map { [$0] } ?? []) }

    // MARK: - Strategies

    private mutating func recreate() {
        for index in old.indices { old[index].scale(to: 0, of: deployment) }
        let size = replicas
        let about = original
        new?.scale(to: size, of: about)
    }

    private mutating func roll() {
        guard var target = new else { return }
        let wanted = newReplicas(target)
        if target.replicas != wanted {
            target.scale(to: wanted, of: original)
            new = target
            return
        }
        let oldCount = old.reduce(0) { $0 + $1.replicas }
        guard oldCount > 0 else { return }
        let missing = target.replicas - target.availableReplicas
        let minimumAvailable = replicas - maxUnavailable
        var allowance = oldCount + target.replicas - minimumAvailable - missing
        guard allowance > 0 else { return }
        // Pods that serve nobody go first: that costs no availability.
        for index in old.indices where allowance > 0 && old[index].isActive {
            let unhealthy = min(allowance, max(0, old[index].replicas - old[index].availableReplicas))
            old[index].scale(to: old[index].replicas - unhealthy, of: original)
            allowance -= unhealthy
        }
        // A status may still count pods that an earlier pass has given up.
        var surplus = all.reduce(0) { $0 + min($1.availableReplicas, $1.replicas) } - minimumAvailable
        for index in old.indices where surplus > 0 && old[index].isActive {
            let count = min(old[index].replicas, surplus)
            old[index].scale(to: old[index].replicas - count, of: original)
            surplus -= count
        }
    }

    /// How many pods of the new template there may be now.
    private func newReplicas(_ target: ReplicaSetState) -> Int {
        if target.replicas > replicas || isRecreate { return replicas }
        let total = all.reduce(0) { $0 + $1.replicas }
        let room = replicas + maxSurge - total
        return room <= 0 ? target.replicas : target.replicas + min(room, replicas - target.replicas)
    }

    // MARK: - Revisions

    private mutating func syncRevision(createsNew: Bool) {
        let revision = (old.map(\.revision).max() ?? 0) + 1
        if var existing = new {
            annotate(&existing, revision: revision)
            existing.setMinReadySeconds(deployment[path: "spec", "minReadySeconds"])
            new = existing
            if conditions["Progressing"] == nil, progressDeadline != nil {
                conditions.set(
                    "Progressing", "True", "FoundNewReplicaSet", "Found new replica set \"\(existing.name)\"")
            }
        } else if createsNew {
            create(revision: revision)
        }
        if let new {
            deployment.simulate(.string("\(new.revision)"), at: "metadata", "annotations", ReplicaSetState.revisionKey)
        }
    }

    /// Annotations that are the deployment's own and not handed on.
    private static let ownAnnotations: Set = [
        "kubectl.kubernetes.io/last-applied-configuration", ReplicaSetState.revisionKey, ReplicaSetState.historyKey,
        ReplicaSetState.desiredKey, ReplicaSetState.maximumKey, "deprecated.deployment.rollback.to",
    ]

    private func annotate(_ set: inout ReplicaSetState, revision: Int) {
        for (key, value) in meta.annotations where !Self.ownAnnotations.contains(key) { set.annotate(key, value) }
        let before = set.revision
        if before < revision {
            if before > 0 {
                let history = set.annotation(ReplicaSetState.historyKey).map { "\($0),\(before)" } ?? "\(before)"
                set.annotate(ReplicaSetState.historyKey, history)
            }
            set.annotate(ReplicaSetState.revisionKey, "\(revision)")
        }
    }

    private func annotateSize(_ set: inout ReplicaSetState) {
        set.annotate(ReplicaSetState.desiredKey, "\(replicas)")
        set.annotate(ReplicaSetState.maximumKey, "\(replicas + maxSurge)")
    }

    private mutating func create(revision: Int) {
        let collisions = deployment.simulatedInt("status", "collisionCount")
        var template = deployment[path: "spec", "template"] ?? [:]
        let hash = TemplateHash.of(template, collisions: collisions)
        template.simulate(.string(hash), at: "metadata", "labels", ReplicaSetState.hashLabel)
        var selector = deployment[path: "spec", "selector"] ?? [:]
        selector.simulate(.string(hash), at: "matchLabels", ReplicaSetState.hashLabel)
        var json: JSONValue = [
            "kind": "ReplicaSet", "apiVersion": "apps/v1",
            "metadata": [
                "name": .string("\(meta.name)-\(hash)"), "namespace": .string(meta.namespace),
                "labels": template[path: "metadata", "labels"] ?? [:],
                "ownerReferences": [deployment.simulatedOwner(kind: "Deployment", apiVersion: "apps/v1")],
            ],
            "spec": ["replicas": 0, "selector": selector, "template": template],
        ]
        json.simulate(deployment[path: "spec", "minReadySeconds"], at: "spec", "minReadySeconds")
        let count = newReplicas(ReplicaSetState(json, isNew: true))
        json.simulate(.integer(Int64(count)), at: "spec", "replicas")
        var created = ReplicaSetState(json, isNew: true)
        annotate(&created, revision: revision)
        annotateSize(&created)
        new = created
        if progressDeadline != nil {
            conditions.set(
                "Progressing", "True", "NewReplicaSetCreated", "Created new replica set \"\(created.name)\"")
        }
    }

    /// Deletes the oldest revisions beyond the limit.
    private mutating func cleanUp() {
        let limit = deployment.simulatedInt("spec", "revisionHistoryLimit", default: 10)
        let unused = old.filter { set in
            !set.meta.isBeingDeleted && set.replicas == 0 && set.statusReplicas == 0
                && set.meta.generation <= Int64(set.json.simulatedInt("status", "observedGeneration"))
        }.sorted { $0.revision < $1.revision }
        for set in unused.prefix(max(0, old.count - limit)) {
            plan.actions.append(
                .delete(.simulatedReplicaSets, set.meta.key, uid: set.meta.uid, gracePeriodSeconds: nil, nil))
            old.removeAll { $0.name == set.name }
        }
    }

    // MARK: - Writes

    private mutating func writeReplicaSets() {
        for var set in all {
            if set.isActive || set.isChanged { annotateSize(&set) }
            if set.isNew {
                let announcement =
                    set.replicas > 0
                    ? ReplicaSetState.announcement(of: set.name, from: 0, to: set.replicas, original) : nil
                plan.actions.append(.create(.simulatedReplicaSets, set.json, announcement))
            } else if set.isChanged {
                plan.actions.append(.update(.simulatedReplicaSets, set.json, set.announcements))
            }
        }
    }
}
