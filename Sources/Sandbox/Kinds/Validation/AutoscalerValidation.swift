import KubeCore

/// The rules of HorizontalPodAutoscalers.
///
/// Source: kubernetes `pkg/apis/autoscaling/validation/validation.go`.
enum AutoscalerValidation {
    private static let path: FieldPath = "spec"

    /// v1 is the same object in another form; its rules are those of v2, whose paths the server shows too.
    @Sendable static func v1(_ context: ValidationContext) -> [FieldError] {
        let toStored = AutoscalerConversion.v1.toStored
        return v2(
            ValidationContext(
                object: toStored(context.object), old: context.old.map(toStored), subresource: context.subresource,
                type: context.type))
    }

    @Sendable static func v2(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        let minimum = spec["minReplicas"]?.int64Value
        let maximum = spec["maxReplicas"]?.int64Value ?? 0
        if let minimum, minimum < 1 {
            checks.invalid(
                path.field("minReplicas"), .integer(minimum), "must be greater than or equal to 1")
        }
        if maximum < 1 {
            checks.invalid(path.field("maxReplicas"), .integer(maximum), "must be greater than 0")
        }
        if let minimum, maximum < minimum {
            checks.invalid(
                path.field("maxReplicas"), .integer(maximum), "must be greater than or equal to `minReplicas`")
        }
        reference(spec["scaleTargetRef"] ?? [:], path.field("scaleTargetRef"), &checks)
        for (index, metric) in (spec["metrics"]?.arrayValue ?? []).enumerated() {
            self.metric(metric, path.field("metrics").index(index), &checks)
        }
        for direction in ["scaleUp", "scaleDown"] {
            guard let rules = spec[path: "behavior", direction], rules != .null else { continue }
            self.rules(rules, path.field("behavior").field(direction), &checks)
        }
        return checks.errors
    }

    private static func reference(_ reference: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        for field in ["kind", "name"] {
            guard let text = nonEmpty(reference[field]) else {
                checks.required(path.field(field))
                continue
            }
            checks.problems(path.field(field), text, NameRule.pathSegment.problems(text))
        }
    }

    // MARK: Metrics

    private static let sources = [
        "ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
        "Resource": "resource",
    ]

    private static func metric(_ metric: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        guard let type = nonEmpty(metric["type"]) else {
            return checks.required(path.field("type"), "must specify a metric source type")
        }
        guard let wanted = sources[type] else {
            return checks.unsupported(path.field("type"), .string(type), sources.keys.sorted())
        }
        let given = sources.values.sorted().filter { metric[$0].map { $0 != .null } ?? false }
        for source in given where source != wanted {
            checks.forbidden(path.field(source), "must populate the given metric source only")
        }
        guard let source = metric[wanted], source != .null else {
            return checks.required(path.field(wanted), "must populate information for the given metric source")
        }
        self.source(type, source, path.field(wanted), &checks)
    }

