/// One served resource as an OpenAPI document describes it.
package struct OpenAPIResource: Hashable, Sendable {
    package struct Subresource: Hashable, Sendable {
        /// `status`, `scale`, ...
        package var name: String
        /// The kind that is read and written, which for `scale` is autoscaling/v1 Scale.
        package var kind: GroupVersionKind
        /// The definition of that kind.
        package var schemaName: String
        /// `get`, `update`, `patch`, `create`.
        package var verbs: Set<String>

        package init(name: String, kind: GroupVersionKind, schemaName: String, verbs: Set<String>) {
            self.name = name
            self.kind = kind
            self.schemaName = schemaName
            self.verbs = verbs
        }
    }

    package var type: ResourceType
    /// The definitions of the kind and of its list.
    package var schemaName: String
    package var listSchemaName: String
    /// As discovery names them: `create`, `delete`, `deletecollection`, `get`, `list`, `patch`, `update`, `watch`.
    package var verbs: Set<String>
    package var subresources: [Subresource]
    /// Whether strategic merge patches are taken; custom resources take none.
    package var takesStrategicMergePatch: Bool

    package static let allVerbs: Set<String> = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    package init(
        type: ResourceType, schemaName: String, listSchemaName: String, verbs: Set<String> = allVerbs,
        subresources: [Subresource] = [], takesStrategicMergePatch: Bool = true
    ) {
        self.type = type
        self.schemaName = schemaName
        self.listSchemaName = listSchemaName
        self.verbs = verbs
        self.subresources = subresources
        self.takesStrategicMergePatch = takesStrategicMergePatch
    }
}

/// Names of definitions that every document uses.
package enum OpenAPIName {
    private static let meta = "io.k8s.apimachinery.pkg.apis.meta.v1."
    package static let objectMeta = meta + "ObjectMeta"
    package static let listMeta = meta + "ListMeta"
    package static let deleteOptions = meta + "DeleteOptions"
    package static let status = meta + "Status"
    package static let patch = meta + "Patch"
    package static let scale = "io.k8s.api.autoscaling.v1.Scale"

    /// The name of a custom kind's definition: the group's labels reversed, `dev.trimtab.v1alpha1.ScalingPolicy`.
    package static func custom(_ kind: GroupVersionKind) -> String {
        kind.group.split(separator: ".").reversed().joined(separator: ".") + ".\(kind.version).\(kind.kind)"
    }
}
