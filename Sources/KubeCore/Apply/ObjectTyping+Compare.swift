/// How one object differs from another, path by path.
struct FieldComparison {
    var added = FieldSet()
    var modified = FieldSet()
    var removed = FieldSet()

    var isEmpty: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }

    /// Without `ignored` and what lies below it.
    func ignoring(_ ignored: FieldSet) -> FieldComparison {
        guard !ignored.isEmpty else { return self }
        return FieldComparison(
            added: added.subtractingSubtrees(ignored), modified: modified.subtractingSubtrees(ignored),
            removed: removed.subtractingSubtrees(ignored))
    }
}

extension ObjectTyping {
    func compare(_ old: JSONValue, _ new: JSONValue, _ schema: Schema?) throws(TypedObjectError) -> FieldComparison {
        guard old != new else { return FieldComparison() }
        var walk = CompareWalk(typing: self)
        try walk.visit(old, new, schema)
        return walk.result
    }
}

private struct CompareWalk {
    let typing: ObjectTyping
    var result = FieldComparison()
    var path: [PathElement] = []

    /// At least one of the two is there.
    mutating func visit(_ old: JSONValue?, _ new: JSONValue?, _ schema: Schema?) throws(TypedObjectError) {
        let isLeaf: Bool
        switch (old, new) {
        case (let old?, let new?):
            if old == new { return }
            isLeaf = try visitBoth(old, new, schema)
        case (let old?, nil): isLeaf = try visit(old, nil, schema, typing.shape(of: schema, for: old))
        case (nil, let new?): isLeaf = try visit(nil, new, schema, typing.shape(of: schema, for: new))
        case (nil, nil): return
        }
        if isLeaf {
            recordLeaf(old, new)
        } else if old == nil {
            result.added.insert(path)
        } else if new == nil {
            result.removed.insert(path)
        }
    }

    private mutating func recordLeaf(_ old: JSONValue?, _ new: JSONValue?) {
        if old == nil {
            result.added.insert(path)
        } else if new == nil {
            result.removed.insert(path)
        } else if old != new {
            result.modified.insert(path)
        }
    }

    /// Null takes the shape of the other side; two different shapes are both looked into.
    private mutating func visitBoth(
        _ old: JSONValue, _ new: JSONValue, _ schema: Schema?
    ) throws(TypedObjectError) -> Bool {
        if old.isNull { return try visit(old, new, schema, typing.shape(of: schema, for: new)) }
        let oldShape = typing.shape(of: schema, for: old)
        if new.isNull || old.schemaTypeName == new.schemaTypeName { return try visit(old, new, schema, oldShape) }
        let isOldLeaf = try visit(old, .null, schema, oldShape)
        let isNewLeaf = try visit(.null, new, schema, typing.shape(of: schema, for: new))
        return isOldLeaf || isNewLeaf
    }

    /// True when the place is to be recorded as a whole.
    private mutating func visit(
        _ old: JSONValue?, _ new: JSONValue?, _ schema: Schema?, _ shape: MergeShape
    ) throws(TypedObjectError) -> Bool {
        switch shape {
        case .leaf: return true
        case .map(let shape, let isGranular):
            let left = old?.objectValue ?? JSONObject()
            let right = new?.objectValue ?? JSONObject()
            if !isGranular || left.isEmpty && right.isEmpty { return true }
            try visitMembers(left, right, shape)
            return false
        case .list(let shape):
            let left = old?.arrayValue ?? []
            let right = new?.arrayValue ?? []
            if shape.isAtomic || left.isEmpty && right.isEmpty { return true }
            try visitItems(left, right, shape)
            return false
        }
    }

    private mutating func visitMembers(
        _ old: JSONObject, _ new: JSONObject, _ shape: MapShape
    ) throws(TypedObjectError) {
        for member in old {
            try descend(.field(member.key), member.value, new[member.key], shape.schema(of: member.key))
        }
        for member in new where old[member.key] == nil {
            try descend(.field(member.key), nil, member.value, shape.schema(of: member.key))
        }
    }

    private mutating func descend(
        _ element: PathElement, _ old: JSONValue?, _ new: JSONValue?, _ schema: Schema?
    ) throws(TypedObjectError) {
        path.append(element)
        try visit(old, new, schema)
        path.removeLast()
    }

    /// Items go by identity; their order does not count. Several of one identity are compared together.
    private mutating func visitItems(
        _ old: [JSONValue], _ new: [JSONValue], _ shape: ListShape
    ) throws(TypedObjectError) {
        let left = try index(old, shape)
        let right = try index(new, shape)
        for element in Set(left.keys).union(right.keys) {
            let lefts = left[element] ?? []
            let rights = right[element] ?? []
            if lefts.count <= 1, rights.count <= 1 {
                try descend(element, lefts.first, rights.first, shape.items)
            } else if lefts.isEmpty {
                for item in rights { try descend(element, nil, item, shape.items) }
            } else if rights.isEmpty {
                for item in lefts { try descend(element, item, nil, shape.items) }
            } else if lefts != rights {
                result.modified.insert(path + [element])
            }
        }
    }

    private func index(_ items: [JSONValue], _ shape: ListShape) throws(TypedObjectError) -> [PathElement: [JSONValue]]
    {
        var result: [PathElement: [JSONValue]] = [:]
        for (index, item) in items.enumerated() {
            result[try typing.element(of: item, index: index, in: shape), default: []].append(item)
        }
        return result
    }
}
