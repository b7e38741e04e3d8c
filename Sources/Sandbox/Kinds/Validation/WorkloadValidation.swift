import KubeCore

/// The rules of the kinds that keep pods running.
///
/// Source: kubernetes `pkg/apis/apps/validation/validation.go`, `pkg/apis/policy/validation`.
enum WorkloadValidation {
    private static let path: FieldPath = "spec"

    @Sendable static func deployment(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        checks.nonNegative(spec["replicas"], path.field("replicas"))
        selectorAndTemplate(spec, kind: "deployment", &checks)
        strategy(spec["strategy"] ?? [:], path.field("strategy"), &checks)
        for field in ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
            checks.nonNegative(spec[field], path.field(field))
        }
        if let deadline = spec["progressDeadlineSeconds"]?.int64Value,
            deadline <= spec["minReadySeconds"]?.int64Value ?? 0
        {
            checks.invalid(
                path.field("progressDeadlineSeconds"), .integer(deadline), "must be greater than minReadySeconds")
        }
        immutableSelector(context, &checks)
        return checks.errors
    }

    /// As the server's own form of the strategy, which it shows in errors.
    private static func internalForm(_ strategy: JSONValue) -> JSONValue {
        let update = strategy["rollingUpdate"].flatMap { $0 == .null ? nil : $0 }
        return [
            "Type": strategy["type"] ?? "",
            "RollingUpdate": update.map {
                ["MaxUnavailable": $0["maxUnavailable"] ?? 0, "MaxSurge": $0["maxSurge"] ?? 0]
            } ?? .null,
        ]
    }

    private static func strategy(_ strategy: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        let update = strategy["rollingUpdate"].flatMap { $0 == .null ? nil : $0 }
        switch strategy["type"]?.stringValue ?? "" {
        case "Recreate":
            if update != nil {
                checks.forbidden(
                    path.field("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'")
            }
        case "RollingUpdate":
            let place = path.field("rollingUpdate")
            guard let update else { return checks.required(place, "this should be defaulted and never be nil") }
            checks.countOrPercentage(update["maxUnavailable"], place.field("maxUnavailable"))
            checks.countOrPercentage(update["maxSurge"], place.field("maxSurge"))
            if isZero(update["maxUnavailable"]), isZero(update["maxSurge"]) {
                checks.invalid(
                    place.field("maxUnavailable"), update["maxUnavailable"] ?? 0, "may not be 0 when `maxSurge` is 0")
            }
            if case .string(let text)? = update["maxUnavailable"], let percentage = Int(text.dropLast()),
                percentage > 100
            {
                checks.invalid(place.field("maxUnavailable"), .string(text), "must not be greater than 100%")
            }
        default:
            checks.unsupported(path, internalForm(strategy), ["Recreate", "RollingUpdate"])
        }
    }

    private static func isZero(_ value: JSONValue?) -> Bool {
        value == nil || value == 0 || value == "0%"
    }

    @Sendable static func replicaSet(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        checks.nonNegative(spec["replicas"], path.field("replicas"))
        checks.nonNegative(spec["minReadySeconds"], path.field("minReadySeconds"))
        selectorAndTemplate(spec, kind: "replicaset", &checks)
        immutableSelector(context, &checks)
        return checks.errors
    }

    @Sendable static func statefulSet(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        checks.oneOf(
            spec["podManagementPolicy"], ["OrderedReady", "Parallel"], path.field("podManagementPolicy"))
        checks.nonNegative(spec["replicas"], path.field("replicas"))
        checks.nonNegative(spec["minReadySeconds"], path.field("minReadySeconds"))
        selectorAndTemplate(spec, kind: "statefulset", &checks)
        if let old = context.old?["spec"] {
            var (new, previous) = (spec, old)
            for field in [
                "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
                "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
            ] {
                new[field] = nil
                previous[field] = nil
            }
            if new != previous {
                checks.forbidden(
                    path,
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                        + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                        + "'minReadySeconds' are forbidden")
            }
        }
        return checks.errors
    }

    @Sendable static func daemonSet(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        selectorAndTemplate(spec, kind: "daemonset", &checks)
        checks.nonNegative(spec["minReadySeconds"], path.field("minReadySeconds"))
        checks.nonNegative(spec["revisionHistoryLimit"], path.field("revisionHistoryLimit"))
        checks.oneOf(
            spec[path: "updateStrategy", "type"], ["RollingUpdate", "OnDelete"],
            path.field("updateStrategy").field("type"))
        immutableSelector(context, &checks)
        return checks.errors
    }

    @Sendable static func controller(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        checks.nonNegative(spec["replicas"], path.field("replicas"))
        checks.nonNegative(spec["minReadySeconds"], path.field("minReadySeconds"))
        let selector = spec["selector"]?.objectValue ?? JSONObject()
        if selector.isEmpty { checks.required(path.field("selector")) }
        guard let template = spec["template"], template != .null else {
            checks.required(path.field("template"))
            return checks.errors
        }
        let labels = template[path: "metadata", "labels"]
        if selector.members.contains(where: { labels?[$0.key] != $0.value }) {
            checks.invalid(
                path.field("template").field("metadata").field("labels"), labels ?? [:],
                "`selector` does not match template `labels`")
        }
        PodValidation.template(template, path.field("template"), &checks)
        return checks.errors
    }

    @Sendable static func budget(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        if spec["minAvailable"] != nil, spec["maxUnavailable"] != nil {
            checks.invalid(path, spec, "minAvailable and maxUnavailable cannot be both set")
        }
        checks.countOrPercentage(spec["minAvailable"], path.field("minAvailable"))
        checks.countOrPercentage(spec["maxUnavailable"], path.field("maxUnavailable"))
        checks.selector(spec["selector"], path.field("selector"))
        return checks.errors
    }

    // MARK: Shared

    private static func selectorAndTemplate(_ spec: JSONValue, kind: String, _ checks: inout FieldChecks) {
        let selectorPath = path.field("selector")
        var matches: ([String: String]) -> Bool = { _ in false }
        if let selector = spec["selector"], selector != .null {
            checks.selector(selector, selectorPath)
            if (selector.objectValue ?? JSONObject()).allSatisfy({ $0.value.isEmptyOrAbsentMember }) {
                checks.invalid(selectorPath, selector, "empty selector is invalid for \(kind)")
            }
            guard case .success(let parsed) = LabelSelector.read(selector), FieldChecks.isReadable(selector) else {
                // Nothing can be said of the template then.
                return checks.invalid(selectorPath, selector, kind == "statefulset" ? "" : "invalid label selector")
            }
            matches = { parsed.isEmpty || parsed.matches($0) }
        } else {
            checks.required(selectorPath)
        }
        template(spec["template"], matches, &checks)
    }

    private static func template(
        _ template: JSONValue?, _ matches: ([String: String]) -> Bool, _ checks: inout FieldChecks
    ) {
        let labels = template?[path: "metadata", "labels"] ?? .null
        if !matches(strings(labels)) {
            checks.invalid(
                path.field("template").field("metadata").field("labels"), labels,
                "`selector` does not match template `labels`")
        }
        PodValidation.template(template, path.field("template"), &checks)
        let restartPolicy = template?[path: "spec", "restartPolicy"]
        if restartPolicy != "Always" {
            checks.unsupported(
                path.field("template").field("spec").field("restartPolicy"), restartPolicy ?? "", ["Always"])
        }
    }

    private static func immutableSelector(_ context: ValidationContext, _ checks: inout FieldChecks) {
        guard let old = context.old else { return }
        checks.immutable(
            context.object[path: "spec", "selector"], old[path: "spec", "selector"], path.field("selector"))
    }

    private static func strings(_ value: JSONValue) -> [String: String] {
        Dictionary(
            (value.objectValue ?? JSONObject()).members.compactMap { member in
                member.value.stringValue.map { (member.key, $0) }
            }, uniquingKeysWith: { $1 })
    }
}

extension JSONValue {
    /// Whether a member of a selector selects nothing.
    fileprivate var isEmptyOrAbsentMember: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        default: false
        }
    }
}
