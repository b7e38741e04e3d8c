package import KubeClient
package import KubeCore

/// Applies YAML documents to a cluster, as `kubectl apply --server-side` does.
package struct ManifestLoader: Sendable {
    /// What went wrong, with the file and document it is about.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let client: Client
    private static let fieldManager = "trimtab-sandbox"
    /// A new kind is served within milliseconds; this is only against waiting for ever.
    private static let maximumDiscoveries = 200

    package init(client: Client) {
        self.client = client
    }

    /// Applies every document of a file in order, `default` being the namespace of those that name none.
    ///
    /// Returns `kind/name` of each. Throws `Failure` for text that is no YAML, a kind that is not served, and an object
    /// that the server refuses, naming the file.
    package func apply(yaml: [UInt8], file: String) async throws -> [String] {
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAML.parse(yaml)
        } catch {
            throw Failure(description: "\(file): \(error)")
        }
        var applied: [String] = []
        for document in documents where !document.value.isNull {
            applied.append(try await apply(document.value, file: file))
        }
        return applied
    }

    /// Applies one object; returns `kind/name`.
    package func apply(_ object: JSONValue, file: String) async throws -> String {
        let metadata = ObjectMeta(json: object["metadata"] ?? .null)
        guard
            let kind = GroupVersionKind(
                apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? ""),
            !metadata.name.isEmpty
        else { throw Failure(description: "\(file): a document without apiVersion, kind or metadata.name") }
        let name = "\(kind.kind)/\(metadata.name)"
        let type = try await resourceType(of: kind, needed: "\(file): \(name)")
        let namespace = type.isNamespaced ? (metadata.namespace.isEmpty ? "default" : metadata.namespace) : ""
        do {
            _ = try await client.patch(
                type, ObjectKey(namespace: namespace, name: metadata.name), .apply(object, force: true),
                options: WriteOptions(fieldManager: Self.fieldManager, fieldValidation: .strict))
        } catch let error as APIError {
            throw Failure(description: "\(file): \(name): \(error)")
        }
        return name
    }

    /// Asks again while the kind is not served: its definition may have been applied a moment ago.
    private func resourceType(of kind: GroupVersionKind, needed: String) async throws -> ResourceType {
        for _ in 0..<Self.maximumDiscoveries {
            let catalog = try await client.discover()
            if let resource = catalog.resource(of: kind) { return resource.type }
        }
        throw Failure(description: "\(needed): kind \(kind) is not served; apply its CustomResourceDefinition first")
    }
}
