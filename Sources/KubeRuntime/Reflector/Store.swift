package import KubeCore
import NIOConcurrencyHelpers

/// An object the server holds and we cannot read; it is reported on that object, and the others are served.
package struct MalformedObject: Hashable, Sendable {
    package var metadata: ObjectMeta
    /// Which member is wrong, and why.
    package var message: String
    /// The object as it came.
    package var object: JSONValue
}

/// Finds objects by something in them: owner, node, target.
package struct StoreIndex<Object: KubeObject>: Sendable {
    package let name: String
    package let values: @Sendable (Object) -> [String]

    /// `values` answers under which values an object is found; it must depend on the object alone.
    package init(_ name: String, values: @escaping @Sendable (Object) -> [String]) {
        self.name = name
        self.values = values
    }
}

/// The objects of one kind as last seen, read synchronously from any task.
///
/// Each object is one allocation of its own size besides what its members allocate: the table holds a key and a
/// reference, so that its spare places cost little.
package final class Store<Object: KubeObject>: Sendable {
    private final class Box: Sendable {
        let object: Object

        init(_ object: Object) { self.object = object }
    }

    /// Most index values have one key; a set of one would cost more than its key.
    private enum Keys {
        case one(ObjectKey)
        case many(Set<ObjectKey>)

        var all: [ObjectKey] {
            switch self {
            case .one(let key): [key]
            case .many(let keys): Array(keys)
            }
        }
    }

    private struct State {
        var objects: [ObjectKey: Box] = [:]
        var malformed: [ObjectKey: MalformedObject] = [:]
        var indexes: [String: [String: Keys]]
    }

    /// What a change did; nil of both when it changed nothing.
    struct Change: Sendable {
        var old: Object?
        var new: Object?
    }

    private let indexes: [StoreIndex<Object>]
    private let state: NIOLockedValueBox<State>

    package init(indexes: [StoreIndex<Object>] = []) {
        self.indexes = indexes
        state = NIOLockedValueBox(State(indexes: Dictionary(uniqueKeysWithValues: indexes.map { ($0.name, [:]) })))
    }

    package subscript(key: ObjectKey) -> Object? { state.withLockedValue { $0.objects[key]?.object } }

    package func malformed(_ key: ObjectKey) -> MalformedObject? { state.withLockedValue { $0.malformed[key] } }

    package var count: Int { state.withLockedValue { $0.objects.count } }
    /// In no order.
    package var keys: [ObjectKey] { state.withLockedValue { Array($0.objects.keys) + Array($0.malformed.keys) } }
    /// A snapshot, in no order.
    package var objects: [Object] { state.withLockedValue { $0.objects.values.map(\.object) } }

    /// The keys an index has under `value`, in no order.
    package func keys(index: String, _ value: String) -> [ObjectKey] {
        state.withLockedValue { state in
            guard let entries = state.indexes[index] else {
                preconditionFailure("the store of \(Object.resourceType.plural) has no index \(index)")
            }
            return entries[value]?.all ?? []
        }
    }

    package func objects(index: String, _ value: String) -> [Object] {
        let keys = keys(index: index, value)
        return state.withLockedValue { state in keys.compactMap { state.objects[$0]?.object } }
    }

    /// Stores `object`. Nil when the same resourceVersion was there.
    @discardableResult
    package func apply(_ object: Object) -> Bool {
        change(object) != nil
    }

    func change(_ object: Object) -> Change? {
        let key = object.key
        return state.withLockedValue { state in
            let old = state.objects[key]?.object
            let version = object.metadata.resourceVersion
            if let old, !version.isEmpty, old.metadata.resourceVersion == version { return nil }
            if let old { unindex(old, key, &state) }
            state.malformed[key] = nil
            state.objects[key] = Box(object)
            index(object, key, &state)
            return Change(old: old, new: object)
        }
    }

    /// Remembers that `key` cannot be read; an older, readable state of it is dropped. False when that was known.
    func setMalformed(_ malformed: MalformedObject) -> Bool {
        let key = malformed.metadata.key
        return state.withLockedValue { state in
            if state.malformed[key] == malformed { return false }
            if let old = state.objects.removeValue(forKey: key)?.object { unindex(old, key, &state) }
            state.malformed[key] = malformed
            return true
        }
    }

    /// Drops `key`. Nil when it was not there.
    @discardableResult
    package func remove(_ key: ObjectKey) -> Object? {
        state.withLockedValue { state in
            state.malformed[key] = nil
            guard let old = state.objects.removeValue(forKey: key)?.object else { return nil }
            unindex(old, key, &state)
            return old
        }
    }

    /// The keys held that are not among `keys`.
    package func keys(notIn keys: Set<ObjectKey>) -> [ObjectKey] {
        state.withLockedValue { state in
            state.objects.keys.filter { !keys.contains($0) } + state.malformed.keys.filter { !keys.contains($0) }
        }
    }

    private func index(_ object: Object, _ key: ObjectKey, _ state: inout State) {
        for index in indexes {
            for value in index.values(object) {
                switch state.indexes[index.name]?[value] {
                case nil: state.indexes[index.name]?[value] = .one(key)
                case .one(key)?: break
                case .one(let other)?: state.indexes[index.name]?[value] = .many([other, key])
                case .many(var keys)?:
                    state.indexes[index.name]?[value] = nil  // gives up the reference: the set changes in place
                    keys.insert(key)
                    state.indexes[index.name]?[value] = .many(keys)
                }
            }
        }
    }

    private func unindex(_ object: Object, _ key: ObjectKey, _ state: inout State) {
        for index in indexes {
            for value in index.values(object) {
                switch state.indexes[index.name]?[value] {
                case .one(key)?: state.indexes[index.name]?[value] = nil
                case .many(var keys)?:
                    state.indexes[index.name]?[value] = nil
                    keys.remove(key)
                    if !keys.isEmpty { state.indexes[index.name]?[value] = .many(keys) }
                case .one?, nil: break
                }
            }
        }
    }
}
