package import Logging
import ServiceLifecycle

/// An HTTP/1.1 server over plain TCP or TLS.
package final class HTTPServer: Service {
    package let configuration: HTTPServerConfiguration
    private let logger: Logger
    private let handler: @Sendable (ServerRequest) async -> ServerResponse

    /// The handler is called once for each request, concurrently for different connections; its task is cancelled when
    /// the client goes away.
    package init(
        configuration: HTTPServerConfiguration, logger: Logger,
        handler: @escaping @Sendable (ServerRequest) async -> ServerResponse
    ) {
        self.configuration = configuration
        self.logger = logger
        self.handler = handler
    }

    /// Listens and serves until cancelled or told to shut down gracefully, then drains within the deadline.
    ///
    /// Throws `ServingError` when the address cannot be bound or the TLS configuration is unusable.
    package func run() async throws {
        throw ServingError(.bind, "not listening yet")
    }

    /// The port listened on, as soon as it is; throws when `run` ended before that.
    package func boundPort() async throws -> Int {
        configuration.port
    }
}
