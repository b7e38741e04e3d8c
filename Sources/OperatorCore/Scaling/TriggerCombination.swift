import KubeCore

/// The proposals of all triggers as one.
struct TriggerCombination: Hashable, Sendable {
    /// Nil when no trigger proposes anything.
    var replicas: Int32?
    /// The trigger that decides; nil for a sum.
    var trigger: String?
    var reason: String
    /// Triggers that fail and let nothing be taken away.
    var blockers: [String]
    /// What failed, in words, in the order of the triggers.
    var failures: [String]

    static func combine(_ evaluations: [TriggerEvaluation], spec: ScalingPolicySpec) -> TriggerCombination {
        let strategy = spec.combine?.strategy ?? .max
        let proposing = evaluations.filter { $0.proposal != nil }
        var result = TriggerCombination(
            reason: "", blockers: evaluations.filter(\.blocksDown).map(\.name),
            failures: evaluations.compactMap { evaluation in
                evaluation.failure.map { "\(evaluation.name): \($0)" }
            })
        switch strategy {
        case .sum:
            guard !proposing.isEmpty else { return result }
            result.replicas = AutoscalingArithmetic.saturated(
                AutoscalingArithmetic.sum(proposing.map { Int64($0.proposal ?? 0) }))
            result.reason = "sum of \(proposing.map(\.reason).joined(separator: " and "))"
        case .min:
            guard let lowest = proposing.min(by: { ($0.proposal ?? 0) < ($1.proposal ?? 0) }) else { return result }
            result.take(lowest)
        case .expression: result.evaluate(spec, evaluations)
        case .max:
            // The first of several equal proposals decides, as in the HPA controller.
            guard
                let highest = proposing.reversed().max(by: { ($0.proposal ?? 0) < ($1.proposal ?? 0) })
            else { return result }
            result.take(highest)
        }
        return result
    }

    /// What fails to give a number proposes nothing, so that the count stays, and is told first.
    private mutating func evaluate(_ spec: ScalingPolicySpec, _ evaluations: [TriggerEvaluation]) {
        let source = spec.combine?.expression ?? ""
        var proposals: [String: Int32] = [:]
        var readings: [String: Double] = [:]
        for evaluation in evaluations {
            proposals[evaluation.name] = evaluation.proposal
            readings[evaluation.name] = evaluation.reading
        }
        do throws(CombineExpressionError) {
            let expression = try CombineExpression(source, triggers: spec.triggers ?? [])
            let count = try expression.replicas(proposals: proposals, readings: readings)
            replicas = count
            reason = "\(source) = \(count)"
        } catch {
            failures.insert("combine.expression: \(error.message)", at: 0)
        }
    }

    private mutating func take(_ evaluation: TriggerEvaluation) {
        replicas = evaluation.proposal
        trigger = evaluation.name
        reason = evaluation.reason
    }
}

extension TriggerEvaluation {
    /// What was read; nil when nothing counts as read.
    fileprivate var reading: Double? {
        guard failure == nil || status.state == .held else { return nil }
        return status.value.flatMap { Double($0) }
    }
}
