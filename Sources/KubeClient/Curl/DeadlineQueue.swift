/// Transfers ordered by when they must be looked at; pure.
///
/// A binary heap. Entries are not removed when a transfer ends: the owner finds out when the entry comes due, and
/// drops it. An entry is put back with a later time when the transfer was active meanwhile, so that activity itself
/// costs nothing.
struct DeadlineQueue: Sendable {
    struct Entry: Hashable, Sendable {
        /// Nanoseconds of the monotonic clock.
        let due: UInt64
        let id: UInt64
    }

    private var heap: [Entry] = []

    var count: Int { heap.count }
    /// The earliest time at which something is due.
    var nextDue: UInt64? { heap.first?.due }

    mutating func insert(_ id: UInt64, due: UInt64) {
        heap.append(Entry(due: due, id: id))
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].due < heap[parent].due else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    /// The earliest entry, removed, when it is due at `now`.
    mutating func popDue(at now: UInt64) -> UInt64? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return first.id
    }

    /// Drops the entries of transfers that are gone. Cost: linear in the entries and their logarithm.
    mutating func remove(where isGone: (UInt64) -> Bool) {
        let kept = heap.filter { !isGone($0.id) }
        heap = []
        for entry in kept { insert(entry.id, due: entry.due) }
    }

    private mutating func siftDown() {
        var index = 0
        while true {
            let left = 2 * index + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && heap[right].due < heap[left].due ? right : left
            guard heap[child].due < heap[index].due else { return }
            heap.swapAt(index, child)
            index = child
        }
    }
}
