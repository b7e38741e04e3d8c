import KubeCore

/// What one pass of the Native engine decided: a write of /scale, the status, the events.
package struct NativePlan: Hashable, Sendable, Codable {
    /// A write of `spec.replicas`.
    package struct Rescale: Hashable, Sendable, Codable {
        package var from: Int32
        package var to: Int32

        package init(from: Int32, to: Int32) {
            self.from = from
            self.to = to
        }
    }

    package struct Event: Hashable, Sendable, Codable {
        package var isWarning: Bool
        package var reason: String
        package var note: String

        package init(isWarning: Bool = false, reason: String, note: String) {
            self.isWarning = isWarning
            self.reason = reason
            self.note = note
        }
    }

    /// The count that the target should have; nil when nothing could be decided.
    package var desired: Int32?
    /// Nil when the target has that count already, or nothing may be written.
    package var rescale: Rescale?
    /// The whole status, as it is when the rescale succeeds. Written after the rescale.
    package var status: ScalingPolicyStatus
    package var events: [Event]
    package var requeueAfter: Duration

    package init(
        desired: Int32?, rescale: Rescale?, status: ScalingPolicyStatus, events: [Event], requeueAfter: Duration
    ) {
        self.desired = desired
        self.rescale = rescale
        self.status = status
        self.events = events
        self.requeueAfter = requeueAfter
    }
}
