/// What the pods of a workload request of one resource: the denominator of utilisation.
package enum PodRequests {
    /// Requests by pod name in thousandths; of `container` alone when it is named, else of the whole pod.
    ///
    /// Throws when one container has no request, or a pod lacks the named container.
    package static func milli(
        of pods: [AutoscalerPod], resource: String, container: String, podLevelRequests: Bool
    ) throws(ReplicaCalculationError) -> [String: Int64] {
        var requests: [String: Int64] = [:]
        requests.reserveCapacity(pods.count)
        for pod in pods {
            if container.isEmpty, podLevelRequests, let podRequests = pod.podRequestsMilli, !podRequests.isEmpty {
                requests[pod.name] = try podLevel(podRequests, of: pod, resource: resource)
            } else {
                requests[pod.name] = try containerLevel(of: pod, resource: resource, container: container)
            }
        }
        return requests
    }

    private static func containerLevel(
        of pod: AutoscalerPod, resource: String, container: String
    ) throws(ReplicaCalculationError) -> Int64 {
        var total: Int64 = 0
        for candidate in pod.containers + pod.sidecars where container.isEmpty || candidate.name == container {
            guard let request = candidate.requestsMilli[resource] else {
                throw ReplicaCalculationError(
                    "missing request for \(resource) in container \(candidate.name) of Pod \(pod.name)")
            }
            if candidate.name == container { return request }
            total = AutoscalingArithmetic.add(total, request)
        }
        guard container.isEmpty else {
            throw ReplicaCalculationError("container \(container) not found in Pod \(pod.name)")
        }
        return total
    }

    /// A resource that the pod level does not set is what the scheduler takes: the containers that run together, or
    /// the largest init container when that is more.
    private static func podLevel(
        _ requests: [String: Int64], of pod: AutoscalerPod, resource: String
    ) throws(ReplicaCalculationError) -> Int64 {
        if let request = requests[resource] { return request }
        let all = pod.containers + pod.sidecars + pod.initContainers
        guard all.contains(where: { $0.requestsMilli[resource] != nil }) else {
            throw ReplicaCalculationError("missing pod-level request for \(resource) in Pod \(pod.name)")
        }
        let running = (pod.containers + pod.sidecars).map { $0.requestsMilli[resource] ?? 0 }
        let starting = pod.initContainers.map { $0.requestsMilli[resource] ?? 0 }
        return max(AutoscalingArithmetic.sum(running), starting.max() ?? 0)
    }
}
