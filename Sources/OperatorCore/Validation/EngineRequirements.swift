package import KubeCore

/// What keeps a policy from being expressed as an `autoscaling/v2` HorizontalPodAutoscaler.
package enum EngineRequirements {
    package struct Blocker: Hashable, Sendable {
        package let path: FieldPath
        /// A clause without a final stop: "a HorizontalPodAutoscaler has no step tables".
        package let reason: String
    }

    /// Empty when an HPA can do all the policy asks for. Disabled triggers do not count.
    package static func blockers(of spec: ScalingPolicySpec) -> [Blocker] {
        let root: FieldPath = "spec"
        var blockers: [Blocker] = []
        func block(_ path: FieldPath, _ reason: String) { blockers.append(Blocker(path: path, reason: reason)) }

        if spec.mode == .dryRun { block(root.field("mode"), "a HorizontalPodAutoscaler cannot only report") }
        if let hold = spec.hold, hold.until != nil {
            block(root.field("hold").field("until"), "a HorizontalPodAutoscaler has no hold that ends by itself")
        }
        if spec.replicas.zero != nil || spec.replicas.min == 0 {
            block(root.field("replicas").field("zero"), "a HorizontalPodAutoscaler does not scale to zero")
        }
        if let strategy = spec.combine?.strategy, strategy != .max {
            block(root.field("combine").field("strategy"), "a HorizontalPodAutoscaler always takes the maximum")
        }
        if spec.behavior?.cooldown != nil {
            block(root.field("behavior").field("cooldown"), "a HorizontalPodAutoscaler has no cooldown")
        }
        if spec.prediction?.contains(where: { $0.use == .floor }) == true {
            block(root.field("prediction"), "a HorizontalPodAutoscaler knows no forecast")
        }
        for (index, rule) in (spec.rules ?? []).enumerated() where rule.scales {
            block(root.field("rules").index(index), "a HorizontalPodAutoscaler knows no rules that scale")
        }
        let enabled = (spec.triggers ?? []).enumerated().filter(\.element.enabled)
        for (index, trigger) in enabled {
            blockers += self.blockers(of: trigger, at: root.field("triggers").index(index))
        }
        if !enabled.contains(where: { $0.element.target != nil }) {
            block(root.field("triggers"), "a HorizontalPodAutoscaler needs at least one trigger with a target")
        }
        return blockers
    }

    private static func blockers(of trigger: Trigger, at path: FieldPath) -> [Blocker] {
        var blockers: [Blocker] = []
        func block(_ member: String, _ reason: String) {
            blockers.append(Blocker(path: path.field(member), reason: reason))
        }
        if trigger.steps != nil { block("steps", "a HorizontalPodAutoscaler has no step tables") }
        if trigger.cap != nil { block("cap", "a HorizontalPodAutoscaler has no caps") }
        if trigger.onFailure != nil { block("onFailure", "a HorizontalPodAutoscaler has its own rule for failures") }
        if trigger.onEmpty != nil { block("onEmpty", "a HorizontalPodAutoscaler has its own rule for empty answers") }
        if trigger.target?.tolerance != nil {
            blockers.append(
                Blocker(
                    path: path.field("target").field("tolerance"),
                    reason: "a HorizontalPodAutoscaler has one tolerance for all metrics, in behavior"))
        }
        if trigger.interval != nil { block("interval", "a HorizontalPodAutoscaler reads when it likes") }
        switch trigger.source {
        case .resource, .pods, .object, .external: break
        default:
            blockers.append(
                Blocker(
                    path: path.field("source").field(trigger.source.kind.rawValue),
                    reason: "a HorizontalPodAutoscaler reads only the metrics APIs of the cluster"))
        }
        return blockers
    }
}

extension AlertRule {
    /// Whether any of its actions changes or freezes the count.
    package var scales: Bool {
        actions.contains { $0.scaleUp != nil || $0.scaleUpUrgent != nil || $0.scaleDown != nil || $0.hold != nil }
    }
}
