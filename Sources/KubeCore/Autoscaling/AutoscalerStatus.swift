/// `status` of an autoscaling/v2 HorizontalPodAutoscaler.
package struct AutoscalerStatus: Hashable, Sendable, Codable {
    package var currentReplicas: Int32
    package var desiredReplicas: Int32
    package var lastScaleTime: Timestamp?
    /// One for each metric of the spec, in its order; empty when none was read.
    package var currentMetrics: [AutoscalerMetricStatus]
    package var conditions: [AutoscalerCondition]

    package init(
        currentReplicas: Int32 = 0, desiredReplicas: Int32 = 0, lastScaleTime: Timestamp? = nil,
        currentMetrics: [AutoscalerMetricStatus] = [], conditions: [AutoscalerCondition] = []
    ) {
        self.currentReplicas = currentReplicas
        self.desiredReplicas = desiredReplicas
        self.lastScaleTime = lastScaleTime
        self.currentMetrics = currentMetrics
        self.conditions = conditions
    }

    /// Sets a condition; its transition time moves only when its status changes.
    package mutating func set(
        _ type: AutoscalerCondition.Kind, _ isTrue: Bool, reason: String, message: String, now: Timestamp
    ) {
        let status = isTrue ? "True" : "False"
        guard let index = conditions.firstIndex(where: { $0.type == type.rawValue }) else {
            conditions.append(
                AutoscalerCondition(
                    type: type.rawValue, status: status, reason: reason, message: message, lastTransitionTime: now))
            return
        }
        if conditions[index].status != status { conditions[index].lastTransitionTime = now }
        conditions[index].status = status
        conditions[index].reason = reason
        conditions[index].message = message
    }

    package func isTrue(_ type: AutoscalerCondition.Kind) -> Bool {
        conditions.first { $0.type == type.rawValue }?.status == "True"
    }
}

package struct AutoscalerCondition: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case ableToScale = "AbleToScale"
        case scalingActive = "ScalingActive"
        case scalingLimited = "ScalingLimited"
        /// The autoscaler itself wrote the zero, so it may write another number again (KEP-2021).
        case scaledToZero = "ScaledToZero"
    }

    package var type: String
    package var status: String
    package var reason: String
    package var message: String
    package var lastTransitionTime: Timestamp

    package init(type: String, status: String, reason: String, message: String, lastTransitionTime: Timestamp) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.lastTransitionTime = lastTransitionTime
    }
}

/// What one metric was at the last pass.
package enum AutoscalerMetricStatus: Hashable, Sendable, Codable {
    case resource(name: String, current: MetricValue)
    case containerResource(name: String, container: String, current: MetricValue)
    case pods(MetricIdentifier, current: MetricValue)
    case object(MetricIdentifier, of: DescribedObject, current: MetricValue)
    case external(MetricIdentifier, current: MetricValue)
    /// The metric could not be read.
    case unread
}

package struct MetricValue: Hashable, Sendable, Codable {
    package var averageUtilization: Int32?
    /// Per pod, in thousandths.
    package var averageMilli: Int64?
    /// Of the whole, in thousandths.
    package var valueMilli: Int64?

    package init(averageUtilization: Int32? = nil, averageMilli: Int64? = nil, valueMilli: Int64? = nil) {
        self.averageUtilization = averageUtilization
        self.averageMilli = averageMilli
        self.valueMilli = valueMilli
    }
}
