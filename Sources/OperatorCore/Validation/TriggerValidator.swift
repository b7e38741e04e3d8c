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
        roleErrors() + targetErrors() + connectionErrors() + stepErrors() + capErrors() + sourceErrors()
            + intervalErrors()
    }

    private func roleErrors() -> [FieldError] {
        let roles = [
            trigger.target == nil ? nil : "target", trigger.steps == nil ? nil : "steps",
            trigger.cap == nil ? nil : "cap",
        ].compactMap(\.self)
        guard roles.count > 1 else { return [] }
        return [
            FieldError(
                .forbidden, path,
                ScalingPolicyWords.roles.filled(.init(roles)))
        ]
    }

    private func targetErrors() -> [FieldError] {
        guard let target = trigger.target else { return [] }
        let place = path.field("target")
        let given = [
            target.utilization == nil ? nil : "utilization", target.averageValue == nil ? nil : "averageValue",
            target.value == nil ? nil : "value", target.replicas == true ? "replicas" : nil,
        ].compactMap(\.self)
        var errors: [FieldError] = .exactlyOne(TriggerTarget.members.map { ($0, given.contains($0)) }, place)
        let allowed = trigger.source.allowedTargets
        let unfit = given.filter { !allowed.contains($0) }
        if !unfit.isEmpty {
            errors.append(
                FieldError(.forbidden, place, ScalingPolicyWords.unfitTarget.filled(.init(allowed), .init(unfit))))
        }
        return errors
            + Self.positiveErrors([("averageValue", target.averageValue), ("value", target.value)], place)
    }

    private static func positiveErrors(_ members: [(String, Quantity?)], _ path: FieldPath) -> [FieldError] {
        members.compactMap { name, quantity in
            guard let quantity, quantity <= .zero else { return nil }
            return FieldError(
                .invalid, path.field(name), value: .string(quantity.description), ScalingPolicyWords.notPositive.text)
        }
    }

    private func connectionErrors() -> [FieldError] {
        guard let name = trigger.source.connection else { return [] }
        let kind = trigger.source.kind
        let place = path.field("source").field(kind.rawValue).field("connection")
        guard let connection = connections.first(where: { $0.name == name }) else {
            return [.unknownName(name, place, in: "connections", of: connections.map(\.name))]
        }
        guard let needed = kind.neededEndpoint, !connection.endpointNames.contains(needed) else { return [] }
        return [
            FieldError(
                .invalid, place, value: .string(name), ScalingPolicyWords.wrongConnection(kind.rawValue, needed).text)
        ]
    }

    /// A band that one step can cross would swing for ever.
    private func stepErrors() -> [FieldError] {
        guard let steps = trigger.steps else { return [] }
        let place = path.field("steps")
        if (steps.above ?? []).isEmpty, (steps.below ?? []).isEmpty {
            return [FieldError(.required, place, ScalingPolicyWords.noRung.text)]
        }
        guard let lowest = (steps.above ?? []).map(\.value).min(), let highest = (steps.below ?? []).map(\.value).max(),
            highest >= lowest
        else { return [] }
        return [
            FieldError(
                .forbidden, place.field("below"), ScalingPolicyWords.bandsOverlap.text)
        ]
    }

    private func capErrors() -> [FieldError] {
        guard let cap = trigger.cap else { return [] }
        let place = path.field("cap")
        var errors = Self.positiveErrors([("allowed", cap.allowed), ("perReplica", cap.perReplica)], place)
        if cap.perReplica != nil, cap.perReplicaFrom != nil {
            errors.append(FieldError(.forbidden, place.field("perReplica"), ScalingPolicyWords.twoShares.text))
        }
        return errors
    }

    private func sourceErrors() -> [FieldError] {
        let place = path.field("source").field(trigger.source.kind.rawValue)
        switch trigger.source {
        case .postgresql(let source), .mysql(let source):
            return .exactlyOne([("query", source.query != nil), ("builtin", source.builtin != nil)], place)
        case .redisStream(let source) where source.group == nil && source.measure != .length:
            return [FieldError(.required, place.field("group"), ScalingPolicyWords.groupNeeded.text)]
        case .schedule(let source):
            return CronSchedule(start: source.start, end: source.end, timeZone: source.timeZone).errors(at: place)
        case .kafka(let source): return kafkaErrors(source, place)
        case .sqs(let source): return ConnectionValidator.urlErrors(source.queueURL, place.field("queueURL"))
        case .http(let source):
            var errors = ConnectionValidator.urlErrors(source.url, place.field("url"))
            if source.format != .text, source.path?.isEmpty != false {
                errors.append(FieldError(.required, place.field("path"), ScalingPolicyWords.pathNeeded.text))
            }
            return errors
        default: return []
        }
    }

    private func kafkaErrors(_ source: KafkaSource, _ path: FieldPath) -> [FieldError] {
        guard source.partitions?.isEmpty == false, source.topics?.count != 1 else { return [] }
        return [
            FieldError(
                .forbidden, path.field("partitions"),
                ScalingPolicyWords.partitionsTopic.text)
        ]
    }

    private func intervalErrors() -> [FieldError] {
        guard let interval = trigger.interval, !IntervalBounds.triggerInterval.accepts(interval) else { return [] }
        return [
            FieldError(
                .invalid, path.field("interval"), value: .string(interval.description),
                IntervalBounds.triggerInterval.words)
        ]
    }
}

extension TriggerSource {
    /// The members of `target` that make sense for the source.
    var allowedTargets: [String] {
        switch self {
        case .resource: Self.resourceTargets
        case .pods: Self.podsTargets
        case .schedule: Self.scheduleTargets
        default: Self.otherTargets
        }
    }
}

extension FieldError {
    /// A name that should be that of an entry of a list of `spec`.
    static func unknownName(
        _ name: String, _ path: FieldPath, in list: String, of known: [String]
    ) -> FieldError {
        FieldError(
            .invalid, path, value: .string(name),
            ScalingPolicyWords.unknownName.filled(.init(list), .init(known)))
    }
}
