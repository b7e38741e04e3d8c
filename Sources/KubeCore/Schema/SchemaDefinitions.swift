/// Schemas by name, as the `components.schemas` of an OpenAPI document; what `Schema.reference` names.
package struct SchemaDefinitions: Hashable, Sendable {
    package private(set) var schemas: [String: Schema]

    package init(_ schemas: [String: Schema] = [:]) {
        self.schemas = schemas
    }

    package subscript(name: String) -> Schema? {
        get { schemas[name] }
        set { schemas[name] = newValue }
    }

    /// Sorted.
    package var names: [String] { schemas.keys.sorted() }

    /// Both; definitions of `other` win where names meet.
    package func merging(_ other: SchemaDefinitions) -> SchemaDefinitions {
        SchemaDefinitions(schemas.merging(other.schemas) { $1 })
    }

    /// The schema that `schema` stands for: itself unless it is a reference.
    ///
    /// Of what the place of use says beside the reference, sharing rules (`listType`, `mapType`) and `nullable`
    /// carry over; description, default and patch strategy stay with the place. A reference to nothing, or in a
    /// circle of references, gives a schema that accepts and preserves everything.
    package func resolve(_ schema: Schema) -> Schema {
        guard schema.storage.keywords.reference != nil else { return schema }
        var current = schema
        var steps = 0
        while let name = current.storage.keywords.reference {
            guard let next = schemas[name], steps < 16 else { return Schema(preservesUnknownFields: true) }
            current = next
            steps += 1
        }
        let place = schema.storage.keywords
        guard place.nullable || place.mapType != nil || place.listType != nil else { return current }
        return current.with { keywords in
            if place.nullable { keywords.nullable = true }
            if let mapType = place.mapType { keywords.mapType = mapType }
            if let listType = place.listType {
                keywords.listType = listType
                keywords.listMapKeys = place.listMapKeys
            }
        }
    }

    /// The definition of an object kind, found by its `x-kubernetes-group-version-kind`.
    ///
    /// Cost: linear in the number of definitions.
    package func name(of kind: GroupVersionKind) -> String? {
        schemas.first { $0.value.storage.keywords.groupVersionKinds == [kind] }?.key
    }
}
