import DequeModule
import KubeCore
import NIOConcurrencyHelpers

/// Every object of the control plane under one rising revision, as etcd keeps them for kube-apiserver.
///
/// Reads and writes hold one lock for as long as a look-up or an array copy takes; what is written is decided outside,
/// and a write names the revision it was decided on.
final class ObjectStore: Sendable {
    /// What must be true of the stored object for a write to happen.
    enum Expectation: Hashable, Sendable {
        case absent
        case revision(Int64)
    }

    enum Refusal: Error, Hashable, Sendable {
        case exists
        case missing
        /// Somebody else wrote first.
        case changed
    }

    struct Snapshot: Sendable {
        let objects: [StoredObject]
        let revision: Int64
    }

    private struct State: Sendable {
        var revision: Int64
        var tables: [GroupResource: ObjectTable] = [:]
        var waiters: [GroupResource: [UInt64: Waiter]] = [:]
        var nextWaiter: UInt64 = 0
        /// Nothing up to here is in any log: the history before the process began, or before a compaction.
        var forgotten: Int64
        var journal: (any StoreJournal)?
    }

    /// A watch that has read all there is.
    private struct Waiter: Sendable {
        let isWanted: @Sendable (StoreEvent) -> Bool
        let continuation: CheckedContinuation<Int64, Never>
        /// Nothing up to here was wanted; keeps a quiet watch from falling out of the log.
        var passed: Int64

        func resume() { continuation.resume(returning: passed) }
    }

    private let state: NIOLockedValueBox<State>
    private let window: Int

    /// A store whose next write gets revision `revision + 1`.
    init(window: Int, revision: Int64 = 1) {
        self.window = window
        state = NIOLockedValueBox(State(revision: revision, forgotten: revision))
    }

    var revision: Int64 { state.withLockedValue { $0.revision } }

    // MARK: Reading

    func object(_ resource: GroupResource, _ key: ObjectKey) -> StoredObject? {
        state.withLockedValue { $0.tables[resource]?.objects[key] }
    }

    func list(_ resource: GroupResource, namespace: String?) -> Snapshot {
        state.withLockedValue { state in
            Snapshot(objects: state.tables[resource]?.list(namespace: namespace) ?? [], revision: state.revision)
        }
    }

    /// The objects as they were at an earlier revision; nil when that is forgotten.
    func list(_ resource: GroupResource, namespace: String?, at revision: Int64) -> [StoredObject]? {
        state.withLockedValue { state in
            guard let table = state.tables[resource] else { return [] }
            return table.list(namespace: namespace, at: revision)
        }
    }

    func count(_ resource: GroupResource) -> Int {
        state.withLockedValue { $0.tables[resource]?.objects.count ?? 0 }
    }

    /// Every resource that ever held an object.
    var resources: [GroupResource] {
        state.withLockedValue { Array($0.tables.keys) }
    }

    // MARK: Writing

    /// Stores `value` with its new resourceVersion when the expectation holds.
    func put(
        _ resource: GroupResource, _ key: ObjectKey, _ value: JSONValue, expecting expectation: Expectation
    ) throws(Refusal) -> StoredObject {
        try write(resource, key, value, expecting: expectation, isDeletion: false)
    }

    /// Removes the object; returns its last state, `value` with the deletion's resourceVersion.
    func remove(
        _ resource: GroupResource, _ key: ObjectKey, last value: JSONValue, at revision: Int64
    ) throws(Refusal) -> StoredObject {
        try write(resource, key, value, expecting: .revision(revision), isDeletion: true)
    }

    private func write(
        _ resource: GroupResource, _ key: ObjectKey, _ value: JSONValue, expecting expectation: Expectation,
        isDeletion: Bool
    ) throws(Refusal) -> StoredObject {
        let outcome = state.withLockedValue { state -> Result<(StoredObject, [Waiter]), Refusal> in
            let old = state.tables[resource]?.objects[key]
            switch (expectation, old) {
            case (.absent, .some): return .failure(.exists)
            case (.revision, nil): return .failure(.missing)
            case (.revision(let expected), let old?) where old.revision != expected: return .failure(.changed)
            default: break
            }
            state.revision += 1
            var value = value
            value.setResourceVersion(state.revision)
            let object = StoredObject(key: key, revision: state.revision, value: value)
            let event = StoreEvent(
                kind: isDeletion ? .deleted : old == nil ? .added : .modified, object: object, old: old)
            state.journal?.append(event, resource: resource)
            state.tables[resource, default: ObjectTable(compactedRevision: state.forgotten, window: window)]
                .record(event)
            return .success((object, Self.takeWaiters(of: event, resource: resource, from: &state)))
        }
        let (object, awakened) = try outcome.get()
        for waiter in awakened { waiter.resume() }
        return object
    }

