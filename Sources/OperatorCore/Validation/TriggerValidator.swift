import KubeCore

/// The rules of one trigger.
struct TriggerValidator {
    private let trigger: Trigger
    private let connections: [Connection]
    private let path: FieldPath

    init(_ trigger: Trigger, connections: [Connection], at path: FieldPath) {
        self.trigger = trigger
        self.connections = connections
        self.path = path
    }

    func errors() -> [FieldError] {
        roleErrors() + targetErrors() + connectionErrors() + stepErrors() + sourceErrors() + intervalErrors()
    }

    private func roleErrors() -> [FieldError] {
        let roles = [
            trigger.target == nil ? nil : "target", trigger.steps == nil ? nil : "steps",
            trigger.cap == nil ? nil : "cap",
        ].compactMap(\.self)
        guard roles.count > 1 else { return [] }
        return [
            FieldError(
                .forbidden, path.field(roles[1]),
                "a trigger has at most one of target, steps and cap; this one has \(roles.joined(separator: " and ")): make two triggers"
            )
        ]
    }

    private func targetErrors() -> [FieldError] {
        guard let target = trigger.target else { return [] }
        let place = path.field("target")
        let given = [
            target.utilization == nil ? nil : "utilization", target.averageValue == nil ? nil : "averageValue",
            target.value == nil ? nil : "value", target.replicas == true ? "replicas" : nil,
        ].compactMap(\.self)
        guard given.count == 1, let kind = given.first else {
            let found = given.isEmpty ? "none is given" : "\(given.joined(separator: " and ")) are given"
            return [
                FieldError(
                    .invalid, place, value: nil,
                    "exactly one of utilization, averageValue, value and replicas is needed; \(found)")
            ]
        }
        let allowed = allowedTargets
        guard allowed.contains(kind) else {
            return [
                FieldError(
                    .forbidden, place.field(kind),
                    "a \(trigger.source.kind.rawValue) source takes \(allowed.joined(separator: " or "))")
            ]
        }
        return zeroTargetErrors(target, place)
    }

    private var allowedTargets: [String] {
        switch trigger.source {
        case .resource: ["utilization", "averageValue"]
        case .pods: ["averageValue"]
        case .schedule: ["replicas"]
        default: ["averageValue", "value", "replicas"]
        }
    }

    private func zeroTargetErrors(_ target: TriggerTarget, _ place: FieldPath) -> [FieldError] {
        [("averageValue", target.averageValue), ("value", target.value)].compactMap { name, quantity in
            guard let quantity, quantity.milliValue <= 0 else { return nil }
            return FieldError(
                .invalid, place.field(name), value: .string(quantity.description), "must be greater than zero")
        }
    }

    private func connectionErrors() -> [FieldError] {
        guard let name = trigger.source.connection else { return [] }
        let kind = trigger.source.kind.rawValue
        let place = path.field("source").field(kind).field("connection")
        guard let connection = connections.first(where: { $0.name == name }) else {
            let known = connections.map(\.name).joined(separator: ", ")
            return [
                FieldError(
                    .notFound, place, value: .string(name),
                    known.isEmpty
                        ? "spec.connections is empty: declare the connection there"
                        : "spec.connections has: \(known)")
            ]
        }
        guard let needed = neededEndpoint, !connection.endpointNames.contains(needed) else { return [] }
        return [
            FieldError(
                .invalid, place, value: .string(name),
                "this connection is \(connection.endpointNames.first ?? "without endpoint"); a \(kind) source needs one to \(needed)"
            )
        ]
    }

    private var neededEndpoint: String? {
        switch trigger.source {
        case .prometheus: "prometheus"
        case .redisList, .redisStream: "redis"
        case .kafka: "kafka"
        case .sqs: "aws"
        case .rabbitmq: "rabbitmq"
        case .natsJetStream: "nats"
        case .postgresql: "postgresql"
        case .mysql: "mysql"
        default: nil
        }
    }

    /// A band that one step can cross would swing for ever.
    private func stepErrors() -> [FieldError] {
        guard let steps = trigger.steps else { return [] }
        let place = path.field("steps")
        if (steps.above ?? []).isEmpty, (steps.below ?? []).isEmpty {
            return [FieldError(.required, place, "at least one rung in above or below is needed")]
        }
        guard let lowest = (steps.above ?? []).map(\.value).min(), let highest = (steps.below ?? []).map(\.value).max(),
            highest >= lowest
        else { return [] }
        return [
            FieldError(
                .invalid, place.field("below"), value: .string(highest.description),
                "every value in below must be less than every value in above; the least there is \(lowest)")
        ]
    }

    private func sourceErrors() -> [FieldError] {
        let place = path.field("source").field(trigger.source.kind.rawValue)
        switch trigger.source {
        case .postgresql(let source), .mysql(let source):
            guard (source.query == nil) == (source.builtin == nil) else { return [] }
            return [FieldError(.invalid, place, value: nil, "exactly one of query and builtin is needed")]
        case .redisStream(let source) where source.group == nil && source.measure != .length:
            return [
                FieldError(
                    .required, place.field("group"),
                    "measure \(source.measure.rawValue) is that of a consumer group; use measure Length without one")
            ]
        case .schedule(let source):
            return ScalingPolicyValidator.cronErrors(
                CronSchedule(start: source.start, end: source.end, timeZone: source.timeZone), place)
        default: return []
        }
    }

    private func intervalErrors() -> [FieldError] {
        guard let interval = trigger.interval, interval.duration < .seconds(1) else { return [] }
        return [
            FieldError(
                .invalid, path.field("interval"), value: .string(interval.description), "must be at least 1s")
        ]
    }
}

extension Connection {
    /// The endpoints given, by member name.
    var endpointNames: [String] {
        [
            prometheus == nil ? nil : "prometheus", redis == nil ? nil : "redis", kafka == nil ? nil : "kafka",
            postgresql == nil ? nil : "postgresql", mysql == nil ? nil : "mysql", aws == nil ? nil : "aws",
            rabbitmq == nil ? nil : "rabbitmq", nats == nil ? nil : "nats",
        ].compactMap(\.self)
    }
}
