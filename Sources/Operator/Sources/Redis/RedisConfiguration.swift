import HTTPServing
import Logging
import NIOCore
package import OperatorCore

/// All that tells one shared client from another.
package struct RedisConfiguration: Hashable, Sendable {
    package struct Credentials: Hashable, Sendable {
        /// Nil: the default user.
        package var username: String?
        package var password: String

        package init(username: String? = nil, password: String) {
            self.username = username
            self.password = password
        }
    }

    package var addresses: [String]
    package var topology: RedisEndpoint.Topology
    package var database: Int32
    package var master: String?
    package var credentials: Credentials?
    package var sentinelCredentials: Credentials?
    /// Nil: plain TCP.
    package var tls: ClientTLS?
    package var timeout: Duration

    package init(addresses: [String], topology: RedisEndpoint.Topology = .standalone, timeout: Duration = .seconds(5)) {
        self.addresses = addresses
        self.topology = topology
        self.timeout = timeout
        database = 0
    }
}

/// How a connection checks its server, and shows itself.
package struct ClientTLS: Hashable, Sendable {
    /// PEM; nil: the system's authorities.
    package var certificateAuthorities: [UInt8]?
    /// PEM certificate chain and key shown to the server.
    package var certificateChain: [UInt8]?
    package var privateKey: [UInt8]?
    /// Replaces the host's name in verification and SNI.
    package var serverName: String?

    package init(certificateAuthorities: [UInt8]? = nil) {
        self.certificateAuthorities = certificateAuthorities
    }
}

extension ClientTLS {
    func makeHandler(
        host: String, timeout: Duration, handshake: EventLoopPromise<Void>
    ) throws -> any ChannelHandler {
        var configuration = TLSClientConfiguration(
            authorities: certificateAuthorities.map { String(decoding: $0, as: UTF8.self) }, handshakeTimeout: timeout)
        if let certificateChain, let privateKey {
            configuration.identity = try TLSIdentity(
                certificateChainPEM: String(decoding: certificateChain, as: UTF8.self),
                privateKeyPEM: String(decoding: privateKey, as: UTF8.self))
        }
        return try configuration.makeHandler(
            serverName: serverName ?? host, handshake: handshake,
            logger: Logger(label: "redis", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}
