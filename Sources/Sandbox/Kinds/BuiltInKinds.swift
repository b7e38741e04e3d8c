package import KubeCore

/// The kinds a Kubernetes 1.36 API server knows by itself.
package enum BuiltInKinds {
    /// In the order in which discovery lists groups, versions and resources.
    package static let all: [BuiltInKind] = ResourceTable.parse(ResourceTable.text)

    /// Every schema of the built-in kinds by its OpenAPI name.
    package static let definitions: SchemaDefinitions = IDL.builtIn.schemaDefinitions

    /// Reads the declarations anew; for measuring.
    package static func readDefinitions() -> SchemaDefinitions { IDL.readBuiltIn().schemaDefinitions }

    /// Group and version in discovery's order; the first version of a group is the preferred one.
    package static let groupVersions: [GroupVersion] = {
        var seen: Set<GroupVersion> = []
        return all.map(\.kind.groupVersion).filter { seen.insert($0).inserted }
    }()

    static let normalizer = ObjectNormalizer(types: IDL.builtIn)

    private static let byKind = Dictionary(all.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })

    package static func kind(_ kind: GroupVersionKind) -> BuiltInKind? { byKind[kind] }
}
