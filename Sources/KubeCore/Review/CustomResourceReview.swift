/// What an API server does with custom resources of one kind in one version: reads, prunes, defaults and judges them.
///
/// Source: apiextensions-apiserver `pkg/apiserver/customresource_handler.go` and `pkg/registry/customresource` (1.36).
package struct CustomResourceReview: ObjectReview {
    package let type: ResourceType
    package let schema: Schema
    /// Whether a creator may not set the status, because it has an endpoint of its own.
    package let hasStatus: Bool
    /// The rules of the schema, compiled.
    private let rules: SchemaRules

    package init(type: ResourceType, schema: Schema, hasStatus: Bool) {
        self.type = type
        self.schema = schema
        rules = SchemaRules(schema)
        self.hasStatus = hasStatus
    }

    package func problemReading(_ object: JSONValue) -> DecodingProblem? {
        guard let metadata = object["metadata"] else { return nil }
        return Self.metadataDecoding.problem(metadata, "ObjectMeta")?.inside(.field("metadata"))
    }

    /// Metadata of every kind is read into one Go struct.
    private static let metadataDecoding = TypedDecoding(
        definitions: SchemaDefinitions(["ObjectMeta": .mergedObjectMeta]))

    package func admit(_ object: inout JSONValue) -> [String] {
        let unknown = SchemaPruner().prune(&object, schema) + object.unknownMetadata.map { "metadata.\($0)" }
        SchemaDefaulter().apply(schema, to: &object)
        object.pruneMetadata()
        if hasStatus { object["status"] = nil }
        return unknown
    }

    /// The paths of members the schema does not know.
    package func unknownFields(of object: JSONValue) -> [String] {
        SchemaPruner().unknownFields(object, schema) + object.unknownMetadata.map { "metadata.\($0)" }
    }

    /// Prunes, defaults, and sorts members as they are stored.
    package func complete(_ object: inout JSONValue) {
        // Metadata is no part of the schema: it is kept as it is, and checked by its own rules.
        SchemaPruner().prune(&object, schema)
        SchemaDefaulter().apply(schema, to: &object)
        object.pruneMetadata()
        object.sortMembers()
    }

    /// Drops what a creator may not set and sets the first generation.
    package func prepareForCreate(_ object: inout JSONValue) {
        if hasStatus { object["status"] = nil }
        object.modifyMetadata { $0["generation"] = 1 }
        object.sortMembers()
    }

    package func validate(_ object: JSONValue, old: JSONValue?) -> [FieldError] {
        verdict(object, old: old).errors
    }

    /// Everything wrong with the object, in the server's order, and what it warns of.
    package func verdict(_ object: JSONValue, old: JSONValue?) -> SchemaRules.Verdict {
        var verdict = SchemaValidator().validateCustomResource(object, old: old, against: schema, rules: rules)
        let metadata = MetadataValidation.errors(
            object, old: old, isNamespaced: type.isNamespaced, name: .subdomain)
        verdict.errors.insert(contentsOf: metadata, at: 0)
        return verdict
    }
}
