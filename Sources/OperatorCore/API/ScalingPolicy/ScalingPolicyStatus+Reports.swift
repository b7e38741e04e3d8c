package import KubeCore

extension ScalingPolicyStatus {
    /// One forecast and how far it is trusted.
    package struct PredictionStatus: Hashable, Sendable, Codable {
        package enum Gate: String, Hashable, Sendable, Codable, CaseIterable {
            case open = "Open"
            case closed = "Closed"
        }

        package var trigger: String
        package var model: Prediction.Model?
        /// The moment forecast.
        package var at: Timestamp?
        package var value: String?
        package var replicas: Int32?
        package var error: String?
        package var persistenceError: String?
        package var gate: Gate?
    }

    /// What the long-range report found.
    package struct CapacityPlanStatus: Hashable, Sendable, Codable {
        package var computed: Timestamp?
        package var peakNow: Int32?
        package var peakIn30Days: Int32?
        /// The least and the most expected.
        package var interval: [Int32]?
        package var trendPerWeek: String?
        package var maxReachedOn: Timestamp?
        package var basis: String?
    }

    package struct RuleStatus: Hashable, Sendable, Codable {
        package enum State: String, Hashable, Sendable, Codable, CaseIterable {
            case inactive = "Inactive"
            case pending = "Pending"
            case firing = "Firing"
        }

        package var name: String
        package var state: State?
        package var since: Timestamp?
        package var lastNotified: Timestamp?
    }

    package struct Savings: Hashable, Sendable, Codable {
        /// Replica-hours not used, against running `replicas.max` all the time.
        package var replicaHoursVsMax: Int64?
        package var window: Interval?
    }
}
