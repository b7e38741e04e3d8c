package import KubeCore

/// One reading that makes one proposal, caps the count, or only serves rules.
package struct Trigger: Hashable, Sendable, Codable {
    /// A DNS label, unique in the policy.
    package var name: String
    package var enabled: Bool
    package var source: TriggerSource
    /// At most one of `target`, `steps` and `cap`; none of them: a signal for rules.
    package var target: TriggerTarget?
    @Boxed package var steps: StepTable?
    @Boxed package var cap: ReplicaCap?
    @Boxed package var activation: Activation?
    /// How often the source is read; absent: the policy's `syncInterval`.
    package var interval: Interval?
    @Boxed package var onFailure: FailurePolicy?
    @Boxed package var onEmpty: EmptyPolicy?
    package var unit: String?

    package init(name: String, source: TriggerSource, target: TriggerTarget? = nil) {
        self.name = name
        self.source = source
        self.target = target
        enabled = true
    }
}

/// What the reading is held against: exactly one of the four.
package struct TriggerTarget: Hashable, Sendable, Codable {
    package struct Tolerance: Hashable, Sendable, Codable {
        package var up: Quantity?
        package var down: Quantity?
    }

    /// Percent of the pods' requests; resources only.
    package var utilization: Int32?
    /// Per pod.
    package var averageValue: Quantity?
    /// Of the whole reading, which then scales with the ratio.
    package var value: Quantity?
    /// The reading is already a number of replicas.
    package var replicas: Bool?
    /// Overrides the tolerance of `behavior` for this trigger.
    package var tolerance: Tolerance?

    package init(utilization: Int32) {
        self.utilization = utilization
    }

    package init(averageValue: Quantity) {
        self.averageValue = averageValue
    }

    package init(value: Quantity) {
        self.value = value
    }
}

/// Adds or removes a fixed number of replicas when a reading passes a threshold.
package struct StepTable: Hashable, Sendable, Codable {
    package enum Basis: String, Hashable, Sendable, Codable, CaseIterable {
        case pod = "Pod"
        case total = "Total"
    }

    package struct Above: Hashable, Sendable, Codable {
        package var value: Quantity
        package var add: Int32
    }

    package struct Below: Hashable, Sendable, Codable {
        package var value: Quantity
        package var remove: Int32
    }

    package var every: Interval
    package var warmup: Interval?
    package var above: [Above]?
    package var below: [Below]?
    package var per: Basis
}

/// An upper bound on replicas that follows what a shared resource can bear.
package struct ReplicaCap: Hashable, Sendable, Codable {
    package enum Measurement: String, Hashable, Sendable, Codable, CaseIterable {
        case measured = "Measured"
    }

    /// The most the reading may become.
    package var allowed: Quantity
    /// How much of the reading one replica causes; or `perReplicaFrom`.
    package var perReplica: Quantity?
    package var perReplicaFrom: Measurement?
}

package struct Activation: Hashable, Sendable, Codable {
    /// A reading strictly above this makes the trigger active; decides only about leaving and entering zero.
    package var above: Quantity

    package init(above: Quantity) {
        self.above = above
    }
}

/// What a trigger counts as while its source fails.
package struct FailurePolicy: Hashable, Sendable, Codable {
    package enum Fallback: Hashable, Sendable {
        /// Proposes nothing and blocks scaling down.
        case block
        /// Proposes nothing.
        case ignore
        /// Proposes a fixed count.
        case replicas(Int32)
        /// Counts as a reading of zero.
        case zero
    }

    /// The last good reading is used so long.
    package var hold: Interval
    package var then: Fallback

    package init(hold: Interval = Interval(seconds: 0), then: Fallback = .block) {
        self.hold = hold
        self.then = then
    }
}

extension FailurePolicy.Fallback: Codable {
    private struct Replicas: Codable {
        var replicas: Int32
    }

    package init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer(), let name = try? container.decode(String.self) {
            switch name {
            case "Block": self = .block
            case "Ignore": self = .ignore
            case "Zero": self = .zero
            default:
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "\"\(name)\" is none of Block, Ignore, Zero and {replicas: n}"))
            }
        } else {
            self = .replicas(try Replicas(from: decoder).replicas)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .block: try container.encode("Block")
        case .ignore: try container.encode("Ignore")
        case .zero: try container.encode("Zero")
        case .replicas(let count): try container.encode(Replicas(replicas: count))
        }
    }
}

/// What an answer without a number counts as; NaN and the infinities are such answers.
package enum EmptyPolicy: Hashable, Sendable {
    case fail
    case zero
    case value(Quantity)
}

extension EmptyPolicy: Codable {
    private struct Value: Codable {
        var value: Quantity
    }

    package init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer(), let name = try? container.decode(String.self) {
            switch name {
            case "Fail": self = .fail
            case "Zero": self = .zero
            default:
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "\"\(name)\" is none of Fail, Zero and {value: n}"))
            }
        } else {
            self = .value(try Value(from: decoder).value)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .fail: try container.encode("Fail")
        case .zero: try container.encode("Zero")
        case .value(let quantity): try container.encode(Value(value: quantity))
        }
    }
}
