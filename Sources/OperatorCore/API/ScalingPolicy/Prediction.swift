package import KubeCore

/// A forecast of one trigger that may raise the count and never lowers it.
package struct Prediction: Hashable, Sendable, Codable {
    package enum Model: String, Hashable, Sendable, Codable, CaseIterable {
        case auto = "Auto"
        case linear = "Linear"
        case holtWinters = "HoltWinters"
        case seasonal = "Seasonal"
        case percentile = "Percentile"
    }

    package enum Use: String, Hashable, Sendable, Codable, CaseIterable {
        case floor = "Floor"
        case report = "Report"
    }

    package struct Linear: Hashable, Sendable, Codable {
        /// Points the regression looks back on.
        package var window: Int32
    }

    package struct Gate: Hashable, Sendable, Codable {
        package var minHistory: Interval
        package var window: Interval
        package var betterThanPersistence: Bool
    }

    package var trigger: String
    package var model: Model
    package var linear: Linear?
    package var step: Interval
    package var horizon: Interval
    package var use: Use
    package var gate: Gate?
    package var maxUplift: Percentage
    package var backfill: Bool
}

/// A long-range report; it changes nothing.
package struct CapacityPlan: Hashable, Sendable, Codable {
    package var trigger: String
    package var history: Interval
    package var horizon: Interval
    /// 0...1
    package var quantile: Quantity
}
