import KubeClient
import KubeCore

/// Times from a change to what it brings about, in milliseconds.
struct Latencies {
    let p50: Double
    let p99: Double

    init(_ durations: [Duration]) {
        let sorted = durations.map { $0 / .milliseconds(1) }.sorted()
        func quantile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
        p50 = quantile(0.5)
        p99 = quantile(0.99)
    }
}

/// Changes one object after the other and waits each time until a watch shows the consequence.
///
/// The clock runs from before the change is sent to when its consequence arrives, so that the server's part and the
/// way of both events are in it.
struct LatencyProbe {
    let workload: OperatorWorkload

    private var rounds: Int { min(500, workload.count) }

    /// The consequence is the changed Deployment itself: what is left when there is nobody to react.
    func withoutOperator() async throws -> Latencies {
        try await measure(
            changed: OperatorWorkload.deployments, seen: OperatorWorkload.deployments,
            patch: { ["metadata": ["annotations": ["round": .string("\($0)")]]] },
            isSeen: { object, round in
                object[path: "metadata", "annotations", "round"]?.stringValue == "\(round)"
            })
    }

    /// The consequence of a policy's new maximum is that of its HPA.
    func withOperator() async throws -> Latencies {
        try await measure(
            changed: OperatorWorkload.policies, seen: OperatorWorkload.horizontals,
            patch: { ["spec": ["replicas": ["max": .integer(Int64(11 + $0))]]] },
            isSeen: { object, round in object[path: "spec", "maxReplicas"]?.int64Value == Int64(11 + round) })
    }

    private func measure(
        changed: ResourceType, seen: ResourceType, patch: (Int) -> JSONValue,
        isSeen: (JSONValue, Int) -> Bool
    ) async throws -> Latencies {
        let client = workload.client
        let start = try await client.list(
            seen, namespace: OperatorWorkload.namespace, options: ListOptions(limit: 1)
        ).resourceVersion
        let watch = client.watch(
            seen, namespace: OperatorWorkload.namespace, options: WatchOptions(resourceVersion: start))
        var events = watch.makeAsyncIterator()
        var durations: [Duration] = []
        for round in 0..<rounds {
            let key = OperatorWorkload.key(round)
            let begin = ContinuousClock.now
            _ = try await client.patch(changed, key, .merge(patch(round)))
            while let event = try await events.next() {
                guard case .modified(let object) = event,
                    object[path: "metadata", "name"]?.stringValue == key.name, isSeen(object, round)
                else { continue }
                break
            }
            durations.append(ContinuousClock.now - begin)
        }
        return Latencies(durations)
    }
}
