import KubeCore

/// The conditions of a Deployment, with upstream's rules on times.
struct DeploymentConditions: Hashable, Sendable {
    private(set) var values: [JSONValue]
    private let now: Timestamp

    init(_ values: [JSONValue], now: Timestamp) {
        self.values = values
        self.now = now
    }

    subscript(type: String) -> JSONValue? { values.first { $0["type"]?.stringValue == type } }

    /// Nothing changes while status and reason stay; the transition time stays while the status does.
    mutating func set(_ type: String, _ status: String, _ reason: String, _ message: String) {
        let before = self[type]
        if before?["status"]?.stringValue == status, before?["reason"]?.stringValue == reason { return }
        replace(type, status, reason, message)
    }

    /// As `set`, but notes the time even when status and reason stay: progress was made.
    mutating func replace(_ type: String, _ status: String, _ reason: String, _ message: String) {
        let before = self[type]
        let time = JSONValue.string(now.rfc3339)
        let hasSameStatus = before?["status"]?.stringValue == status
        values.removeAll { $0["type"]?.stringValue == type }
        values.append([
            "type": .string(type), "status": .string(status), "lastUpdateTime": time,
            "lastTransitionTime": hasSameStatus ? before?["lastTransitionTime"] ?? time : time,
            "reason": .string(reason), "message": .string(message),
        ])
    }

    func reason(_ type: String) -> String? { self[type]?["reason"]?.stringValue }
}

extension DeploymentController {
    /// The counts of the status, from those of the ReplicaSets.
    private var counts: [(name: String, count: Int)] {
        let existing = all.filter { !$0.isNew }
        let total = existing.reduce(0) { $0 + $1.statusReplicas }
        let available = existing.reduce(0) { $0 + $1.availableReplicas }
        return [
            ("replicas", total), ("updatedReplicas", new?.statusReplicas ?? 0),
            ("readyReplicas", existing.reduce(0) { $0 + $1.readyReplicas }), ("availableReplicas", available),
            ("unavailableReplicas", max(0, all.reduce(0) { $0 + $1.replicas } - available)),
        ]
    }

    private func count(_ name: String) -> Int { counts.first { $0.name == name }?.count ?? 0 }

    /// All pods are of the new template, and available.
    var isComplete: Bool {
        count("updatedReplicas") == replicas && count("replicas") == replicas
            && count("availableReplicas") == replicas
    }

    /// More pods of the new template, fewer old ones, or more that serve, than the status said.
    private var hasProgressed: Bool {
        func before(_ name: String) -> Int { original.simulatedInt("status", name) }
        let oldBefore = before("replicas") - before("updatedReplicas")
        return count("updatedReplicas") > before("updatedReplicas")
            || count("replicas") - count("updatedReplicas") < oldBefore
            || count("readyReplicas") > before("readyReplicas")
            || count("availableReplicas") > before("availableReplicas")
    }

    mutating func notePause() {
        guard progressDeadline != nil else { return }
        let wasPaused = conditions.reason("Progressing") == "DeploymentPaused"
        // A deadline that was missed stays visible.
        if conditions.reason("Progressing") == "ProgressDeadlineExceeded" { return }
        if isPaused, !wasPaused {
            conditions.set("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
        } else if !isPaused, wasPaused {
            conditions.set("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")
        }
    }

    mutating func noteAvailability() {
        if count("availableReplicas") >= replicas - maxUnavailable {
            conditions.set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        } else {
            conditions.set(
                "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
        }
    }

    mutating func noteProgress() {
        guard let progressDeadline else { return }
        let subject = new.map { "ReplicaSet \"\($0.name)\"" } ?? "Deployment \"\(meta.name)\""
        let wasComplete =
            count("replicas") == count("updatedReplicas")
            && conditions.reason("Progressing") == "NewReplicaSetAvailable"
        if wasComplete { return }
        if isComplete {
            conditions.set("Progressing", "True", "NewReplicaSetAvailable", "\(subject) has successfully progressed.")
        } else if hasProgressed {
            conditions.replace("Progressing", "True", "ReplicaSetUpdated", "\(subject) is progressing.")
        } else if let condition = conditions["Progressing"],
            condition["reason"]?.stringValue != "NewReplicaSetAvailable",
            let since = condition["lastUpdateTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        {
            let left = since + .seconds(progressDeadline) - now
            if left > .zero {
                plan.recheck(after: left)
            } else {
                conditions.set(
                    "Progressing", "False", "ProgressDeadlineExceeded", "\(subject) has timed out progressing.")
            }
        }
    }

    mutating func writeDeployment() {
        var status: JSONValue = ["observedGeneration": .integer(meta.generation)]
        for (name, count) in counts where count > 0 { status[name] = .integer(Int64(count)) }
        status["terminatingReplicas"] = .integer(Int64(all.reduce(0) { $0 + $1.terminatingReplicas }))
        status["collisionCount"] = original[path: "status", "collisionCount"]
        status["conditions"] = .array(conditions.values)
        deployment["status"] = status
        if deployment != original { plan.actions.append(.updateStatus(.simulatedDeployments, deployment)) }
    }
}
