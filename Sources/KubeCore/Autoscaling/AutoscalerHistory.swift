/// What the autoscaler must remember between two passes.
package struct AutoscalerHistory: Hashable, Sendable, Codable {
    /// A replica count that was recommended before it was stabilised.
    package struct Recommendation: Hashable, Sendable, Codable {
        package var replicas: Int32
        package var time: Timestamp

        package init(replicas: Int32, time: Timestamp) {
            self.replicas = replicas
            self.time = time
        }
    }

    /// A change that was written.
    package struct ScaleEvent: Hashable, Sendable, Codable {
        /// Pods added or removed: more than 0.
        package var change: Int32
        package var time: Timestamp
        /// Older than the longest policy: its place is free.
        package var isOutdated: Bool

        package init(change: Int32, time: Timestamp, isOutdated: Bool = false) {
            self.change = change
            self.time = time
            self.isOutdated = isOutdated
        }
    }

    /// In the order of their places; an expired place is used again. Nil before the first pass.
    package var recommendations: [Recommendation]?
    package var scaleUps: [ScaleEvent]
    package var scaleDowns: [ScaleEvent]

    package init(
        recommendations: [Recommendation]? = nil, scaleUps: [ScaleEvent] = [], scaleDowns: [ScaleEvent] = []
    ) {
        self.recommendations = recommendations
        self.scaleUps = scaleUps
        self.scaleDowns = scaleDowns
    }

    /// The current count counts as recommended when there is no history: a new controller does not scale down at once.
    package mutating func begin(currentReplicas: Int32, now: Timestamp) {
        if recommendations == nil { recommendations = [Recommendation(replicas: currentReplicas, time: now)] }
    }

    /// Records `replicas` in the place `index`, or in a new one.
    package mutating func record(_ replicas: Int32, now: Timestamp, inPlaceOf index: Int?) {
        let entry = Recommendation(replicas: replicas, time: now)
        var entries = recommendations ?? []
        recommendations = nil  // gives up this reference, so that the array is changed in place
        if let index { entries[index] = entry } else { entries.append(entry) }
        recommendations = entries
    }

    /// Records a change that was written, when there is a behavior to limit by it.
    package mutating func record(from previous: Int32, to new: Int32, behavior: AutoscalerBehavior?, now: Timestamp) {
        guard let behavior else { return }
        if new > previous {
            Self.store(new - previous, in: &scaleUps, rules: behavior.scaleUp, now: now)
        } else {
            Self.store(previous - new, in: &scaleDowns, rules: behavior.scaleDown, now: now)
        }
    }

    /// Stores `change` in `events`: in the last place that the longest policy no longer looks at, or in a new one.
    package static func store(_ change: Int32, in events: inout [ScaleEvent], rules: AutoscalerRules, now: Timestamp) {
        let longest = rules.policies.map(\.periodSeconds).max() ?? 0
        let cutoff = now - .seconds(Int64(longest))
        for index in events.indices where events[index].time < cutoff { events[index].isOutdated = true }
        let event = ScaleEvent(change: change, time: now)
        if let free = events.lastIndex(where: \.isOutdated) {
            events[free] = event
        } else {
            events.append(event)
        }
    }

    /// The sum of the changes less than `seconds` old.
    package static func change(in seconds: Int32, of events: [ScaleEvent], now: Timestamp) -> Int64 {
        let cutoff = now - .seconds(Int64(seconds))
        return events.reduce(0) { $1.time > cutoff ? $0 + Int64($1.change) : $0 }
    }
}
