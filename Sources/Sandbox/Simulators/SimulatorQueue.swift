import KubeCore
import NIOConcurrencyHelpers

/// One thing for a simulated controller to look at.
enum SimulatorWork: Hashable, Sendable {
    case deployment(ObjectKey)
    case replicaSet(ObjectKey)
    case statefulSet(ObjectKey)
    case daemonSet(ObjectKey)
    case job(ObjectKey)
    case cronJob(ObjectKey)
    case service(ObjectKey)
    case budget(ObjectKey)
    case pod(ObjectKey)
    case namespace(ObjectKey)

    /// Whom a change of an object concerns: the object itself and the one that controls it.
    static func concerned(by object: JSONValue, _ type: ResourceType) -> [SimulatorWork] {
        let meta = object.simulatedMeta
        var work: [SimulatorWork] = []
        switch type {
        case .simulatedDeployments: work.append(.deployment(meta.key))
        case .simulatedReplicaSets: work.append(.replicaSet(meta.key))
        case .simulatedStatefulSets: work.append(.statefulSet(meta.key))
        case .simulatedDaemonSets: work.append(.daemonSet(meta.key))
        case .simulatedCronJobs: work.append(.cronJob(meta.key))
        case .simulatedServices, .simulatedEndpoints: work.append(.service(meta.key))
        case .simulatedBudgets: work.append(.budget(meta.key))
        case .simulatedJobs: work.append(.job(meta.key))
        case .simulatedPods: work.append(.pod(meta.key))
        case .simulatedNamespaces: work.append(.namespace(meta.key))
        default: break
        }
        guard let controller = meta.controller else { return work }
        let owner = ObjectKey(namespace: meta.namespace, name: controller.name)
        switch controller.kind {
        case "Deployment": work.append(.deployment(owner))
        case "ReplicaSet": work.append(.replicaSet(owner))
        case "StatefulSet": work.append(.statefulSet(owner))
        case "DaemonSet": work.append(.daemonSet(owner))
        case "Job": work.append(.job(owner))
        case "CronJob": work.append(.cronJob(owner))
        case "Service": work.append(.service(owner))
        default: break
        }
        return work
    }
}

/// Work in the order it came, each piece once.
final class SimulatorQueue: Sendable {
    private struct State {
        var order: [SimulatorWork] = []
        var head = 0
        var waiting: Set<SimulatorWork> = []
        var failures: [SimulatorWork: Int] = [:]
    }

    private let state = NIOLockedValueBox(State())
    /// An element whenever work may be there.
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ work: [SimulatorWork]) {
        let isNew = state.withLockedValue { state in
            var isNew = false
            for piece in work where state.waiting.insert(piece).inserted {
                state.order.append(piece)
                isNew = true
            }
            return isNew
        }
        if isNew { wake.yield() }
    }

    func take() -> SimulatorWork? {
        state.withLockedValue { state in
            guard state.head < state.order.count else {
                state.order.removeAll(keepingCapacity: true)
                state.head = 0
                return nil
            }
            let work = state.order[state.head]
            state.head += 1
            state.waiting.remove(work)
            return work
        }
    }

    func succeeded(_ work: SimulatorWork) {
        state.withLockedValue { _ = $0.failures.removeValue(forKey: work) }
    }

    /// How long to wait before the next try: doubled with each failure, from 20 ms to 30 s.
    func delay(afterFailureOf work: SimulatorWork) -> Duration {
        let failures = state.withLockedValue { state in
            state.failures[work, default: 0] += 1
            return state.failures[work, default: 1]
        }
        return min(.milliseconds(20) * (1 << min(failures - 1, 11)), .seconds(30))
    }
}
