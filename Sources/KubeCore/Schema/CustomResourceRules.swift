/// What of a write to a custom resource counts, by the endpoint it came to.
///
/// Source: apiextensions `registry/customresource/strategy.go` and `status_strategy.go` (1.36).
package struct CustomResourceRules: Hashable, Sendable {
    /// Whether the resource has a `/status` endpoint of its own.
    package let hasStatus: Bool

    package init(hasStatus: Bool) {
        self.hasStatus = hasStatus
    }

    /// A create cannot set a status that has its own endpoint; the first generation is 1.
    package func prepareForCreate(_ object: inout JSONValue) {
        if hasStatus, object["status"] != nil { object["status"] = nil }
        setGeneration(1, in: &object)
    }

    /// An update keeps the stored status; anything else that changes outside of metadata makes a new generation.
    package func prepareForUpdate(_ object: inout JSONValue, old: JSONValue) {
        if hasStatus, object["status"] != old["status"] { object["status"] = old["status"] }
        let generation = old["metadata"]?["generation"]?.int64Value ?? 0
        let isChanged = Self.withoutMetadata(object) != Self.withoutMetadata(old)
        setGeneration(isChanged ? generation + 1 : generation, in: &object)
    }

    /// A status update changes the status and nothing else, except who owns its fields.
    package func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue) {
        let status = object["status"]
        let managedFields = object["metadata"]?["managedFields"]
        let resourceVersion = object["metadata"]?["resourceVersion"]
        object = old
        if status != nil || object["status"] != nil { object["status"] = status }
        // The version that the writer expects must survive for the check against the stored one.
        for (name, value) in [("managedFields", managedFields), ("resourceVersion", resourceVersion)]
        where value != object["metadata"]?[name] {
            var metadata = object["metadata"] ?? [:]
            metadata[name] = value
            object["metadata"] = metadata
        }
    }

    private static func withoutMetadata(_ object: JSONValue) -> JSONValue {
        var copy = object
        if copy["metadata"] != nil { copy["metadata"] = nil }
        return copy
    }

    private func setGeneration(_ generation: Int64, in object: inout JSONValue) {
        var metadata = object["metadata"] ?? [:]
        metadata["generation"] = .integer(generation)
        object["metadata"] = metadata
    }
}

extension CustomResourceRules {
    /// What writers of the main resource cannot own; for `ServerSideApply(ignoring:)`.
    package var ignoredFields: FieldSet { hasStatus ? FieldSet([[.field("status")]]) : FieldSet() }

    /// What writers of `/status` cannot own.
    package static let fieldsIgnoredByStatus = FieldSet([[.field("metadata")], [.field("spec")]])
}

/// The scale subresource of a custom resource: its three paths read and written as an autoscaling/v1 Scale.
///
/// Source: apiextensions `registry/customresource/etcd.go` (1.36).
package struct CustomResourceScale: Hashable, Sendable {
    package let specReplicas: JSONPath
    package let statusReplicas: JSONPath
    package let labelSelector: JSONPath?

    package init(specReplicas: JSONPath, statusReplicas: JSONPath, labelSelector: JSONPath? = nil) {
        self.specReplicas = specReplicas
        self.statusReplicas = statusReplicas
        self.labelSelector = labelSelector
    }

    /// From a version's `subresources.scale`; nil when there is none. Throws when a path is malformed.
    package init?(json: JSONValue?) throws(JSONPathError) {
        guard let spec = json?["specReplicasPath"]?.stringValue, let status = json?["statusReplicasPath"]?.stringValue
        else { return nil }
        specReplicas = try JSONPath(spec)
        statusReplicas = try JSONPath(status)
        if let selector = json?["labelSelectorPath"]?.stringValue, !selector.isEmpty {
            labelSelector = try JSONPath(selector)
        } else {
            labelSelector = nil
        }
    }

    /// The Scale of an object. Nil when the object does not say how many replicas it wants, which a server answers
    /// with an internal error: `the spec replicas field ".spec.replicas" does not exist`.
    package func scale(of object: JSONValue) -> JSONValue? {
        guard let wanted = specReplicas.first(in: object)?.int64Value else { return nil }
        var metadata = JSONObject()
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[name] = object["metadata"]?[name]
        }
        var status: JSONObject = [
            "replicas": statusReplicas.first(in: object).flatMap(\.int64Value).map(JSONValue.integer) ?? 0
        ]
        if let selector = labelSelector?.first(in: object)?.stringValue, !selector.isEmpty {
            status["selector"] = .string(selector)
        }
        // A Go int that is zero is left out of the spec.
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata),
            "spec": wanted == 0 ? [:] : ["replicas": .integer(wanted)], "status": .object(status),
        ]
    }

    /// `object` with the replicas that `scale` wants; nil when the path is no list of member names.
    ///
    /// The server records no owner of a custom resource's replicas written in this way: its type converter does not
    /// know Scale. It does for built-in kinds.
    package func applying(_ scale: JSONValue, to object: JSONValue) -> JSONValue? {
        let wanted = scale["spec"]?["replicas"]?.int64Value ?? 0
        return specReplicas.setting(.integer(wanted), in: object)
    }
}
