import KubeCore

extension ScalingPolicySpec {
    /// What concerns members that stand apart. Lists have no place for the index in `fieldPath`, so that these name the
    /// list and say which entry is meant.
    static let rules: [Schema.ValidationRule] =
        [
            .invalid(
                "!(\(mayGoToZero)) || (has(self.triggers) && self.triggers.exists(t, \(activates)))",
                ScalingPolicyWords.nothingActivates, at: ".replicas.min", value: .number("self.replicas.min")),
            .required(
                "self.mode == 'Off' || has(self.vertical) || (has(self.replicas.windows) && self.replicas.windows.size() > 0) || (has(self.triggers) && self.triggers.exists(t, t.enabled))",
                ScalingPolicyWords.nothingToDo, at: ".triggers"),
        ] + connectionRules + nameRules + [verticalRule] + EngineRequirements.rules

    private static let mayGoToZero =
        "has(self.replicas.zero) || self.replicas.min == 0 || (has(self.replicas.windows) && self.replicas.windows.exists(w, has(w.min) && w.min == 0))"
    private static let activates =
        "t.enabled && !has(t.source.resource) && !has(t.source.pods) && (has(t.target) || has(t.steps))"

    // MARK: Names

    private static let connectionRules: [Schema.ValidationRule] = {
        let sources = TriggerSource.CodingKeys.allCases.filter(\.hasConnection)
        let used = sources.reversed().reduce("''") { rest, source in
            let place = "t.source.\(source.rawValue)"
            return source.neededEndpoint == nil
                ? "(has(\(place)) && has(\(place).connection) ? \(place).connection : \(rest))"
                : "(has(\(place)) ? \(place).connection : \(rest))"
        }
        return [
            unknownNames(
                "self.triggers.map(t, \(used)).filter(n, n != '')", in: "connections", guarded: "has(self.triggers)",
                at: ".triggers")
        ]
            + sources.compactMap { source in
                source.neededEndpoint.map { endpoint in
                    let place = "t.source.\(source.rawValue)"
                    let isWrong =
                        "has(\(place)) && self.connections.exists(c, c.name == \(place).connection && !has(c.\(endpoint)))"
                    return .invalid(
                        "!has(self.triggers) || !has(self.connections) || !self.triggers.exists(t, \(isWrong))",
                        ScalingPolicyWords.wrongConnection(source.rawValue, endpoint), at: ".triggers",
                        value: .list("self.triggers.filter(t, \(isWrong)).map(t, t.name)"))
                }
            }
    }()

    private static let nameRules: [Schema.ValidationRule] = [
        unknownNames(
            "self.prediction.map(p, p.trigger)", in: "triggers", guarded: "has(self.prediction)", at: ".prediction"),
        unknownTrigger(".capacityPlan.trigger", guarded: "has(self.capacityPlan)"),
        unknownTrigger(
            ".scaleIn.deletionCost.fromTrigger",
            guarded:
                "has(self.scaleIn) && has(self.scaleIn.deletionCost) && has(self.scaleIn.deletionCost.fromTrigger) && self.scaleIn.deletionCost.fromTrigger != ''"
        ),
        .invalid(
            "!has(self.rules) || self.rules.all(r, r.actions.all(a, !has(a.notify) || a.notify.receivers.all(n, has(self.receivers) && self.receivers.exists(e, e.name == n))))",
            ScalingPolicyWords.unknownName, ["'receivers'", names(of: "receivers")], at: ".rules"),
    ]

    /// Every name of a list must be that of an entry of another.
    private static func unknownNames(
        _ names: String, in list: String, guarded: String, at field: String
    ) -> Schema.ValidationRule {
        let unknown = "\(names).filter(n, !(has(self.\(list)) && self.\(list).exists(e, e.name == n)))"
        return .invalid(
            "!(\(guarded)) || \(unknown).size() == 0", ScalingPolicyWords.unknownName,
            ["'\(list)'", self.names(of: list)], at: field,
            value: .list(unknown))
    }

    /// The name in one field must be that of a trigger.
    private static func unknownTrigger(_ field: String, guarded: String) -> Schema.ValidationRule {
        .invalid(
            "!(\(guarded)) || (has(self.triggers) && self.triggers.exists(e, e.name == self\(field)))",
            ScalingPolicyWords.unknownName, ["'triggers'", names(of: "triggers")], at: field,
            value: .text("self\(field)"))
    }

    private static func names(of list: String) -> String {
        "has(self.\(list)) ? self.\(list).map(e, e.name) : []"
    }

    // MARK: Horizontal and vertical

    private static let verticalRule: Schema.ValidationRule = {
        let controls =
            "c.mode != 'Off' && (!has(c.controlledResources) || t.source.resource.name in c.controlledResources)"
        let containers = "self.vertical.containers"
        let named = "t.source.resource.container"
        let overlaps =
            "t.enabled && has(t.source.resource) && (has(t.steps) || (has(t.target) && has(t.target.utilization))) && "
            + "(!has(\(containers)) || \(containers).size() == 0 || (has(\(named)) ? "
            + "(\(containers).exists(c, c.name == \(named)) ? \(containers).exists(c, c.name == \(named) && \(controls)) "
            + ": (!\(containers).exists(c, c.name == '*') || \(containers).exists(c, c.name == '*' && \(controls)))) "
            + ": \(containers).exists(c, \(controls))))"
        return .forbidden(
            "!has(self.vertical) || self.vertical.mode == 'Off' || !has(self.triggers) || !self.triggers.exists(t, \(overlaps))",
            ScalingPolicyWords.verticalOverlap, ["self.triggers.filter(t, \(overlaps)).map(t, t.name)"],
            at: ".vertical")
    }()
}

extension TriggerSource.CodingKeys {
    /// Whether the source names a connection.
    var hasConnection: Bool {
        switch self {
        case .resource, .pods, .object, .external, .schedule: false
        default: true
        }
    }

    /// The endpoint its connection must have; nil where any will do, or none.
    var neededEndpoint: String? {
        switch self {
        case .prometheus: "prometheus"
        case .redisList, .redisStream: "redis"
        case .kafka: "kafka"
        case .sqs: "aws"
        case .rabbitmq: "rabbitmq"
        case .natsJetStream: "nats"
        case .postgresql: "postgresql"
        case .mysql: "mysql"
        case .resource, .pods, .object, .external, .http, .schedule: nil
        }
    }
}
