import Foundation
import KubeCore
import TestSupport

/// The manifests under `config/`, read without kubectl.
enum InstallManifests {
    static let folder = "\(RepositoryPaths.root)/config"
    static let serviceAccount = ObjectKey(namespace: "trimtab-system", name: "trimtab")

    /// The objects of one file.
    static func objects(file: String) throws -> [JSONValue] {
        try YAML.parse(Array(Data(contentsOf: URL(filePath: file)))).map(\.value).filter { !$0.isNull }
    }

    /// The flat file.
    static func flat() throws -> [JSONValue] { try objects(file: "\(folder)/install.yaml") }

    /// Everything that the kustomization of a folder lists, with the folders it lists.
    ///
    /// Throws for one that does more than list: what it makes can only be known by kustomize itself.
    static func listed(_ folder: String) throws -> [JSONValue] {
        let names = ["kustomization.yaml", "Kustomization"].map { "\(folder)/\($0)" }
        guard let file = names.first(where: FileManager.default.fileExists(atPath:)) else {
            throw Failure("\(folder) holds no kustomization")
        }
        let kustomization = try objects(file: file)[0]
        let members = Set(kustomization.objectValue?.members.map(\.key) ?? [])
        guard members == ["apiVersion", "kind", "resources"] else {
            throw Failure("\(file) does more than list resources: \(members.sorted())")
        }
        return try (kustomization["resources"]?.arrayValue ?? []).compactMap(\.stringValue).flatMap { name in
            let path = "\(folder)/\(name)"
            return name.hasSuffix(".yaml") ? try objects(file: path) : try listed(path)
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    /// `Kind namespace/name`
    static func identity(_ object: JSONValue) -> String {
        let metadata = ObjectMeta(json: object["metadata"] ?? .null)
        return "\(object["kind"]?.stringValue ?? "?") \(metadata.key)"
    }

    static func object(_ kind: String, _ name: String, in objects: [JSONValue]) -> JSONValue? {
        objects.first { $0["kind"]?.stringValue == kind && $0[path: "metadata", "name"]?.stringValue == name }
    }
}
