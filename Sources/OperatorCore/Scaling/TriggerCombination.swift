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

    static func combine(
        _ evaluations: [TriggerEvaluation], strategy: Combination.Strategy
    ) -> TriggerCombination {
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
        // An expression is refused before it gets here; the highest is the safe reading of it.
        case .max, .expression:
            // The first of several equal proposals decides, as in the HPA controller.
            guard
                let highest = proposing.reversed().max(by: { ($0.proposal ?? 0) < ($1.proposal ?? 0) })
            else { return result }
            result.take(highest)
        }
        return result
    }

    private mutating func take(_ evaluation: TriggerEvaluation) {
        replicas = evaluation.proposal
        trigger = evaluation.name
        reason = evaluation.reason
    }
}
