/// The OpenAPI v3 document of one group and version, as `/openapi/v3/apis/GROUP/VERSION` serves it.
///
/// Source: apiserver `endpoints/installer.go`, apiextensions `controller/openapi/builder` and kube-openapi `builder3`
/// (1.36); texts are our own.
package struct OpenAPIDocument: Sendable {
    package let title: String
    package let version: String
    package let groupVersion: GroupVersion
    package let resources: [OpenAPIResource]
    package let definitions: SchemaDefinitions

    /// - Parameters:
    ///   - definitions: Must hold what the resources name; those reachable from there are published.
    package init(
        title: String, version: String, groupVersion: GroupVersion, resources: [OpenAPIResource],
        definitions: SchemaDefinitions
    ) {
        self.title = title
        self.version = version
        self.groupVersion = groupVersion
        self.resources = resources
        self.definitions = definitions
    }

    package var json: JSONValue {
        var paths: [(String, JSONValue)] = []
        for resource in resources { paths += OpenAPIPaths(resource: resource).all }
        let used = definitions.reachable(from: roots)
        let schemas = used.names.compactMap { name in used[name].map { (name, $0.json) } }
        return [
            "openapi": "3.0.0",
            "info": ["title": .string(title), "version": .string(version)],
            "paths": .object(JSONObject(paths.sorted { $0.0 < $1.0 })),
            "components": [
                "schemas": .object(JSONObject(schemas)),
                "securitySchemes": [
                    "BearerToken": [
                        "type": "apiKey", "description": "Bearer Token authentication", "name": "authorization",
                        "in": "header",
                    ]
                ],
            ],
        ]
    }

    private var roots: [String] {
        resources.flatMap { [$0.schemaName, $0.listSchemaName] + $0.subresources.map(\.schemaName) }
            + [OpenAPIName.deleteOptions, OpenAPIName.status, OpenAPIName.patch]
    }
}

extension SchemaDefinitions {
    /// The definitions of these names and all they refer to.
    package func reachable(from names: some Sequence<String>) -> SchemaDefinitions {
        var result = SchemaDefinitions()
        var open = Array(names)
        while let name = open.popLast() {
            guard result[name] == nil, let schema = self[name] else { continue }
            result[name] = schema
            open += schema.references
        }
        return result
    }
}

extension Schema {
    /// The names of all definitions this schema refers to, itself and within.
    package var references: Set<String> {
        let keywords = storage.keywords
        var names: Set<String> = []
        if let name = keywords.reference { names.insert(name) }
        for property in keywords.properties { names.formUnion(property.schema.references) }
        var nested = keywords.allOf + keywords.anyOf + keywords.oneOf
        nested += [keywords.items, keywords.additionalProperties?.schema, keywords.not].compactMap(\.self)
        for schema in nested { names.formUnion(schema.references) }
        return names
    }
}