    private static func takeWaiters(
        of event: StoreEvent, resource: GroupResource, from state: inout State
    ) -> [Waiter] {
        guard let waiting = state.waiters[resource], !waiting.isEmpty else { return [] }
        var awakened: [Waiter] = []
        for (id, waiter) in waiting {
            if waiter.isWanted(event) {
                awakened.append(waiter)
                state.waiters[resource]?[id] = nil
            } else {
                state.waiters[resource]?[id]?.passed = event.revision
            }
        }
        return awakened
    }

    /// Forgets the history of every resource up to now, as etcd's compaction does.
    func compact() {
        state.withLockedValue { state in
            state.forgotten = state.revision
            for resource in state.tables.keys { state.tables[resource]?.compact(to: state.revision) }
        }
    }

    // MARK: Watching

    enum Batch: Sendable {
        /// In order; empty when there is nothing new up to `revision`.
        case events([StoreEvent], upTo: Int64)
        /// The log no longer reaches back to the reader's place; the oldest revision it can give is named.
        case tooOld(oldest: Int64)
    }

    /// The writes after `revision`, at most `limit`.
    func events(_ resource: GroupResource, after revision: Int64, limit: Int = 256) -> Batch {
        state.withLockedValue { state in
            guard let table = state.tables[resource] else { return .events([], upTo: state.revision) }
            guard let events = table.events(after: revision, limit: limit) else {
                return .tooOld(oldest: table.compactedRevision)
            }
            let isComplete = events.count < limit
            return .events(events, upTo: isComplete ? state.revision : events.last?.revision ?? state.revision)
        }
    }

    /// Waits until an event after `revision` may be there that `isWanted`, or the task is cancelled; returns the revision
    /// up to which nothing wanted happened.
    func waitForEvent(
        _ resource: GroupResource, after revision: Int64, isWanted: @escaping @Sendable (StoreEvent) -> Bool
    ) async -> Int64 {
        let id = state.withLockedValue { state -> UInt64 in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(isWanted: isWanted, continuation: continuation, passed: revision)
                let isRegistered = state.withLockedValue { state -> Bool in
                    if let newest = state.tables[resource]?.log.last, newest.revision > revision { return false }
                    if Task.isCancelled { return false }
                    state.waiters[resource, default: [:]][id] = waiter
                    return true
                }
                if !isRegistered { waiter.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters[resource]?.removeValue(forKey: id) }?.resume()
        }
    }

    // MARK: Persistence

    /// Puts objects of a file back; the store is still private to its maker.
    func restore(_ records: [RestoredObject], revision: Int64) {
        state.withLockedValue { state in
            state.revision = max(state.revision, revision)
            state.forgotten = state.revision
            for record in records {
                let empty = ObjectTable(compactedRevision: state.forgotten, window: window)
                state.tables[record.resource, default: empty].restore(record.object, at: record.object.key)
            }
        }
    }

    /// From now on every write goes to `journal` before it can be seen.
    func attach(_ journal: any StoreJournal) {
        state.withLockedValue { $0.journal = journal }
    }

    /// Everything there is, for writing a snapshot; `mark` is called before any later write.
    func everything(mark: () -> Void = {}) -> (records: [RestoredObject], revision: Int64) {
        state.withLockedValue { state in
            mark()
            let records = state.tables.flatMap { resource, table in
                table.list(namespace: nil).map { RestoredObject(resource: resource, object: $0) }
            }
            return (records, state.revision)
        }
    }
}

/// An object read back from a file, or about to be written to one.
struct RestoredObject: Sendable {
    let resource: GroupResource
    let object: StoredObject
}

/// Where writes are kept so that they survive the process.
protocol StoreJournal: Sendable {
    /// Called under the store's lock, in order of revision: must only hand the bytes on.
    func append(_ event: StoreEvent, resource: GroupResource)
}

extension JSONValue {
    /// Sets `metadata.resourceVersion`.
    mutating func setResourceVersion(_ revision: Int64) {
        modifyMetadata { $0["resourceVersion"] = .string(String(revision)) }
    }
}

extension JSONObject {
    /// Sets a list, or removes the member when the list is empty.
    mutating func setList(_ name: String, _ list: [JSONValue]) {
        removeValue(forKey: name)
        if !list.isEmpty { self[name] = .array(list) }
    }
}
