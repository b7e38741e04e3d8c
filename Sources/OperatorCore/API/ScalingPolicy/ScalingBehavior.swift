package import KubeCore

/// How fast the count may change: `autoscaling/v2` behavior plus cooldowns.
package struct ScalingBehavior: Hashable, Sendable, Codable {
    package var scaleUp: ScalingRules?
    package var scaleDown: ScalingRules?
    package var cooldown: Cooldown?

    package init(scaleUp: ScalingRules? = nil, scaleDown: ScalingRules? = nil, cooldown: Cooldown? = nil) {
        self.scaleUp = scaleUp
        self.scaleDown = scaleDown
        self.cooldown = cooldown
    }
}

/// `HPAScalingRules` of autoscaling/v2, with the same defaults when a member is absent.
package struct ScalingRules: Hashable, Sendable, Codable {
    package enum SelectPolicy: String, Hashable, Sendable, Codable, CaseIterable {
        case max = "Max"
        case min = "Min"
        case disabled = "Disabled"
    }

    /// 0...3600
    package var stabilizationWindowSeconds: Int32?
    package var selectPolicy: SelectPolicy?
    package var tolerance: Quantity?
    package var policies: [RatePolicy]?

    package init(
        stabilizationWindowSeconds: Int32? = nil, selectPolicy: SelectPolicy? = nil, tolerance: Quantity? = nil,
        policies: [RatePolicy]? = nil
    ) {
        self.stabilizationWindowSeconds = stabilizationWindowSeconds
        self.selectPolicy = selectPolicy
        self.tolerance = tolerance
        self.policies = policies
    }
}

/// The most the count may change within a period.
package struct RatePolicy: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case pods = "Pods"
        case percent = "Percent"
    }

    package var type: Kind
    /// Above 0.
    package var value: Int32
    /// 1...1800
    package var periodSeconds: Int32

    package init(type: Kind, value: Int32, periodSeconds: Int32) {
        self.type = type
        self.value = value
        self.periodSeconds = periodSeconds
    }
}

/// How long a change in one direction locks the other, counted from the last write that had an effect.
package struct Cooldown: Hashable, Sendable, Codable {
    package struct Bypass: Hashable, Sendable, Codable {
        package var urgent: Bool
        /// A proposal at least so far above the current count ignores `upAfterDown`; a percentage.
        package var overTargetBy: Percentage

        package init(urgent: Bool = true, overTargetBy: Percentage) {
            self.urgent = urgent
            self.overTargetBy = overTargetBy
        }
    }

    package var downAfterUp: Interval
    package var upAfterDown: Interval
    package var bypass: Bypass

    package init(downAfterUp: Interval, upAfterDown: Interval, bypass: Bypass) {
        self.downAfterUp = downAfterUp
        self.upAfterDown = upAfterDown
        self.bypass = bypass
    }
}
