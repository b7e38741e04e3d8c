/// Lets a bounded number of requests run per endpoint; the rest wait in order. Pure.
struct RequestAdmission<Endpoint: Hashable>: Sendable where Endpoint: Sendable {
    private struct Line {
        var running: Set<UInt64> = []
        var waiting: [UInt64] = []
        /// How many of `waiting` are gone; cut off now and then, so that taking the first is cheap.
        var taken = 0

        mutating func popFirst() -> UInt64? {
            guard taken < waiting.count else { return nil }
            let id = waiting[taken]
            taken += 1
            if taken > 64, taken * 2 > waiting.count {
                waiting.removeFirst(taken)
                taken = 0
            }
            return id
        }
    }

    private let limit: Int
    private var lines: [Endpoint: Line] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// True when the request may begin; else `finished` will name it later.
    mutating func admit(_ id: UInt64, of endpoint: Endpoint) -> Bool {
        var line = lines.removeValue(forKey: endpoint) ?? Line()
        defer { lines[endpoint] = line }
        if line.running.count < limit {
            line.running.insert(id)
            return true
        }
        line.waiting.append(id)
        return false
    }

    /// The request is over, whether it had begun or not; the one that may begin now. That one may itself be over
    /// already: then tell so, and the next is named.
    mutating func finished(_ id: UInt64, of endpoint: Endpoint) -> UInt64? {
        guard var line = lines.removeValue(forKey: endpoint) else { return nil }
        defer { if !line.running.isEmpty || line.taken < line.waiting.count { lines[endpoint] = line } }
        guard line.running.remove(id) != nil, let next = line.popFirst() else { return nil }
        line.running.insert(next)
        return next
    }
}
