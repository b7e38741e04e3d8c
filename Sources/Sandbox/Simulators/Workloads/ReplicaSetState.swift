import KubeCore

/// A ReplicaSet as its Deployment sees it, and the changes the Deployment wants in it.
struct ReplicaSetState: Hashable, Sendable {
    static let revisionKey = "deployment.kubernetes.io/revision"
    static let historyKey = "deployment.kubernetes.io/revision-history"
    static let desiredKey = "deployment.kubernetes.io/desired-replicas"
    static let maximumKey = "deployment.kubernetes.io/max-replicas"
    static let hashLabel = "pod-template-hash"

    private(set) var json: JSONValue
    let meta: ObjectMeta
    /// It does not exist yet.
    let isNew: Bool
    private(set) var isChanged = false
    private(set) var announcements: [Announcement] = []

    init(_ json: JSONValue, isNew: Bool = false) {
        self.json = json
        self.isNew = isNew
        meta = json.simulatedMeta
    }

    var name: String { meta.name }
    var replicas: Int { json.simulatedInt("spec", "replicas", default: 1) }
    var statusReplicas: Int { json.simulatedInt("status", "replicas") }
    var readyReplicas: Int { json.simulatedInt("status", "readyReplicas") }
    var availableReplicas: Int { json.simulatedInt("status", "availableReplicas") }
    var terminatingReplicas: Int { json.simulatedInt("status", "terminatingReplicas") }
    var revision: Int { annotation(Self.revisionKey).flatMap { Int($0) } ?? 0 }
    var isActive: Bool { replicas > 0 }

    func annotation(_ key: String) -> String? {
        json[path: "metadata", "annotations", key]?.stringValue
    }

    mutating func annotate(_ key: String, _ value: String) {
        guard annotation(key) != value else { return }
        json.simulate(.string(value), at: "metadata", "annotations", key)
        isChanged = true
    }

    mutating func setMinReadySeconds(_ seconds: JSONValue?) {
        guard json[path: "spec", "minReadySeconds"] != seconds else { return }
        json.simulate(seconds, at: "spec", "minReadySeconds")
        isChanged = true
    }

    /// Scales, announcing it in the deployment's name.
    mutating func scale(to count: Int, of deployment: JSONValue) {
        let before = replicas
        guard count != before else { return }
        json.simulate(.integer(Int64(count)), at: "spec", "replicas")
        isChanged = true
        announcements.append(Self.announcement(of: name, from: before, to: count, deployment))
    }

    static func announcement(of name: String, from: Int, to: Int, _ deployment: JSONValue) -> Announcement {
        Announcement(
            about: deployment, reason: "ScalingReplicaSet",
            message: "Scaled \(to > from ? "up" : "down") replica set \(name) from \(from) to \(to)",
            component: DeploymentController.component)
    }

    /// The pod template as the deployment wrote it: without what makes it this ReplicaSet's.
    var template: JSONValue { Self.comparable(json[path: "spec", "template"] ?? [:]) }

    static func comparable(_ template: JSONValue) -> JSONValue {
        var template = template
        var metadata = template["metadata"] ?? [:]
        metadata["creationTimestamp"] = nil
        var labels = metadata["labels"] ?? [:]
        labels[hashLabel] = nil
        metadata["labels"] = labels
        template["metadata"] = metadata
        return template
    }

    /// Oldest first; the name decides between equals.
    static func isOlder(_ left: ReplicaSetState, _ right: ReplicaSetState) -> Bool {
        let zero = Timestamp(seconds: 0)
        let (leftTime, rightTime) = (left.meta.creationTimestamp ?? zero, right.meta.creationTimestamp ?? zero)
        return leftTime == rightTime ? left.name < right.name : leftTime < rightTime
    }
}
