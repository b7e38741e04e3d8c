package import KubeCore

/// What surrounds a rollout, as far as preflight looks at it; all objects as the API server has them.
package struct PreflightObservation: Hashable, Sendable {
    package var namespace: String
    package var spec: CanaryRolloutSpec
    package var stable: JSONValue?
    package var canary: JSONValue?
    /// Of both workloads.
    package var pods: [JSONValue]
    /// By full host name.
    package var services: [String: JSONValue]
    /// All that may apply to the rollout's hosts, oldest first, as Istio merges them.
    package var destinationRules: [JSONValue]
    /// The rollout's own, in the order of its spec; nil where one does not exist.
    package var virtualServices: [JSONValue?]
    /// Others of the mesh that claim a host of the rollout.
    package var otherVirtualServices: [JSONValue]
    /// By `namespace/name`, those that the rollout's VirtualServices name.
    package var gateways: [String: JSONValue]
    /// Of the rollout's namespace and of Istio's root namespace.
    package var peerAuthentications: [JSONValue]
    package var rootNamespace: String
    package var namespaceLabels: [String: String]
    /// What scales the canary already, such as `HorizontalPodAutoscaler/reviews-v2`.
    package var canaryScalers: [String]
    /// What manages the same route or workload already, such as `Canary/reviews`.
    package var otherManagers: [String]
    /// Metrics that gave nothing for the stable version of late.
    package var silentMetrics: [String]

    package init(namespace: String, spec: CanaryRolloutSpec) {
        self.namespace = namespace
        self.spec = spec
        pods = []
        services = [:]
        destinationRules = []
        virtualServices = []
        otherVirtualServices = []
        gateways = [:]
        peerAuthentications = []
        rootNamespace = "istio-system"
        namespaceLabels = [:]
        canaryScalers = []
        otherManagers = []
        silentMetrics = []
    }
}

extension JSONValue {
    /// The labels at a path of member names.
    func labels(_ path: String...) -> [String: String] {
        let object = path.reduce(Optional(self)) { $0?[$1] }?.objectValue
        return (object?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
    }

    var name: String { self[path: "metadata", "name"]?.stringValue ?? "" }
    var namespace: String { self[path: "metadata", "namespace"]?.stringValue ?? "" }
    /// Of the pods a workload makes.
    var templateLabels: [String: String] { labels("spec", "template", "metadata", "labels") }
}
