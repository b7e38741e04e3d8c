package import KubeCore
package import OperatorCore

/// Reads what users give beside their manifests: CustomResourceDefinitions and OpenAPI documents.
package struct SchemaFiles: Sendable {
    package let builtIn: @Sendable (GroupVersionKind) -> (any ObjectReview)?

    package init(builtIn: @escaping @Sendable (GroupVersionKind) -> (any ObjectReview)?) {
        self.builtIn = builtIn
    }

    /// Takes up all served versions of the definitions in files and folders. Throws when one cannot be read, or when a
    /// path holds no definition at all.
    package func addDefinitions(_ paths: [String], to catalog: inout KindCatalog) throws {
        for path in paths {
            var count = 0
            for file in try files(path) {
                let manifest = ManifestReader.read(try ManifestFiles.read(file), file: file)
                if let problem = manifest.problems.first {
                    throw ManifestFileError(problem.place, problem.message)
                }
                for document in manifest.documents where CustomResourceReview.isDefinition(document.object) {
                    do {
                        try catalog.insert(definition: document.object)
                    } catch {
                        throw ManifestFileError(
                            "\(file):\(document.position.line)",
                            "the definition \(document.name) has no schema: \(error)")
                    }
                    count += 1
                }
            }
            if count == 0 { throw ManifestFileError(path, "it holds no CustomResourceDefinition") }
        }
    }

    /// Takes up the kinds of OpenAPI documents in files and folders.
    package func addOpenAPI(_ paths: [String], to catalog: inout KindCatalog) throws {
        for path in paths {
            for file in try files(path) { try addOpenAPI(try ManifestFiles.read(file), file: file, to: &catalog) }
        }
    }

    func addOpenAPI(_ bytes: [UInt8], file: String, to catalog: inout KindCatalog) throws {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw ManifestFileError(file, "no JSON: \(error)")
        }
        do {
            for review in try OpenAPIReview.kinds(in: document, builtIn: builtIn) { catalog.insert(review) }
        } catch {
            throw ManifestFileError(file, "\(error)")
        }
    }

    private func files(_ path: String) throws -> [String] {
        let found = ManifestFiles().find([path])
        if let error = found.errors.first { throw error }
        if found.files.isEmpty { throw ManifestFileError(path, "it holds no .yaml, .yml or .json file") }
        return found.files
    }
}
