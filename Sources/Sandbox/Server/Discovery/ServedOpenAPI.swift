import KubeCore

/// The OpenAPI v3 document of one group and version, made of what is served of it.
struct ServedOpenAPI: Sendable {
    struct Encoded: Sendable {
        let bytes: [UInt8]
        let hash: String
        let generation: Int
    }

    let version: GroupVersion
    let resources: [ServedResource]

    /// `apis/apps/v1`; `api/v1` for the legacy group.
    static func name(of version: GroupVersion) -> String {
        version.group.isEmpty ? "api/\(version.version)" : "apis/\(version.apiVersion)"
    }

    static func groupVersion(of name: String) -> GroupVersion? {
        let parts = name.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case ("api", 2): return GroupVersion(group: "", version: parts[1])
        case ("apis", 3): return GroupVersion(group: parts[1], version: parts[2])
        default: return nil
        }
    }

    var json: JSONValue {
        let custom = resources.filter(\.rules.isCustom).map(Self.customResource)
        guard custom.isEmpty else {
            return CustomResourceOpenAPI.document(custom, groupVersion: version, common: BuiltInKinds.definitions).json
        }
        return OpenAPIDocument(
            title: "Kubernetes", version: "1.36", groupVersion: version,
            resources: resources.map(Self.builtInResource), definitions: BuiltInKinds.definitions
        ).json
    }

    private static func type(of resource: ServedResource) -> ResourceType {
        ResourceType(kind: resource.kind, plural: resource.plural, isNamespaced: resource.isNamespaced)
    }

    private static func customResource(_ resource: ServedResource) -> CustomResourceOpenAPI {
        CustomResourceOpenAPI(
            type: type(of: resource), listKind: resource.listKind, schema: resource.rules.schema,
            hasStatus: resource.subresource("status") != nil, hasScale: resource.subresource("scale") != nil)
    }

    private static func builtInResource(_ resource: ServedResource) -> OpenAPIResource {
        let name = schemaName(of: resource.kind)
        return OpenAPIResource(
            type: type(of: resource), schemaName: name, listSchemaName: name + "List", verbs: Set(resource.verbs),
            subresources: resource.subresources.map { subresource in
                OpenAPIResource.Subresource(
                    name: subresource.name, kind: subresource.kind, schemaName: schemaName(of: subresource.kind),
                    verbs: Set(subresource.verbs))
            })
    }

    /// Kinds that are not written down, such as the options of `exec`, are answered with a Status here.
    private static func schemaName(of kind: GroupVersionKind) -> String {
        BuiltInKinds.kind(kind)?.schemaName ?? BuiltInKinds.definitions.name(of: kind) ?? OpenAPIName.status
    }
}
