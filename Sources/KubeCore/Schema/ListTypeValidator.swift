/// Finds entries that occur twice in lists of type `set` and `map`.
///
/// Source: apiextensions `schema/listtype` (1.36).
package struct ListTypeValidator: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions = SchemaDefinitions()) {
        self.definitions = definitions
    }

    package func validate(_ value: JSONValue, against schema: Schema, at path: FieldPath = FieldPath()) -> [FieldError]
    {
        let schema = definitions.resolve(schema).storage
        switch value {
        case .object(let object):
            return object.members.sorted { $0.key < $1.key }.flatMap { member -> [FieldError] in
                if let property = schema.keywords.properties[member.key] {
                    return validate(member.value, against: property, at: path.field(member.key))
                }
                guard let values = schema.keywords.additionalProperties?.schema else { return [] }
                return validate(member.value, against: values, at: path.key(member.key))
            }
        case .array(let elements):
            var errors: [FieldError] = []
            switch schema.keywords.listType {
            case .set:
                errors += repeated(elements).map { FieldError(.duplicate, path.index($0), value: elements[$0], "") }
            case .map: errors += duplicateKeys(elements, keys: schema.keywords.listMapKeys, at: path)
            default: break
            }
            guard let items = schema.keywords.items else { return errors }
            for (index, element) in elements.enumerated() {
                errors += validate(element, against: items, at: path.index(index))
            }
            return errors
        default: return []
        }
    }

    private func duplicateKeys(_ elements: [JSONValue], keys: [String], at path: FieldPath) -> [FieldError] {
        for (index, element) in elements.enumerated() where !element.isNull && element.objectValue == nil {
            return [
                FieldError(
                    .invalid, path.index(index), value: element, "must be an object for an array of list-type map")
            ]
        }
        let identities = elements.map { element -> JSONValue in
            .object(JSONObject(keys.compactMap { key in element[key].map { (key, $0) } }))
        }
        return repeated(identities).map { FieldError(.duplicate, path.index($0), value: identities[$0], "") }
    }

    /// The index of the second occurrence of each value that occurs more than once.
    private func repeated(_ values: [JSONValue]) -> [Int] {
        var seen: [JSONValue: Int] = [:]
        var indices: [Int] = []
        for (index, value) in values.enumerated() {
            seen[value, default: 0] += 1
            if seen[value] == 2 { indices.append(index) }
        }
        return indices
    }
}
