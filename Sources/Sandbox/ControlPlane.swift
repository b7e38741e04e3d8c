package import KubeClient
package import KubeCore
package import Logging

/// The embedded Kubernetes API server: requests in, responses out, no socket of its own.
///
/// It keeps every object in memory (and in a file when told to), serves the built-in kinds and what
/// CustomResourceDefinitions declare, and behaves as kube-apiserver 1.36 does towards its clients.
/// `run()` must run for what real clusters leave to controllers: namespace clean-up, CRD clean-up, garbage collection.
package final class ControlPlane: Sendable {
    package let configuration: Configuration
    let logger: Logger

    /// Throws when the file of `configuration.dataFile` can not be read or is no such file.
    package init(configuration: Configuration = Configuration(), logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
    }

    /// Answers one request. Impersonation headers in the request are obeyed when `user` may impersonate.
    package func respond(to request: HTTPRequest, as user: UserInfo) async -> ControlPlaneResponse {
        ControlPlaneResponse(status: 501, body: .bytes([]))
    }

    /// A way for `Client` to reach this control plane without a socket, as `user`.
    package func transport(as user: UserInfo) -> any HTTPTransport {
        InProcessTransport(controlPlane: self, user: user)
    }

    /// Works until cancelled: clean-up of deleted namespaces and CRDs, garbage collection by owner.
    package func run() async throws {}
}

// MARK: - Reading for simulators

extension ControlPlane {
    /// The objects of one resource in the order of namespace and name; all namespaces when `namespace` is nil.
    package func objects(_ resource: GroupResource, namespace: String? = nil) -> [JSONValue] { [] }

    /// One object as it is stored; nil when there is none.
    package func object(_ resource: GroupResource, _ key: ObjectKey) -> JSONValue? { nil }

    /// The existing objects of one resource as `added`, then every change as it happens, until the reader drops it.
    package func changes(of resource: GroupResource) -> AsyncStream<ObjectChange> { AsyncStream { $0.finish() } }

    /// Serves an aggregated API (`metrics.k8s.io/v1beta1`) by `handler` instead of a service.
    ///
    /// The handler gets the request as it arrived; an APIService object for it is made when there is none.
    package func registerAPI(
        _ groupVersion: GroupVersion, handler: @escaping @Sendable (HTTPRequest, UserInfo) async -> HTTPResponse
    ) throws {}
}
