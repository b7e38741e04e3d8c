/// Kubernetes' own merge patch, which knows from the schema which lists merge and by which key.
///
/// Directives understood: `$patch` (`replace`, `delete`, `merge`), `$retainKeys`, `$setElementOrder/<list>` and
/// `$deleteFromPrimitiveList/<list>`.
///
/// Source: apimachinery `util/strategicpatch` (1.36).
package struct StrategicMergePatch: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions) {
        self.definitions = definitions
    }

    /// `object` with `patch` merged in.
    ///
    /// Throws when the patch is no object, a directive is not understood, or an item lacks its merge key.
    package func apply(
        _ patch: JSONValue, to object: JSONValue, schema: Schema
    ) throws(StrategicMergePatchError) -> JSONValue {
        guard let changes = patch.objectValue else { throw StrategicMergePatchError("the patch must be an object") }
        return .object(try mergeObject(object.objectValue ?? JSONObject(), changes, schema))
    }
}

/// Why a strategic merge patch cannot be applied.
package struct StrategicMergePatchError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }

    static func missingKey(_ item: JSONObject, _ key: String) -> StrategicMergePatchError {
        let members = item.members.sorted { $0.key < $1.key }
            .map { "\($0.key):\($0.value.stringValue ?? $0.value.serializedString())" }
        return StrategicMergePatchError(
            "map: map[\(members.joined(separator: " "))] does not contain declared merge key: \(key)")
    }
}

private enum Directive {
    static let marker = "$patch"
    static let retainKeys = "$retainKeys"
    static let order = "$setElementOrder/"
    static let deletion = "$deleteFromPrimitiveList/"

    static func isDirective(_ key: String) -> Bool {
        key == marker || key == retainKeys || key.hasPrefix(order) || key.hasPrefix(deletion)
    }
}

/// How one member merges, read from its place in the schema.
private struct Strategy {
    let merges: Bool
    let replaces: Bool
    let mergeKey: String?

    init(_ schema: Schema?) {
        let words = (schema?.storage.keywords.patchStrategy ?? "").split(separator: ",")
        merges = words.contains("merge")
        replaces = words.contains("replace")
        mergeKey = schema?.storage.keywords.patchMergeKey
    }
}

// MARK: - Objects

extension StrategicMergePatch {
    private func mergeObject(
        _ original: JSONObject, _ patch: JSONObject, _ schema: Schema?
    ) throws(StrategicMergePatchError) -> JSONObject {
        var patch = patch
        if let directive = patch[Directive.marker] {
            patch[Directive.marker] = nil
            switch directive {
            case "replace": return patch
            case "delete": return JSONObject()
            case "merge": break
            default:
                throw StrategicMergePatchError("unknown patch type: \(directive.serializedString()) in map")
            }
        }
        var result = original
        try retainKeys(&result, &patch)
        try mergeOrdered(&result, &patch, schema)
        for member in patch { try merge(member, into: &result, schema) }
        return result
    }

    private func member(_ name: String, of schema: Schema?) -> Schema? {
        guard let schema else { return nil }
        let storage = definitions.resolve(schema).storage
        return storage.keywords.properties[name] ?? storage.keywords.additionalProperties?.schema
    }

    private func merge(
        _ member: JSONObject.Member, into result: inout JSONObject, _ schema: Schema?
    ) throws(StrategicMergePatchError) {
        if member.key.hasPrefix(Directive.deletion) {
            let name = String(member.key.dropFirst(Directive.deletion.count))
            guard let removed = member.value.arrayValue else {
                throw StrategicMergePatchError("\(member.key) must be a list")
            }
            if let present = result[name]?.arrayValue {
                result[name] = .array(present.filter { !removed.contains($0) })
            }
            return
        }
        guard !member.value.isNull else {
            result[member.key] = nil
            return
        }
        let place = self.member(member.key, of: schema)
        let strategy = Strategy(place)
        switch (result[member.key], member.value) {
        case (.object(let present)?, .object(let changes)) where !strategy.replaces:
            result[member.key] = .object(try mergeObject(present, changes, place))
        case (.array(let present)?, .array(let changes)) where strategy.merges:
            let items = place.flatMap { definitions.resolve($0).storage.keywords.items }
            result[member.key] = .array(try mergeList(present, changes, items, strategy.mergeKey))
        default: result[member.key] = Self.withoutDirectives(member.value)
        }
    }

    /// `$retainKeys` names all members that may be there afterwards.
    private func retainKeys(_ result: inout JSONObject, _ patch: inout JSONObject) throws(StrategicMergePatchError) {
        guard let list = patch[Directive.retainKeys] else { return }
        patch[Directive.retainKeys] = nil
        guard let values = list.arrayValue else { throw StrategicMergePatchError("$retainKeys must be a list") }
        let kept = Set(values.compactMap(\.stringValue))
        for member in patch
        where !Directive.isDirective(member.key) && !member.value.isNull && !kept.contains(member.key) {
            throw StrategicMergePatchError("patch has field \(member.key) that is not in its $retainKeys list")
        }
        for key in result.keys where !kept.contains(key) { result[key] = nil }
    }

