package import KubeCore

/// The bounds in force at one moment: those of the first open window, or the policy's own.
package struct EffectiveBounds: Hashable, Sendable, Codable {
    package var min: Int32
    package var max: Int32
    /// The open window.
    package var window: String?
    /// Whether, and to what, the workload may go idle below `min`.
    package var zero: ScaleToZero?

    /// The fewest replicas of a workload that is not idle: at least 1 where idling is what takes it to 0.
    package var workingMin: Int32 { zero == nil ? min : Swift.max(1, min) }

    /// The bounds of `replicas` at `now`. A window that sets a minimum of at least 1 keeps the workload awake.
    package static func at(
        _ now: Timestamp, _ replicas: ReplicaBounds, timeZones: [String: TimeZoneRules]
    ) -> EffectiveBounds {
        let zero = replicas.zero ?? (replicas.min == 0 ? ScaleToZero() : nil)
        var bounds = EffectiveBounds(min: replicas.min, max: replicas.max, window: nil, zero: zero)
        guard let window = replicas.windows?.first(where: { $0.isOpen(at: now, timeZones: timeZones) }) else {
            return bounds
        }
        bounds.window = window.name
        bounds.max = window.max ?? replicas.max
        bounds.min = Swift.min(window.min ?? replicas.min, bounds.max)
        if let minimum = window.min, minimum > 0 { bounds.zero = nil }
        return bounds
    }

    package func clamped(_ replicas: Int32) -> Int32 {
        Swift.min(Swift.max(replicas, workingMin), Swift.max(max, workingMin))
    }
}

extension BoundsWindow {
    /// Whether the window is open, or opens within its lead.
    package func isOpen(at now: Timestamp, timeZones: [String: TimeZoneRules]) -> Bool {
        let early = now + (lead?.duration ?? .zero)
        if let interval { return interval.from <= early && now < interval.to }
        guard let schedule, let zone = timeZones[schedule.timeZone] else { return false }
        if schedule.isOpen(at: now, in: zone) == true { return true }
        return early > now && schedule.isOpen(at: early, in: zone) == true
    }
}
