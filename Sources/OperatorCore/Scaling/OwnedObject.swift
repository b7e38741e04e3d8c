package import KubeCore

/// What an object that a policy makes has in common with every other: the policy's name, an owner reference, a label.
package enum OwnedObject {

    static func metadata(_ policy: ScalingPolicy) -> JSONValue {
        let owner = OwnerReference(
            apiVersion: ScalingPolicy.resourceType.kind.apiVersion, kind: ScalingPolicy.resourceType.kind.kind,
            name: policy.metadata.name, uid: policy.metadata.uid, controller: true, blockOwnerDeletion: true)
        return [
            "name": .string(policy.metadata.name), "namespace": .string(policy.metadata.namespace),
            "labels": ["app.kubernetes.io/managed-by": "trimtab"], "ownerReferences": [owner.json],
        ]
    }

    /// Whether the policy is the controller of an object as read.
    package static func isOwned(_ object: JSONValue, by policy: ScalingPolicy) -> Bool {
        ObjectMeta(json: object["metadata"] ?? .null).controller?.uid == policy.metadata.uid
    }
}
