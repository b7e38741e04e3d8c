package import KubeCore

/// All that one planning of a ScalingPolicy looks at; read by the reconciler's `observe`.
package struct ScalingSnapshot: Codable, Hashable, Sendable {
    /// The scale subresource of the target.
    package enum Scale: Codable, Hashable, Sendable {
        case found(Found)
        /// The target, or its kind, does not exist; the text says which, for people.
        case notFound(String)
        /// It could not be read now.
        case failed(String)

        package struct Found: Codable, Hashable, Sendable {
            /// `spec.replicas`
            package var specReplicas: Int32
            /// `status.replicas`
            package var statusReplicas: Int32
            /// `status.selector`, in string form; empty when the target has none.
            package var selector: String
            package var resourceVersion: String
            /// How the target is addressed, for the write.
            package var type: ResourceType

            package init(
                specReplicas: Int32, statusReplicas: Int32, selector: String, resourceVersion: String,
                type: ResourceType
            ) {
                self.specReplicas = specReplicas
                self.statusReplicas = statusReplicas
                self.selector = selector
                self.resourceVersion = resourceVersion
                self.type = type
            }
        }
    }

    /// An object the policy owns, or would own: its HorizontalPodAutoscaler, its VerticalPodAutoscaler.
    package enum Owned: Codable, Hashable, Sendable {
        /// The server does not serve the kind.
        case notServed
        case absent
        /// As last seen, whether or not the policy owns it, without managedFields.
        case present(JSONValue)
    }

    package var policy: ScalingPolicy
    package var scale: Scale
    /// The pods that the scale's selector selects; `failed` when they could not be read.
    package var selection: HorizontalAutoscaler.Selection
    /// What the cluster's metrics APIs answered, by trigger name: resource, pods, object and external sources.
    package var answers: [String: HorizontalAutoscaler.MetricAnswer]
    /// What sources with a connection answered, by trigger name.
    package var readings: [String: Reading]
    /// The HorizontalPodAutoscaler of the policy's own name.
    package var horizontal: Owned
    /// The VerticalPodAutoscaler of the policy's own name.
    package var vertical: Owned
    /// Who else scales the target, for people: `HorizontalPodAutoscaler web-hpa`, `ScalingPolicy older`.
    package var competitors: [String]
    /// By IANA name: every time zone that the policy's schedules name. A schedule whose zone is missing is closed.
    package var timeZones: [String: TimeZoneRules]

    package init(
        policy: ScalingPolicy, scale: Scale, selection: HorizontalAutoscaler.Selection = .pods([]),
        answers: [String: HorizontalAutoscaler.MetricAnswer] = [:], readings: [String: Reading] = [:],
        horizontal: Owned = .absent, vertical: Owned = .notServed, competitors: [String] = [],
        timeZones: [String: TimeZoneRules] = ["UTC": .utc]
    ) {
        self.policy = policy
        self.scale = scale
        self.selection = selection
        self.answers = answers
        self.readings = readings
        self.horizontal = horizontal
        self.vertical = vertical
        self.competitors = competitors
        self.timeZones = timeZones
    }
}
