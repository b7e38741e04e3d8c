extension ObjectTyping {
    /// The fields an applier owns by having written `value`.
    func fieldSet(of value: JSONValue, _ schema: Schema?) throws(TypedObjectError) -> FieldSet {
        var walk = FieldSetWalk(typing: self)
        try walk.visit(value, schema)
        return walk.set
    }
}

private struct FieldSetWalk {
    let typing: ObjectTyping
    var set = FieldSet()
    var path: [PathElement] = []

    mutating func visit(_ value: JSONValue, _ schema: Schema?) throws(TypedObjectError) {
        switch typing.shape(of: schema, for: value) {
        case .leaf: set.insert(path)
        case .map(let shape, isGranular: true): try visitMembers(value.objectValue ?? JSONObject(), shape)
        case .map(_, isGranular: false): set.insert(path)
        case .list(let shape): try visitItems(value.arrayValue ?? [], shape)
        }
    }

    /// Members of structs are owned through their leaves, members of maps by themselves as well.
    private mutating func visitMembers(_ object: JSONObject, _ shape: MapShape) throws(TypedObjectError) {
        for member in object {
            path.append(.field(member.key))
            try visit(member.value, shape.schema(of: member.key))
            let isEmptyMap = member.value.objectValue?.isEmpty ?? false
            if member.value.isNull || isEmptyMap || shape.properties[member.key] == nil { set.insert(path) }
            path.removeLast()
        }
    }

    private mutating func visitItems(_ items: [JSONValue], _ shape: ListShape) throws(TypedObjectError) {
        guard !shape.isAtomic else {
            set.insert(path)
            return
        }
        for (index, item) in items.enumerated() {
            path.append(try typing.element(of: item, index: index, in: shape))
            try visit(item, shape.items)
            set.insert(path)
            path.removeLast()
        }
    }
}
