package import KubeCore

/// What is to be done about one ScalingPolicy now; performed by the reconciler through the Applier.
package struct ScalingPlan: Codable, Hashable, Sendable {
    /// In order: what the status tells of comes before the status.
    package var actions: [WriteAction]
    /// When to look again if nothing changes; nil when only a change can make a difference.
    package var requeueAfter: Duration?
    /// One line for the log when the plan changes something: `checkout: 14 -> 22, qps 20450 / 1000 per pod`.
    package var summary: String?

    package init(actions: [WriteAction] = [], requeueAfter: Duration? = nil, summary: String? = nil) {
        self.actions = actions
        self.requeueAfter = requeueAfter
        self.summary = summary
    }
}
