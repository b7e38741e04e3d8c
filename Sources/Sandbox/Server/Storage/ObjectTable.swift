import DequeModule
import KubeCore

/// All objects of one resource in key order, and the latest writes to them.
struct ObjectTable: Sendable {
    private(set) var objects: [ObjectKey: StoredObject] = [:]
    /// Sorted; kept beside the dictionary because lists and pages read in order.
    private(set) var order: [ObjectKey] = []
    /// Rising revisions.
    private(set) var log: Deque<StoreEvent> = []
    /// Writes up to this revision can no longer be read from the log.
    private(set) var compactedRevision: Int64
    private let window: Int

    init(compactedRevision: Int64, window: Int) {
        self.compactedRevision = compactedRevision
        self.window = window
    }

    /// Puts the new state in place and appends to the log. The caller has checked every precondition.
    mutating func record(_ event: StoreEvent) {
        restore(event.kind == .deleted ? nil : event.object, at: event.object.key)
        log.append(event)
        if log.count > window { discardOldest() }
    }

    /// Sets or removes an object without logging, as when a file is read back.
    mutating func restore(_ object: StoredObject?, at key: ObjectKey) {
        if let object {
            if objects.updateValue(object, forKey: key) == nil { order.insert(key, at: firstIndex(notBefore: key)) }
        } else if objects.removeValue(forKey: key) != nil {
            order.remove(at: firstIndex(notBefore: key))
        }
    }

    private mutating func discardOldest() {
        if let first = log.popFirst() { compactedRevision = first.revision }
    }

    /// Forgets all writes up to `revision`.
    mutating func compact(to revision: Int64) {
        while let first = log.first, first.revision <= revision { log.removeFirst() }
        compactedRevision = max(compactedRevision, revision)
    }

    /// The first place whose key is not before `key`. Cost: logarithmic.
    func firstIndex(notBefore key: ObjectKey) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if order[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The objects in order; of one namespace when given.
    func list(namespace: String?) -> [StoredObject] {
        guard let namespace else { return order.compactMap { objects[$0] } }
        var result: [StoredObject] = []
        var index = firstIndex(notBefore: ObjectKey(namespace: namespace, name: ""))
        while index < order.count, order[index].namespace == namespace {
            if let object = objects[order[index]] { result.append(object) }
            index += 1
        }
        return result
    }

    /// The objects as they were after `revision`, in order; nil when the log no longer reaches back that far.
    ///
    /// Cost: the list, plus the writes since then.
    func list(namespace: String?, at revision: Int64) -> [StoredObject]? {
        guard revision >= compactedRevision else { return nil }
        guard let newest = log.last, newest.revision > revision else { return list(namespace: namespace) }
        var changed: [ObjectKey: StoredObject?] = [:]
        for event in log.reversed() {
            guard event.revision > revision else { break }
            changed[event.object.key] = .some(event.old)
        }
        var past = list(namespace: namespace).filter { changed[$0.key] == nil }
        past += changed.values.compactMap { $0 }.filter { namespace == nil || $0.key.namespace == namespace }
        return past.sorted { $0.key < $1.key }
    }

    /// The writes after `revision`, oldest first, at most `limit`; nil when some of them are forgotten.
    func events(after revision: Int64, limit: Int) -> [StoreEvent]? {
        guard revision >= compactedRevision else { return nil }
        var low = log.startIndex
        var high = log.endIndex
        while low < high {
            let middle = (low + high) / 2
            if log[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return Array(log[low..<min(log.endIndex, low + limit)])
    }
}
