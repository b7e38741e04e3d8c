/// What a schema says of merging one place: a leaf that is owned as a whole, or a container whose parts have owners of
/// their own.
enum MergeShape {
    case leaf
    /// Members by name; `isGranular` is false when the object is owned as a whole.
    case map(MapShape, isGranular: Bool)
    case list(ListShape)
}

struct MapShape {
    let properties: SchemaProperties
    /// The schema of other members; nil to go by their values.
    let values: Schema?
    /// Whether members may have names that the schema does not list.
    let isOpen: Bool

    func schema(of name: String) -> Schema? { properties[name] ?? values }
}

struct ListShape {
    enum Identity {
        /// The list is owned as a whole.
        case atomic
        case set
        case keys([String])
    }

    let identity: Identity
    let items: Schema?

    var isAtomic: Bool {
        if case .atomic = identity { true } else { false }
    }
}

/// Why an object cannot be merged by its schema.
package struct TypedObjectError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One entry for each problem: a path and what is wrong there.
    package let problems: [String]

    package init(_ problems: [String]) {
        self.problems = problems
    }

    package var description: String {
        problems.count == 1 ? problems[0] : "errors:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
    }
}

/// Reads shapes from schemas and identities from list items.
struct ObjectTyping: Sendable {
    let definitions: SchemaDefinitions

    /// The shape of `value` at a place of `schema`; nil for a place no schema speaks of, where maps are granular and
    /// lists atomic.
    func shape(of schema: Schema?, for value: JSONValue) -> MergeShape {
        guard let schema else { return Self.deduced(value) }
        let storage = definitions.resolve(schema).storage
        if storage.keywords.isIntOrString { return .leaf }
        switch (storage.keywords.type, value) {
        case (.object?, .object), (.object?, .null), (nil, .object):
            return .map(map(storage), isGranular: storage.keywords.mapType != .atomic)
        case (.array?, .array), (.array?, .null): return .list(list(storage))
        case (nil, _): return Self.deduced(value)
        default: return .leaf
        }
    }

    private func map(_ schema: Schema.Storage) -> MapShape {
        let isOpen =
            schema.keywords.preservesUnknownFields || schema.keywords.additionalProperties != nil
            || schema.keywords.properties.isEmpty
        return MapShape(
            properties: schema.keywords.properties, values: schema.keywords.additionalProperties?.schema,
            isOpen: isOpen)
    }

    private func list(_ schema: Schema.Storage) -> ListShape {
        let items = schema.keywords.items
        switch schema.keywords.listType {
        case .set: return ListShape(identity: .set, items: items)
        case .map: return ListShape(identity: .keys(schema.keywords.listMapKeys), items: items)
        default: return ListShape(identity: .atomic, items: items)
        }
    }

    private static func deduced(_ value: JSONValue) -> MergeShape {
        switch value {
        case .object: .map(MapShape(properties: [:], values: nil, isOpen: true), isGranular: true)
        case .array: .list(ListShape(identity: .atomic, items: nil))
        default: .leaf
        }
    }

    /// The identity of an item of a set or keyed list; a key that the item leaves out counts with its default.
    func element(of item: JSONValue, index: Int, in list: ListShape) throws(TypedObjectError) -> PathElement {
        switch list.identity {
        case .atomic: return .index(index)
        case .set:
            switch item {
            case .null: throw TypedObjectError(["associative list without keys has an element that's an explicit null"])
            case .object:
                throw TypedObjectError(["associative list without keys has an element that's a map type"])
            case .array:
                throw TypedObjectError(["not supported: associative list with lists as elements"])
            default: return .value(item)
            }
        case .keys(let names):
            guard !item.isNull else {
                throw TypedObjectError(["associative list with keys may not have a null element"])
            }
            guard case .object(let object) = item else {
                throw TypedObjectError(["associative list with keys may not have non-map elements"])
            }
            let properties = list.items.map { definitions.resolve($0).storage.keywords.properties }
            var key: [JSONObject.Member] = []
            for name in names.sorted() {
                guard let value = object[name] ?? properties?[name]?.storage.keywords.defaultValue else {
                    throw TypedObjectError([
                        "associative list with keys has an element that omits key field \"\(name)\" "
                            + "(and doesn't have default value)"
                    ])
                }
                key.append(.init(key: name, value: value))
            }
            return .key(JSONObject(uncheckedUniqueMembers: key))
        }
    }

    /// The schema below an element of a container.
    func schema(below element: PathElement, of schema: Schema?) -> Schema? {
        guard let schema else { return nil }
        let storage = definitions.resolve(schema).storage
        switch element {
        case .field(let name):
            return storage.keywords.properties[name] ?? storage.keywords.additionalProperties?.schema
        case .key, .value, .index: return storage.keywords.items
        }
    }

    /// Whether the schema lists a member of that name.
    func isNamed(_ element: PathElement, in schema: Schema?) -> Bool {
        guard case .field(let name) = element, let schema else { return false }
        return definitions.resolve(schema).storage.keywords.properties[name] != nil
    }

    /// The set with every struct that has a member in it as a member too.
    func addingParents(_ set: FieldSet, _ schema: Schema?) -> FieldSet {
        set.addingParents(
            schema, isNamed: { isNamed($1, in: $0) }, descend: { self.schema(below: $1, of: $0) })
    }

    /// The set in the schema's present terms: what lies below a container that has become atomic is owned as a whole.
    ///
    /// The other way round nothing changes: the owner of a container that has become granular keeps the container.
    func reconciled(_ set: FieldSet, _ schema: Schema?) -> FieldSet {
        guard let schema else { return set }
        return set.collapsing(schema) { schema, element in
            guard let below = self.schema(below: element, of: schema) else { return .keep }
            let storage = definitions.resolve(below).storage
            let isAtomicList = storage.keywords.type == .array && ![.set, .map].contains(storage.keywords.listType)
            let isAtomicMap = storage.keywords.type == .object && storage.keywords.mapType == .atomic
            return isAtomicList || isAtomicMap ? .collapse : .descend(below)
        }
    }
}
