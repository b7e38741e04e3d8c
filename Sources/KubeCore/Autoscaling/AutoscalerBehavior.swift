/// How fast a workload may grow and shrink: `behavior` of an autoscaling/v2 HorizontalPodAutoscaler.
package struct AutoscalerBehavior: Hashable, Sendable, Codable {
    package var scaleUp: AutoscalerRules
    package var scaleDown: AutoscalerRules

    package init(scaleUp: AutoscalerRules = .standardUp, scaleDown: AutoscalerRules = .standardDown) {
        self.scaleUp = scaleUp
        self.scaleDown = scaleDown
    }
}

/// The rules of one direction.
package struct AutoscalerRules: Hashable, Sendable, Codable {
    package enum Selection: String, Hashable, Sendable, Codable {
        /// The policy that allows the most change decides.
        case max = "Max"
        /// The policy that allows the least change decides.
        case min = "Min"
        /// No change in this direction.
        case disabled = "Disabled"
    }

    /// 0...3600; nil only for scaling down: the controller's flag (300) holds.
    package var stabilizationWindowSeconds: Int32?
    package var selectPolicy: Selection
    /// At least one.
    package var policies: [AutoscalerRatePolicy]
    /// As a fraction of the target; nil: the controller's flag holds.
    package var tolerance: Double?

    package init(
        stabilizationWindowSeconds: Int32?, selectPolicy: Selection = .max, policies: [AutoscalerRatePolicy],
        tolerance: Double? = nil
    ) {
        self.stabilizationWindowSeconds = stabilizationWindowSeconds
        self.selectPolicy = selectPolicy
        self.policies = policies
        self.tolerance = tolerance
    }

    /// Four pods or 100 % in 15 s, whichever is more, without stabilisation.
    package static let standardUp = AutoscalerRules(
        stabilizationWindowSeconds: 0,
        policies: [
            .init(kind: .pods, value: 4, periodSeconds: 15), .init(kind: .percent, value: 100, periodSeconds: 15),
        ])

    /// Everything in 15 s, after the controller's stabilisation window.
    package static let standardDown = AutoscalerRules(
        stabilizationWindowSeconds: nil, policies: [.init(kind: .percent, value: 100, periodSeconds: 15)])
}

/// One ceiling on change: at most `value` pods or percent in `periodSeconds`.
package struct AutoscalerRatePolicy: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        case pods = "Pods"
        case percent = "Percent"
    }

    package var kind: Kind
    /// More than 0.
    package var value: Int32
    /// 1...1800.
    package var periodSeconds: Int32

    package init(kind: Kind, value: Int32, periodSeconds: Int32) {
        self.kind = kind
        self.value = value
        self.periodSeconds = periodSeconds
    }
}
