package import KubeClient
package import KubeCore
package import KubeRuntime
import ServiceLifecycle

/// The pods of the cluster, cached from the first time that somebody asks: most policies need none.
package final class PodCache: Service {
    private let informer: Informer<ObservedPod>
    private let wanted = Gate()

    package init(client: Client, clock: RuntimeClock, registry: MetricsRegistry? = nil) {
        informer = Informer(client: client, indexes: [ObservedPod.labelIndex], clock: clock, registry: registry)
    }

    package func run() async throws {
        try await runUntilGracefulShutdown { try await self.wanted.wait() }
        if wanted.isOpen { try await informer.run() }
    }

    /// The pods that a scale's selector selects; waits for the first complete list.
    package func select(_ selector: String, _ namespace: String) async throws -> HorizontalAutoscaler.Selection {
        guard !selector.isEmpty else { return .selectorMissing }
        let parsed: LabelSelector
        do throws(SelectorError) {
            parsed = try LabelSelector(selector)
        } catch {
            return .selectorInvalid("\(error)")
        }
        wanted.open()
        try await informer.waitUntilSettled()
        return .pods(ObservedPod.select(parsed, namespace: namespace, from: informer.store))
    }
}
