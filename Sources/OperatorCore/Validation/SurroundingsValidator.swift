import KubeCore

/// The rules that need to know what is around a policy.
struct SurroundingsValidator {
    private let policy: ScalingPolicy
    private let surroundings: ScalingSurroundings
    private let root: FieldPath = "spec"

    init(_ policy: ScalingPolicy, in surroundings: ScalingSurroundings) {
        self.policy = policy
        self.surroundings = surroundings
    }

    func outcome() -> ValidationOutcome {
        guard surroundings != .unknown else { return .accepted }
        return ValidationOutcome(
            errors: rivalErrors() + verticalErrors() + timeZoneErrors() + egressErrors(),
            notices: targetNotices() + requestNotices() + containerNotices())
    }

    private var spec: ScalingPolicySpec { policy.spec }

    // MARK: Others on the same workload

    /// A policy that only reports may stand beside any other autoscaler: that is how one is tried out.
    private func rivalErrors() -> [FieldError] {
        let rivals = surroundings.rivals ?? []
        guard !rivals.isEmpty, spec.mode == .enforce, spec.adopt == .refuse else { return [] }
        let names = rivals.map(\.description).sorted().joined(separator: " and ")
        return [
            FieldError(
                .forbidden, root.field("targetRef"),
                "\(spec.targetRef) is already scaled by \(names), and each would undo the other: delete that, or set mode to DryRun to compare"
            )
        ]
    }

    private func verticalErrors() -> [FieldError] {
        let rivals = (surroundings.verticals ?? []).filter { $0.sizing.mode != .off }
        var errors: [FieldError] = []
        if let vertical = spec.vertical, vertical.mode != .off, spec.mode == .enforce, let rival = rivals.first {
            errors.append(
                FieldError(
                    .forbidden, root.field("vertical"),
                    "VerticalPodAutoscaler \(rival.name) already sizes the pods of \(spec.targetRef): delete it, or set vertical.mode to Off"
                ))
        }
        for trigger in spec.triggersByRequests {
            let source = trigger.source
            guard let rival = rivals.first(where: { $0.sizing.controls(source.name, ofContainer: source.container) })
            else { continue }
            errors.append(
                FieldError(
                    .forbidden, root.field("triggers").index(trigger.index).field("source").field("resource"),
                    "VerticalPodAutoscaler \(rival.name) also controls \(source.name) of the same pods, and each would undo the other: list only the other resource in its controlledResources, set its updateMode to Off, or use target.averageValue here"
                ))
        }
        return errors
    }

    // MARK: Time zones and hosts

    private func timeZoneErrors() -> [FieldError] {
        guard let known = surroundings.timeZones, !known.isEmpty else { return [] }
        return spec.timeZoneUses.filter { !known.contains($0.name) }.map { use in
            let words: String
            if known == ["UTC"] {
                words = "the time zone database (tzdata) is not installed here: only UTC is known"
            } else {
                let advice = NearName.best(for: use.name, among: known).map { ": did you mean \($0)?" } ?? ""
                words = "no time zone has this name\(advice)"
            }
            return FieldError(.invalid, use.path, value: .string(use.name), words)
        }
    }

    private func egressErrors() -> [FieldError] {
        guard let egress = surroundings.egress else { return [] }
        return spec.endpoints.filter { !egress.allows(host: $0.host, port: $0.port) }.map { endpoint in
            FieldError(
                .forbidden, endpoint.path,
                "the operator may not talk to \(endpoint.host): its administrators allow \(egress.patterns.isEmpty ? "no host" : egress.patterns.joined(separator: ", "))"
            )
        }
    }

    // MARK: The target

    private func targetNotices() -> [FieldNotice] {
        let path = root.field("targetRef")
        let target = spec.targetRef
        switch surroundings.target {
        case .unknown, .found: return []
        case .kindNotServed:
            return [
                FieldNotice(
                    path,
                    "the cluster serves no \(target.kind) of \(target.apiVersion); nothing is scaled until it does")
            ]
        case .notScalable:
            return [
                FieldNotice(
                    path,
                    "\(target.kind) of \(target.apiVersion) has no scale subresource; nothing is scaled until it has one"
                )
            ]
        case .missing:
            return [FieldNotice(path, "\(target) does not exist (yet); nothing is scaled until it does")]
        }
    }

    private var containers: [ScalingSurroundings.Container]? {
        if case .found(let containers) = surroundings.target { containers } else { nil }
    }

    private func requestNotices() -> [FieldNotice] {
        guard let containers else { return [] }
        var notices: [FieldNotice] = []
        for trigger in spec.triggersByRequests {
            let path = root.field("triggers").index(trigger.index).field("source").field("resource")
            let source = trigger.source
            let read = containers.filter { source.container == nil || $0.name == source.container }
            if let name = source.container, read.isEmpty {
                notices.append(FieldNotice(path.field("container"), unknownContainer(name)))
            }
            let lacking = read.filter { !$0.requests.contains(source.name) }.map(\.name)
            guard !lacking.isEmpty else { continue }
            let names = lacking.joined(separator: ", ")
            notices.append(
                FieldNotice(
                    path,
                    "\(lacking.count == 1 ? "container" : "containers") \(names) of \(spec.targetRef) \(lacking.count == 1 ? "requests" : "request") no \(source.name), so that utilization cannot be told: add the requests, or use target.averageValue"
                ))
        }
        return notices
    }

    private func containerNotices() -> [FieldNotice] {
        guard let containers else { return [] }
        let names = Set(containers.map(\.name))
        return (spec.vertical?.containers ?? []).enumerated().compactMap { index, sizing in
            guard sizing.name != "*", !names.contains(sizing.name) else { return nil }
            return FieldNotice(
                root.field("vertical").field("containers").index(index).field("name"), unknownContainer(sizing.name))
        }
    }

    private func unknownContainer(_ name: String) -> String {
        "\(spec.targetRef) has no container \(name); it has \((containers ?? []).map(\.name).joined(separator: ", "))"
    }
}

extension ScalingPolicySpec {
    struct TimeZoneUse {
        let path: FieldPath
        let name: String
    }

    /// Every time zone a schedule names, and where.
    var timeZoneUses: [TimeZoneUse] {
        let windows = (replicas.windows ?? []).enumerated().compactMap { index, window in
            window.schedule.map { schedule in
                TimeZoneUse(
                    path: FieldPath("spec.replicas.windows").index(index).field("schedule").field("timeZone"),
                    name: schedule.timeZone)
            }
        }
        let sources = (triggers ?? []).enumerated().compactMap { index, trigger -> TimeZoneUse? in
            guard case .schedule(let source) = trigger.source else { return nil }
            let path = FieldPath("spec.triggers").index(index).field("source").field("schedule")
            return TimeZoneUse(path: path.field("timeZone"), name: source.timeZone)
        }
        return windows + sources
    }
}
