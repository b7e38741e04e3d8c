package import KubeCore

/// Objects given together, such as the files of a repository, by the workload they concern.
///
/// Built once in linear time; then each policy's surroundings are found without a scan. Says nothing of what was not
/// given: a target that is not among the objects is unknown, not missing.
package struct SurroundingObjects: Sendable {
    private var claims: [WorkloadKey: [ScalingClaim]] = [:]
    private var workloads: [WorkloadKey: [ScalingSurroundings.Container]?] = [:]

    package init(_ objects: some Sequence<JSONValue>) {
        for object in objects { insert(object) }
    }

    package mutating func insert(_ object: JSONValue) {
        if let claim = ScalingClaim(object) {
            claims[claim.target, default: []].append(claim)
        } else if let key = Self.key(object) {
            workloads[key] = .some(ScalingSurroundings.containers(of: object))
        }
    }

    /// What the objects tell of one policy's surroundings.
    package func surroundings(of policy: JSONValue) -> ScalingSurroundings {
        let reference = policy[path: "spec", "targetRef"]
        let metadata = ObjectMeta(json: policy["metadata"] ?? .null)
        guard let apiVersion = reference?["apiVersion"]?.stringValue, let kind = reference?["kind"]?.stringValue,
            let name = reference?["name"]?.stringValue
        else { return .unknown }
        let target = WorkloadKey(
            TargetReference(apiVersion: apiVersion, kind: kind, name: name), namespace: metadata.namespace)
        var surroundings = ScalingSurroundings(claims: claims[target] ?? [], around: metadata.name)
        if let containers = workloads[target] { surroundings.target = .found(containers: containers) }
        return surroundings
    }

    private static func key(_ object: JSONValue) -> WorkloadKey? {
        guard let apiVersion = object["apiVersion"]?.stringValue, let kind = object["kind"]?.stringValue,
            let name = object[path: "metadata", "name"]?.stringValue
        else { return nil }
        return WorkloadKey(
            TargetReference(apiVersion: apiVersion, kind: kind, name: name),
            namespace: object[path: "metadata", "namespace"]?.stringValue ?? "")
    }
}

extension ScalingSurroundings {
    /// What the claims on one workload mean to the policy of that name: its own and those of what it owns are left out.
    package init(claims: some Sequence<ScalingClaim>, around policy: String) {
        var rivals: [Rival] = []
        var verticals: [VerticalRival] = []
        for claim in claims where claim.owner != policy {
            switch claim.effect {
            case .horizontal(let rival):
                if rival != Rival(.scalingPolicy, policy) { rivals.append(rival) }
            case .vertical(let rival): verticals.append(rival)
            }
        }
        self.init(rivals: rivals, verticals: verticals)
    }

    /// The containers of a workload's pod template with the resources they request; nil when there is no template.
    ///
    /// Sidecars (init containers that restart always) count.
    package static func containers(of workload: JSONValue) -> [Container]? {
        guard let pod = workload[path: "spec", "template", "spec"], pod["containers"]?.arrayValue != nil else {
            return nil
        }
        let sidecars = (pod["initContainers"]?.arrayValue ?? []).filter { $0["restartPolicy"] == "Always" }
        // A limit without a request is also the request; what the pod requests holds for all its containers.
        func amounts(_ owner: JSONValue) -> Set<String> {
            Set(["requests", "limits"].flatMap { owner[path: "resources", $0]?.objectValue?.keys ?? [] })
        }
        return ((pod["containers"]?.arrayValue ?? []) + sidecars).map { container in
            Container(name: container["name"]?.stringValue ?? "", requests: amounts(container).union(amounts(pod)))
        }
    }
}
