package import KubeClient
package import KubeCore
package import Logging
import NIOConcurrencyHelpers

/// The embedded Kubernetes API server: requests in, responses out, no socket of its own.
///
/// It keeps every object in memory (and in a file when told to), serves the built-in kinds and what
/// CustomResourceDefinitions declare, and behaves as kube-apiserver 1.36 does towards its clients.
/// `run()` must run for what real clusters leave to controllers: namespace clean-up, CRD clean-up, garbage collection.
///
/// ```
/// HTTPRequest -> RequestInfo -> authorization -> ResourceRegistry -> get, list, watch      -> Presentation -> bytes
///                                                               `-> create, update, patch  -> rules of the kind,
///                                                                    delete                   webhooks, ObjectStore
/// ObjectStore -> log of events -> WatchReader (one per watch, holds a place in the log)    -> lines of JSON
/// ```
package final class ControlPlane: Sendable {
    package let configuration: Configuration
    let logger: Logger
    let store: ObjectStore
    let registry: ResourceRegistry
    let serviceAccountTokens: ServiceAccountTokens
    private let dataFile: StoreFile?
    let apiHandlers = NIOLockedValueBox<[GroupVersion: APIHandler]>([:])
    let openAPICache = NIOLockedValueBox<[GroupVersion: ServedOpenAPI.Encoded]>([:])
    /// What the headers about request fairness name; one level for everybody.
    let fairness: (flowSchema: String, priorityLevel: String)

    /// Throws when the file of `configuration.dataFile` can not be read or is no such file.
    package init(configuration: Configuration = Configuration(), logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        store = ObjectStore(window: configuration.watchWindow)
        registry = ResourceRegistry(builtIn: BuiltInKinds.all.map { ServedResource($0) })
        serviceAccountTokens = ServiceAccountTokens(
            privateKeyPEM: configuration.tokenKeyPEM, secrets: KeptSecrets(store: store))
        fairness = (configuration.makeUID(), configuration.makeUID())
        if let path = configuration.dataFile {
            dataFile = try StoreFile.attach(path, to: store, logger: logger)
        } else {
            dataFile = nil
        }
        bootstrap()
        for definition in store.list(.customResourceDefinitions, namespace: nil).objects {
            establish(definition.key.name)
        }
    }

    /// Answers one request. Impersonation headers in the request are obeyed when `user` may impersonate.
    package func respond(to request: HTTPRequest, as user: UserInfo) async -> ControlPlaneResponse {
        await answer(request, as: user)
    }

    /// A way for `Client` to reach this control plane without a socket, as `user`.
    package func transport(as user: UserInfo) -> any HTTPTransport {
        InProcessTransport(controlPlane: self, user: user)
    }

    /// Works until cancelled: clean-up of deleted namespaces and CRDs, garbage collection by owner, aggregated roles.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask { await NamespaceCleaner(controlPlane: self).run() }
            group.addTask { await DefinitionCleaner(controlPlane: self).run() }
            group.addTask { await GarbageCollector(controlPlane: self).run() }
            group.addTask { await RoleAggregator(controlPlane: self).run() }
            if let dataFile { group.addTask { await self.keepCompact(dataFile) } }
        }
    }

    /// Looks now and then whether the data file has grown too long.
    private func keepCompact(_ file: StoreFile) async {
        while !Task.isCancelled {
            do { try await configuration.clock.sleep(for: .seconds(5)) } catch { return }
            file.compactIfDue(store)
        }
    }
}

// MARK: - Reading for simulators

extension ControlPlane {
    /// The objects of one resource in the order of namespace and name; all namespaces when `namespace` is nil.
    package func objects(_ resource: GroupResource, namespace: String? = nil) -> [JSONValue] {
        store.list(resource, namespace: namespace).objects.map(\.value)
    }

    /// One object as it is stored; nil when there is none.
    package func object(_ resource: GroupResource, _ key: ObjectKey) -> JSONValue? {
        store.object(resource, key)?.value
    }

    /// The existing objects of one resource as `added`, then every change as it happens, until the reader drops it.
    package func changes(of resource: GroupResource) -> AsyncStream<ObjectChange> {
        store.changes(resource)
    }

    /// Forgets the history that watches and pages read, as a real server's compaction does.
    package func compactHistory() {
        store.compact()
    }

    /// Serves an aggregated API (`metrics.k8s.io/v1beta1`) by `handler` instead of a service.
    ///
    /// The handler gets the request as it arrived; an APIService object for it is made when there is none.
    package func registerAPI(
        _ groupVersion: GroupVersion, handler: @escaping @Sendable (HTTPRequest, UserInfo) async -> HTTPResponse
    ) throws {
        apiHandlers.withLockedValue { $0[groupVersion] = handler }
        provideAPIService(groupVersion)
    }
}
