import KubeCore

extension Combination {
    static let rules: [Schema.ValidationRule] = [
        .required(
            "self.strategy != 'Expression' || has(self.expression)", ScalingPolicyWords.expressionNeeded,
            at: ".expression"),
        .forbidden(
            "self.strategy == 'Expression' || !has(self.expression)", ScalingPolicyWords.expressionUnused,
            at: ".expression"),
    ]
}

extension ScalingRules {
    static let rules: [Schema.ValidationRule] = [
        .required("!has(self.policies) || self.policies.size() > 0", ScalingPolicyWords.noRatePolicy, at: ".policies")
    ]
}

extension Prediction {
    static let rules: [Schema.ValidationRule] = [
        .forbidden(
            "!has(self.linear) || self.model in ['Linear', 'Auto']", ScalingPolicyWords.linearUnused, at: ".linear")
    ]
}

extension CapacityPlan {
    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "\(CELText.quantity("self.quantile")).isGreaterThan(quantity('0')) && !\(CELText.quantity("self.quantile")).isGreaterThan(quantity('1'))",
            ScalingPolicyWords.quantile, at: ".quantile", value: .text("string(self.quantile)"))
    ]
}

extension AlertRule {
    static let rules: [Schema.ValidationRule] = [
        .exactlyOne(of: ["when", "builtin"]),
        .forbidden("!has(self.__for__) || has(self.builtin)", ScalingPolicyWords.forUnused, at: ".for"),
    ]
}

extension RuleAction {
    static let members = ["scaleUp", "scaleUpUrgent", "scaleDown", "notify", "hold"]
    static let rules: [Schema.ValidationRule] = [
        .exactlyOne(of: members),
        .forbidden(
            "!has(self.every) || has(self.scaleUp) || has(self.scaleUpUrgent) || has(self.scaleDown)",
            ScalingPolicyWords.everyUnused, at: ".every"),
        .required(
            "!has(self.hold) || (has(self.hold.up) && self.hold.up) || (has(self.hold.down) && self.hold.down)",
            ScalingPolicyWords.emptyHold, at: ".hold"),
    ]
}

extension Receiver {
    static let kinds = ["slack", "webhook"]
    static let rules: [Schema.ValidationRule] = [.exactlyOne(of: kinds)]
}

extension VerticalScaling.Apply {
    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "!has(self.evictionTolerance) || !\(CELText.quantity("self.evictionTolerance")).isGreaterThan(quantity('1'))",
            ScalingPolicyWords.share, at: ".evictionTolerance", value: .text("string(self.evictionTolerance)"))
    ]
}

extension ContainerSizing {
    static let amountRules: [Schema.ValidationRule] = [
        .invalid(
            "self.all(k, k in ['cpu', 'memory'])", ScalingPolicyWords.otherResource,
            ["self.map(k, k).filter(k, !(k in ['cpu', 'memory']))"])
    ]

    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "!has(self.minAllowed) || !has(self.maxAllowed) || !self.minAllowed.exists(k, \(isCrossed))",
            ScalingPolicyWords.allowedOrder, ["self.minAllowed.map(k, k).filter(k, \(isCrossed))"],
            at: ".minAllowed")
    ]

    private static let isCrossed =
        "k in self.maxAllowed && \(CELText.quantity("self.minAllowed[k]")).isGreaterThan(\(CELText.quantity("self.maxAllowed[k]")))"
}
