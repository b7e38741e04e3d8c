package import KubeCore

/// The rules of a ScalingPolicy that its schema's keywords cannot say; the same verdict at admission, offline and in the
/// reconciler.
///
/// Rules that need no look-up also stand in the CRD, as CEL and in the same words (`ScalingPolicyWords`): there they
/// refuse where no webhook runs. A server evaluates those first and asks the webhook only when they hold, so that nobody
/// reads a sentence twice.
package struct ScalingPolicyValidator {
    private let spec: ScalingPolicySpec
    private let root: FieldPath = "spec"

    private init(_ spec: ScalingPolicySpec) {
        self.spec = spec
    }

    /// Every fault at once; empty when the policy is acceptable. Reads nothing but the policy.
    package static func validate(_ policy: ScalingPolicy) -> [FieldError] {
        let validator = ScalingPolicyValidator(policy.spec)
        return validator.targetErrors() + validator.boundsErrors() + validator.connectionErrors()
            + validator.triggerErrors() + validator.behaviorErrors() + validator.forecastErrors()
            + validator.ruleErrors() + validator.engineErrors()
            + VerticalValidator(policy.spec, at: validator.root).errors()
            + ScalingPolicyFeatures.unsupported(policy.spec)
    }

    private var triggers: [Trigger] { spec.triggers ?? [] }
    private var triggersPath: FieldPath { root.field("triggers") }

    // MARK: Target and bounds

    private func targetErrors() -> [FieldError] {
        let path = root.field("targetRef")
        let target = spec.targetRef
        if TargetReference.builtInVersions.contains(target.apiVersion),
            TargetReference.unscalableKinds.contains(target.kind)
        {
            return [
                FieldError(
                    .invalid, path.field("kind"), value: .string(target.kind),
                    ScalingPolicyWords.notScalable.text)
            ]
        }
        if TargetReference.wrongVersions.contains(target.apiVersion),
            TargetReference.appsKinds.contains(target.kind)
        {
            return [
                FieldError(
                    .invalid, path.field("apiVersion"), value: .string(target.apiVersion),
                    ScalingPolicyWords.wrongGroup.filled(.init(target.kind)))
            ]
        }
        return []
    }

    private func boundsErrors() -> [FieldError] {
        var errors = ReplicaBoundsValidator(
            spec.replicas, triggers: triggers.filter(\.enabled), at: root.field("replicas")
        ).errors()
        if !IntervalBounds.syncInterval.accepts(spec.syncInterval) {
            errors.append(
                FieldError(
                    .invalid, root.field("syncInterval"), value: .string(spec.syncInterval.description),
                    IntervalBounds.syncInterval.words))
        }
        return errors
    }

    // MARK: Connections and triggers

    private func connectionErrors() -> [FieldError] {
        let path = root.field("connections")
        let connections = spec.connections ?? []
        return duplicates(connections.map(\.name), path, "connection")
            + connections.enumerated().flatMap { index, connection in
                ConnectionValidator(connection, at: path.index(index)).errors()
            }
    }

    private func triggerErrors() -> [FieldError] {
        var errors = duplicates(triggers.map(\.name), triggersPath, "trigger")
        for (index, trigger) in triggers.enumerated() {
            errors += TriggerValidator(
                trigger, connections: spec.connections ?? [], at: triggersPath.index(index)
            ).errors()
        }
        if spec.mode != .off, spec.vertical == nil, !triggers.contains(where: \.enabled),
            spec.replicas.windows?.isEmpty != false
        {
            errors.append(FieldError(.required, triggersPath, ScalingPolicyWords.nothingToDo.text))
        }
        return errors
    }

    private func duplicates(_ names: [String], _ path: FieldPath, _ what: String) -> [FieldError] {
        var seen: Set<String> = []
        return names.enumerated().compactMap { index, name in
            guard !seen.insert(name).inserted else { return nil }
            return FieldError(
                .duplicate, path.index(index).field("name"), value: .string(name), "\(what) names must be unique")
        }
    }

    // MARK: Combination, behavior and forecasts

    private func expressionErrors(_ expression: String, _ path: FieldPath) -> [FieldError] {
        do throws(CombineExpressionError) {
            _ = try CombineExpression(expression, triggers: triggers)
            return []
        } catch {
            return [FieldError(.invalid, path, value: .string(expression), error.message)]
        }
    }

    private func behaviorErrors() -> [FieldError] {
        var errors: [FieldError] = []
        if let combine = spec.combine {
            let path = root.field("combine").field("expression")
            switch (combine.strategy == .expression, combine.expression) {
            case (true, nil): errors.append(FieldError(.required, path, ScalingPolicyWords.expressionNeeded.text))
            case (false, _?): errors.append(FieldError(.forbidden, path, ScalingPolicyWords.expressionUnused.text))
            case (true, let expression?): errors += expressionErrors(expression, path)
            case (false, nil): break
            }
        }
        let path = root.field("behavior")
        for (name, rules) in [("scaleUp", spec.behavior?.scaleUp), ("scaleDown", spec.behavior?.scaleDown)]
        where rules?.policies?.isEmpty == true {
            errors.append(
                FieldError(.required, path.field(name).field("policies"), ScalingPolicyWords.noRatePolicy.text))
        }
        if let cooldown = spec.behavior?.cooldown {
            for (name, lock) in [("downAfterUp", cooldown.downAfterUp), ("upAfterDown", cooldown.upAfterDown)]
            where !IntervalBounds.cooldown.accepts(lock) {
                errors.append(
                    FieldError(
                        .invalid, path.field("cooldown").field(name), value: .string(lock.description),
                        IntervalBounds.cooldown.words))
            }
        }
        return errors
    }

    private func forecastErrors() -> [FieldError] {
        var errors: [FieldError] = []
        for (index, prediction) in (spec.prediction ?? []).enumerated() {
            let path = root.field("prediction").index(index)
            errors += nameErrors(prediction.trigger, path.field("trigger"))
            if prediction.linear != nil, prediction.model != .linear, prediction.model != .auto {
                errors.append(FieldError(.forbidden, path.field("linear"), ScalingPolicyWords.linearUnused.text))
            }
        }
        if let plan = spec.capacityPlan {
            let path = root.field("capacityPlan")
            errors += nameErrors(plan.trigger, path.field("trigger"))
            if plan.quantile <= .zero || plan.quantile > Quantity(1) {
                errors.append(
                    FieldError(
                        .invalid, path.field("quantile"), value: .string(plan.quantile.description),
                        ScalingPolicyWords.quantile.text))
            }
        }
        if let name = spec.scaleIn?.deletionCost?.fromTrigger, !name.isEmpty {
            errors += nameErrors(name, root.field("scaleIn").field("deletionCost").field("fromTrigger"))
        }
        return errors
    }

    private func nameErrors(_ name: String, _ path: FieldPath) -> [FieldError] {
        guard !triggers.contains(where: { $0.name == name }) else { return [] }
        return [.unknownName(name, path, in: "triggers", of: triggers.map(\.name))]
    }

    // MARK: Rules and receivers

    private func ruleErrors() -> [FieldError] {
        let (rules, receivers) = (spec.rules ?? [], spec.receivers ?? [])
        var errors = duplicates(rules.map(\.name), root.field("rules"), "rule")
        for (index, rule) in rules.enumerated() {
            errors += RuleValidator(rule, of: spec, at: root.field("rules").index(index)).errors()
        }
        errors += duplicates(receivers.map(\.name), root.field("receivers"), "receiver")
        for (index, receiver) in receivers.enumerated() {
            errors += RuleValidator.receiverErrors(receiver, root.field("receivers").index(index))
        }
        return errors
    }

    // MARK: Engine

    private func engineErrors() -> [FieldError] {
        guard spec.engine == .hpa else { return [] }
        return EngineRequirements.blockers(of: spec).map { blocker in
            FieldError(.forbidden, blocker.path, ScalingPolicyWords.engine(blocker.reason).text)
        }
    }
}
