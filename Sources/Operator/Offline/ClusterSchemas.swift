package import KubeClient
package import KubeCore
package import OperatorCore

/// Asks a cluster what it serves: its CustomResourceDefinitions, and its OpenAPI documents of the versions in use.
package struct ClusterSchemas: Sendable {
    private let client: Client
    private let files: SchemaFiles

    package init(client: Client, builtIn: @escaping @Sendable (GroupVersionKind) -> (any ObjectReview)?) {
        self.client = client
        files = SchemaFiles(builtIn: builtIn)
    }

    /// Takes up all kinds that the cluster serves. Throws `APIError` when it does not answer or refuses.
    package func add(to catalog: inout KindCatalog) async throws {
        let index = try JSONValue(parsing: try await document("/openapi/v3"))
        for version in (index["paths"]?.objectValue ?? JSONObject()).members where version.key.contains("/v") {
            let path = "/openapi/v3/\(version.key)"
            try files.addOpenAPI(try await document(path), file: path, to: &catalog)
        }
        // After the documents: a definition says more of its kind than its OpenAPI document does.
        for definition in try await client.listAll(Self.definitions).items {
            try catalog.insert(definition: definition)
        }
    }

    private static let definitions = ResourceType(
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", plural: "customresourcedefinitions",
        isNamespaced: false)

    private func document(_ path: String) async throws -> [UInt8] {
        let response = try await client.raw(
            HTTPRequest(method: "GET", path: path, headers: ["Accept": "application/json"]))
        guard response.status == 200 else {
            throw APIError(
                .configuration, attempt: "get \(path)", message: "the cluster answered \(response.status)")
        }
        return response.body
    }
}
