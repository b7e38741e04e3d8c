/// Fills in the defaults of a structural schema, as the server does on reading a request and from storage.
///
/// Source: apiextensions `schema/defaulting` (1.36).
package struct SchemaDefaulter: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions = SchemaDefinitions()) {
        self.definitions = definitions
    }

    /// First drops nulls where null is neither allowed nor to be replaced by a default, then sets defaults of absent
    /// members, then those within what was set.
    package func apply(_ schema: Schema, to value: inout JSONValue) {
        dropNulls(&value, schema)
        setDefaults(&value, schema)
    }

    package func applying(_ schema: Schema, to value: JSONValue) -> JSONValue {
        var value = value
        apply(schema, to: &value)
        return value
    }

    private func dropNulls(_ value: inout JSONValue, _ schema: Schema) {
        let keywords = definitions.resolve(schema).storage
        switch value {
        case .object(var object):
            value = .null
            for key in object.keys {
                guard let member = member(key, keywords) else { continue }
                if object[key]?.isNull == true {
                    if !definitions.resolve(member).nullable, member.defaultValue == nil { object[key] = nil }
                } else {
                    object.modify(key, default: .null) { dropNulls(&$0, member) }
                }
            }
            value = .object(object)
        case .array(var elements):
            guard let items = keywords.keywords.items else { return }
            value = .null
            for index in elements.indices { dropNulls(&elements[index], items) }
            value = .array(elements)
        default: break
        }
    }

    private func setDefaults(_ value: inout JSONValue, _ schema: Schema) {
        let schema = definitions.resolve(schema).storage
        switch value {
        case .object(var object):
            value = .null
            for property in schema.keywords.properties {
                guard let fallback = property.schema.storage.keywords.defaultValue else { continue }
                if let present = object[property.name], !isForbiddenNull(present, property.schema) { continue }
                object[property.name] = fallback
            }
            for key in object.keys {
                guard let member = member(key, schema) else { continue }
                object.modify(key, default: .null) { fill(&$0, member) }
            }
            value = .object(object)
        case .array(var elements):
            guard let items = schema.keywords.items else { return }
            value = .null
            for index in elements.indices { fill(&elements[index], items) }
            value = .array(elements)
        default: break
        }
    }

    private func fill(_ value: inout JSONValue, _ schema: Schema) {
        if isForbiddenNull(value, schema), let fallback = schema.storage.keywords.defaultValue { value = fallback }
        setDefaults(&value, schema)
    }

    private func isForbiddenNull(_ value: JSONValue, _ schema: Schema) -> Bool {
        value.isNull && !definitions.resolve(schema).storage.keywords.nullable
    }

    private func member(_ key: String, _ schema: Schema.Storage) -> Schema? {
        schema.keywords.properties[key] ?? schema.keywords.additionalProperties?.schema
    }
}
