import KubeCore

extension Trigger {
    static let roles = ["target", "steps", "cap"]

    static let rules: [Schema.ValidationRule] = {
        let given = roles.map { "has(self.\($0))" }
        let unfit = "\(TriggerTarget.given("self.target")).filter(x, !(x in \(allowedTargets)))"
        return [
            .forbidden(
                "[\(given.joined(separator: ", "))].filter(x, x).size() <= 1", ScalingPolicyWords.roles,
                [CELText.names(roles, given)]),
            .forbidden(
                "!has(self.target) || \(unfit).size() == 0", ScalingPolicyWords.unfitTarget,
                [allowedTargets, unfit], at: ".target"),
        ]
    }()

    /// The members of `target` that make sense for the source, as `TriggerSource.allowedTargets` has them.
    private static let allowedTargets: String = {
        let special = [
            ("resource", TriggerSource.resourceTargets), ("pods", TriggerSource.podsTargets),
            ("schedule", TriggerSource.scheduleTargets),
        ]
        let cases = special.map { "has(self.source.\($0.0)) ? \(CELText.list($0.1)) : " }.joined()
        return "(\(cases)\(CELText.list(TriggerSource.otherTargets)))"
    }()
}

extension TriggerSource {
    static let resourceTargets = ["utilization", "averageValue"]
    static let podsTargets = ["averageValue"]
    static let scheduleTargets = ["replicas"]
    static let otherTargets = ["averageValue", "value", "replicas"]

    static let rules: [Schema.ValidationRule] = [.exactlyOne(of: CodingKeys.allCases.map(\.rawValue))]

    static let redisStreamRules: [Schema.ValidationRule] = [
        .required("self.measure == 'Length' || has(self.group)", ScalingPolicyWords.groupNeeded, at: ".group")
    ]
    static let sqlRules: [Schema.ValidationRule] = [.exactlyOne(of: ["query", "builtin"])]
    static let httpRules: [Schema.ValidationRule] = [
        .required(
            "self.format == 'Text' || (has(self.path) && self.path != '')", ScalingPolicyWords.pathNeeded,
            at: ".path")
    ]
    static let kafkaRules: [Schema.ValidationRule] = [
        .forbidden(
            "!has(self.partitions) || self.partitions == '' || (has(self.topics) && self.topics.size() == 1)",
            ScalingPolicyWords.partitionsTopic, at: ".partitions")
    ]
}

extension TriggerTarget {
    static let members = ["utilization", "averageValue", "value", "replicas"]

    static let rules: [Schema.ValidationRule] = [
        .exactlyOne(of: members, conditions: ["replicas": "(has(self.replicas) && self.replicas)"]),
        positive("averageValue"), positive("value"),
    ]

    static func positive(_ member: String, isRequired: Bool = false) -> Schema.ValidationRule {
        .invalid(
            (isRequired ? "" : "!has(self.\(member)) || ")
                + "\(CELText.quantity("self.\(member)")).isGreaterThan(quantity('0'))",
            ScalingPolicyWords.notPositive, at: ".\(member)", value: .text("string(self.\(member))"))
    }

    /// A list of the members given.
    static func given(_ target: String) -> String {
        CELText.names(
            members,
            members.map { member in
                member == "replicas"
                    ? "(has(\(target).replicas) && \(target).replicas)" : "has(\(target).\(member))"
            })
    }
}

extension StepTable {
    static let rules: [Schema.ValidationRule] = [
        .required(
            "(has(self.above) && self.above.size() > 0) || (has(self.below) && self.below.size() > 0)",
            ScalingPolicyWords.noRung),
        .forbidden(
            "!has(self.below) || !has(self.above) || self.below.all(b, self.above.all(a, \(CELText.quantity("b.value")).isLessThan(\(CELText.quantity("a.value")))))",
            ScalingPolicyWords.bandsOverlap, at: ".below"),
    ]
}

extension ReplicaCap {
    static let rules: [Schema.ValidationRule] = [
        .forbidden(
            "!has(self.perReplica) || !has(self.perReplicaFrom)", ScalingPolicyWords.twoShares, at: ".perReplica"),
        TriggerTarget.positive("allowed", isRequired: true), TriggerTarget.positive("perReplica"),
    ]
}
