extension AutoscalerBehavior {
    /// From `spec.behavior`, with the API's defaults where it is silent.
    package init(json: JSONValue) {
        self.init(
            scaleUp: AutoscalerRules(json: json["scaleUp"], defaults: .standardUp),
            scaleDown: AutoscalerRules(json: json["scaleDown"], defaults: .standardDown))
    }

    package var json: JSONValue {
        ["scaleUp": scaleUp.json, "scaleDown": scaleDown.json]
    }
}

extension AutoscalerRules {
    init(json: JSONValue?, defaults: AutoscalerRules) {
        self = defaults
        guard let json else { return }
        if let window = json["stabilizationWindowSeconds"]?.int64Value {
            stabilizationWindowSeconds = Int32(clamping: window)
        }
        if let selection = json["selectPolicy"]?.stringValue.flatMap(Selection.init(rawValue:)) {
            selectPolicy = selection
        }
        if let written = json["policies"]?.arrayValue {
            policies = written.compactMap(AutoscalerRatePolicy.init(json:))
        }
        tolerance = json["tolerance"].flatMap(MetricTarget.quantity)?.doubleValue
    }

    package var json: JSONValue {
        var object = JSONObject()
        if let stabilizationWindowSeconds {
            object["stabilizationWindowSeconds"] = .integer(Int64(stabilizationWindowSeconds))
        }
        object["selectPolicy"] = .string(selectPolicy.rawValue)
        object["policies"] = .array(policies.map(\.json))
        if let tolerance {
            // Whatever was written, as a quantity it may be beyond 64 bits.
            let milli = Int64(exactly: (tolerance * 1000).rounded()) ?? .max
            object["tolerance"] = .string(Quantity(milli: milli).description)
        }
        return .object(object)
    }
}

extension AutoscalerRatePolicy {
    init?(json: JSONValue) {
        guard let kind = json["type"]?.stringValue.flatMap(Kind.init(rawValue:)),
            let value = json["value"]?.int64Value, let period = json["periodSeconds"]?.int64Value
        else { return nil }
        self.init(kind: kind, value: Int32(clamping: value), periodSeconds: Int32(clamping: period))
    }

    var json: JSONValue {
        [
            "type": .string(kind.rawValue), "value": .integer(Int64(value)),
            "periodSeconds": .integer(Int64(periodSeconds)),
        ]
    }
}
