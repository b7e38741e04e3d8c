package import KubeCore

/// A workload, told apart from all others; the version of its API does not count.
package struct WorkloadKey: Hashable, Sendable, CustomStringConvertible {
    package var namespace: String
    package var group: String
    package var kind: String
    package var name: String

    package init(_ target: TargetReference, namespace: String) {
        self.namespace = namespace
        group = GroupVersion(apiVersion: target.apiVersion)?.group ?? ""
        kind = target.kind
        name = target.name
    }

    /// `apps/Deployment/shop/web`
    package var description: String { "\(group)/\(kind)/\(namespace)/\(name)" }
}

/// What an object says it scales: a ScalingPolicy, a HorizontalPodAutoscaler, a VerticalPodAutoscaler or a ScaledObject.
package struct ScalingClaim: Hashable, Sendable {
    package enum Effect: Hashable, Sendable {
        case horizontal(ScalingSurroundings.Rival)
        case vertical(ScalingSurroundings.VerticalRival)
    }

    package let target: WorkloadKey
    package let effect: Effect
    /// The ScalingPolicy that controls the object, by name.
    package let owner: String?

    /// Nil when the object is of another kind, is being deleted, changes nothing (a policy that does not enforce), or
    /// names no target.
    package init?(_ object: JSONValue) {
        let metadata = ObjectMeta(json: object["metadata"] ?? .null)
        guard !metadata.isBeingDeleted, let found = Self.read(object, name: metadata.name) else { return nil }
        target = WorkloadKey(found.target, namespace: metadata.namespace)
        effect = found.effect
        let controller = metadata.controller
        let isOurs =
            controller?.kind == ScalingPolicy.resourceType.kind.kind
            && controller.flatMap { GroupVersion(apiVersion: $0.apiVersion) }?.group == TrimtabAPI.group
        owner = isOurs ? controller?.name : nil
    }

    private struct Found {
        let target: TargetReference
        let effect: Effect
    }

    private static func read(_ object: JSONValue, name: String) -> Found? {
        let group = object["apiVersion"]?.stringValue.flatMap { GroupVersion(apiVersion: $0) }?.group
        let spec = object["spec"] ?? .null
        func horizontal(_ kind: ScalingSurroundings.Rival.Kind, _ target: JSONValue?) -> Found? {
            reference(target).map { Found(target: $0, effect: .horizontal(.init(kind, name))) }
        }
        switch (group, object["kind"]?.stringValue) {
        case (TrimtabAPI.group?, "ScalingPolicy"?):
            guard spec["mode"]?.stringValue ?? "Enforce" == "Enforce" else { return nil }
            return horizontal(.scalingPolicy, spec["targetRef"])
        case ("autoscaling"?, "HorizontalPodAutoscaler"?):
            return horizontal(.horizontalPodAutoscaler, spec["scaleTargetRef"])
        case ("keda.sh"?, "ScaledObject"?): return horizontal(.scaledObject, spec["scaleTargetRef"])
        case ("autoscaling.k8s.io"?, "VerticalPodAutoscaler"?):
            return reference(spec["targetRef"]).map {
                Found(
                    target: $0,
                    effect: .vertical(.init(name: name, sizing: VerticalScaling(verticalPodAutoscaler: spec))))
            }
        default: return nil
        }
    }

    /// KEDA's references may leave out all but the name.
    private static func reference(_ json: JSONValue?) -> TargetReference? {
        guard let name = json?["name"]?.stringValue, !name.isEmpty else { return nil }
        return TargetReference(
            apiVersion: json?["apiVersion"]?.stringValue ?? "apps/v1",
            kind: json?["kind"]?.stringValue ?? "Deployment", name: name)
    }
}

extension VerticalScaling {
    /// What the `spec` of a VerticalPodAutoscaler controls; unknown words count as their defaults.
    init(verticalPodAutoscaler spec: JSONValue) {
        let mode = spec[path: "updatePolicy", "updateMode"]?.stringValue
        self.init(mode: mode.flatMap(Mode.init(rawValue:)) ?? .recreate)
        containers = spec[path: "resourcePolicy", "containerPolicies"]?.arrayValue?.map { entry in
            var sizing = ContainerSizing(
                name: entry["containerName"]?.stringValue ?? "*",
                controlledResources: entry["controlledResources"]?.arrayValue?.compactMap(\.stringValue))
            if entry["mode"]?.stringValue == ContainerSizing.Mode.off.rawValue { sizing.mode = .off }
            return sizing
        }
    }
}
