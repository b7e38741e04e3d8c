package import KubeClient
package import KubeCore
package import KubeRuntime
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Follows the objects of every kind that is a target, as metadata only, and tells which came, went or changed.
///
/// ```
/// TargetReader --follow(kind)--> one Reflector per kind --changes--> the policies of the object are reconciled
/// ```
/// A kind is followed from its first use until the process ends: there are few kinds, and they stay in use.
package final class TargetWatcher: Service {
    package typealias Handler = @Sendable (ResourceType, [ObjectKey]) async -> Void

    private struct Kind {
        var state = TargetWatchState()
        let settled = Gate()
    }

    private let client: Client
    private let clock: RuntimeClock
    private let registry: MetricsRegistry?
    private let kinds = NIOLockedValueBox<[ResourceType: Kind]>([:])
    private let handler = NIOLockedValueBox<Handler?>(nil)
    private let added: AsyncStream<ResourceType>
    private let add: AsyncStream<ResourceType>.Continuation

    package init(client: Client, clock: RuntimeClock, registry: MetricsRegistry? = nil) {
        self.client = client
        self.clock = clock
        self.registry = registry
        (added, add) = AsyncStream.makeStream()
    }

    /// Calls `handler` with the objects of one kind that came, went, or have another generation; before `run` only.
    package func onChange(_ handler: @escaping Handler) {
        self.handler.withLockedValue { $0 = handler }
    }

    /// Follows `type` from now on. Returns once its objects are listed, so that no change after it is missed, or once
    /// it is known that they cannot be: then a change shows at the next sync.
    package func follow(_ type: ResourceType) async throws {
        let (settled, isNew) = kinds.withLockedValue { kinds in
            if let kind = kinds[type] { return (kind.settled, false) }
            let kind = Kind()
            kinds[type] = kind
            return (kind.settled, true)
        }
        if isNew { add.yield(type) }
        try await settled.wait()
    }

    package func run() async throws {
        try await runUntilGracefulShutdown { [self] in
            try await withThrowingDiscardingTaskGroup { group in
                for await type in added { group.addTask { try await self.reflect(type) } }
                try Task.checkCancellation()
            }
        }
    }

    private func reflect(_ type: ResourceType) async throws {
        let reflector = Reflector(
            client: client, type: type, scope: Scope(detail: .metadata), clock: clock,
            metrics: registry.map { ReflectorMetrics(resource: type.resource.groupResource, registry: $0) },
            deliver: { [self] in await deliver($0, type) })
        try await reflector.run()
    }

    private func deliver(_ change: ReflectorChange, _ type: ResourceType) async {
        var isFirstFailure = false
        let (changed, settled) = kinds.withLockedValue { kinds in
            var kind = kinds[type] ?? Kind()
            let changed: [ObjectKey]
            switch change {
            case .applied(let objects): changed = kind.state.applied(objects)
            case .removed(let object): changed = kind.state.removed(object)
            case .listed(let keys): changed = kind.state.listed(keys)
            case .recovered: changed = []
            case .failed(_, let isNotServed):
                isFirstFailure = !kind.state.isSettled
                changed = kind.state.failed(isNotServed: isNotServed)
            }
            kinds[type] = kind
            return (changed, kind.state.isSettled ? kind.settled : nil)
        }
        if case .failed(let error, _) = change, isFirstFailure {
            Logger.current.notice(
                "Targets cannot be watched; their changes show at the next sync", error: error,
                metadata: ["object.kind": "\(type.kind.kind)"])
        }
        settled?.open()
        guard !changed.isEmpty, let handler = handler.withLockedValue({ $0 }) else { return }
        await handler(type, changed)
    }
}
