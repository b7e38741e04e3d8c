package import KubeCore

/// The rules of a ScalingPolicy that its schema cannot say; the same verdict at admission, offline and in the reconciler.
package struct ScalingPolicyValidator {
    private let spec: ScalingPolicySpec
    private let root: FieldPath = "spec"

    private init(_ spec: ScalingPolicySpec) {
        self.spec = spec
    }

    /// Every fault at once; empty when the policy is acceptable. Reads nothing but the policy.
    package static func validate(_ policy: ScalingPolicy) -> [FieldError] {
        let validator = ScalingPolicyValidator(policy.spec)
        return validator.boundsErrors() + validator.connectionErrors() + validator.triggerErrors()
            + validator.behaviorErrors() + validator.engineErrors() + validator.verticalErrors()
            + ScalingPolicyFeatures.unsupported(policy.spec)
    }

    private var enabledTriggers: [(index: Int, trigger: Trigger)] {
        (spec.triggers ?? []).enumerated().map { (index: $0.offset, trigger: $0.element) }.filter(\.trigger.enabled)
    }

    private var triggersPath: FieldPath { root.field("triggers") }

    // MARK: Bounds

    private func boundsErrors() -> [FieldError] {
        let path = root.field("replicas")
        let bounds = spec.replicas
        var errors = minMaxErrors(bounds.min, bounds.max, path)
        errors += zeroErrors(bounds, path)
        for (index, window) in (bounds.windows ?? []).enumerated() {
            let place = path.field("windows").index(index)
            errors += minMaxErrors(window.min ?? bounds.min, window.max ?? bounds.max, place)
            errors += windowErrors(window, place)
        }
        let sync = spec.syncInterval.duration
        if sync < .seconds(5) || sync > .seconds(600) {
            errors.append(
                FieldError(
                    .invalid, root.field("syncInterval"), value: .string(spec.syncInterval.description),
                    "must be between 5s and 10m"))
        }
        return errors
    }

    private func minMaxErrors(_ min: Int32, _ max: Int32, _ path: FieldPath) -> [FieldError] {
        guard min > max else { return [] }
        return [
            FieldError(
                .invalid, path.field("min"), value: .integer(Int64(min)),
                "must not exceed max, which is \(max): lower min or raise max")
        ]
    }

    private func zeroErrors(_ bounds: ReplicaBounds, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let lowest = ([bounds.min] + (bounds.windows ?? []).compactMap(\.min)).min() ?? bounds.min
        if lowest == 0, bounds.zero == nil {
            errors.append(
                FieldError(
                    .required, path.field("zero"),
                    "min 0 needs it: say with `zero: {after: 5m}` when the workload may go to zero"))
        }
        if lowest == 0 || bounds.zero != nil, !enabledTriggers.contains(where: { $0.trigger.source.canActivateAtZero })
        {
            errors.append(
                FieldError(
                    .invalid, path.field("min"), value: .integer(Int64(lowest)),
                    "no trigger can tell of work while no pod runs: cpu, memory and pods metrics need pods. Add a queue or Prometheus trigger, or set min to 1 and remove zero"
                ))
        }
        if let zero = bounds.zero, bounds.min > 0, zero.to >= bounds.min {
            errors.append(
                FieldError(
                    .invalid, path.field("zero").field("to"), value: .integer(Int64(zero.to)),
                    "must be below replicas.min, which is \(bounds.min)"))
        }
        return errors
    }

    private func windowErrors(_ window: BoundsWindow, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        if (window.schedule == nil) == (window.interval == nil) {
            errors.append(FieldError(.invalid, path, value: nil, "exactly one of schedule and interval is needed"))
        }
        if let interval = window.interval, interval.to <= interval.from {
            errors.append(
                FieldError(
                    .invalid, path.field("interval").field("to"), value: .string(interval.to.rfc3339),
                    "must be after from, which is \(interval.from.rfc3339)"))
        }
        if let schedule = window.schedule {
            errors += Self.cronErrors(schedule, path.field("schedule"))
        }
        return errors
    }

    static func cronErrors(_ schedule: CronSchedule, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for (name, text) in [("start", schedule.start), ("end", schedule.end)] {
            do throws(CronExpression.SyntaxError) {
                _ = try CronExpression(text)
            } catch {
                errors.append(FieldError(.invalid, path.field(name), value: .string(text), error.message))
            }
        }
        if errors.isEmpty, schedule.start == schedule.end {
            errors.append(
                FieldError(
                    .invalid, path.field("end"), value: .string(schedule.end), "must differ from start"))
        }
        return errors
    }

    // MARK: Connections and triggers

    private func connectionErrors() -> [FieldError] {
        (spec.connections ?? []).enumerated().flatMap { index, connection in
            ConnectionValidator(connection, at: root.field("connections").index(index)).errors()
        }
    }

    private func triggerErrors() -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (index, trigger) in (spec.triggers ?? []).enumerated() {
            let path = triggersPath.index(index)
            if !names.insert(trigger.name).inserted {
                errors.append(
                    FieldError(
                        .duplicate, path.field("name"), value: .string(trigger.name), "trigger names must be unique"))
            }
            errors += TriggerValidator(trigger, connections: spec.connections ?? [], at: path).errors()
        }
        if spec.mode != .off, spec.vertical == nil, enabledTriggers.isEmpty, spec.replicas.windows == nil {
            errors.append(
                FieldError(
                    .required, triggersPath,
                    "nothing here would ever change the workload: add an enabled trigger, windows or vertical"))
        }
        return errors
    }

    // MARK: Behavior

    private func behaviorErrors() -> [FieldError] {
        guard let behavior = spec.behavior else { return [] }
        let path = root.field("behavior")
        var errors: [FieldError] = []
        for (name, rules) in [("scaleUp", behavior.scaleUp), ("scaleDown", behavior.scaleDown)] {
            if rules?.policies?.isEmpty == true {
                errors.append(
                    FieldError(
                        .required, path.field(name).field("policies"),
                        "must specify at least one policy; leave policies out to use the defaults"))
            }
        }
        return errors
    }

    // MARK: Engine

    private func engineErrors() -> [FieldError] {
        guard spec.engine == .hpa else { return [] }
        return EngineRequirements.blockers(of: spec).map { blocker in
            FieldError(
                .forbidden, blocker.path,
                "engine HPA cannot do this: \(blocker.reason). Use engine Auto or Native, or remove it")
        }
    }

    // MARK: Vertical

    /// Horizontal and vertical scaling on one resource chase each other: usage is divided by the request the other changes.
    private func verticalErrors() -> [FieldError] {
        guard let vertical = spec.vertical else { return [] }
        var errors: [FieldError] = []
        for (index, trigger) in enabledTriggers {
            guard case .resource(let source) = trigger.source,
                trigger.target?.utilization != nil || trigger.steps != nil,
                vertical.controls(source.name, ofContainer: source.container)
            else { continue }
            errors.append(
                FieldError(
                    .forbidden, triggersPath.index(index).field("source").field("resource"),
                    "spec.vertical also controls \(source.name) of the same pods, and each would undo the other: list only the other resource in vertical.containers[].controlledResources, set vertical.mode to Off, or use target.averageValue here"
                ))
        }
        return errors
    }
}

extension VerticalScaling {
    /// Whether requests of a resource are changed, in one container or (nil) in any.
    package func controls(_ resource: String, ofContainer name: String?) -> Bool {
        guard mode != .off else { return false }
        guard let containers, !containers.isEmpty else { return true }
        func controls(_ sizing: ContainerSizing) -> Bool {
            sizing.mode != .off && (sizing.controlledResources?.contains(resource) ?? true)
        }
        if let name {
            let sizing = containers.first { $0.name == name } ?? containers.first { $0.name == "*" }
            // A container without any entry is sized with defaults.
            return sizing.map(controls) ?? true
        }
        // Containers beyond the list may exist, but a list is taken to name all that matter.
        return containers.contains(where: controls)
    }
}
