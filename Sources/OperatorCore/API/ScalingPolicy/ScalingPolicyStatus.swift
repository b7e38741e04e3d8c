package import KubeCore

/// What was found and done; every member may be absent before the first reconcile.
package struct ScalingPolicyStatus: Hashable, Sendable, Codable {
    package var observedGeneration: Int64?
    /// The engine at work: `HPA` or `Native`.
    package var engine: ScalingPolicySpec.Engine?
    package var engineReason: String?
    package var replicas: ReplicaStatus?
    /// Of the target's pods, in string form.
    package var selector: String?
    package var conditions: [Condition]?
    package var triggers: [TriggerStatus]?
    /// Newest first, at most 20: changes and what now stands in the way of one.
    package var decisions: [Decision]?
    @Boxed package var lastScale: LastScale?
    package var lastActiveTime: Timestamp?
    @Boxed package var history: ScalingHistory?
    package var prediction: [PredictionStatus]?
    @Boxed package var capacityPlan: CapacityPlanStatus?
    package var rules: [RuleStatus]?
    @Boxed package var vertical: VerticalStatus?
    @Boxed package var savings: Savings?

    package init() {}

    package struct ReplicaStatus: Hashable, Sendable, Codable {
        package var current: Int32?
        package var desired: Int32?
        package var recommended: Int32?
        package var min: Int32?
        package var max: Int32?
        package var window: String?

        package init() {}
    }

    package struct TriggerStatus: Hashable, Sendable, Codable {
        package enum State: String, Hashable, Sendable, Codable, CaseIterable {
            case ok = "Ok"
            case held = "Held"
            case failed = "Failed"
            case fallback = "Fallback"
            case empty = "Empty"
            case disabled = "Disabled"
        }

        package var name: String
        package var state: State?
        package var value: String?
        package var unit: String?
        package var target: String?
        package var proposal: Int32?
        package var cap: Int32?
        package var active: Bool?
        package var ready: Int32?
        package var unready: Int32?
        package var missing: Int32?
        package var failures: Int32?
        package var lastSuccess: Timestamp?
        package var lastError: String?
        package var errorSince: Timestamp?
        /// The last good reading, kept for `onFailure.hold`.
        package var lastValue: String?

        package init(name: String) {
            self.name = name
        }
    }

    package struct Decision: Hashable, Sendable, Codable {
        package var time: Timestamp
        package var from: Int32
        package var to: Int32
        package var wanted: Int32
        package var trigger: String?
        package var reason: String
        package var limitedBy: [String]?
        package var applied: Bool

        package init(
            time: Timestamp, from: Int32, to: Int32, wanted: Int32, trigger: String?, reason: String,
            limitedBy: [String]?, applied: Bool
        ) {
            self.time = time
            self.from = from
            self.to = to
            self.wanted = wanted
            self.trigger = trigger
            self.reason = reason
            self.limitedBy = limitedBy
            self.applied = applied
        }
    }

    package struct LastScale: Hashable, Sendable, Codable {
        package var up: Timestamp?
        package var down: Timestamp?
        package var upLockedUntil: Timestamp?
        package var downLockedUntil: Timestamp?

        package init() {}
    }

    /// Compact text that restores stabilisation windows and rate limits after a restart; written and read by the planner.
    package struct ScalingHistory: Hashable, Sendable, Codable {
        package var recommendations: String?
        package var scaleEvents: String?

        package init(recommendations: String? = nil, scaleEvents: String? = nil) {
            self.recommendations = recommendations
            self.scaleEvents = scaleEvents
        }
    }

    package struct VerticalStatus: Hashable, Sendable, Codable {
        package struct Container: Hashable, Sendable, Codable {
            package var name: String
            package var target: [String: Quantity]?
            package var lowerBound: [String: Quantity]?
            package var upperBound: [String: Quantity]?
            package var uncappedTarget: [String: Quantity]?

            package init(name: String) {
                self.name = name
            }
        }

        package struct Pods: Hashable, Sendable, Codable {
            package var updated: Int32?
            package var pending: Int32?
            package var deferred: Int32?
            package var infeasible: Int32?
        }

        package var containers: [Container]?
        package var pods: Pods?

        package init(containers: [Container]? = nil) {
            self.containers = containers
        }
    }
}
