extension AutoscalerMetric {
    /// From one entry of `spec.metrics`. An entry that lacks what its type needs has a target without a number.
    package init(json: JSONValue) {
        let type = json["type"]?.stringValue ?? ""
        let source: JSONValue =
            [
                "Resource": "resource", "ContainerResource": "containerResource", "Pods": "pods", "Object": "object",
                "External": "external",
            ][type].flatMap { json[$0] } ?? [:]
        let target = MetricTarget(json: source["target"] ?? [:])
        let metric = MetricIdentifier(json: source["metric"] ?? [:])
        switch type {
        case "Resource": self = .resource(name: source["name"]?.stringValue ?? "", target: target)
        case "ContainerResource":
            self = .containerResource(
                name: source["name"]?.stringValue ?? "", container: source["container"]?.stringValue ?? "",
                target: target)
        case "Pods": self = .pods(metric, target: target)
        case "Object":
            self = .object(metric, of: DescribedObject(json: source["describedObject"] ?? [:]), target: target)
        case "External": self = .external(metric, target: target)
        default: self = .unknown(type: type)
        }
    }

    /// As an entry of `spec.metrics`.
    package var json: JSONValue {
        switch self {
        case .resource(let name, let target):
            ["type": "Resource", "resource": ["name": .string(name), "target": target.json]]
        case .containerResource(let name, let container, let target):
            [
                "type": "ContainerResource",
                "containerResource": [
                    "name": .string(name), "container": .string(container), "target": target.json,
                ],
            ]
        case .pods(let metric, let target):
            ["type": "Pods", "pods": ["metric": metric.json, "target": target.json]]
        case .object(let metric, let object, let target):
            [
                "type": "Object",
                "object": ["describedObject": object.json, "target": target.json, "metric": metric.json],
            ]
        case .external(let metric, let target):
            ["type": "External", "external": ["metric": metric.json, "target": target.json]]
        case .unknown(let type): ["type": .string(type)]
        }
    }
}

extension MetricTarget {
    init(json: JSONValue) {
        self.init(
            type: json["type"]?.stringValue ?? "",
            averageUtilization: json["averageUtilization"]?.int64Value.map { Int32(clamping: $0) },
            averageMilli: json["averageValue"].flatMap(Self.quantity)?.milliValue,
            valueMilli: json["value"].flatMap(Self.quantity)?.milliValue)
    }

    /// A quantity may be written as a string or as a number.
    static func quantity(_ json: JSONValue) -> Quantity? {
        switch json {
        case .string(let text): Quantity(text)
        case .integer(let value): Quantity(value)
        case .number(let number): Quantity(number.literal)
        default: nil
        }
    }

    var json: JSONValue {
        var object: JSONObject = ["type": .string(type)]
        if let averageUtilization { object["averageUtilization"] = .integer(Int64(averageUtilization)) }
        if let averageMilli { object["averageValue"] = .string(Quantity(milli: averageMilli).description) }
        if let valueMilli { object["value"] = .string(Quantity(milli: valueMilli).description) }
        return .object(object)
    }
}

extension MetricIdentifier {
    init(json: JSONValue) {
        self.init(name: json["name"]?.stringValue ?? "", selector: json["selector"].flatMap(MetricSelector.init(json:)))
    }

    package var json: JSONValue {
        var object: JSONObject = ["name": .string(name)]
        if let selector { object["selector"] = selector.json }
        return .object(object)
    }
}

extension MetricSelector {
    /// Nil for anything but an object.
    package init?(json: JSONValue) {
        guard json.objectValue != nil else { return nil }
        var labels: [String: String] = [:]
        for member in json["matchLabels"]?.objectValue ?? JSONObject() {
            labels[member.key] = member.value.stringValue
        }
        self.init(
            matchLabels: labels,
            matchExpressions: (json["matchExpressions"]?.arrayValue ?? []).map { expression in
                Requirement(
                    key: expression["key"]?.stringValue ?? "", operation: expression["operator"]?.stringValue ?? "",
                    values: (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue))
            })
    }

    package var json: JSONValue {
        var object = JSONObject()
        if !matchLabels.isEmpty {
            object["matchLabels"] = .object(
                JSONObject(matchLabels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        if !matchExpressions.isEmpty {
            object["matchExpressions"] = .array(
                matchExpressions.map { requirement in
                    var entry: JSONObject = [
                        "key": .string(requirement.key), "operator": .string(requirement.operation),
                    ]
                    if !requirement.values.isEmpty {
                        entry["values"] = .array(requirement.values.map(JSONValue.string))
                    }
                    return .object(entry)
                })
        }
        return .object(object)
    }
}

extension DescribedObject {
    init(json: JSONValue) {
        self.init(
            apiVersion: json["apiVersion"]?.stringValue ?? "", kind: json["kind"]?.stringValue ?? "",
            name: json["name"]?.stringValue ?? "")
    }

    var json: JSONValue {
        var object: JSONObject = ["kind": .string(kind), "name": .string(name)]
        if !apiVersion.isEmpty { object["apiVersion"] = .string(apiVersion) }
        return .object(object)
    }
}
