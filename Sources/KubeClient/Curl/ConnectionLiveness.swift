/// Tells connections that are dead from requests that are slow; pure.
///
/// A peer that vanishes without a word, or is stopped, leaves a connection that takes requests and answers none. With
/// HTTP/2 such a connection would be given every further request, because a request that is given up does not close it.
/// A connection is taken for dead when a request on it was given up, and nothing at all came by it for `silence` since
/// the first request that went unanswered.
struct ConnectionLiveness: Sendable {
    private struct Record {
        var heardAt: UInt64 = 0
        /// When the first request was sent that was given up, with nothing heard since.
        var unansweredSince: UInt64?
    }

    /// Nanoseconds.
    private let silence: UInt64
    private var records: [Int: Record] = [:]
    /// Beyond this many the oldest records are forgotten: a process has far fewer connections.
    private static let capacity = 2048

    init(silence: UInt64) {
        self.silence = silence
    }

    var count: Int { records.count }

    /// Something arrived by `connection`. Times are nanoseconds of the monotonic clock.
    mutating func heard(_ connection: Int, at time: UInt64) {
        guard connection > 0, time > 0 else { return }
        if records.count >= Self.capacity, records[connection] == nil { forgetOldest() }
        var record = records[connection] ?? Record()
        record.heardAt = max(record.heardAt, time)
        if let since = record.unansweredSince, since < record.heardAt { record.unansweredSince = nil }
        records[connection] = record
    }

    /// A request on `connection`, unanswered since `since`, is given up at `now`. True when the connection is dead; then
    /// it is forgotten.
    mutating func isDead(_ connection: Int, since: UInt64, now: UInt64) -> Bool {
        guard connection > 0 else { return false }
        var record = records[connection] ?? Record()
        guard record.heardAt <= since else { return false }
        let first = min(record.unansweredSince ?? since, since)
        guard now >= first + silence else {
            record.unansweredSince = first
            records[connection] = record
            return false
        }
        records[connection] = nil
        return true
    }

    private mutating func forgetOldest() {
        let times = records.values.map(\.heardAt).sorted()
        let middle = times[times.count / 2]
        records = records.filter { $0.value.heardAt > middle }
    }
}
