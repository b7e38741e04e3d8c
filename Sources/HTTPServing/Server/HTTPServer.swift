package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// An HTTP/1.1 server over plain TCP or TLS.
///
/// Requests of one connection are answered in turn, those of different connections concurrently.
package final class HTTPServer: Service {
    package let configuration: HTTPServerConfiguration
    private let logger: Logger
    private let answer: @Sendable (ServerRequest) async -> ServerResponse
    private let port = OneShot<Int>()
    private let registry = ConnectionRegistry()
    private let accepted: AsyncStream<Connection>
    private let acceptedSink: AsyncStream<Connection>.Continuation

    /// The handler's task is cancelled when the client goes away and when the server gives up draining. It is not
    /// cancelled when the client closes only its sending side. A handler that goes on all the same does not hold the
    /// server: `run` returns without it after `abandonTimeout`.
    package init(
        configuration: HTTPServerConfiguration, logger: Logger,
        handler: @escaping @Sendable (ServerRequest) async -> ServerResponse
    ) {
        self.configuration = configuration
        self.logger = logger
        answer = handler
        // Bounded by the limit on connections.
        (accepted, acceptedSink) = AsyncStream.makeStream()
    }

    /// Listens and serves until cancelled, which closes all connections, or told to shut down gracefully: then, after
    /// `shutdownDelay`, requests in flight are answered within `drainTimeout`, streams are ended properly and at once, and nothing new is taken.
    ///
    /// Throws `ServingError` when the address cannot be bound or the TLS configuration is unusable. Can run once.
    package func run() async throws {
        do {
            let tls: TLSContextSource? =
                switch configuration.security {
                case .plain: nil
                case .tls(let tls): try TLSContextSource(configuration: tls)
                }
            let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops)
            do {
                let listener = try await listen(on: group, tls: tls)
                port.settle(.success(listener.localAddress?.port ?? configuration.port))
                await serve(listener)
            } catch {
                try await group.shutdownGracefully()
                throw error
            }
            try await group.shutdownGracefully()
        } catch {
            port.settle(.failure(error))
            throw error
        }
    }

    /// The port listened on, as soon as it is; throws when `run` ended before that.
    package func boundPort() async throws -> Int {
        try await port.value()
    }

    /// Connections open now.
    package var connectionCount: Int { registry.count }

    // MARK: - Serving

    private func serve(_ listener: any Channel) async {
        let loop = listener.eventLoop
        await withGracefulShutdownHandler {
            for await connection in accepted { registry.serve(connection, answer) }
        } onGracefulShutdown: { [acceptedSink, configuration] in
            guard configuration.shutdownDelay > .zero else { return acceptedSink.finish() }
            listener.eventLoop.scheduleTask(in: TimeAmount(configuration.shutdownDelay)) { acceptedSink.finish() }
        }
        acceptedSink.finish()
        listener.close(mode: .all, promise: nil)
        registry.drainAll()
        loop.scheduleTask(in: TimeAmount(configuration.drainTimeout)) { [self] in closeAll(loop) }
        await withTaskCancellationHandler {
            await registry.waitForEnd()
        } onCancel: {
            closeAll(loop)
        }
        let left = registry.count
        if left > 0 { logger.info("handlers ignore their cancellation", metadata: ["connections": "\(left)"]) }
    }

    private func closeAll(_ loop: any EventLoop) {
        registry.closeAll()
        loop.scheduleTask(in: TimeAmount(configuration.abandonTimeout)) { [registry] in registry.abandon() }
    }

    private func listen(on group: MultiThreadedEventLoopGroup, tls: TLSContextSource?) async throws -> any Channel {
        let limit = configuration.maximumConnections
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // One connection for each turn, so that the limit holds exactly.
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectionLimitHandler(limit: limit))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try accept(channel, tls: tls) }
            }
        do {
            return try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        } catch {
            throw ServingError(.bind, "listen on \(configuration.host):\(configuration.port)", cause: error)
        }
    }

    private func accept(_ channel: any Channel, tls: TLSContextSource?) throws {
        let exchanges = ConnectionExchanges(
            bufferLimit: configuration.maximumBufferedResponse, remoteAddress: channel.remoteAddress?.ipAddress ?? "")
        let handler = HTTPConnectionHandler(configuration: configuration, exchanges: exchanges, logger: logger)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.maximumHeaderSize
        limits.maxHeaderListSize = configuration.maximumHeaderSize
        limits.maxHeaderFieldCount = configuration.maximumHeaderCount
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            try pipeline.addHandler(
                TLSHandler(
                    context: tls.context(), handshakeTimeout: TimeAmount(configuration.handshakeTimeout),
                    logger: logger))
        }
        try pipeline.addHandler(ByteArrivalHandler(connection: handler))
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)))
        try pipeline.addHandler(handler)
        let connection = Connection(
            channel: channel, exchanges: exchanges, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        registry.add(connection)
        if case .terminated = acceptedSink.yield(connection) {
            registry.remove(connection)
            channel.close(mode: .all, promise: nil)
        }
    }
}
