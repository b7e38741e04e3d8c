package import KubeCore

extension BuiltInKind {
    /// The members of an object that its kind does not declare, as `spec.containers[0].imagee`, in the object's order;
    /// none for kinds of which nothing is written down.
    ///
    /// Where any object may stand (`fieldsV1`, `data` of a ControllerRevision, schemas of a definition) nothing is
    /// unknown.
    package func unknownFields(in object: JSONValue) -> [String] {
        guard IDL.builtIn.types[schemaName] != nil else { return [] }
        var walk = UnknownFields()
        walk.collect(object, .reference(schemaName))
        return walk.found
    }
}

private struct UnknownFields {
    /// The fields of each struct by name.
    private static let fields: [String: [String: IDL.FieldType]] = IDL.builtIn.types.filter { $0.value.form == nil }
        .mapValues { type in
            Dictionary(type.fields.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
        }

    var found: [String] = []
    /// Where the descent is; texts are made only of what is found.
    var path: [FieldPath.Element] = []

    mutating func collect(_ value: JSONValue, _ type: IDL.FieldType) {
        switch type {
        case .scalar, .enumeration: break
        case .list(let element):
            guard case .array(let values) = value else { return }
            for (index, value) in values.enumerated() { descend(.index(index), value, element) }
        case .map(let element):
            guard case .object(let object) = value else { return }
            for member in object.members { descend(.field(member.key), member.value, element) }
        case .reference(let name):
            guard case .object(let object) = value, let fields = Self.fields[name] else { return }
            for member in object.members {
                if let type = fields[member.key] {
                    descend(.field(member.key), member.value, type)
                } else {
                    found.append(FieldPath(path + [.field(member.key)]).description)
                }
            }
        }
    }

    private mutating func descend(_ element: FieldPath.Element, _ value: JSONValue, _ type: IDL.FieldType) {
        // Nothing can be unknown in a scalar.
        guard value.isCollection else { return }
        path.append(element)
        collect(value, type)
        path.removeLast()
    }
}

extension JSONValue {
    fileprivate var isCollection: Bool {
        switch self {
        case .object, .array: true
        case .null, .bool, .integer, .number, .string: false
        }
    }
}