    /// Lists whose order the patch states by `$setElementOrder` are merged first, then put in order.
    private func mergeOrdered(
        _ result: inout JSONObject, _ patch: inout JSONObject, _ schema: Schema?
    ) throws(StrategicMergePatchError) {
        for directive in patch.members where directive.key.hasPrefix(Directive.order) {
            let name = String(directive.key.dropFirst(Directive.order.count))
            patch[directive.key] = nil
            guard let order = directive.value.arrayValue else {
                throw StrategicMergePatchError("\(directive.key) must be a list")
            }
            let before = result[name]?.arrayValue ?? []
            for key in [Directive.deletion + name, name] {
                guard let value = patch[key] else { continue }
                patch[key] = nil
                try merge(.init(key: key, value: value), into: &result, schema)
            }
            guard let merged = result[name]?.arrayValue else { continue }
            let key = Strategy(member(name, of: schema)).mergeKey
            result[name] = .array(Self.ordered(merged, by: order, before: before, key: key))
        }
    }

    /// Directives make no sense in what is new; null members neither.
    private static func withoutDirectives(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var members: [JSONObject.Member] = []
            for member in object where !Directive.isDirective(member.key) && !member.value.isNull {
                members.append(.init(key: member.key, value: withoutDirectives(member.value)))
            }
            return .object(JSONObject(uncheckedUniqueMembers: members))
        case .array(let items):
            return .array(
                items.filter { item in
                    guard let directive = item[Directive.marker] else { return true }
                    return directive != "delete" && directive != "replace"
                }.map(withoutDirectives))
        default: return value
        }
    }
}

// MARK: - Lists

extension StrategicMergePatch {
    private func mergeList(
        _ original: [JSONValue], _ patch: [JSONValue], _ items: Schema?, _ key: String?
    ) throws(StrategicMergePatchError) -> [JSONValue] {
        guard (original.first ?? patch.first)?.objectValue != nil else {
            var merged = original
            for value in patch where !merged.contains(value) { merged.append(value) }
            return Self.ordered(merged, by: patch, before: original, key: nil)
        }
        guard let key else { throw StrategicMergePatchError("cannot merge lists without merge key") }
        var merged = original
        var changes: [JSONObject] = []
        var isReplaced = false
        for item in patch {
            guard var change = item.objectValue else {
                throw StrategicMergePatchError("a list of objects is patched with \(item.serializedString())")
            }
            guard let directive = change[Directive.marker] else {
                changes.append(change)
                continue
            }
            switch directive {
            case "delete":
                guard let value = change[key] else { throw .missingKey(change, key) }
                merged.removeAll { $0[key] == value }
            case "replace":
                isReplaced = true
                change[Directive.marker] = nil
                if !change.isEmpty { changes.append(change) }
            case "merge": throw StrategicMergePatchError("merging lists cannot yet be specified in the patch")
            default: throw StrategicMergePatchError("unknown patch type: \(directive.serializedString()) in map")
            }
        }
        if isReplaced { return changes.map { Self.withoutDirectives(.object($0)) } }
        for change in changes {
            guard let value = change[key] else { throw .missingKey(change, key) }
            if let index = merged.firstIndex(where: { $0[key] == value }), let present = merged[index].objectValue {
                merged[index] = .object(try mergeObject(present, change, items))
            } else {
                merged.append(Self.withoutDirectives(.object(change)))
            }
        }
        return Self.ordered(merged, by: changes.map(JSONValue.object), before: original, key: key)
    }

    /// Items that `order` names in its order, the others where they stood in `before` relative to them.
    private static func ordered(
        _ items: [JSONValue], by order: [JSONValue], before: [JSONValue], key: String?
    ) -> [JSONValue] {
        func identity(_ item: JSONValue) -> JSONValue? { key.map { item[$0] } ?? item }
        func places(_ list: [JSONValue]) -> [JSONValue: Int] {
            Dictionary(list.enumerated().compactMap { index, item in identity(item).map { ($0, index) } }) { first, _ in
                first
            }
        }
        let wanted = places(order)
        let stood = places(before)
        func rank(_ item: JSONValue, _ places: [JSONValue: Int]) -> Int {
            identity(item).flatMap { places[$0] } ?? .max
        }
        let named = items.filter { rank($0, wanted) < .max }.stablySorted { rank($0, wanted) }
        let others = items.filter { rank($0, wanted) == .max }.stablySorted { rank($0, stood) }
        var result: [JSONValue] = []
        var rest = others[...]
        for item in named {
            let place = rank(item, stood)
            while let other = rest.first, place < .max, rank(other, stood) < place {
                result.append(other)
                rest = rest.dropFirst()
            }
            result.append(item)
        }
        return result + rest
    }
}

extension Array {
    fileprivate func stablySorted(by rank: (Element) -> Int) -> [Element] {
        enumerated().map { (rank($0.element), $0.offset, $0.element) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
}
