extension SchemaWalk {
    mutating func checkArray(
        _ elements: [JSONValue], _ old: [JSONValue]?, _ keywords: Schema.Keywords
    ) -> Int {
        var count = 0
        if let items = keywords.items {
            for (index, element) in elements.enumerated() {
                let before = old.flatMap { Self.counterpart(of: element, in: $0, keywords) }
                count += descend(.index(index)) { $0.check(element, before, items) }
            }
        }
        if let limit = keywords.minItems, elements.count < limit {
            add(.invalid, value: .integer(Int64(elements.count)), "should have at least \(limit) items")
        }
        if let limit = keywords.maxItems, elements.count > limit {
            append(.tooMany(FieldPath(base.elements + path), actual: elements.count, limit: limit))
        }
        if keywords.uniqueItems, Set(elements).count < elements.count {
            add(.invalid, value: "", "shouldn't contain duplicates")
        }
        return count
    }

    /// The item of a keyed list that `item` replaces; items of other lists have none.
    private static func counterpart(
        of item: JSONValue, in old: [JSONValue], _ keywords: Schema.Keywords
    ) -> JSONValue? {
        guard keywords.listType == .map, !keywords.listMapKeys.isEmpty else { return nil }
        return old.first { other in keywords.listMapKeys.allSatisfy { other[$0] == item[$0] } }
    }

    mutating func checkObject(
        _ object: JSONObject, _ old: JSONObject?, _ keywords: Schema.Keywords
    ) -> Int {
        if let limit = keywords.minProperties, object.count < limit {
            add(.invalid, value: .integer(Int64(object.count)), "should have at least \(limit) properties")
            return 0
        }
        if let limit = keywords.maxProperties, object.count > limit {
            append(.tooMany(FieldPath(base.elements + path), actual: object.count, limit: limit))
            return 0
        }
        var count = 0
        for member in object.members.sorted(by: { $0.key < $1.key }) {
            if let property = keywords.properties[member.key] {
                count += descend(.field(member.key)) { $0.check(member.value, old?[member.key], property) }
                continue
            }
            switch keywords.additionalProperties {
            case .allowed(false): addForbidden(member.key)
            case .schema(let schema):
                count += descend(.field(member.key)) { $0.check(member.value, old?[member.key], schema) }
            case .allowed(true), nil: break
            }
        }
        for name in keywords.required where object[name] == nil {
            append(FieldError(.required, FieldPath(base.elements + path).field(name), ""))
        }
        return count
    }

    private mutating func addForbidden(_ key: String) {
        append(
            FieldError(
                .invalid, FieldPath(base.elements + path), value: .string(key),
                "\(name).\(key) in body is a forbidden property"))
    }
}
