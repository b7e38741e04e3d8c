/// Rate policies and bounds: how much of a wanted change is allowed now.
package enum ScaleLimits {
    /// Why a count is what it is; the reason of the `ScalingLimited` condition.
    package enum Reason: String, Hashable, Sendable, Codable {
        case withinRange = "DesiredWithinRange"
        case tooFew = "TooFewReplicas"
        case tooMany = "TooManyReplicas"
        case scaleUpLimit = "ScaleUpLimit"
        case scaleDownLimit = "ScaleDownLimit"

        package var message: String {
            switch self {
            case .withinRange: "the desired count is within the acceptable range"
            case .tooFew: "the desired replica count is less than the minimum replica count"
            case .tooMany: "the desired replica count is more than the maximum replica count"
            case .scaleUpLimit: "the desired replica count is increasing faster than the maximum scale rate"
            case .scaleDownLimit: "the desired replica count is decreasing faster than the maximum scale rate"
            }
        }
    }

    package struct Limited: Hashable, Sendable {
        package var replicas: Int32
        package var reason: Reason

        package init(_ replicas: Int32, _ reason: Reason) {
            self.replicas = replicas
            self.reason = reason
        }
    }

    /// The bounds without a `behavior`: min, max, and max(factor * current, minimum) against bogus readings.
    package static func limit(
        _ wanted: Int32, current: Int32, min minimum: Int32, max maximum: Int32, growthFactor: Double,
        growthMinimum: Double
    ) -> Limited {
        let growth = AutoscalingArithmetic.saturated(Swift.max(growthFactor * Double(current), growthMinimum))
        if wanted < minimum { return Limited(minimum, .tooFew) }
        if wanted > Swift.min(maximum, growth) {
            return maximum > growth ? Limited(growth, .scaleUpLimit) : Limited(maximum, .tooMany)
        }
        return Limited(wanted, .withinRange)
    }

    /// The bounds with a `behavior`: its rate policies first, then min and max.
    package static func limit(
        _ wanted: Int32, current: Int32, min minimum: Int32, max maximum: Int32, behavior: AutoscalerBehavior,
        history: AutoscalerHistory, now: Timestamp
    ) -> Limited {
        if wanted > current {
            let rate = Swift.max(
                current, upLimit(current: current, rules: behavior.scaleUp, history: history, now: now))
            if wanted > Swift.min(maximum, rate) {
                return maximum > rate ? Limited(rate, .scaleUpLimit) : Limited(maximum, .tooMany)
            }
        } else if wanted < current {
            let rate = Swift.min(
                current, downLimit(current: current, rules: behavior.scaleDown, history: history, now: now))
            if wanted < Swift.max(minimum, rate) {
                return minimum < rate ? Limited(rate, .scaleDownLimit) : Limited(minimum, .tooFew)
            }
        }
        return Limited(wanted, .withinRange)
    }

    /// The most replicas that the policies allow now: start of the period + value, or ceil(start * (1 + value/100)).
    ///
    /// From 10 with 4 pods or 100 % it is 20; with 3 of them added within the period, 7 + 4 or 14.
    package static func upLimit(
        current: Int32, rules: AutoscalerRules, history: AutoscalerHistory, now: Timestamp
    ) -> Int32 {
        if rules.selectPolicy == .disabled { return current }
        let limits = rules.policies.map { policy in
            let start = periodStart(current: current, policy: policy, history: history, now: now)
            return switch policy.kind {
            case .pods: AutoscalingArithmetic.saturated(start + Int64(policy.value))
            case .percent:
                AutoscalingArithmetic.replicas(roundingUp: Double(start) * (1 + Double(policy.value) / 100))
            }
        }
        return rules.selectPolicy == .min ? limits.min() ?? .max : limits.max() ?? .min
    }

    /// The fewest replicas that the policies allow now: start - value, or trunc(start * (1 - value/100)).
    package static func downLimit(
        current: Int32, rules: AutoscalerRules, history: AutoscalerHistory, now: Timestamp
    ) -> Int32 {
        if rules.selectPolicy == .disabled { return current }
        let limits = rules.policies.map { policy in
            let start = periodStart(current: current, policy: policy, history: history, now: now)
            return switch policy.kind {
            case .pods: AutoscalingArithmetic.saturated(start - Int64(policy.value))
            case .percent: AutoscalingArithmetic.saturated(Double(start) * (1 - Double(policy.value) / 100))
            }
        }
        return rules.selectPolicy == .min ? limits.max() ?? .min : limits.min() ?? .max
    }

    /// The count at the start of the policy's period: `current` without the changes written since.
    private static func periodStart(
        current: Int32, policy: AutoscalerRatePolicy, history: AutoscalerHistory, now: Timestamp
    ) -> Int64 {
        Int64(current) - AutoscalerHistory.change(in: policy.periodSeconds, of: history.scaleUps, now: now)
            + AutoscalerHistory.change(in: policy.periodSeconds, of: history.scaleDowns, now: now)
    }
}
