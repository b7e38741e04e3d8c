package import KubeCore

/// What is to be done about one ScalingPolicy now; performed by the reconciler through the Applier.
package struct ScalingPlan: Codable, Hashable, Sendable {
    /// In order: what the status tells of comes before the status.
    package var actions: [WriteAction]
    /// When to look again if nothing changes; nil when only a change can make a difference.
    package var requeueAfter: Duration?
    /// One line for the log when the plan changes something: `checkout: 14 -> 22, qps 20450 / 1000 per pod`.
    package var summary: String?
    /// What the status says once the plan is carried out, for metrics; nil: what it says now.
    package var status: ScalingPolicyStatus?

    package init(
        actions: [WriteAction] = [], requeueAfter: Duration? = nil, summary: String? = nil,
        status: ScalingPolicyStatus? = nil
    ) {
        self.status = status
        self.actions = actions
        self.requeueAfter = requeueAfter
        self.summary = summary
    }
}
