extension ObjectTyping {
    /// `live` with everything `patch` says; what `patch` does not speak of stays.
    func merge(_ live: JSONValue, _ patch: JSONValue, _ schema: Schema?) throws(TypedObjectError) -> JSONValue {
        guard !live.isNull, !patch.isNull, live.schemaTypeName == patch.schemaTypeName else { return patch }
        switch shape(of: schema, for: patch) {
        case .leaf, .map(_, isGranular: false): return patch
        case .map(let shape, isGranular: true):
            guard var object = live.objectValue, let changes = patch.objectValue, !changes.isEmpty else { return live }
            for member in changes {
                if let present = object[member.key] {
                    object[member.key] = try merge(present, member.value, shape.schema(of: member.key))
                } else {
                    object[member.key] = member.value
                }
            }
            return .object(object)
        case .list(let shape):
            guard !shape.isAtomic, let items = live.arrayValue, let changes = patch.arrayValue else { return patch }
            return .array(try mergeItems(items, changes, shape))
        }
    }

    /// Items of both lists: shared ones in the patch's order, live ones about where they stood.
    private func mergeItems(
        _ live: [JSONValue], _ patch: [JSONValue], _ shape: ListShape
    ) throws(TypedObjectError) -> [JSONValue] {
        var left: [PathElement] = []
        var liveItems: [PathElement: JSONValue] = [:]
        for (index, item) in live.enumerated() {
            let element = try element(of: item, index: index, in: shape)
            left.append(element)
            liveItems[element] = item
        }
        var right: [PathElement] = []
        for (index, item) in patch.enumerated() { right.append(try element(of: item, index: index, in: shape)) }
        let patched = Set(right)
        var shared = right.filter { liveItems[$0] != nil }[...]
        var merged: Set<PathElement> = []
        var result: [JSONValue] = []
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if i < left.count {
                let element = left[i]
                if !patched.contains(element) {
                    result.append(live[i])
                    i += 1
                    continue
                }
                // A shared item that is not the next one in the patch's order, or has had its turn, is passed over.
                if merged.contains(element) || j < right.count && element != right[j] && shared.first != element {
                    i += 1
                    continue
                }
            }
            guard j < right.count else { continue }
            let element = right[j]
            if i < left.count, left[i] == element { i += 1 }
            if shared.first == element { shared = shared.dropFirst() }
            if merged.insert(element).inserted {
                let item = try liveItems[element].map { live throws(TypedObjectError) in
                    try merge(live, patch[j], shape.items)
                }
                result.append(item ?? patch[j])
            }
            j += 1
        }
        return result
    }

    /// `value` without the places in `set`; a container that loses all its parts stays empty.
    func removing(_ set: FieldSet, from value: JSONValue, _ schema: Schema?) throws(TypedObjectError) -> JSONValue {
        guard !set.isEmpty else { return value }
        switch shape(of: schema, for: value) {
        case .leaf: return value
        case .map(let shape, _):
            guard let object = value.objectValue else { return value }
            var members: [JSONObject.Member] = []
            for var member in object {
                let element = PathElement.field(member.key)
                if set.members.contains(element) { continue }
                member.value = try removing(set.below(element), from: member.value, shape.schema(of: member.key))
                members.append(member)
            }
            return .object(JSONObject(uncheckedUniqueMembers: members))
        case .list(let shape):
            guard let items = value.arrayValue else { return value }
            var result: [JSONValue] = []
            for (index, item) in items.enumerated() {
                let element = try element(of: item, index: index, in: shape)
                if set.members.contains(element) { continue }
                result.append(try removing(set.below(element), from: item, shape.items))
            }
            return .array(result)
        }
    }

    /// What the schema forbids in an applied object: unknown fields, items without keys, two items of one key, and
    /// values of another type.
    func problems(of value: JSONValue, _ schema: Schema?, at path: String = "") -> [String] {
        let place = path.isEmpty ? "." : path
        if let schema, let expected = mismatch(value, definitions.resolve(schema)) {
            return ["\(place): expected \(expected), got \(Self.described(value))"]
        }
        switch shape(of: schema, for: value) {
        case .leaf, .map(_, isGranular: false): return []
        case .map(let shape, isGranular: true):
            return (value.objectValue ?? JSONObject()).flatMap { member -> [String] in
                let below = "\(path).\(member.key)"
                guard let known = shape.schema(of: member.key) else {
                    return shape.isOpen ? [] : ["\(below): field not declared in schema"]
                }
                return problems(of: member.value, known, at: below)
            }
        case .list(let shape): return itemProblems(value.arrayValue ?? [], shape, place)
        }
    }

    private func itemProblems(_ items: [JSONValue], _ shape: ListShape, _ place: String) -> [String] {
        guard !shape.isAtomic else { return [] }
        var seen: Set<PathElement> = []
        var result: [String] = []
        for (index, item) in items.enumerated() {
            do throws(TypedObjectError) {
                let element = try element(of: item, index: index, in: shape)
                if !seen.insert(element).inserted {
                    result.append("\(place): duplicate entries for key \(element)")
                }
                result += problems(of: item, shape.items, at: "\(place)\(element)")
            } catch {
                result += error.problems.map { "\(place): element \(index): \($0)" }
            }
        }
        return result
    }

    /// The type that was expected when `value` is of another; nil when it fits or nothing is said.
    private func mismatch(_ value: JSONValue, _ schema: Schema) -> String? {
        let keywords = schema.storage.keywords
        guard !value.isNull, !keywords.isIntOrString, let type = keywords.type else { return nil }
        switch (type, value) {
        case (.object, .object), (.array, .array), (.string, .string), (.boolean, .bool): return nil
        case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number): return nil
        case (.object, _): return "map"
        case (.array, _): return "list"
        case (.string, _): return "string"
        case (.boolean, _): return "boolean"
        case (.integer, _), (.number, _): return "numeric (int or float)"
        default: return nil
        }
    }

    private static func described(_ value: JSONValue) -> String { "&{\(value.serializedString())}" }
}
