package import KubeCore

/// How few and how many replicas are allowed, and when.
package struct ReplicaBounds: Hashable, Sendable, Codable {
    package enum OnDelete: String, Hashable, Sendable, Codable, CaseIterable {
        case keep = "Keep"
        case restore = "Restore"
        case min = "Min"
    }

    package var min: Int32
    package var max: Int32
    package var onDelete: OnDelete
    /// The first window that is open overrides the bounds above.
    package var windows: [BoundsWindow]?
    package var zero: ScaleToZero?

    package init(min: Int32 = 1, max: Int32, zero: ScaleToZero? = nil) {
        self.min = min
        self.max = max
        self.zero = zero
        onDelete = .keep
    }
}

/// Other bounds for a part of the week, or between two moments.
package struct BoundsWindow: Hashable, Sendable, Codable {
    package var name: String
    /// Exactly one of `schedule` and `interval`.
    package var schedule: CronSchedule?
    package var interval: MomentInterval?
    package var min: Int32?
    package var max: Int32?
    /// Opens the window so much earlier.
    package var lead: Interval?
}

/// Open from each time `start` matches until `end` next matches.
package struct CronSchedule: Hashable, Sendable, Codable {
    /// Five fields: minute, hour, day of month, month, day of week.
    package var start: String
    package var end: String
    /// An IANA name such as Europe/Berlin.
    package var timeZone: String

    package init(start: String, end: String, timeZone: String) {
        self.start = start
        self.end = end
        self.timeZone = timeZone
    }
}

/// Open from one moment until another.
package struct MomentInterval: Hashable, Sendable, Codable {
    package var from: Timestamp
    package var to: Timestamp
}

/// When and how a workload may go below its working minimum.
package struct ScaleToZero: Hashable, Sendable, Codable {
    package enum Descent: String, Hashable, Sendable, Codable, CaseIterable {
        /// Step by step under `behavior.scaleDown`.
        case behavior = "Behavior"
        /// In one write.
        case jump = "Jump"
    }

    /// All triggers must have been inactive so long.
    package var after: Interval
    /// Counted from the policy's creation when no trigger was ever active.
    package var initialDelay: Interval
    /// The idle count, usually 0.
    package var to: Int32
    package var descend: Descent

    package init(
        after: Interval = Interval(seconds: 300), initialDelay: Interval = Interval(seconds: 0), to: Int32 = 0,
        descend: Descent = .behavior
    ) {
        self.after = after
        self.initialDelay = initialDelay
        self.to = to
        self.descend = descend
    }
}
