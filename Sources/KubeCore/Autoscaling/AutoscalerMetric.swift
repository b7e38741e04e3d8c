/// One entry of `spec.metrics` of an autoscaling/v2 HorizontalPodAutoscaler.
package enum AutoscalerMetric: Hashable, Sendable, Codable {
    /// CPU or memory of whole pods.
    case resource(name: String, target: MetricTarget)
    /// CPU or memory of one container of each pod.
    case containerResource(name: String, container: String, target: MetricTarget)
    /// A custom metric of each pod.
    case pods(MetricIdentifier, target: MetricTarget)
    /// A custom metric of one other object.
    case object(MetricIdentifier, of: DescribedObject, target: MetricTarget)
    /// A metric from outside of the cluster.
    case external(MetricIdentifier, target: MetricTarget)
    /// A type this version does not know.
    case unknown(type: String)

    /// Whether it can be measured without pods.
    package var isMeasurableAtZero: Bool {
        switch self {
        case .object, .external: true
        case .resource, .containerResource, .pods, .unknown: false
        }
    }
}

package struct MetricIdentifier: Hashable, Sendable, Codable {
    package var name: String
    package var selector: MetricSelector?

    package init(name: String, selector: MetricSelector? = nil) {
        self.name = name
        self.selector = selector
    }
}

package struct DescribedObject: Hashable, Sendable, Codable {
    package var apiVersion: String
    package var kind: String
    package var name: String

    package init(apiVersion: String, kind: String, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
    }
}

/// What a metric shall be. At most one of the three numbers counts, in the order utilisation or average, value.
package struct MetricTarget: Hashable, Sendable, Codable {
    /// `Utilization`, `AverageValue` or `Value`.
    package var type: String
    /// In percent of the requests.
    package var averageUtilization: Int32?
    /// Per pod, in thousandths.
    package var averageMilli: Int64?
    /// Of the whole, in thousandths.
    package var valueMilli: Int64?

    package init(
        type: String, averageUtilization: Int32? = nil, averageMilli: Int64? = nil, valueMilli: Int64? = nil
    ) {
        self.type = type
        self.averageUtilization = averageUtilization
        self.averageMilli = averageMilli
        self.valueMilli = valueMilli
    }

    package static func utilization(_ percent: Int32) -> MetricTarget {
        MetricTarget(type: "Utilization", averageUtilization: percent)
    }
    package static func average(milli: Int64) -> MetricTarget {
        MetricTarget(type: "AverageValue", averageMilli: milli)
    }
    package static func value(milli: Int64) -> MetricTarget {
        MetricTarget(type: "Value", valueMilli: milli)
    }
}

/// The label selector of a metric, as it was written.
package struct MetricSelector: Hashable, Sendable, Codable {
    package struct Requirement: Hashable, Sendable, Codable {
        package var key: String
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        package var operation: String
        package var values: [String]

        package init(key: String, operation: String, values: [String] = []) {
            self.key = key
            self.operation = operation
            self.values = values
        }
    }

    package var matchLabels: [String: String]
    package var matchExpressions: [Requirement]

    package init(matchLabels: [String: String] = [:], matchExpressions: [Requirement] = []) {
        self.matchLabels = matchLabels
        self.matchExpressions = matchExpressions
    }

    /// Why it is no selector; nil when it is one.
    package var problem: String? {
        for requirement in matchExpressions
        where !["In", "NotIn", "Exists", "DoesNotExist"].contains(requirement.operation) {
            return "\"\(requirement.operation)\" is not a valid label selector operator"
        }
        return nil
    }

    /// As the controller prints it in messages.
    package var controllerText: String {
        let labels = matchLabels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)," }.joined()
        let expressions = matchExpressions.map { requirement in
            let values = requirement.values.joined(separator: " ")
            return "LabelSelectorRequirement{Key:\(requirement.key),Operator:\(requirement.operation),"
                + "Values:[\(values)],},"
        }.joined()
        return "&LabelSelector{MatchLabels:map[string]string{\(labels)},"
            + "MatchExpressions:[]LabelSelectorRequirement{\(expressions)},}"
    }
}

extension MetricIdentifier {
    /// The selector as the controller prints it; `nil` for none.
    var selectorText: String { selector?.controllerText ?? "nil" }
}
