import KubeCore

/// The rules of `replicas`: bounds, windows and idling.
struct ReplicaBoundsValidator {
    private let bounds: ReplicaBounds
    /// Enabled ones.
    private let triggers: [Trigger]
    private let path: FieldPath

    init(_ bounds: ReplicaBounds, triggers: [Trigger], at path: FieldPath) {
        self.bounds = bounds
        self.triggers = triggers
        self.path = path
    }

    func errors() -> [FieldError] {
        var errors: [FieldError] = []
        if bounds.min > bounds.max {
            errors.append(
                FieldError(
                    .invalid, path.field("min"), value: .integer(Int64(bounds.min)),
                    ScalingPolicyWords.minAboveMax.filled(.init(bounds.max))))
        }
        errors += zeroErrors()
        for (index, window) in (bounds.windows ?? []).enumerated() {
            errors += windowErrors(window, path.field("windows").index(index))
        }
        return errors
    }

    private func zeroErrors() -> [FieldError] {
        var errors: [FieldError] = []
        let lowest = ([bounds.min] + (bounds.windows ?? []).compactMap(\.min)).min() ?? bounds.min
        if lowest == 0, bounds.zero == nil {
            errors.append(FieldError(.required, path.field("zero"), ScalingPolicyWords.zeroNeeded.text))
        }
        if lowest == 0 || bounds.zero != nil, !triggers.contains(where: \.canActivateAtZero) {
            errors.append(
                FieldError(
                    .invalid, path.field("min"), value: .integer(Int64(bounds.min)),
                    ScalingPolicyWords.nothingActivates.text))
        }
        if let zero = bounds.zero, zero.to >= bounds.min, bounds.min > 0 || zero.to > 0 {
            errors.append(
                FieldError(
                    .invalid, path.field("zero").field("to"), value: .integer(Int64(zero.to)),
                    ScalingPolicyWords.idleNotBelowMin.text))
        }
        return errors
    }

    private func windowErrors(_ window: BoundsWindow, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let (least, most) = (window.min ?? bounds.min, window.max ?? bounds.max)
        if least > most {
            errors.append(
                FieldError(
                    .invalid, path.field("min"), value: .integer(Int64(least)),
                    ScalingPolicyWords.windowMinAboveMax.filled(
                        .init(window.name), .init(least), .init(most))))
        }
        errors += .exactlyOne([("schedule", window.schedule != nil), ("interval", window.interval != nil)], path)
        if window.min == nil, window.max == nil {
            errors.append(FieldError(.required, path, ScalingPolicyWords.windowWithoutBounds.text))
        }
        if let interval = window.interval, interval.to <= interval.from {
            errors.append(
                FieldError(
                    .invalid, path.field("interval").field("to"), value: .string(interval.to.rfc3339),
                    ScalingPolicyWords.intervalOrder.text))
        }
        if let schedule = window.schedule { errors += schedule.errors(at: path.field("schedule")) }
        return errors
    }
}

extension Trigger {
    /// Whether it can tell of work while no pod runs: a target or steps on something that is not read from pods.
    var canActivateAtZero: Bool { source.canActivateAtZero && (target != nil || steps != nil) }
}

extension CronSchedule {
    func errors(at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for (name, text) in [("start", start), ("end", end)] {
            do throws(CronExpression.SyntaxError) {
                _ = try CronExpression(text)
            } catch {
                errors.append(FieldError(.invalid, path.field(name), value: .string(text), error.message))
            }
        }
        if start == end {
            errors.append(
                FieldError(.invalid, path.field("end"), value: .string(end), ScalingPolicyWords.cronOrder.text))
        }
        return errors
    }
}

extension [FieldError] {
    /// The error when not exactly one of several members is given.
    static func exactlyOne(_ members: [(name: String, isGiven: Bool)], _ path: FieldPath) -> [FieldError] {
        let given = members.filter(\.isGiven).map(\.name)
        guard given.count != 1 else { return [] }
        let words = ScalingPolicyWords.exactlyOne(of: members.map(\.name))
        return [FieldError(.invalid, path, words.filled(given.isEmpty ? "none" : .init(given)))]
    }
}
