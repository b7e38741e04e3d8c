import KubeCore

/// What a simulated controller wants done, in order, and when it wants to look again by itself.
struct SimulatorPlan: Hashable, Sendable {
    var actions: [SimulatorAction] = []
    /// Nil when only a change of the objects can change the plan.
    var recheckAfter: Duration?

    mutating func recheck(after duration: Duration) {
        recheckAfter = min(recheckAfter ?? duration, max(duration, .zero))
    }
}

/// One write to the control plane.
enum SimulatorAction: Hashable, Sendable {
    case create(ResourceType, JSONValue, Announcement?)
    /// The whole object, with the resourceVersion it was read at.
    case update(ResourceType, JSONValue, [Announcement])
    case updateStatus(ResourceType, JSONValue)
    case delete(ResourceType, ObjectKey, uid: String, gracePeriodSeconds: Int?, Announcement?)
    case bind(ObjectKey, node: String)
    case announce(Announcement)
}

/// An Event about an object.
struct Announcement: Hashable, Sendable {
    /// The object that is talked about.
    var about: JSONValue
    var isWarning = false
    var reason: String
    /// `{name}` stands for the name of the object that the action makes.
    var message: String
    /// The controller that speaks.
    var component: String
}

extension ResourceType {
    static let simulatedDeployments = ResourceType("apps/v1", "Deployment", plural: "deployments")
    static let simulatedReplicaSets = ResourceType("apps/v1", "ReplicaSet", plural: "replicasets")
    static let simulatedStatefulSets = ResourceType("apps/v1", "StatefulSet", plural: "statefulsets")
    static let simulatedRevisions = ResourceType("apps/v1", "ControllerRevision", plural: "controllerrevisions")
    static let simulatedJobs = ResourceType("batch/v1", "Job", plural: "jobs")
    static let simulatedDaemonSets = ResourceType("apps/v1", "DaemonSet", plural: "daemonsets")
    static let simulatedCronJobs = ResourceType("batch/v1", "CronJob", plural: "cronjobs")
    static let simulatedServices = ResourceType("v1", "Service", plural: "services")
    static let simulatedEndpoints = ResourceType("v1", "Endpoints", plural: "endpoints")
    static let simulatedSlices = ResourceType("discovery.k8s.io/v1", "EndpointSlice", plural: "endpointslices")
    static let simulatedBudgets = ResourceType("policy/v1", "PodDisruptionBudget", plural: "poddisruptionbudgets")
    static let simulatedPods = ResourceType("v1", "Pod", plural: "pods")
    static let simulatedNodes = ResourceType("v1", "Node", plural: "nodes", isNamespaced: false)
    static let simulatedNamespaces = ResourceType("v1", "Namespace", plural: "namespaces", isNamespaced: false)
    static let simulatedConfigMaps = ResourceType("v1", "ConfigMap", plural: "configmaps")
    static let simulatedEvents = ResourceType("v1", "Event", plural: "events")
}
