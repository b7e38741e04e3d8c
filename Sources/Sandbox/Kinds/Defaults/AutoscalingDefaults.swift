import KubeCore

/// What the API server fills into HorizontalPodAutoscalers.
///
/// Source: kubernetes `pkg/apis/autoscaling/v2/defaults.go`.
enum AutoscalingDefaults {
    static func fill(_ object: inout JSONValue) {
        object.change("spec") { spec in
            spec.fill("minReplicas", 1)
            if spec["metrics"].map(\.isEmptyOrAbsentList) ?? true {
                spec["metrics"] = [
                    [
                        "type": "Resource",
                        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
                    ]
                ]
            }
            spec.change("behavior") { behavior in
                behavior.ensureObject("scaleUp")
                behavior.change("scaleUp") { rules in
                    rules.fill("stabilizationWindowSeconds", 0)
                    fill(&rules, [policy("Pods", 4), policy("Percent", 100)])
                }
                behavior.ensureObject("scaleDown")
                behavior.change("scaleDown") { fill(&$0, [policy("Percent", 100)]) }
            }
        }
    }

    private static func fill(_ rules: inout JSONValue, _ policies: [JSONValue]) {
        rules.fill("selectPolicy", "Max")
        if rules["policies"].map(\.isEmptyOrAbsentList) ?? true { rules["policies"] = .array(policies) }
    }

    private static func policy(_ type: String, _ value: Int64) -> JSONValue {
        ["type": .string(type), "value": .integer(value), "periodSeconds": 15]
    }
}

/// HorizontalPodAutoscalers in the form of `autoscaling/v1`, stored as `autoscaling/v2`.
///
/// What v1 has no member for travels in annotations, so that a round trip through v1 loses nothing.
///
/// Source: kubernetes `pkg/apis/autoscaling/v1/conversion.go`.
enum AutoscalerConversion {
    static let v1 = KindConversion(toStored: toV2, fromStored: toV1)

    private static let metricsKey = "autoscaling.alpha.kubernetes.io/metrics"
    private static let currentMetricsKey = "autoscaling.alpha.kubernetes.io/current-metrics"
    private static let conditionsKey = "autoscaling.alpha.kubernetes.io/conditions"
    private static let behaviorKey = "autoscaling.alpha.kubernetes.io/behavior"
    private static let keys = [metricsKey, currentMetricsKey, conditionsKey, behaviorKey]

    // MARK: From v2

    private static func toV1(_ stored: JSONValue) -> JSONValue {
        var object = stored
        object["apiVersion"] = "autoscaling/v1"
        var annotations = JSONObject()
        object.change("spec") { spec in
            let metrics = spec["metrics"]?.arrayValue ?? []
            spec["targetCPUUtilizationPercentage"] =
                metrics.first(where: isCPUUtilization)?[
                    path: "resource", "target", "averageUtilization"]
            let others = metrics.filter { !isCPUUtilization($0) }
            if !others.isEmpty { annotations[metricsKey] = text(.array(others.map(oldSource))) }
            if let behavior = spec["behavior"], behavior != .null { annotations[behaviorKey] = text(behavior) }
            spec["metrics"] = nil
            spec["behavior"] = nil
        }
        object.change("status") { status in
            let metrics = status["currentMetrics"]?.arrayValue ?? []
            status["currentCPUUtilizationPercentage"] =
                metrics.first(where: isCPU)?[
                    path: "resource", "current", "averageUtilization"]
            if !metrics.isEmpty { annotations[currentMetricsKey] = text(.array(metrics.map(oldStatus))) }
            if let conditions = status["conditions"]?.arrayValue, !conditions.isEmpty {
                annotations[conditionsKey] = text(.array(conditions))
            }
            if status["currentReplicas"] == nil { status["currentReplicas"] = 0 }
            status["currentMetrics"] = nil
            status["conditions"] = nil
        }
        guard !annotations.isEmpty else { return object }
        object.change("metadata") { metadata in
            metadata.ensureObject("annotations")
            metadata.change("annotations") { existing in
                for member in annotations.members { existing[member.key] = member.value }
            }
        }
        return object
    }

    // MARK: To v2

    private static func toV2(_ object: JSONValue) -> JSONValue {
        var result = object
        result["apiVersion"] = "autoscaling/v2"
        let annotations = object[path: "metadata", "annotations"]?.objectValue ?? JSONObject()
        result.change("spec") { spec in
            var metrics = (parsed(annotations[metricsKey])?.arrayValue ?? []).map(newSource)
            if let percentage = spec["targetCPUUtilizationPercentage"], percentage != .null {
                let target: JSONValue = ["type": "Utilization", "averageUtilization": percentage]
                metrics.insert(["type": "Resource", "resource": ["name": "cpu", "target": target]], at: 0)
            }
            spec["targetCPUUtilizationPercentage"] = nil
            if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
            if let behavior = parsed(annotations[behaviorKey]) { spec["behavior"] = behavior }
        }
        result.change("status") { status in
            if let metrics = parsed(annotations[currentMetricsKey])?.arrayValue {
                status["currentMetrics"] = .array(metrics.map(newStatus))
            } else if let percentage = status["currentCPUUtilizationPercentage"], percentage != .null {
                let current: JSONValue = ["averageUtilization": percentage]
                status["currentMetrics"] = [
                    ["type": "Resource", "resource": ["name": "cpu", "current": current]]
                ]
            }
            if let conditions = parsed(annotations[conditionsKey]) { status["conditions"] = conditions }
            status["currentCPUUtilizationPercentage"] = nil
        }
        result.change("metadata") { metadata in
            metadata.change("annotations") { annotations in
                for key in keys { annotations[key] = nil }
            }
            if metadata["annotations"]?.objectValue?.isEmpty == true { metadata["annotations"] = nil }
        }
        return result
    }

