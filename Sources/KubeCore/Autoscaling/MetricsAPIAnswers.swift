/// What the three metrics APIs answered, as the autoscaler reads it.
package enum MetricsAPIAnswers {
    /// One pod of a metrics.k8s.io answer.
    package struct PodUsage: Hashable, Sendable, Codable {
        package var name: String
        package var time: Timestamp
        package var windowSeconds: Int64
        package var containers: [ContainerUsage]

        package init(name: String, time: Timestamp, windowSeconds: Int64, containers: [ContainerUsage]) {
            self.name = name
            self.time = time
            self.windowSeconds = windowSeconds
            self.containers = containers
        }
    }

    package struct ContainerUsage: Hashable, Sendable, Codable {
        package var name: String
        /// By resource name, in thousandths.
        package var usageMilli: [String: Int64]

        package init(name: String, usageMilli: [String: Int64]) {
            self.name = name
            self.usageMilli = usageMilli
        }
    }

    /// One pod of a custom.metrics.k8s.io answer.
    package struct PodValue: Hashable, Sendable, Codable {
        package var name: String
        package var time: Timestamp
        /// Nil: the API does not say, which counts as a minute.
        package var windowSeconds: Int64?
        package var milliValue: Int64

        package init(name: String, time: Timestamp, windowSeconds: Int64?, milliValue: Int64) {
            self.name = name
            self.time = time
            self.windowSeconds = windowSeconds
            self.milliValue = milliValue
        }
    }

    /// Usage of `resource` by pod: of `container` when it is named, else the sum of the containers. A pod without
    /// containers, without the named one, or with a container that was not measured has no sample.
    package static func resource(
        _ resource: String, container: String, of pods: [PodUsage]
    ) -> HorizontalAutoscaler.MetricAnswer {
        guard !pods.isEmpty else { return .failed("no metrics returned from resource metrics API") }
        var samples: [String: PodMetricSample] = [:]
        for pod in pods {
            let counted = container.isEmpty ? pod.containers : pod.containers.filter { $0.name == container }
            let usage = counted.compactMap { $0.usageMilli[resource] }
            guard !counted.isEmpty, usage.count == counted.count else { continue }
            samples[pod.name] = PodMetricSample(
                milliValue: AutoscalingArithmetic.sum(usage), time: pod.time, windowSeconds: pod.windowSeconds)
        }
        return .pods(samples)
    }

    package static func custom(_ pods: [PodValue]) -> HorizontalAutoscaler.MetricAnswer {
        guard !pods.isEmpty else { return .failed("no metrics returned from custom metrics API") }
        return .pods(
            Dictionary(
                pods.map { pod in
                    let sample = PodMetricSample(
                        milliValue: pod.milliValue, time: pod.time, windowSeconds: pod.windowSeconds ?? 60)
                    return (pod.name, sample)
                }, uniquingKeysWith: { $1 }))
    }

    package static func external(_ milliValues: [Int64]) -> HorizontalAutoscaler.MetricAnswer {
        milliValues.isEmpty ? .failed(noSeries) : .series(milliValues)
    }

    /// What the controller says of an external metric without a series.
    package static let noSeries = "no metrics returned from external metrics API"
}
