import KubeCore

/// A condition that, true for a time, scales, holds or notifies.
package struct AlertRule: Hashable, Sendable, Codable {
    package enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        case info, warning, critical
    }

    package enum BuiltIn: String, Hashable, Sendable, Codable, CaseIterable {
        case atMax = "AtMax"
        case triggerFailing = "TriggerFailing"
        case fallbackActive = "FallbackActive"
        case forecastDisabled = "ForecastDisabled"
        case scaleFailed = "ScaleFailed"
    }

    package var name: String
    /// Exactly one of `when` and `builtin`.
    package var when: String?
    package var builtin: BuiltIn?
    package var `for`: Interval?
    package var keepFiringFor: Interval?
    package var severity: Severity
    package var actions: [RuleAction]
}

/// One of the members is what is done; `every` repeats it while the rule fires.
package struct RuleAction: Hashable, Sendable, Codable {
    package struct Change: Hashable, Sendable, Codable {
        /// A number of replicas, or a share of the current count.
        package var by: CountOrPercentage
    }

    package struct Notification: Hashable, Sendable, Codable {
        package var receivers: [String]
        package var repeatEvery: Interval?
        package var sendResolved: Bool?
    }

    package struct HoldAction: Hashable, Sendable, Codable {
        package var up: Bool?
        package var down: Bool?
    }

    package var scaleUp: Change?
    package var scaleUpUrgent: Change?
    package var scaleDown: Change?
    package var notify: Notification?
    package var hold: HoldAction?
    package var every: Interval?
}

/// `2` or `20%`.
package enum CountOrPercentage: Hashable, Sendable, Codable {
    case count(Int32)
    case percentage(Percentage)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let count = try? container.decode(Int32.self) {
            self = .count(count)
        } else {
            self = .percentage(try container.decode(Percentage.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .count(let count): try container.encode(count)
        case .percentage(let percentage): try container.encode(percentage)
        }
    }
}

/// Where notifications go: exactly one of the kinds.
package struct Receiver: Hashable, Sendable, Codable {
    package struct Slack: Hashable, Sendable, Codable {
        package var urlSecretRef: SecretKeyReference
    }

    package struct Webhook: Hashable, Sendable, Codable {
        package var urlSecretRef: SecretKeyReference
        package var hmacSecretRef: SecretKeyReference?
    }

    package var name: String
    package var slack: Slack?
    package var webhook: Webhook?
}
