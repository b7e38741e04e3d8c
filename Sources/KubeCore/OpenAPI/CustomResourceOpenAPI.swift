/// What is published of one version of a custom resource, so that `kubectl explain` and client-side validation know it.
///
/// Source: apiextensions `controller/openapi/builder` (1.36).
package struct CustomResourceOpenAPI: Sendable {
    package let type: ResourceType
    package let listKind: String
    package let hasStatus: Bool
    package let hasScale: Bool
    /// The kind's schema with `apiVersion`, `kind` and `metadata` as every object has them. The schema to give to
    /// `ServerSideApply` and to list unknown fields by.
    package let schema: Schema

    /// - Parameters:
    ///   - schema: The version's `openAPIV3Schema`; nil publishes an object of which nothing is known.
    package init(
        type: ResourceType, listKind: String? = nil, schema: Schema?, hasStatus: Bool = false, hasScale: Bool = false
    ) {
        self.type = type
        self.listKind = listKind ?? type.kind.kind + "List"
        self.hasStatus = hasStatus
        self.hasScale = hasScale
        var published = schema.map(Self.withEmbeddedMetadata) ?? Schema(type: .object)
        if schema != nil { published = Self.withTypeMeta(published, metadata: Self.objectMetadata) }
        published.groupVersionKinds = [type.kind]
        self.schema = published
    }

    package var schemaName: String { OpenAPIName.custom(type.kind) }
    package var listSchemaName: String {
        OpenAPIName.custom(GroupVersionKind(group: type.kind.group, version: type.kind.version, kind: listKind))
    }

    /// The definitions of the kind and of its list.
    package var definitions: SchemaDefinitions {
        SchemaDefinitions([schemaName: schema, listSchemaName: listSchema])
    }

    package var resource: OpenAPIResource {
        var subresources: [OpenAPIResource.Subresource] = []
        let verbs: Set<String> = ["get", "update", "patch"]
        if hasStatus {
            subresources.append(.init(name: "status", kind: type.kind, schemaName: schemaName, verbs: verbs))
        }
        if hasScale {
            let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
            subresources.append(.init(name: "scale", kind: kind, schemaName: OpenAPIName.scale, verbs: verbs))
        }
        return OpenAPIResource(
            type: type, schemaName: schemaName, listSchemaName: listSchemaName, subresources: subresources,
            takesStrategicMergePatch: false)
    }

    /// The document of a group and version that serves these resources.
    ///
    /// - Parameter common: The definitions of ObjectMeta, ListMeta, DeleteOptions, Status, Patch and Scale.
    package static func document(
        _ resources: [CustomResourceOpenAPI], groupVersion: GroupVersion, common: SchemaDefinitions
    ) -> OpenAPIDocument {
        let definitions = resources.reduce(common) { $0.merging($1.definitions) }
        return OpenAPIDocument(
            title: "Kubernetes CRD Swagger", version: "v0.1.0", groupVersion: groupVersion,
            resources: resources.map(\.resource), definitions: definitions)
    }
}

extension CustomResourceOpenAPI {
    private static let conventions =
        "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md"

    private static let objectMetadata = Schema.reference(
        OpenAPIName.objectMeta, "Standard object's metadata. More info: \(conventions)#metadata")

    private static func withTypeMeta(_ schema: Schema, metadata: Schema) -> Schema {
        schema.with { keywords in
            keywords.properties["apiVersion"] = .string(
                "APIVersion defines the versioned schema of this representation of an object. Servers should convert "
                    + "recognized schemas to the latest internal value, and may reject unrecognized values. More info: "
                    + "\(conventions)#resources")
            keywords.properties["kind"] = .string(
                "Kind is a string value representing the REST resource this object represents. Servers may infer this "
                    + "from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: "
                    + "\(conventions)#types-kinds")
            keywords.properties["metadata"] = metadata
        }
    }

    /// Embedded resources have type and metadata too.
    private static func withEmbeddedMetadata(_ schema: Schema) -> Schema {
        var keywords = schema.keywords
        for property in keywords.properties {
            keywords.properties[property.name] = withEmbeddedMetadata(property.schema)
        }
        keywords.items = keywords.items.map(withEmbeddedMetadata)
        if let values = keywords.additionalProperties?.schema {
            keywords.additionalProperties = .schema(withEmbeddedMetadata(values))
        }
        let result = Schema(keywords: keywords)
        return keywords.isEmbeddedResource ? withTypeMeta(result, metadata: objectMetadata) : result
    }

    private var listSchema: Schema {
        let kind = GroupVersionKind(group: type.kind.group, version: type.kind.version, kind: listKind)
        let list = Schema(
            type: .object, description: "\(listKind) is a list of \(type.kind.kind)",
            properties: [
                "items": .array(
                    "List of \(type.plural). More info: \(Self.conventions)", of: .reference(schemaName))
            ],
            required: ["items"], groupVersionKinds: [kind])
        return Self.withTypeMeta(
            list,
            metadata: .reference(
                OpenAPIName.listMeta, "Standard list metadata. More info: \(Self.conventions)#types-kinds"))
    }
}
