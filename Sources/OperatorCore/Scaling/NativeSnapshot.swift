package import KubeCore

/// All that one pass of the Native engine over a policy depends on.
package struct NativeSnapshot: Hashable, Sendable, Codable {
    package var key: ObjectKey
    package var generation: Int64
    /// When the policy was created.
    package var created: Timestamp
    /// Valid, with the schema's defaults.
    package var spec: ScalingPolicySpec
    /// As last written: it holds the history of earlier passes.
    package var status: ScalingPolicyStatus
    package var scale: TargetScale
    /// The pods behind the scale's selector.
    package var selection: HorizontalAutoscaler.Selection
    /// By trigger name; a trigger without an entry counts as not read yet, which is a failure.
    package var readings: [String: TriggerReading]
    /// By IANA name: every zone the spec names. A window whose zone is missing is closed.
    package var timeZones: [String: TimeZoneRules]
    /// Who else scales the target; nil: nobody.
    package var conflict: String?
    package var now: Timestamp

    package init(
        key: ObjectKey, generation: Int64 = 1, created: Timestamp, spec: ScalingPolicySpec,
        status: ScalingPolicyStatus = .init(), scale: TargetScale,
        selection: HorizontalAutoscaler.Selection = .pods([]),
        readings: [String: TriggerReading] = [:], timeZones: [String: TimeZoneRules] = ["UTC": .utc],
        conflict: String? = nil, now: Timestamp
    ) {
        self.key = key
        self.generation = generation
        self.created = created
        self.spec = spec
        self.status = status
        self.scale = scale
        self.selection = selection
        self.readings = readings
        self.timeZones = timeZones
        self.conflict = conflict
        self.now = now
    }
}

/// The target's scale subresource.
package enum TargetScale: Hashable, Sendable, Codable {
    /// `selector` is in text form, as in the scale's status.
    case found(specReplicas: Int32, statusReplicas: Int32, selector: String)
    /// What was tried and what went wrong, for people.
    case failed(String)
}

/// What was read for one trigger.
package enum TriggerReading: Hashable, Sendable, Codable {
    /// From one of the cluster's metrics APIs: sources `resource`, `pods`, `object` and `external`.
    case metric(HorizontalAutoscaler.MetricAnswer)
    /// From any other source.
    case reading(Reading)
}
