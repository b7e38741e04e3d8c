package import KubeClient
import KubeCore
package import KubeRuntime
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Tells when a CustomResourceDefinition comes, changes or goes, so that a kind installed late is used at once.
///
/// Where the operator may not read definitions, a late kind is still noticed by asking for it every half minute.
package final class DefinitionWatcher: Service {
    /// Called with the name of the definition, `verticalpodautoscalers.autoscaling.k8s.io`.
    package typealias Handler = @Sendable (String) async -> Void

    private static let type = ResourceType(
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", plural: "customresourcedefinitions", isNamespaced: false)

    private let client: Client
    private let clock: RuntimeClock
    private let registry: MetricsRegistry?
    private let handlers = NIOLockedValueBox<[Handler]>([])
    /// Definitions that are there before we look are no news.
    private let isListed = NIOLockedValueBox(false)

    package init(client: Client, clock: RuntimeClock, registry: MetricsRegistry? = nil) {
        self.client = client
        self.clock = clock
        self.registry = registry
    }

    /// Before `run` only.
    package func onChange(_ handler: @escaping Handler) {
        handlers.withLockedValue { $0.append(handler) }
    }

    package func run() async throws {
        let reflector = Reflector(
            client: client, type: Self.type, scope: Scope(detail: .metadata), clock: clock,
            metrics: registry.map { ReflectorMetrics(resource: Self.type.resource.groupResource, registry: $0) },
            deliver: { [self] in await deliver($0) })
        try await runUntilGracefulShutdown { try await reflector.run() }
    }

    private func deliver(_ change: ReflectorChange) async {
        switch change {
        case .applied(let objects):
            guard isListed.withLockedValue({ $0 }) else { return }
            for object in objects { await tell(object) }
        case .removed(let object): await tell(object)
        case .listed: isListed.withLockedValue { $0 = true }
        case .recovered: break
        case .failed(let error, _):
            Logger.current.debug("CustomResourceDefinitions cannot be watched now", error: error)
        }
    }

    private func tell(_ object: JSONValue) async {
        guard let name = Reflector.key(object)?.name else { return }
        for handler in handlers.withLockedValue({ $0 }) { await handler(name) }
    }
}
