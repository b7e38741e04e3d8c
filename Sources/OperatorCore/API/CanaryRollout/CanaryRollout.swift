package import KubeCore

/// Moves traffic from one version of a service to another in steps, on evidence only.
package struct CanaryRollout: KubeObject, Hashable, Codable {
    package static let resourceType = TrimtabAPI.canaryRollouts

    package var metadata: ObjectMeta
    package var spec: CanaryRolloutSpec
    package var status: CanaryRolloutStatus

    package init(metadata: ObjectMeta, spec: CanaryRolloutSpec, status: CanaryRolloutStatus = CanaryRolloutStatus()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// Reads a rollout as the API server stores it, defaults of the schema filled in where they are missing.
    ///
    /// Throws when a member has another form than the schema says; the error names it.
    package init(json: JSONValue) throws {
        let decoder = JSONValueDecoder()
        let spec = SchemaDefaulter().applying(CanaryRolloutSpec.schema, to: json["spec"] ?? [:])
        self.init(
            metadata: ObjectMeta(json: json["metadata"] ?? .null),
            spec: try decoder.decode(CanaryRolloutSpec.self, from: spec),
            status: try json["status"].map { try decoder.decode(CanaryRolloutStatus.self, from: $0) }
                ?? CanaryRolloutStatus())
    }
}

/// `spec` of a CanaryRollout; members with a default are present after the schema's defaults were applied.
package struct CanaryRolloutSpec: Hashable, Sendable, Codable {
    package enum Trigger: String, Hashable, Sendable, Codable, CaseIterable {
        case onTemplateChange = "OnTemplateChange"
        case manual = "Manual"
    }

    package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        case enforce = "Enforce"
        case observe = "Observe"
    }

    package var workloads: RolloutWorkloads
    package var trigger: Trigger
    package var traffic: RolloutTraffic
    package var steps: [RolloutStep]
    package var tests: [RolloutTest]?
    package var analysis: RolloutAnalysis?
    package var capacity: RolloutCapacity?
    package var onSuccess: SuccessAction
    package var onFailure: FailureAction
    package var deadlines: RolloutDeadlines
    package var windows: [RolloutWindow]?
    package var mode: Mode
    /// Freezes weights; the guard that empties a dead canary still works.
    package var suspend: Bool
    /// The first preflight may find all traffic on the canary and take it as the finished state.
    package var adoptAtCanary: Bool
    package var historyLimit: Int32
}

/// The two workloads of Pair mode, or the one of Revision mode.
package struct RolloutWorkloads: Hashable, Sendable, Codable {
    package var stable: TargetReference?
    package var canary: TargetReference?
    /// Revision mode, which this version refuses.
    package var source: TargetReference?

    package init(stable: TargetReference, canary: TargetReference) {
        self.stable = stable
        self.canary = canary
    }
}

/// One weight and how long it must hold.
package struct RolloutStep: Hashable, Sendable, Codable {
    package enum Gate: String, Hashable, Sendable, Codable, CaseIterable {
        /// Goes on by itself.
        case none = "None"
        /// Waits for the command `approve` after the hold.
        case manual = "Manual"
    }

    /// Percent of the pair's traffic that goes to the canary, 1...100.
    package var weight: Int32
    package var hold: Interval
    package var gate: Gate

    package init(weight: Int32, hold: Interval, gate: Gate = .none) {
        self.weight = weight
        self.hold = hold
        self.gate = gate
    }
}

/// What becomes of the traffic after the last step has passed.
package struct SuccessAction: Hashable, Sendable, Codable {
    package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        /// Traffic stays on the canary; the old version stays warm for a rollback.
        case hold = "Hold"
        /// The names swap: the next run goes the other way.
        case swapRoles = "SwapRoles"
        /// The canary's pod template is copied to the stable workload and traffic goes back to it.
        case promoteTemplate = "PromoteTemplate"
    }

    package var mode: Mode

    package init(mode: Mode = .hold) {
        self.mode = mode
    }
}

package struct FailureAction: Hashable, Sendable, Codable {
    package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        case rollback = "Rollback"
        /// Keeps the weight and waits for a person.
        case freeze = "Freeze"
    }

    package var mode: Mode
    /// How long canary pods that Trimtab scaled stay up after a failure, for debugging.
    package var keepCanary: Interval

    package init(mode: Mode = .rollback, keepCanary: Interval = Interval(seconds: 600)) {
        self.mode = mode
        self.keepCanary = keepCanary
    }
}

package struct RolloutDeadlines: Hashable, Sendable, Codable {
    /// From the start of a run to the first weight.
    package var prepare: Interval
    /// From the start of a run to its end.
    package var total: Interval

    package init(prepare: Interval = Interval(seconds: 600), total: Interval = Interval(seconds: 86_400)) {
        self.prepare = prepare
        self.total = total
    }
}

/// When a run may start and a weight may rise; lowering is always allowed.
package struct RolloutWindow: Hashable, Sendable, Codable {
    package enum Day: String, Hashable, Sendable, Codable, CaseIterable {
        case mon = "Mon"
        case tue = "Tue"
        case wed = "Wed"
        case thu = "Thu"
        case fri = "Fri"
        case sat = "Sat"
        case sun = "Sun"
    }

    package var days: [Day]
    /// `09:00`, in `timeZone`.
    package var from: String
    /// `16:00`; at or before `from` it means the next day.
    package var to: String
    package var timeZone: String
}

/// Whether Trimtab sees to the canary having pods enough before a weight rises.
package struct RolloutCapacity: Hashable, Sendable, Codable {
    package struct Canary: Hashable, Sendable, Codable {
        package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
            case matchNextWeight = "MatchNextWeight"
        }

        package var mode: Mode
        /// A factor >= 1 on the share of stable's available pods.
        package var headroom: Double
        package var min: Int32

        package init(mode: Mode, headroom: Double, min: Int32) {
            self.mode = mode
            self.headroom = headroom
            self.min = min
        }
    }

    package struct PolicyReference: Hashable, Sendable, Codable {
        package var name: String
    }

    package var canary: Canary?
    /// Coordination with a ScalingPolicy, which this version refuses.
    package var scalingPolicyRef: PolicyReference?
    /// No step is taken while stable has fewer available pods.
    package var stableFloor: Int32

    package init(canary: Canary?, scalingPolicyRef: PolicyReference? = nil, stableFloor: Int32 = 1) {
        self.canary = canary
        self.scalingPolicyRef = scalingPolicyRef
        self.stableFloor = stableFloor
    }
}
