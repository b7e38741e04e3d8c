import KubeCore

/// The rules of `vertical`, and that it and the triggers do not fight over a resource.
struct VerticalValidator {
    private let spec: ScalingPolicySpec
    private let root: FieldPath

    init(_ spec: ScalingPolicySpec, at root: FieldPath) {
        self.spec = spec
        self.root = root
    }

    func errors() -> [FieldError] {
        guard let vertical = spec.vertical else { return [] }
        let path = root.field("vertical")
        var errors = overlapErrors(vertical)
        var names: Set<String> = []
        for (index, container) in (vertical.containers ?? []).enumerated() {
            let place = path.field("containers").index(index)
            if !names.insert(container.name).inserted {
                errors.append(
                    FieldError(
                        .duplicate, place.field("name"), value: .string(container.name),
                        "container names must be unique"))
            }
            errors += Self.amountErrors(container, place)
        }
        if let tolerance = vertical.apply?.evictionTolerance, tolerance > Quantity(1) {
            errors.append(
                FieldError(
                    .invalid, path.field("apply").field("evictionTolerance"), value: .string(tolerance.description),
                    ScalingPolicyWords.share.text))
        }
        return errors
    }

    /// Horizontal and vertical scaling on one resource chase each other: usage is divided by the request the other changes.
    private func overlapErrors(_ vertical: VerticalScaling) -> [FieldError] {
        spec.triggersByRequests.filter { vertical.controls($0.source.name, ofContainer: $0.source.container) }.map {
            FieldError(
                .forbidden, root.field("triggers").index($0.index).field("source").field("resource"),
                ScalingPolicyWords.verticalOverlap.filled(.init([$0.trigger])))
        }
    }

    private static func amountErrors(_ container: ContainerSizing, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for (name, amounts) in [("minAllowed", container.minAllowed), ("maxAllowed", container.maxAllowed)] {
            let others = (amounts ?? [:]).keys.filter { $0 != "cpu" && $0 != "memory" }.sorted()
            guard !others.isEmpty else { continue }
            errors.append(
                FieldError(.invalid, path.field(name), ScalingPolicyWords.otherResource.filled(.init(others))))
        }
        let maximums = container.maxAllowed ?? [:]
        let crossed = (container.minAllowed ?? [:]).filter { least in
            maximums[least.key].map { least.value > $0 } ?? false
        }
        if !crossed.isEmpty {
            let names = crossed.keys.sorted()
            errors.append(
                FieldError(.invalid, path.field("minAllowed"), ScalingPolicyWords.allowedOrder.filled(.init(names))))
        }
        return errors
    }
}

extension ScalingPolicySpec {
    struct RequestTrigger {
        let index: Int
        let trigger: String
        let source: ResourceSource
    }

    /// Enabled triggers whose reading is a share of what pods request, so that changing requests changes it.
    var triggersByRequests: [RequestTrigger] {
        (triggers ?? []).enumerated().compactMap { index, trigger in
            guard trigger.enabled, case .resource(let source) = trigger.source,
                trigger.target?.utilization != nil || trigger.steps != nil
            else { return nil }
            return RequestTrigger(index: index, trigger: trigger.name, source: source)
        }
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