    // MARK: Single metrics

    private static func isCPU(_ metric: JSONValue) -> Bool {
        metric["type"] == "Resource" && metric[path: "resource", "name"] == "cpu"
    }

    private static func isCPUUtilization(_ metric: JSONValue) -> Bool {
        guard isCPU(metric), let target = metric[path: "resource", "target"] else { return false }
        return target["averageUtilization"].map { $0 != .null } ?? false
    }

    /// v1 keeps the parts of a target as members of the source itself.
    private static func oldSource(_ metric: JSONValue) -> JSONValue {
        mapSource(metric) { type, source in
            var result = JSONObject()
            let target = source["target"] ?? [:]
            switch type {
            case "Resource", "ContainerResource":
                result["name"] = source["name"]
                result["targetAverageUtilization"] = target["averageUtilization"]
                result["targetAverageValue"] = target["averageValue"]
                result["container"] = source["container"]
            case "Pods":
                result["metricName"] = source[path: "metric", "name"]
                result["targetAverageValue"] = target["averageValue"]
                result["selector"] = source[path: "metric", "selector"]
            case "Object":
                result["target"] = source["describedObject"]
                result["metricName"] = source[path: "metric", "name"]
                result["targetValue"] = target["value"] ?? "0"
                result["selector"] = source[path: "metric", "selector"]
                result["averageValue"] = target["averageValue"]
            default:
                result["metricName"] = source[path: "metric", "name"]
                result["metricSelector"] = source[path: "metric", "selector"]
                result["targetValue"] = target["value"]
                result["targetAverageValue"] = target["averageValue"]
            }
            return .object(result)
        }
    }

    private static func newSource(_ metric: JSONValue) -> JSONValue {
        mapSource(metric) { type, source in
            var target = JSONObject()
            let utilization = source["targetAverageUtilization"]
            let average = source["targetAverageValue"] ?? source["averageValue"]
            let value = source["targetValue"] == "0" && average != nil ? nil : source["targetValue"]
            target["type"] = utilization != nil ? "Utilization" : average != nil ? "AverageValue" : "Value"
            target["value"] = value
            target["averageValue"] = average
            target["averageUtilization"] = utilization
            var result = JSONObject()
            if type == "Resource" || type == "ContainerResource" {
                result["name"] = source["name"]
                result["container"] = source["container"]
            } else {
                var identifier: JSONObject = ["name": source["metricName"] ?? ""]
                identifier["selector"] = source["selector"] ?? source["metricSelector"]
                result["metric"] = .object(identifier)
                if type == "Object" { result["describedObject"] = source["target"] }
            }
            result["target"] = .object(target)
            return .object(result)
        }
    }

    private static func oldStatus(_ metric: JSONValue) -> JSONValue {
        mapSource(metric) { type, source in
            var result = JSONObject()
            let current = source["current"] ?? [:]
            switch type {
            case "Resource", "ContainerResource":
                result["name"] = source["name"]
                result["currentAverageUtilization"] = current["averageUtilization"]
                result["currentAverageValue"] = current["averageValue"] ?? "0"
                result["container"] = source["container"]
            case "Pods":
                result["metricName"] = source[path: "metric", "name"]
                result["currentAverageValue"] = current["averageValue"]
                result["selector"] = source[path: "metric", "selector"]
            default:
                result["target"] = source["describedObject"]
                result["metricName"] = source[path: "metric", "name"]
                result["currentValue"] = current["value"] ?? "0"
                let selector = source[path: "metric", "selector"]
                result[type == "Object" ? "selector" : "metricSelector"] = selector
                result[type == "Object" ? "averageValue" : "currentAverageValue"] = current["averageValue"]
            }
            return .object(result)
        }
    }

    private static func newStatus(_ metric: JSONValue) -> JSONValue {
        mapSource(metric) { type, source in
            var current = JSONObject()
            current["value"] = source["currentValue"]
            current["averageValue"] = source["currentAverageValue"] ?? source["averageValue"]
            current["averageUtilization"] = source["currentAverageUtilization"]
            var result = JSONObject()
            if type == "Resource" || type == "ContainerResource" {
                result["name"] = source["name"]
                result["container"] = source["container"]
            } else {
                var identifier: JSONObject = ["name": source["metricName"] ?? ""]
                identifier["selector"] = source["selector"] ?? source["metricSelector"]
                result["metric"] = .object(identifier)
                if type == "Object" { result["describedObject"] = source["target"] }
            }
            result["current"] = .object(current)
            return .object(result)
        }
    }

    private static func mapSource(_ metric: JSONValue, _ change: (String, JSONValue) -> JSONValue) -> JSONValue {
        let type = metric["type"]?.stringValue ?? ""
        let member = type.prefix(1).lowercased() + type.dropFirst()
        guard let source = metric[member] else { return metric }
        return .object(["type": .string(type), member: change(type, source)])
    }

    // MARK: Annotations

    private static func text(_ value: JSONValue) -> JSONValue { .string(value.serializedString()) }

    /// An annotation that is no JSON was not written by this conversion and says nothing.
    private static func parsed(_ annotation: JSONValue?) -> JSONValue? {
        guard let text = annotation?.stringValue else { return nil }
        do {
            return try JSONValue(parsing: text)
        } catch {
            return nil
        }
    }
}
