package import KubeCore
package import KubeRuntime
package import OperatorCore

/// Which kind of autoscaler object is observed, and where it names what it scales.
package protocol AutoscalerKind: Sendable {
    static var resourceType: ResourceType { get }
    /// The member of `spec` that names the target.
    static var targetMember: String { get }
}

package enum HorizontalKind: AutoscalerKind {
    package static let resourceType = HorizontalPodAutoscalerPlan.resourceType
    package static let targetMember = "scaleTargetRef"
}

package enum VerticalKind: AutoscalerKind {
    package static let resourceType = VerticalPodAutoscalerPlan.resourceType
    package static let targetMember = "targetRef"
}

/// An autoscaler object kept as the bytes of its JSON: it is read only while its policy is reconciled, and bytes take
/// a quarter of what the parsed document would.
package struct ObservedAutoscaler<Kind: AutoscalerKind>: KubeObject {
    package static var resourceType: ResourceType { Kind.resourceType }

    package let metadata: ObjectMeta
    package let target: TargetReference
    /// Nobody but us has written it, its controller's report included: there is nothing in it that we do not know.
    package let isOursAlone: Bool
    /// The policy that owns it; nil when none does.
    package let owner: ObjectKey?
    private let bytes: [UInt8]

    package init(json: JSONValue) throws {
        var metadata = ObjectMeta(json: json["metadata"] ?? .null)
        owner = Self.owner(metadata)
        // In the bytes; the copy would only cost.
        metadata.labels = [:]
        metadata.annotations = [:]
        metadata.ownerReferences = []
        metadata.uid = ""
        self.metadata = metadata
        let target = json[path: "spec", Kind.targetMember]
        self.target = TargetReference(
            apiVersion: target?["apiVersion"]?.stringValue ?? "", kind: target?["kind"]?.stringValue ?? "",
            name: target?["name"]?.stringValue ?? "")
        let writers = json[path: "metadata", "managedFields"]?.arrayValue ?? []
        isOursAlone =
            writers.count == 1 && writers[0]["manager"]?.stringValue == OperatorApp.fieldManager
            && writers[0]["operation"]?.stringValue == "Apply"
        // The serialiser's buffer is up to twice as large as what is in it; this copy has the exact size.
        bytes = json.withoutManagedFields.serialized().withUnsafeBufferPointer { Array($0) }
    }

    /// The object as last seen, without managedFields.
    package func json() throws -> JSONValue { try JSONValue(parsing: bytes) }

    private static func owner(_ metadata: ObjectMeta) -> ObjectKey? {
        guard let controller = metadata.controller, controller.kind == ScalingPolicy.resourceType.kind.kind,
            GroupVersion(apiVersion: controller.apiVersion)?.group == TrimtabAPI.group
        else { return nil }
        return ObjectKey(namespace: metadata.namespace, name: controller.name)
    }
}

extension JSONValue {
    fileprivate var withoutManagedFields: JSONValue {
        var object = self
        if var metadata = object["metadata"], metadata["managedFields"] != nil {
            metadata["managedFields"] = nil
            object["metadata"] = metadata
        }
        return object
    }
}

extension TargetReference {
    /// The index value under which everything that scales this target is found. The version does not count.
    package func indexValue(namespace: String) -> String {
        Self.indexValue(GroupVersion(apiVersion: apiVersion)?.group ?? "", kind, namespace, name)
    }

    static func indexValue(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> String {
        "\(group)/\(kind)/\(namespace)/\(name)"
    }
}

extension StoreIndex {
    package static var targetName: String { "target" }
}

extension StoreIndex where Object == ScalingPolicy {
    package static var target: StoreIndex {
        StoreIndex(targetName) { [$0.spec.targetRef.indexValue(namespace: $0.metadata.namespace)] }
    }
}

extension ObservedAutoscaler {
    package static var targetIndex: StoreIndex<Self> {
        StoreIndex(StoreIndex<Self>.targetName) { [$0.target.indexValue(namespace: $0.metadata.namespace)] }
    }
}
