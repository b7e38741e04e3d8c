package import KubeCore
package import KubeRuntime

/// What scaling needs of a pod.
package struct ObservedPod: KubeObject {
    package static let resourceType = ResourceType("v1", "Pod", plural: "pods")

    package let metadata: ObjectMeta
    package let pod: AutoscalerPod

    package init(json: JSONValue) throws {
        var metadata = ObjectMeta(json: json["metadata"] ?? .null)
        metadata.annotations = [:]
        metadata.ownerReferences = []
        metadata.finalizers = []
        self.metadata = metadata
        pod = AutoscalerPod(json: json)
    }

    /// Labels whose value differs from pod to pod, or from revision to revision: no selector of a target uses them.
    private static let individualLabels: Set<String> = [
        "pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index",
    ]

    private static func indexValue(namespace: String, label: String, value: String) -> String {
        "\(namespace)/\(label)=\(value)"
    }

    /// By namespace and each label.
    package static let labelIndex = StoreIndex<ObservedPod>("label") { pod in
        pod.metadata.labels.compactMap { label, value in
            individualLabels.contains(label)
                ? nil : indexValue(namespace: pod.metadata.namespace, label: label, value: value)
        }
    }

    /// The pods of a namespace that `selector` selects, by name. Reads only pods that have one of its labels.
    package static func select(
        _ selector: LabelSelector, namespace: String, from store: Store<ObservedPod>
    ) -> [AutoscalerPod] {
        let indexed = selector.requirements.first { requirement in
            (requirement.operation == .equals || requirement.operation == .doubleEquals
                || requirement.operation == .isIn) && requirement.values.count == 1
                && !individualLabels.contains(requirement.key)
        }
        let candidates =
            if let indexed, let value = indexed.values.first {
                store.objects(
                    index: labelIndex.name, indexValue(namespace: namespace, label: indexed.key, value: value))
            } else {
                store.objects.filter { $0.metadata.namespace == namespace }
            }
        return candidates.filter { selector.matches($0.metadata.labels) }.map(\.pod).sorted { $0.name < $1.name }
    }
}
