import KubeCore

extension EngineRequirements {
    /// What keeps a policy from being an HPA, as expressions over `spec`: true where it does.
    ///
    /// CEL does not see `onEmpty`, which has no type; the validator does.
    private static let conditions: [(field: String, blocks: String, reason: String)] =
        [
            (".mode", "self.mode == 'DryRun'", Reasons.dryRun),
            (".hold.until", "has(self.hold) && has(self.hold.until)", Reasons.holdUntil),
            (".replicas.zero", "has(self.replicas.zero) || self.replicas.min == 0", Reasons.zero),
            (".combine.strategy", "has(self.combine) && self.combine.strategy != 'Max'", Reasons.strategy),
            (".behavior.cooldown", "has(self.behavior) && has(self.behavior.cooldown)", Reasons.cooldown),
            (".prediction", "has(self.prediction) && self.prediction.exists(p, p.use == 'Floor')", Reasons.forecast),
            (
                ".rules",
                "has(self.rules) && self.rules.exists(r, r.actions.exists(a, has(a.scaleUp) || has(a.scaleUpUrgent) || has(a.scaleDown) || has(a.hold)))",
                Reasons.rules
            ),
            (
                ".triggers", "!has(self.triggers) || !self.triggers.exists(t, t.enabled && has(t.target))",
                Reasons.noTarget
            ),
        ]
        + [
            ("has(t.steps)", Reasons.steps), ("has(t.cap)", Reasons.cap), ("has(t.onFailure)", Reasons.onFailure),
            ("has(t.target) && has(t.target.tolerance)", Reasons.tolerance),
            ("has(t.interval)", Reasons.interval),
            (
                "!has(t.source.resource) && !has(t.source.pods) && !has(t.source.object) && !has(t.source.external)",
                Reasons.source
            ),
        ].map { (".triggers", "has(self.triggers) && self.triggers.exists(t, t.enabled && \($0.0))", $0.1) }

    static let rules: [Schema.ValidationRule] = conditions.map { condition in
        .forbidden(
            "self.engine != 'HPA' || !(\(condition.blocks))", ScalingPolicyWords.engine(condition.reason),
            at: condition.field)
    }
}
