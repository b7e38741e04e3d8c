import KubeCore

/// Brings objects of built-in kinds into the form in which the API server writes them.
///
/// What decoding into a struct and encoding it again does: members in declared order, unknown ones gone, zero values
/// dropped or written as the declaration says, quantities canonical. A kind without a declaration is left as it is,
/// and so is a value whose type does not fit: telling the user is the validator's work.
struct ObjectNormalizer: Sendable {
    let types: IDL

    func normalize(_ object: inout JSONValue, as name: String) {
        guard types.types[name] != nil else { return }
        object = normalized(object, .reference(name))
    }

    private func normalized(_ value: JSONValue, _ type: IDL.FieldType) -> JSONValue {
        switch type {
        case .scalar, .enumeration: return value
        case .reference("io.k8s.apimachinery.pkg.api.resource.Quantity"): return Self.canonicalQuantity(value)
        case .reference(let name):
            guard let definition = types.types[name], definition.form == nil, let object = value.objectValue else {
                return value
            }
            return .object(structure(object, definition))
        case .list(let element):
            guard let values = value.arrayValue else { return value }
            return .array(values.map { normalized($0, element) })
        case .map(let element):
            guard let object = value.objectValue else { return value }
            // Go writes maps in the order of their keys.
            return .object(
                JSONObject(
                    uncheckedUniqueMembers: object.members.map {
                        JSONObject.Member(key: $0.key, value: normalized($0.value, element))
                    }
                ).sortedByKey)
        }
    }

    private func structure(_ object: JSONObject, _ type: IDL.TypeDefinition) -> JSONObject {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(object.count)
        // By index: a copy of a field counts references for each of its parts.
        for index in type.fields.indices {
            if let value = member(object[type.fields[index].name], type.fields[index]) {
                members.append(JSONObject.Member(key: type.fields[index].name, value: value))
            }
        }
        return JSONObject(uncheckedUniqueMembers: members)
    }

    /// The value to write for a field; nil when nothing is.
    private func member(_ given: JSONValue?, _ field: IDL.Field) -> JSONValue? {
        guard let given, given != .null else { return absent(field) }
        let value = normalized(given, field.type)
        if field.isPointer { return value }
        switch field.type {
        case .scalar, .enumeration: return value == field.type.zero && !field.writesZero ? Optional.none : value
        case .list: return value.arrayValue?.isEmpty == true && !field.writesZero ? Optional.none : value
        case .map: return value.objectValue?.isEmpty == true && !field.writesZero ? Optional.none : value
        case .reference: return value
        }
    }

    private func absent(_ field: IDL.Field) -> JSONValue? {
        guard !field.isPointer else { return nil }
        if case .reference(let name) = field.type, !IDL.opaqueNames.contains(name) {
            guard let definition = types.types[name] else { return nil }
            return .object(structure(JSONObject(), definition))
        }
        return field.writesZero ? Optional(field.type.zero) : nil
    }

    private static func canonicalQuantity(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): Quantity(text).map { .string($0.description) } ?? value
        case .integer(let number): .string("\(number)")
        case .number(let number): Quantity(number.literal).map { .string($0.description) } ?? value
        default: value
        }
    }
}
