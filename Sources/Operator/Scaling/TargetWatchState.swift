import KubeCore
import KubeRuntime

/// What is known of the objects of one target kind, and which of their changes matter to who scales them.
///
/// Only existence and generation are kept: a count or a template that changed by hand shows in the generation, and what
/// a kind's own controller reports in its status does not wake anybody.
struct TargetWatchState: Hashable, Sendable {
    private var generations: [ObjectKey: Int64] = [:]
    /// Until the first complete list nothing is a change: readers wait for it before they read.
    private var isListed = false
    /// Requests have failed since the last complete list or watch event: readers went on without a watch.
    private var wasInterrupted = false

    /// Whether a read of the kind from now on is followed by every change after it, or no such watch can be had now.
    var isSettled: Bool { isListed || wasInterrupted }

    /// Objects as they are now; answers those whose change matters.
    mutating func applied(_ objects: [JSONValue]) -> [ObjectKey] {
        var changed: [ObjectKey] = []
        for object in objects {
            guard let key = Reflector.key(object) else { continue }
            let generation = object[path: "metadata", "generation"]?.int64Value ?? 0
            let before = generations.updateValue(generation, forKey: key)
            if before != generation, isSettled { changed.append(key) }
        }
        return changed
    }

    mutating func removed(_ object: JSONValue) -> [ObjectKey] {
        guard let key = Reflector.key(object), generations.removeValue(forKey: key) != nil else { return [] }
        return [key]
    }

    /// A list is complete: whatever is not in it has gone.
    mutating func listed(_ keys: Set<ObjectKey>) -> [ObjectKey] {
        let gone = generations.keys.filter { !keys.contains($0) }
        for key in gone { generations[key] = nil }
        isListed = true
        wasInterrupted = false
        return gone
    }

    /// A request failed. A kind that is no longer served has no objects.
    mutating func failed(isNotServed: Bool) -> [ObjectKey] {
        wasInterrupted = true
        guard isNotServed else { return [] }
        defer { generations = [:] }
        return Array(generations.keys)
    }
}
