package import KubeCore

extension BuiltInKind {
    /// The members of an object that its kind does not declare, as `spec.containers[0].imagee`, in the object's order;
    /// none for kinds of which nothing is written down.
    ///
    /// Where any object may stand (`fieldsV1`, `data` of a ControllerRevision, schemas of a definition) nothing is
    /// unknown.
    package func unknownFields(in object: JSONValue) -> [String] {
        guard IDL.builtIn.types[schemaName] != nil else { return [] }
        var found: [FieldPath] = []
        UnknownFields(types: IDL.builtIn).collect(object, .reference(schemaName), FieldPath(), &found)
        return found.map(\.description)
    }
}

private struct UnknownFields {
    let types: IDL

    func collect(_ value: JSONValue, _ type: IDL.FieldType, _ path: FieldPath, _ found: inout [FieldPath]) {
        switch type {
        case .scalar, .enumeration: break
        case .list(let element):
            for (index, value) in (value.arrayValue ?? []).enumerated() {
                collect(value, element, path.index(index), &found)
            }
        case .map(let element):
            for member in value.objectValue ?? JSONObject() {
                collect(member.value, element, path.field(member.key), &found)
            }
        case .reference(let name):
            guard let definition = types.types[name], definition.form == nil else { return }
            for member in value.objectValue ?? JSONObject() {
                if let field = definition.fields.first(where: { $0.name == member.key }) {
                    collect(member.value, field.type, path.field(member.key), &found)
                } else {
                    found.append(path.field(member.key))
                }
            }
        }
    }
}
