/// Objects of typed kinds as the server holds them in memory, where inline structs exist even when nobody wrote them.
///
/// It decides who owns a container: `f:template` of a Deployment has no entry for itself, because the template was
/// there before anything in it was.
struct TypedForm {
    let definitions: SchemaDefinitions

    /// `object` with every inline struct (`default: {}`), every required scalar with a zero default, and null for every
    /// required list that is absent.
    func filled(_ object: JSONValue, _ schema: Schema) -> JSONValue {
        let keywords = definitions.resolve(schema).storage
        switch object {
        case .object(var members):
            for property in keywords.keywords.properties {
                if let present = members[property.name] {
                    members[property.name] = filled(present, property.schema)
                } else if let zero = zero(of: property, isRequired: keywords.keywords.required.contains(property.name))
                {
                    members[property.name] = zero
                }
            }
            if let values = keywords.keywords.additionalProperties?.schema {
                for key in members.keys { members.modify(key, default: .null) { $0 = filled($0, values) } }
            }
            return .object(members)
        case .array(let items):
            guard let schema = keywords.keywords.items else { return object }
            return .array(items.map { filled($0, schema) })
        default: return object
        }
    }

    private func zero(of property: SchemaProperties.Property, isRequired: Bool) -> JSONValue? {
        let schema = definitions.resolve(property.schema).storage
        let fallback = property.schema.storage.keywords.defaultValue
        if fallback == [:] {
            // A struct that is written as text, such as a time, is null in its zero form.
            if schema.keywords.type == .string { return .null }
            return filled([:], property.schema)
        }
        guard isRequired else { return nil }
        switch schema.keywords.type {
        case .array?, .object?: return .null
        case .string? where fallback == "": return fallback
        case .integer? where fallback == 0, .number? where fallback == 0: return fallback
        case .boolean? where fallback == false: return fallback
        default: return nil
        }
    }

    static func withoutNulls(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.members.compactMap { member -> JSONObject.Member? in
                member.value.isNull ? nil : .init(key: member.key, value: withoutNulls(member.value))
            }
            return .object(JSONObject(uncheckedUniqueMembers: members))
        case .array(let items): return .array(items.map(withoutNulls))
        default: return value
        }
    }
}
