package import KubeCore

/// Judges objects of one kind by an OpenAPI document of a cluster: what the document says, and the rules of metadata.
///
/// Where the kind is also built in, its own rules are added: an OpenAPI document holds only a part of them.
package struct OpenAPIReview: ObjectReview {
    package let type: ResourceType
    private let schemaName: String
    private let definitions: SchemaDefinitions
    private let builtIn: (any ObjectReview)?

    package func problemReading(_ object: JSONValue) -> DecodingProblem? {
        TypedDecoding(definitions: definitions).problem(object, schemaName) ?? builtIn?.problemReading(object)
    }

    package func admit(_ object: inout JSONValue) -> [String] {
        guard let schema = definitions[schemaName] else { return [] }
        let pruner = SchemaPruner(definitions: definitions)
        guard let builtIn else {
            let unknown = pruner.prune(&object, schema)
            object["status"] = nil
            return unknown
        }
        let unknown = pruner.unknownFields(object, schema)
        // What only the other version of the kind knows is no fault of the object.
        _ = builtIn.admit(&object)
        return unknown
    }

    package func validate(_ object: JSONValue, old: JSONValue?) -> [FieldError] {
        if let builtIn { return builtIn.validate(object, old: old) }
        let metadata = MetadataValidation.errors(
            object, old: old, isNamespaced: type.isNamespaced, name: .subdomain)
        guard let schema = definitions[schemaName] else { return metadata }
        return metadata + SchemaValidator(definitions: definitions).validate(object, old: old, against: schema)
    }
}

extension OpenAPIReview {
    /// Why a JSON value is no OpenAPI document.
    package struct DocumentError: Error, CustomStringConvertible {
        package let description: String
    }

    /// The kinds that an OpenAPI document (version 3, or 2 as of `/openapi/v2`) describes and has an endpoint for.
    package static func kinds(
        in document: JSONValue, builtIn: (GroupVersionKind) -> (any ObjectReview)?
    ) throws(DocumentError) -> [OpenAPIReview] {
        guard let schemas = (document[path: "components", "schemas"] ?? document["definitions"])?.objectValue else {
            throw DocumentError(
                description: "no OpenAPI document: it has neither components.schemas nor definitions; get one with "
                    + "`kubectl get --raw /openapi/v3/apis/apps/v1`")
        }
        var definitions = SchemaDefinitions()
        for member in schemas.members {
            do throws(SchemaError) {
                definitions[member.key] = try Schema(json: member.value)
            } catch {
                throw DocumentError(description: "the schema \(member.key) cannot be read: \(error)")
            }
        }
        let endpoints = Endpoints(document["paths"]?.objectValue ?? JSONObject())
        return definitions.names.compactMap { name in
            guard let kinds = definitions[name]?.groupVersionKinds, kinds.count == 1,
                let type = endpoints.types[kinds[0]]
            else { return nil }
            return OpenAPIReview(
                type: type, schemaName: name, definitions: definitions, builtIn: builtIn(kinds[0]))
        }
    }

    /// The resources that can be created, by the kind of their objects.
    private struct Endpoints {
        var types: [GroupVersionKind: ResourceType] = [:]

        init(_ paths: JSONObject) {
            for path in paths.members {
                guard let json = path.value[path: "post", "x-kubernetes-group-version-kind"],
                    let kind = GroupVersionKind(
                        apiVersion: GroupVersion(
                            group: json["group"]?.stringValue ?? "", version: json["version"]?.stringValue ?? ""
                        ).apiVersion, kind: json["kind"]?.stringValue ?? "")
                else { continue }
                let parts = path.key.split(separator: "/").map(String.init)
                // Subresources stand behind a name.
                guard let plural = parts.last, !plural.hasPrefix("{"), parts.dropLast().last != "{name}" else {
                    continue
                }
                types[kind] = ResourceType(
                    kind: kind, plural: plural,
                    isNamespaced: types[kind]?.isNamespaced == true || parts.contains("{namespace}"))
            }
        }
    }
}
