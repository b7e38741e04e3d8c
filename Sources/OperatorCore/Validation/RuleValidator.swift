import KubeCore

/// The rules of one alert rule.
struct RuleValidator {
    private let rule: AlertRule
    private let spec: ScalingPolicySpec
    private let path: FieldPath

    init(_ rule: AlertRule, of spec: ScalingPolicySpec, at path: FieldPath) {
        self.rule = rule
        self.spec = spec
        self.path = path
    }

    func errors() -> [FieldError] {
        var errors: [FieldError] = .exactlyOne(
            [("when", rule.when != nil), ("builtin", rule.builtin != nil)], path)
        if rule.for != nil, rule.builtin == nil {
            errors.append(FieldError(.forbidden, path.field("for"), ScalingPolicyWords.forUnused.text))
        }
        if let when = rule.when { errors += conditionErrors(when) }
        for (index, action) in rule.actions.enumerated() {
            errors += actionErrors(action, path.field("actions").index(index))
        }
        return errors
    }

    private func conditionErrors(_ text: String) -> [FieldError] {
        let place = path.field("when")
        let condition: RuleCondition
        do throws(RuleCondition.SyntaxError) {
            condition = try RuleCondition(text)
        } catch {
            return [FieldError(.invalid, place, value: .string(text), error.description)]
        }
        let triggers = (spec.triggers ?? []).map(\.name)
        return condition.comparisons.filter { !triggers.contains($0.trigger) }.map { comparison in
            let words = ScalingPolicyWords.unknownName.filled("triggers", .init(triggers))
            return FieldError(
                .invalid, place, value: .string(comparison.trigger), "column \(comparison.offset + 1): \(words)")
        }
    }

    private func actionErrors(_ action: RuleAction, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = .exactlyOne(RuleAction.members.map { ($0, action.given.contains($0)) }, path)
        if action.every != nil, action.scaleUp == nil, action.scaleUpUrgent == nil, action.scaleDown == nil {
            errors.append(FieldError(.forbidden, path.field("every"), ScalingPolicyWords.everyUnused.text))
        }
        if let hold = action.hold, hold.up != true, hold.down != true {
            errors.append(FieldError(.required, path.field("hold"), ScalingPolicyWords.emptyHold.text))
        }
        let receivers = (spec.receivers ?? []).map(\.name)
        for (index, name) in (action.notify?.receivers ?? []).enumerated() where !receivers.contains(name) {
            errors.append(
                .unknownName(
                    name, path.field("notify").field("receivers").index(index), in: "receivers", of: receivers))
        }
        return errors
    }

    static func receiverErrors(_ receiver: Receiver, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = .exactlyOne(
            [("slack", receiver.slack != nil), ("webhook", receiver.webhook != nil)], path)
        let secrets = [
            ("slack", "urlSecretRef", receiver.slack?.urlSecretRef.name),
            ("webhook", "urlSecretRef", receiver.webhook?.urlSecretRef.name),
            ("webhook", "hmacSecretRef", receiver.webhook?.hmacSecretRef?.name),
        ]
        for (kind, member, name) in secrets {
            guard let name else { continue }
            errors += AuthValidator.secretErrors(name, path.field(kind).field(member))
        }
        return errors
    }
}

extension RuleAction {
    fileprivate var given: Set<String> {
        Set(
            [
                scaleUp == nil ? nil : "scaleUp", scaleUpUrgent == nil ? nil : "scaleUpUrgent",
                scaleDown == nil ? nil : "scaleDown", notify == nil ? nil : "notify", hold == nil ? nil : "hold",
            ].compactMap(\.self))
    }
}
