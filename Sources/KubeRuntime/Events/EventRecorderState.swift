import DequeModule
package import KubeCore

/// The decisions of an event recorder: which events are written, which are counted into a series, which are dropped.
///
/// The first event of a kind (same object, reason, action, note) is created; from the second on it is a series of the
/// same Event, whose count is written at once the first time and then at most every `heartbeat`. A series that rests
/// for `seriesLifetime` ends. Per object and in all, new events are limited in rate; nothing here grows without bound.
///
/// Source: KEP-383 (new event API), client-go tools/events and the spam filter of tools/record.
package struct EventRecorderState: Sendable {
    package struct Configuration: Hashable, Sendable {
        package var maximumPending = 1000
        package var maximumSeries = 4096
        /// New events of one object: a burst, then one per five minutes (client-go's spam filter).
        package var objectBurst = 25.0
        package var objectRate = 1.0 / 300
        /// Writes of all objects together, per second.
        package var rate = 10.0
        package var burst = 100.0
        package var heartbeat = Duration.seconds(60)
        package var seriesLifetime = Duration.seconds(360)
        package var maximumAttempts = 3

        package init() {}
    }

    /// What makes two events one series.
    package struct SeriesKey: Hashable, Sendable {
        let event: PlannedEvent

        init(_ event: PlannedEvent) {
            var event = event
            event.regarding.resourceVersion = ""
            event.related?.resourceVersion = ""
            self.event = event
        }
    }

    package enum Write: Hashable, Sendable {
        case create(PlannedEvent, name: String, at: Timestamp)
        case series(ObjectKey, count: Int64, lastObserved: Timestamp)
    }

    package enum Next: Hashable, Sendable {
        case write(SeriesKey, Write)
        case wait(until: Duration?)
    }

    private struct Series {
        let event: PlannedEvent
        let name: String
        let firstSeen: Timestamp
        var lastObserved: Timestamp
        var lastSeenAt: Duration
        var count: Int64 = 1
        var writtenCount: Int64 = 0
        var lastWriteAt: Duration?
        var attempts = 0
        var isPending = false
    }

    private let configuration: Configuration
    private var series: [SeriesKey: Series] = [:]
    private var pending: Deque<SeriesKey> = []
    private var limiter: TokenBucket
    private var objectLimiters: [String: TokenBucket] = [:]
    private var nextSweepAt: Duration
    private var serial: UInt64 = 0

    package init(configuration: Configuration = Configuration(), now: Duration) {
        self.configuration = configuration
        limiter = TokenBucket(rate: configuration.rate, burst: configuration.burst, now: now)
        nextSweepAt = now
    }

    package var pendingCount: Int { pending.count }
    package var seriesCount: Int { series.count }

    /// Takes an event in; false when it is dropped.
    package mutating func record(_ event: PlannedEvent, now: Duration, wallTime: Timestamp) -> Bool {
        let key = SeriesKey(event)
        if series[key] != nil {
            series[key]?.count += 1
            series[key]?.lastObserved = wallTime
            series[key]?.lastSeenAt = now
            enqueueIfDue(key, now: now)
            return true
        }
        guard pending.count < configuration.maximumPending, makeRoom(now), allow(event.regarding, now: now) else {
            return false
        }
        serial += 1
        series[key] = Series(
            event: event, name: name(event.regarding.key.name, wallTime), firstSeen: wallTime, lastObserved: wallTime,
            lastSeenAt: now, isPending: true)
        pending.append(key)
        return true
    }

    /// The object's name, cut so that the whole is a valid name, and what makes it unique.
    private func name(_ object: String, _ wallTime: Timestamp) -> String {
        let nanoseconds = wallTime.seconds &* 1_000_000_000 &+ Int64(wallTime.nanoseconds)
        let suffix = String(UInt64(bitPattern: nanoseconds &+ Int64(truncatingIfNeeded: serial)), radix: 16)
        var kept = object.prefix(253 - 1 - suffix.utf8.count)
        // Before a dot a name must end in a letter or digit.
        while let last = kept.last, last == "-" || last == "." { kept.removeLast() }
        return "\(kept).\(suffix)"
    }

    private mutating func allow(_ object: ObjectReference, now: Duration) -> Bool {
        let id = object.uid.isEmpty ? "\(object.kind.kind) \(object.key)" : object.uid
        var bucket =
            objectLimiters[id]
            ?? TokenBucket(rate: configuration.objectRate, burst: configuration.objectBurst, now: now)
        defer { objectLimiters[id] = bucket }
        return bucket.take(now: now)
    }

    private mutating func makeRoom(_ now: Duration) -> Bool {
        if series.count >= configuration.maximumSeries || objectLimiters.count >= configuration.maximumSeries {
            sweep(now)
        }
        return series.count < configuration.maximumSeries && objectLimiters.count < configuration.maximumSeries
    }

    private mutating func enqueueIfDue(_ key: SeriesKey, now: Duration) {
        guard let entry = series[key], !entry.isPending, entry.count > entry.writtenCount else { return }
        let isFirstOfSeries = entry.writtenCount == 1
        let rested = entry.lastWriteAt.map { now - $0 >= configuration.heartbeat } ?? true
        guard isFirstOfSeries || rested else { return }
        series[key]?.isPending = true
        pending.append(key)
    }

    /// The next write; `didWrite` or `failed` must tell what came of it.
    package mutating func next(now: Duration) -> Next {
        if now >= nextSweepAt {
            for key in series.keys { enqueueIfDue(key, now: now) }
            sweep(now)
            nextSweepAt = now + configuration.heartbeat
        }
        // An event that was dropped while it waited takes nobody's turn.
        while let key = pending.first, series[key] == nil { pending.removeFirst() }
        guard let key = pending.first, var entry = series[key] else {
            return .wait(until: series.isEmpty ? nil : nextSweepAt)
        }
        guard limiter.take(now: now) else { return .wait(until: now + .seconds(1 / configuration.rate)) }
        pending.removeFirst()
        entry.isPending = false
        defer { series[key] = entry }
        if entry.writtenCount == 0 {
            entry.writtenCount = 1
            return .write(key, .create(entry.event, name: entry.name, at: entry.firstSeen))
        }
        entry.writtenCount = entry.count
        let object = ObjectKey(namespace: Self.namespace(entry.event), name: entry.name)
        return .write(key, .series(object, count: entry.count, lastObserved: entry.lastObserved))
    }

    package mutating func didWrite(_ key: SeriesKey, now: Duration) {
        series[key]?.lastWriteAt = now
        series[key]?.attempts = 0
        enqueueIfDue(key, now: now)
    }

    /// The write failed. True when it is tried again; else the event is dropped.
    package mutating func failed(_ key: SeriesKey, _ write: Write, isFinal: Bool, now: Duration) -> Bool {
        guard var entry = series[key] else { return false }
        entry.attempts += 1
        guard !isFinal, entry.attempts < configuration.maximumAttempts else {
            series[key] = nil  // the next event of the kind is a new one
            return false
        }
        if case .create = write { entry.writtenCount = 0 } else { entry.writtenCount = entry.count - 1 }
        if !entry.isPending {
            entry.isPending = true
            pending.append(key)
        }
        series[key] = entry
        return true
    }

    /// Ends series that rest, and forgets objects about which a new bucket would say the same.
    private mutating func sweep(_ now: Duration) {
        series = series.filter { _, entry in
            entry.isPending || entry.count > entry.writtenCount
                || now - entry.lastSeenAt < configuration.seriesLifetime
        }
        objectLimiters = objectLimiters.filter { !$0.value.isFull(now: now) }
    }

    /// Where an event lives: events of cluster-scoped objects are kept in `default`.
    package static func namespace(_ event: PlannedEvent) -> String {
        event.regarding.key.namespace.isEmpty ? "default" : event.regarding.key.namespace
    }
}
