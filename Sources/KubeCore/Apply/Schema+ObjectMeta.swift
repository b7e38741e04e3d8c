extension Schema {
    /// This schema with object metadata merged as the server merges it, unless it refers to a known definition of it.
    func withObjectMeta(in definitions: SchemaDefinitions) -> Schema {
        if let name = storage.keywords.properties["metadata"]?.storage.keywords.reference, definitions[name] != nil {
            return self
        }
        if reference != nil { return definitions.resolve(self).withObjectMeta(in: definitions) }
        return with { keywords in
            for name in ["apiVersion", "kind"] where keywords.properties[name] == nil {
                keywords.properties[name] = .string()
            }
            keywords.properties["metadata"] = Self.mergedObjectMeta
        }
    }

    /// What of `ObjectMeta` matters to merging.
    static let mergedObjectMeta = Schema.object([
        "name": .string(), "generateName": .string(), "namespace": .string(), "selfLink": .string(),
        "uid": .string(), "resourceVersion": .string(), "generation": .integer(),
        "creationTimestamp": Schema(type: .string, nullable: true), "deletionTimestamp": .string(),
        "deletionGracePeriodSeconds": .integer(),
        "labels": .map(of: .string()), "annotations": .map(of: .string()),
        "finalizers": .array(of: .string(), listType: .set),
        "ownerReferences": .array(
            of: Schema(
                type: .object,
                properties: [
                    "apiVersion": .string(), "kind": .string(), "name": .string(), "uid": .string(),
                    "controller": .boolean(), "blockOwnerDeletion": .boolean(),
                ], mapType: .atomic),
            listType: .map, keys: ["uid"]),
        "managedFields": .array(of: .anyObject(), listType: .atomic),
    ])
}
