import KubeCore

/// What is allowed in a policy and probably not meant.
struct ScalingPolicyNotices {
    private let spec: ScalingPolicySpec
    private let root: FieldPath = "spec"

    init(_ spec: ScalingPolicySpec) {
        self.spec = spec
    }

    func notices() -> [FieldNotice] {
        boundsNotices() + triggerNotices() + behaviorNotices() + verticalNotices()
    }

    // MARK: Bounds

    private func boundsNotices() -> [FieldNotice] {
        var notices: [FieldNotice] = []
        let bounds = spec.replicas
        if bounds.min == bounds.max, bounds.windows?.isEmpty != false, bounds.zero == nil {
            notices.append(
                FieldNotice(root.field("replicas"), "min equals max: the count is kept there and never changes"))
        }
        if let hold = spec.hold, !hold.up, !hold.down {
            notices.append(FieldNotice(root.field("hold"), "holds nothing: set up or down to true, or remove it"))
        }
        return notices
    }

    // MARK: Triggers

    private func triggerNotices() -> [FieldNotice] {
        (spec.triggers ?? []).enumerated().filter(\.element.enabled).flatMap { index, trigger in
            let path = root.field("triggers").index(index)
            return stepNotices(trigger, path) + targetNotices(trigger, path) + activationNotices(trigger, path)
        }
    }

    private func stepNotices(_ trigger: Trigger, _ path: FieldPath) -> [FieldNotice] {
        guard let steps = trigger.steps else { return [] }
        let place = path.field("steps")
        let grows = steps.above?.isEmpty == false
        if grows, case .resource(let source) = trigger.source, source.name == "memory" {
            return [
                FieldNotice(
                    place, "memory rarely falls when replicas are added, so that steps run up to max: prefer a target")
            ]
        }
        if grows, steps.per == .total {
            return [
                FieldNotice(
                    place.field("per"),
                    "a total does not fall when replicas are added, so that steps run up to max: use Pod, or a target")
            ]
        }
        return swingNotices(steps, place)
    }

    /// Load per pod rises by n/(n-k) when k of n pods go. A band that this crosses makes the next step undo the last.
    ///
    /// Below 40 remove 1, above 80 add 1: at 2 pods 40 becomes 80, which is on the edge and not above. Below 45 remove 1:
    /// at 2 pods 45 becomes 90, so the pod comes back at once.
    private func swingNotices(_ steps: StepTable, _ path: FieldPath) -> [FieldNotice] {
        guard steps.per == .pod, let ceiling = (steps.above ?? []).map(\.value).min() else { return [] }
        // Fewer pods swing more: the worst case ends at the fewest that may run.
        let fewest = Int64(max(1, spec.replicas.min))
        for (index, rung) in (steps.below ?? []).enumerated() {
            let before = fewest + Int64(rung.remove)
            guard before <= Int64(spec.replicas.max), rung.value * before > ceiling * fewest else { continue }
            return [
                FieldNotice(
                    path.field("below").index(index),
                    "from \(before) replicas a reading of \(rung.value) becomes more than \(ceiling) after removing \(rung.remove), which adds them again: lower this value"
                )
            ]
        }
        return []
    }

    private func targetNotices(_ trigger: Trigger, _ path: FieldPath) -> [FieldNotice] {
        guard let target = trigger.target else { return [] }
        var notices: [FieldNotice] = []
        if target.averageValue != nil || target.value != nil, trigger.readsLatencyOrErrors {
            notices.append(
                FieldNotice(
                    path.field("target"),
                    "more replicas do not lower latency or errors in proportion, and a broken release would run up to max: use steps"
                ))
        }
        for (name, tolerance) in [("up", target.tolerance?.up), ("down", target.tolerance?.down)] {
            guard let tolerance, tolerance >= Quantity(1) else { continue }
            notices.append(Self.toleranceNotice(tolerance, path.field("target").field("tolerance").field(name)))
        }
        return notices
    }

    private static func toleranceNotice(_ tolerance: Quantity, _ path: FieldPath) -> FieldNotice {
        FieldNotice(path, "\(tolerance) is a ratio: \((tolerance * 100).value) % beside the target nothing changes")
    }

    private func activationNotices(_ trigger: Trigger, _ path: FieldPath) -> [FieldNotice] {
        guard trigger.activation != nil else { return [] }
        let place = path.field("activation")
        if spec.replicas.zero == nil {
            return [
                FieldNotice(place, "has no effect without replicas.zero: it decides about leaving and entering zero")
            ]
        }
        guard !trigger.canActivateAtZero else { return [] }
        return [FieldNotice(place, "has no effect: while no pod runs, this trigger tells nothing")]
    }

    // MARK: Behavior and vertical

    private func behaviorNotices() -> [FieldNotice] {
        guard let behavior = spec.behavior else { return [] }
        let path = root.field("behavior")
        var notices: [FieldNotice] = []
        if behavior.scaleUp?.selectPolicy == .disabled, behavior.scaleDown?.selectPolicy == .disabled {
            notices.append(FieldNotice(path, "both directions are Disabled: the count only follows its bounds"))
        }
        for (name, rules) in [("scaleUp", behavior.scaleUp), ("scaleDown", behavior.scaleDown)] {
            guard let tolerance = rules?.tolerance, tolerance >= Quantity(1) else { continue }
            notices.append(Self.toleranceNotice(tolerance, path.field(name).field("tolerance")))
        }
        return notices
    }

    private func verticalNotices() -> [FieldNotice] {
        guard let vertical = spec.vertical else { return [] }
        let path = root.field("vertical")
        var notices: [FieldNotice] = []
        if vertical.mode == .auto {
            notices.append(FieldNotice(path.field("mode"), "Auto is an old name and works as Recreate: write Recreate"))
        }
        // 2 is what the updater of VerticalPodAutoscaler takes when nothing is said.
        let needed = vertical.minReplicas ?? 2
        if vertical.mode == .auto || vertical.mode == .recreate, spec.replicas.max < needed {
            notices.append(
                FieldNotice(
                    path.field("minReplicas"),
                    "pods are evicted only while at least \(needed) replicas run, and replicas.max is \(spec.replicas.max): they are never resized"
                ))
        }
        for (index, container) in (vertical.containers ?? []).enumerated()
        where container.controlledResources?.isEmpty == true && container.mode == .auto {
            notices.append(
                FieldNotice(
                    path.field("containers").index(index).field("controlledResources"),
                    "names no resource, so that nothing is sized: set mode to Off, or list cpu or memory"))
        }
        return notices
    }
}

extension Trigger {
    /// Whether its reading is, by unit, name or query, a time or a share of failures rather than an amount of work.
    fileprivate var readsLatencyOrErrors: Bool {
        if let unit, ["ms", "s", "ratio", "%"].contains(unit) { return true }
        let words = ["latency", "response_time", "response-time", "p95", "p99", "error_rate", "error-rate", "errors"]
        if words.contains(where: name.contains) { return true }
        guard case .prometheus(let source) = source else { return false }
        return source.query.contains("histogram_quantile")
            || source.query.contains("/") && [#"=~"5"#, #"="5"#].contains(where: source.query.contains)
    }
}