    private static func source(
        _ type: String, _ source: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks
    ) {
        let target = source["target"] ?? [:]
        let targetPath = path.field("target")
        switch type {
        case "Resource", "ContainerResource":
            if type == "ContainerResource", nonEmpty(source["container"]) == nil {
                checks.required(path.field("container"), "must specify a container")
            }
            if nonEmpty(source["name"]) == nil { checks.required(path.field("name"), "must specify a resource name") }
            self.target(target, targetPath, &checks)
            let hasValue = has(target, "averageValue")
            let hasUtilization = has(target, "averageUtilization")
            if !hasValue, !hasUtilization {
                checks.required(
                    targetPath.field("averageUtilization"),
                    "must set either a target raw value or a target utilization")
            }
            if hasValue, hasUtilization {
                checks.forbidden(
                    targetPath.field("averageValue"), "may not set both a target raw value and a target utilization")
            }
        case "Pods":
            identifier(source["metric"] ?? [:], path.field("metric"), &checks)
            self.target(target, targetPath, &checks)
            if !has(target, "averageValue") {
                checks.required(targetPath.field("averageValue"), "must specify a positive target averageValue")
            }
        case "Object":
            reference(source["describedObject"] ?? [:], path.field("describedObject"), &checks)
            identifier(source["metric"] ?? [:], path.field("metric"), &checks)
            self.target(target, targetPath, &checks)
            if !has(target, "value"), !has(target, "averageValue") {
                checks.required(
                    targetPath.field("averageValue"), "must set either a target value or averageValue")
            }
        default:
            identifier(source["metric"] ?? [:], path.field("metric"), &checks)
            self.target(target, targetPath, &checks)
            let (hasValue, hasAverage) = (has(target, "value"), has(target, "averageValue"))
            if !hasValue, !hasAverage {
                checks.required(
                    targetPath.field("averageValue"),
                    "must set either a target value for metric or a per-pod target")
            }
            if hasValue, hasAverage {
                checks.forbidden(
                    targetPath.field("value"), "may not set both a target value for metric and a per-pod target")
            }
        }
    }

    private static func has(_ target: JSONValue, _ field: String) -> Bool {
        target[field].map { $0 != .null } ?? false
    }

    private static func identifier(_ metric: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        if let name = nonEmpty(metric["name"]) {
            checks.problems(path.field("name"), name, NameRule.pathSegment.problems(name))
        } else {
            checks.required(path.field("name"), "must specify a metric name")
        }
        checks.selector(metric["selector"], path.field("selector"))
    }

    private static func target(_ target: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        if let type = nonEmpty(target["type"]) {
            if !["Utilization", "Value", "AverageValue"].contains(type) {
                checks.invalid(
                    path.field("type"), .string(type), "must be either Utilization, Value, or AverageValue")
            }
        } else {
            checks.required(path.field("type"), "must specify a metric target type")
        }
        if let utilization = target["averageUtilization"]?.int64Value, utilization < 1 {
            checks.invalid(path.field("averageUtilization"), .integer(utilization), "must be greater than 0")
        }
        for field in ["value", "averageValue"] {
            guard let quantity = target[field].flatMap(Quantity.init(json:)) else { continue }
            if quantity.isNegative || quantity.isZero {
                checks.invalid(path.field(field), .string(quantity.description), "must be positive")
            }
        }
    }

    // MARK: Behaviour

    private static func rules(_ rules: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        if let window = rules["stabilizationWindowSeconds"]?.int64Value {
            let place = path.field("stabilizationWindowSeconds")
            if window < 0 { checks.invalid(place, .integer(window), "must be greater than or equal to zero") }
            if window > 3600 { checks.invalid(place, .integer(window), "must be less than or equal to 3600") }
        }
        checks.optionalOneOf(rules["selectPolicy"], ["Disabled", "Max", "Min"], path.field("selectPolicy"))
        if let tolerance = rules["tolerance"].flatMap(Quantity.init(json:)), tolerance.isNegative {
            checks.invalid(
                path.field("tolerance"), .string(tolerance.description), "must be greater or equal to zero")
        }
        let policies = rules["policies"]?.arrayValue ?? []
        if policies.isEmpty { checks.required(path.field("policies"), "must specify at least one Policy") }
        for (index, policy) in policies.enumerated() {
            let place = path.field("policies").index(index)
            checks.oneOf(policy["type"], ["Percent", "Pods"], place.field("type"))
            let value = policy["value"]?.int64Value ?? 0
            if value <= 0 { checks.invalid(place.field("value"), .integer(value), "must be greater than zero") }
            let period = policy["periodSeconds"]?.int64Value ?? 0
            if period <= 0 {
                checks.invalid(place.field("periodSeconds"), .integer(period), "must be greater than zero")
            }
            if period > 1800 {
                checks.invalid(
                    place.field("periodSeconds"), .integer(period), "must be less than or equal to 1800")
            }
        }
    }
}
