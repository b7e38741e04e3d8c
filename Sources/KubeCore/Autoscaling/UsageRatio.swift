/// Usage over target, with the controller's truncation to whole numbers before the division.
package struct UsageRatio: Hashable, Sendable {
    /// 1 is on target.
    package var ratio: Double
    /// Mean usage of a pod in thousandths, truncated.
    package var averageMilli: Int64
    /// Usage in percent of the requests, truncated; nil for a metric without requests.
    package var utilization: Int32?

    /// u = trunc(100 * sum(usage) / sum(requests)); ratio = u / target, over the pods that have a request.
    ///
    /// 63 m of 100 m at a target of 50 % is 1.26; 79.9 % at a target of 80 % is 79 / 80.
    /// Throws when no sample belongs to a pod with a request.
    package init(
        samples: [String: PodMetricSample], requestsMilli: [String: Int64], targetUtilization: Int32
    ) throws(ReplicaCalculationError) {
        var usage: Int64 = 0
        var requested: Int64 = 0
        var count: Int64 = 0
        for (pod, sample) in samples {
            guard let request = requestsMilli[pod] else { continue }
            usage = AutoscalingArithmetic.add(usage, sample.milliValue)
            requested = AutoscalingArithmetic.add(requested, request)
            count += 1
        }
        guard requested != 0, count != 0 else {
            throw ReplicaCalculationError("no metrics returned matched known pods")
        }
        let percent = AutoscalingArithmetic.saturated(
            AutoscalingArithmetic.scale(usage, by: 100, over: requested))
        ratio = Double(percent) / Double(targetUtilization)
        averageMilli = usage / count
        utilization = percent
    }

    /// a = trunc(sum(usage) / count); ratio = a / target. 5 and 10 at a target of 10 is 0.75. `samples` is not empty.
    package init(samples: [String: PodMetricSample], targetMilli: Int64) {
        let usage = AutoscalingArithmetic.sum(samples.values.lazy.map(\.milliValue))
        averageMilli = usage / Int64(max(samples.count, 1))
        ratio = Double(averageMilli) / Double(targetMilli)
        utilization = nil
    }
}
