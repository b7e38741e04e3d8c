import KubeCore

/// Turns announcements into Event objects as controllers' recorders do: repeated ones are counted, many similar ones
/// combined, floods dropped.
///
/// Source: Kubernetes documentation, "Event v1 core"; the limits are client-go's defaults (`tools/record`): ten similar
/// within ten minutes are combined; 25 at once and one more every five minutes for each object and source.
struct EventCorrelator: Sendable {
    enum Outcome: Hashable, Sendable {
        case create(JSONValue)
        /// The event of this key has happened again: its count, message and last time.
        case `repeat`(ObjectKey, count: Int, message: String)
        case drop
    }

    private struct Similar: Sendable {
        var messages: Set<String> = []
        var last: Timestamp
    }

    private struct Known: Sendable {
        var key: ObjectKey
        var count: Int
    }

    private struct Bucket: Sendable {
        var tokens: Double
        var last: Timestamp
    }

    private struct Subject: Hashable, Sendable {
        var uid: String
        var component: String
        var isWarning = false
        var reason = ""
        var message = ""
    }

    private var similar: [Subject: Similar] = [:]
    private var known: [Subject: Known] = [:]
    private var buckets: [Subject: Bucket] = [:]
    private var sequence: Int64 = 0

    private static let similarLimit = 10
    private static let similarWindow = Duration.seconds(600)
    private static let burst = 25.0
    private static let refillSeconds = 300.0
    /// As client-go's caches; forgetting costs a second Event object instead of a higher count.
    private static let cacheLimit = 4096

    mutating func outcome(of announcement: Announcement, now: Timestamp) -> Outcome {
        bound()
        let meta = announcement.about.simulatedMeta
        guard takeToken(Subject(uid: meta.uid, component: announcement.component), now) else { return .drop }
        let group = Subject(
            uid: meta.uid, component: announcement.component, isWarning: announcement.isWarning,
            reason: announcement.reason)
        var entry = similar[group] ?? Similar(last: now)
        if now - entry.last > Self.similarWindow { entry.messages = [] }
        entry.last = now
        entry.messages.insert(announcement.message)
        var subject = group
        var message = announcement.message
        if entry.messages.count < Self.similarLimit {
            subject.message = message
        } else {
            entry.messages.removeFirst()
            message = "(combined from similar events): \(message)"
        }
        similar[group] = entry
        if var before = known[subject] {
            before.count += 1
            known[subject] = before
            return .repeat(before.key, count: before.count, message: message)
        }
        let event = object(announcement, message, now)
        known[subject] = Known(key: event.simulatedMeta.key, count: 1)
        return .create(event)
    }

    /// The Event object is gone: the next one is made anew.
    mutating func forget(_ key: ObjectKey) {
        known = known.filter { $0.value.key != key }
    }

    private mutating func bound() {
        if similar.count > Self.cacheLimit { similar = [:] }
        if known.count > Self.cacheLimit { known = [:] }
        if buckets.count > Self.cacheLimit { buckets = [:] }
    }

    private mutating func takeToken(_ subject: Subject, _ now: Timestamp) -> Bool {
        var bucket = buckets[subject] ?? Bucket(tokens: Self.burst, last: now)
        let elapsed = Double((now - bucket.last).components.seconds)
        bucket.tokens = min(Self.burst, bucket.tokens + elapsed / Self.refillSeconds)
        bucket.last = now
        defer { buckets[subject] = bucket }
        guard bucket.tokens >= 1 else { return false }
        bucket.tokens -= 1
        return true
    }

    private mutating func object(_ announcement: Announcement, _ message: String, _ now: Timestamp) -> JSONValue {
        let about = announcement.about
        let meta = about.simulatedMeta
        let namespace = meta.namespace.isEmpty ? "default" : meta.namespace
        sequence += 1
        // Upstream takes the nanoseconds of the moment; the sequence keeps names apart on a coarse clock.
        let stamp = now.seconds &* 1_000_000_000 &+ Int64(now.nanoseconds) &+ sequence
        let time = JSONValue.string(now.rfc3339)
        return [
            "kind": "Event", "apiVersion": "v1",
            "metadata": [
                "name": .string("\(meta.name).\(String(stamp, radix: 16))"), "namespace": .string(namespace),
            ],
            "involvedObject": [
                "kind": about["kind"] ?? "", "namespace": .string(meta.namespace), "name": .string(meta.name),
                "uid": .string(meta.uid), "apiVersion": about["apiVersion"] ?? "",
                "resourceVersion": .string(meta.resourceVersion),
            ],
            "reason": .string(announcement.reason), "message": .string(message),
            "source": ["component": .string(announcement.component)], "firstTimestamp": time, "lastTimestamp": time,
            "count": 1, "type": .string(announcement.isWarning ? "Warning" : "Normal"), "eventTime": nil,
            "reportingComponent": .string(announcement.component), "reportingInstance": "",
        ]
    }
}
