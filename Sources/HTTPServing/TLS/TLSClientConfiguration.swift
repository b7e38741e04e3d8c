package import Logging
package import NIOCore

/// How a connection we open checks its server and shows itself.
package struct TLSClientConfiguration: Sendable {
    /// PEM; nil: the system's.
    package var authorities: String?
    /// Shown to a server that asks for a certificate.
    package var identity: TLSIdentity?
    package var handshakeTimeout: Duration

    package init(
        authorities: String? = nil, identity: TLSIdentity? = nil, handshakeTimeout: Duration = .seconds(10)
    ) {
        self.authorities = authorities
        self.identity = identity
        self.handshakeTimeout = handshakeTimeout
    }
}

extension TLSClientConfiguration {
    /// A handler that speaks TLS as a client, to be put first into a channel's pipeline.
    ///
    /// What is written before the handshake is done waits for it. Throws `ServingError` when the authorities or the
    /// identity cannot be used; then `handshake` is left alone. A server that fails verification fails it.
    package func makeHandler(
        serverName: String, handshake: EventLoopPromise<Void>, logger: Logger
    ) throws -> any ChannelHandler {
        try TLSHandler(
            context: TLSContext(client: self), role: .client(serverName: serverName),
            handshakeTimeout: TimeAmount(handshakeTimeout), handshake: handshake, logger: logger)
    }
}
