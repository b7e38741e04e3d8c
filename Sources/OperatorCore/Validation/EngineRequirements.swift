package import KubeCore

/// What keeps a policy from being expressed as an `autoscaling/v2` HorizontalPodAutoscaler.
package enum EngineRequirements {
    package struct Blocker: Hashable, Sendable {
        package let path: FieldPath
        /// A clause without a final stop: "a HorizontalPodAutoscaler has no step tables".
        package let reason: String
    }

    enum Reasons {
        static let dryRun = "a HorizontalPodAutoscaler cannot only report"
        static let holdUntil = "a HorizontalPodAutoscaler has no hold that ends by itself"
        static let zero = "a HorizontalPodAutoscaler does not scale to zero"
        static let strategy = "a HorizontalPodAutoscaler always takes the maximum"
        static let cooldown = "a HorizontalPodAutoscaler has no cooldown"
        static let forecast = "a HorizontalPodAutoscaler knows no forecast"
        static let rules = "a HorizontalPodAutoscaler knows no rules that scale"
        static let noTarget = "a HorizontalPodAutoscaler needs at least one trigger with a target"
        static let steps = "a HorizontalPodAutoscaler has no step tables"
        static let cap = "a HorizontalPodAutoscaler has no caps"
        static let onFailure = "a HorizontalPodAutoscaler has its own rule for failures"
        static let onEmpty = "a HorizontalPodAutoscaler has its own rule for empty answers"
        static let tolerance = "a HorizontalPodAutoscaler has one tolerance for all metrics, in behavior"
        static let interval = "a HorizontalPodAutoscaler reads when it likes"
        static let source = "a HorizontalPodAutoscaler reads only the metrics APIs of the cluster"
    }

    /// Empty when an HPA can do all the policy asks for. Disabled triggers do not count.
    package static func blockers(of spec: ScalingPolicySpec) -> [Blocker] {
        let root: FieldPath = "spec"
        var blockers: [Blocker] = []
        func block(_ path: FieldPath, _ reason: String) { blockers.append(Blocker(path: path, reason: reason)) }

        if spec.mode == .dryRun { block(root.field("mode"), Reasons.dryRun) }
        if let hold = spec.hold, hold.until != nil {
            block(root.field("hold").field("until"), Reasons.holdUntil)
        }
        if spec.replicas.zero != nil || spec.replicas.min == 0 {
            block(root.field("replicas").field("zero"), Reasons.zero)
        }
        if let strategy = spec.combine?.strategy, strategy != .max {
            block(root.field("combine").field("strategy"), Reasons.strategy)
        }
        if spec.behavior?.cooldown != nil {
            block(root.field("behavior").field("cooldown"), Reasons.cooldown)
        }
        if spec.prediction?.contains(where: { $0.use == .floor }) == true {
            block(root.field("prediction"), Reasons.forecast)
        }
        for (index, rule) in (spec.rules ?? []).enumerated() where rule.scales {
            block(root.field("rules").index(index), Reasons.rules)
        }
        let enabled = (spec.triggers ?? []).enumerated().filter(\.element.enabled)
        for (index, trigger) in enabled {
            blockers += self.blockers(of: trigger, at: root.field("triggers").index(index))
        }
        if !enabled.contains(where: { $0.element.target != nil }) {
            block(root.field("triggers"), Reasons.noTarget)
        }
        return blockers
    }

    private static func blockers(of trigger: Trigger, at path: FieldPath) -> [Blocker] {
        var blockers: [Blocker] = []
        func block(_ member: String, _ reason: String) {
            blockers.append(Blocker(path: path.field(member), reason: reason))
        }
        if trigger.steps != nil { block("steps", Reasons.steps) }
        if trigger.cap != nil { block("cap", Reasons.cap) }
        if trigger.onFailure != nil { block("onFailure", Reasons.onFailure) }
        if trigger.onEmpty != nil { block("onEmpty", Reasons.onEmpty) }
        if trigger.target?.tolerance != nil {
            blockers.append(
                Blocker(
                    path: path.field("target").field("tolerance"),
                    reason: Reasons.tolerance))
        }
        if trigger.interval != nil { block("interval", Reasons.interval) }
        switch trigger.source {
        case .resource, .pods, .object, .external: break
        default:
            blockers.append(
                Blocker(
                    path: path.field("source").field(trigger.source.kind.rawValue),
                    reason: Reasons.source))
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
