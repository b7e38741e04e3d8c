package import KubeCore

extension CronSchedule {
    /// Whether the window is open: it closes before it opens again.
    ///
    /// Nil when an expression is malformed, which validation refuses.
    package func isOpen(at now: Timestamp, in zone: TimeZoneRules) -> Bool? {
        guard let start = try? CronExpression(start), let end = try? CronExpression(end) else { return nil }
        guard let opens = start.next(after: now, in: zone), let closes = end.next(after: now, in: zone) else {
            return false
        }
        return closes <= opens
    }
}
