import KubeCore

extension ScalingPolicyStatus.PredictionStatus {
    static let schema = Schema.object(
        "One forecast.",
        [
            "trigger": .string("The trigger."),
            "model": .choice(Prediction.Model.self, "The model at work."),
            "at": .moment("The moment forecast."),
            "value": .string("The reading forecast."),
            "replicas": .integer("Replicas that asks for.", format: "int32"),
            "error": .string("The model's recent error."),
            "persistenceError": .string("The error the last value itself would have had."),
            "gate": .choice(Gate.self, "Whether the forecast counts."),
        ], required: ["trigger"])
}

extension ScalingPolicyStatus.CapacityPlanStatus {
    static let schema = Schema.object(
        "What the long-range report found.",
        [
            "computed": .moment("When it was made."),
            "peakNow": .integer("Replicas at today's peak.", format: "int32"),
            "peakIn30Days": .integer("Replicas at the peak expected in 30 days.", format: "int32"),
            "interval": .plainList(
                "The least and the most expected.", of: .integer("Replicas.", format: "int32"), maxItems: 2),
            "trendPerWeek": .string("The growth."),
            "maxReachedOn": .moment("When replicas.max is expected to be reached.").with { $0.nullable = true },
            "basis": .string("What it was made from."),
        ])
}

extension ScalingPolicyStatus.RuleStatus {
    static let schema = Schema.object(
        "One rule.",
        [
            "name": .string("The rule."),
            "state": .choice(State.self, "Inactive; Pending: true, but not for long enough; Firing."),
            "since": .moment("When the state began."),
            "lastNotified": .moment("When receivers were last told."),
        ], required: ["name"])
}
