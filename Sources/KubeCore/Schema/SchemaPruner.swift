/// Removes members that a schema does not know, and names them.
///
/// Source: apiextensions `schema/pruning` (1.36).
package struct SchemaPruner: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions = SchemaDefinitions()) {
        self.definitions = definitions
    }

    /// Prunes an object and returns the paths of what was removed, in order: `spec.typo`, `spec.items[0].extra`.
    ///
    /// `apiVersion`, `kind` and `metadata` of the object, and of embedded resources, are kept as they are unless the
    /// schema refers to a definition for them.
    @discardableResult
    package func prune(_ object: inout JSONValue, _ schema: Schema) -> [String] {
        var removed: [String] = []
        let root = definitions.resolve(schema).with { $0.isEmbeddedResource = true }
        prune(&object, root, "", &removed)
        return removed
    }

    /// What `prune` would remove.
    package func unknownFields(_ object: JSONValue, _ schema: Schema) -> [String] {
        var copy = object
        return prune(&copy, schema)
    }

    private func prune(_ value: inout JSONValue, _ schema: Schema?, _ path: String, _ removed: inout [String]) {
        let storage = schema.map { definitions.resolve($0).storage }
        switch value {
        case .object(let object):
            value = .null
            var members: [JSONObject.Member] = []
            members.reserveCapacity(object.count)
            for var member in object.members {
                let place = path.isEmpty ? member.key : "\(path).\(member.key)"
                switch rule(for: member.key, storage) {
                case .keep: break
                case .remove:
                    removed.append(place)
                    continue
                case .descend(let schema): prune(&member.value, schema, place, &removed)
                }
                members.append(member)
            }
            value = .object(JSONObject(uncheckedUniqueMembers: members))
        case .array(var elements):
            // An item without a schema is unknown, unless unknown things are preserved here.
            if storage?.keywords.items == nil, storage?.keywords.preservesUnknownFields == true { return }
            let items = storage?.keywords.items
            value = .null
            for index in elements.indices { prune(&elements[index], items, "\(path)[\(index)]", &removed) }
            value = .array(elements)
        default: break
        }
    }

    private enum Rule {
        case keep, remove
        case descend(Schema?)
    }

    private func rule(for key: String, _ schema: Schema.Storage?) -> Rule {
        guard let schema else { return .remove }
        let property = schema.keywords.properties[key]
        if schema.keywords.isEmbeddedResource, key == "apiVersion" || key == "kind" || key == "metadata" {
            // Only a reference says what metadata really holds; a resource's own schema may but restrict the name.
            return property?.storage.keywords.reference == nil ? .keep : .descend(property)
        }
        if let property { return .descend(property) }
        switch schema.keywords.additionalProperties {
        case .schema(let values): return .descend(values)
        // The server keeps the member but, knowing no schema for it, empties objects inside.
        case .allowed: return .descend(nil)
        case nil: return schema.keywords.preservesUnknownFields ? .keep : .remove
        }
    }
}

/// What a request's `fieldValidation` asks to be done about unknown and duplicate fields.
package enum FieldValidation: String, Sendable, Hashable {
    case strict = "Strict"
    case warn = "Warn"
    case ignore = "Ignore"

    /// `unknown field "spec.typo"`, the text of a warning.
    package static func unknown(_ path: String) -> String { "unknown field \"\(path)\"" }

    /// `duplicate field "spec.max"`
    package static func duplicate(_ path: String) -> String { "duplicate field \"\(path)\"" }

    /// The message of the 400 a strict request is answered with; nil when there is no problem.
    ///
    /// For example `Widget in version "v1alpha1" cannot be handled as a Widget: strict decoding error: unknown field
    /// "spec.typo"`.
    package static func strictError(_ problems: [String], kind: String, version: String) -> String? {
        guard !problems.isEmpty else { return nil }
        let list = problems.joined(separator: ", ")
        return "\(kind) in version \"\(version)\" cannot be handled as a \(kind): strict decoding error: \(list)"
    }
}
