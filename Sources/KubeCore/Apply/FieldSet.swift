/// A set of paths into an object: which fields someone owns, or which have changed.
///
/// A path and what lies below it are members of their own: owning `.spec` says nothing of `.spec.max`.
///
/// Source: structured-merge-diff v6 `fieldpath.Set`.
package struct FieldSet: Hashable, Sendable {
    package private(set) var members: Set<PathElement> = []
    package private(set) var children: [PathElement: FieldSet] = [:]

    package init() {}

    package init(_ paths: [[PathElement]]) {
        for path in paths { insert(path) }
    }

    package var isEmpty: Bool { members.isEmpty && children.isEmpty }

    /// The number of paths.
    package var count: Int { children.values.reduce(members.count) { $0 + $1.count } }

    package mutating func insert(_ path: some Collection<PathElement>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            members.insert(first)
        } else {
            children[first, default: FieldSet()].insert(path.dropFirst())
        }
    }

    package func contains(_ path: some Collection<PathElement>) -> Bool {
        guard let first = path.first else { return false }
        if path.count == 1 { return members.contains(first) }
        return children[first]?.contains(path.dropFirst()) ?? false
    }

    /// What lies below one element; empty when nothing does.
    package func below(_ element: PathElement) -> FieldSet { children[element] ?? FieldSet() }

    /// Every path, members of a level before what lies below them, each in order.
    package var paths: [[PathElement]] {
        var result = members.sorted().map { [$0] }
        for (element, set) in children.sorted(by: { $0.key < $1.key }) {
            result += set.paths.map { [element] + $0 }
        }
        return result
    }
}

extension FieldSet {
    package func union(_ other: FieldSet) -> FieldSet {
        if other.isEmpty { return self }
        var result = self
        result.members.formUnion(other.members)
        for (element, set) in other.children {
            result.children[element] = result.children[element]?.union(set) ?? set
        }
        return result
    }

    package func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        result.members = members.intersection(other.members)
        for (element, set) in children {
            guard let shared = other.children[element]?.intersection(set), !shared.isEmpty else { continue }
            result.children[element] = shared
        }
        return result
    }

    /// The paths that are not in `other`; what lies below a path of `other` stays.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        if other.isEmpty { return self }
        var result = FieldSet()
        result.members = members.subtracting(other.members)
        for (element, set) in children {
            let rest = other.children[element].map(set.subtracting) ?? set
            if !rest.isEmpty { result.children[element] = rest }
        }
        return result
    }

    /// The paths that are neither in `other` nor below one of its paths.
    package func subtractingSubtrees(_ other: FieldSet) -> FieldSet {
        if other.isEmpty { return self }
        var result = FieldSet()
        result.members = members.subtracting(other.members)
        for (element, set) in children where !other.members.contains(element) {
            let rest = other.children[element].map(set.subtractingSubtrees) ?? set
            if !rest.isEmpty { result.children[element] = rest }
        }
        return result
    }

    package mutating func formUnion(_ other: FieldSet) { self = union(other) }

    /// Adds the element itself to the set wherever something below it is in the set and `isNamed` says so.
    ///
    /// `descend` gives the context below an element.
    func addingParents<Context>(
        _ context: Context, isNamed: (Context, PathElement) -> Bool, descend: (Context, PathElement) -> Context
    ) -> FieldSet {
        var result = self
        for (element, set) in children {
            if isNamed(context, element) { result.members.insert(element) }
            result.children[element] = set.addingParents(descend(context, element), isNamed: isNamed, descend: descend)
        }
        return result
    }
}

extension FieldSet {
    enum Collapse<Context> {
        case keep
        case collapse
        case descend(Context)
    }

    /// Replaces what lies below an element by the element itself wherever `rule` says so.
    func collapsing<Context>(
        _ context: Context, rule: (Context, PathElement) -> Collapse<Context>
    ) -> FieldSet {
        var result = self
        for (element, set) in children {
            switch rule(context, element) {
            case .keep: break
            case .collapse:
                result.children[element] = nil
                result.members.insert(element)
            case .descend(let below): result.children[element] = set.collapsing(below, rule: rule)
            }
        }
        return result
    }
}

extension FieldSet {
    /// The `fieldsV1` form, in its canonical order.
    package var json: JSONValue {
        var object: [JSONObject.Member] = []
        for element in members.union(children.keys).sorted() {
            var value = JSONObject()
            if let set = children[element] {
                var entries: [JSONObject.Member] = []
                if members.contains(element) { entries.append(.init(key: ".", value: [:])) }
                if let below = set.json.objectValue { entries += below.members }
                value = JSONObject(uncheckedUniqueMembers: entries)
            }
            object.append(.init(key: element.encoded, value: .object(value)))
        }
        return .object(JSONObject(uncheckedUniqueMembers: object))
    }

    /// Reads `fieldsV1`; nil when it is malformed.
    package init?(json: JSONValue) {
        guard let object = json.objectValue else { return nil }
        for member in object where member.key != "." {
            guard let element = PathElement(encoded: member.key), let below = member.value.objectValue,
                let set = FieldSet(json: member.value)
            else { return nil }
            if below.isEmpty || below["."] != nil { members.insert(element) }
            if !set.isEmpty { children[element] = set }
        }
    }
}
