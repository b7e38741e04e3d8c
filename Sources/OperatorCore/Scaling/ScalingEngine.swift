/// Which engine carries out a policy, and why.
package struct ScalingEngine: Hashable, Sendable, Codable {
    /// `HPA` or `Native`.
    package var engine: ScalingPolicySpec.Engine
    /// For people.
    package var reason: String

    /// What `spec.engine` asks for; Auto becomes HPA where an HPA can do all of it, for then the cluster's own
    /// controller does the work.
    package static func choice(for spec: ScalingPolicySpec) -> ScalingEngine {
        switch spec.engine {
        case .hpa: return ScalingEngine(engine: .hpa, reason: "spec.engine is HPA")
        case .native: return ScalingEngine(engine: .native, reason: "spec.engine is Native")
        case .auto:
            guard let blocker = EngineRequirements.blockers(of: spec).first else {
                return ScalingEngine(engine: .hpa, reason: "a HorizontalPodAutoscaler can do all of it")
            }
            return ScalingEngine(engine: .native, reason: "\(blocker.path): \(blocker.reason)")
        }
    }
}
