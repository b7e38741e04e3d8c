extension AutoscalerStatus {
    /// From `status`; what is absent or of another type counts as empty.
    package init(json: JSONValue) {
        self.init(
            currentReplicas: Int32(clamping: json["currentReplicas"]?.int64Value ?? 0),
            desiredReplicas: Int32(clamping: json["desiredReplicas"]?.int64Value ?? 0),
            lastScaleTime: json["lastScaleTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)),
            currentMetrics: (json["currentMetrics"]?.arrayValue ?? []).map(AutoscalerMetricStatus.init(json:)),
            conditions: (json["conditions"]?.arrayValue ?? []).map(AutoscalerCondition.init(json:)))
    }

    package var json: JSONValue {
        var object = JSONObject()
        if let lastScaleTime { object["lastScaleTime"] = .string(lastScaleTime.rfc3339) }
        if currentReplicas != 0 { object["currentReplicas"] = .integer(Int64(currentReplicas)) }
        object["desiredReplicas"] = .integer(Int64(desiredReplicas))
        object["currentMetrics"] = currentMetrics.isEmpty ? .null : .array(currentMetrics.map(\.json))
        if !conditions.isEmpty { object["conditions"] = .array(conditions.map(\.json)) }
        return .object(object)
    }
}

extension AutoscalerCondition {
    init(json: JSONValue) {
        self.init(
            type: json["type"]?.stringValue ?? "", status: json["status"]?.stringValue ?? "",
            reason: json["reason"]?.stringValue ?? "", message: json["message"]?.stringValue ?? "",
            lastTransitionTime: json["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
                ?? Timestamp(seconds: 0))
    }

    var json: JSONValue {
        var object: JSONObject = [
            "type": .string(type), "status": .string(status),
            "lastTransitionTime": .string(lastTransitionTime.rfc3339),
        ]
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if !message.isEmpty { object["message"] = .string(message) }
        return .object(object)
    }
}

extension AutoscalerMetricStatus {
    init(json: JSONValue) {
        let type = json["type"]?.stringValue ?? ""
        let source: JSONValue =
            [
                "Resource": "resource", "ContainerResource": "containerResource", "Pods": "pods", "Object": "object",
                "External": "external",
            ][type].flatMap { json[$0] } ?? [:]
        let current = MetricValue(json: source["current"] ?? [:])
        let metric = MetricIdentifier(json: source["metric"] ?? [:])
        switch type {
        case "Resource": self = .resource(name: source["name"]?.stringValue ?? "", current: current)
        case "ContainerResource":
            self = .containerResource(
                name: source["name"]?.stringValue ?? "", container: source["container"]?.stringValue ?? "",
                current: current)
        case "Pods": self = .pods(metric, current: current)
        case "Object":
            self = .object(metric, of: DescribedObject(json: source["describedObject"] ?? [:]), current: current)
        case "External": self = .external(metric, current: current)
        default: self = .unread
        }
    }

    /// As an entry of `status.currentMetrics`; a metric that could not be read has an empty type.
    package var json: JSONValue {
        switch self {
        case .resource(let name, let current):
            ["type": "Resource", "resource": ["name": .string(name), "current": current.json]]
        case .containerResource(let name, let container, let current):
            [
                "type": "ContainerResource",
                "containerResource": [
                    "name": .string(name), "container": .string(container), "current": current.json,
                ],
            ]
        case .pods(let metric, let current):
            ["type": "Pods", "pods": ["metric": metric.json, "current": current.json]]
        case .object(let metric, let object, let current):
            [
                "type": "Object",
                "object": ["metric": metric.json, "current": current.json, "describedObject": object.json],
            ]
        case .external(let metric, let current):
            ["type": "External", "external": ["metric": metric.json, "current": current.json]]
        case .unread: ["type": ""]
        }
    }
}

extension MetricValue {
    init(json: JSONValue) {
        self.init(
            averageUtilization: json["averageUtilization"]?.int64Value.map { Int32(clamping: $0) },
            averageMilli: json["averageValue"].flatMap(MetricTarget.quantity)?.milliValue,
            valueMilli: json["value"].flatMap(MetricTarget.quantity)?.milliValue)
    }

    var json: JSONValue {
        var object = JSONObject()
        if let valueMilli { object["value"] = .string(Quantity(milli: valueMilli).description) }
        if let averageMilli { object["averageValue"] = .string(Quantity(milli: averageMilli).description) }
        if let averageUtilization { object["averageUtilization"] = .integer(Int64(averageUtilization)) }
        return .object(object)
    }
}
