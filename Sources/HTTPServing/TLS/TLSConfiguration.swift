/// How a server speaks TLS.
package struct TLSConfiguration: Sendable {
    /// The lowest protocol version accepted.
    package enum MinimumVersion: Sendable {
        case tls12
        case tls13
    }

    /// The server's certificate and key; replacing them takes effect for new connections only.
    package var identity: TLSIdentity
    package var clientCertificates: ClientCertificatePolicy
    package var minimumVersion: MinimumVersion

    package init(
        identity: TLSIdentity, clientCertificates: ClientCertificatePolicy = .none,
        minimumVersion: MinimumVersion = .tls12
    ) {
        self.identity = identity
        self.clientCertificates = clientCertificates
        self.minimumVersion = minimumVersion
    }
}

/// Whether clients are asked for a certificate, and by whom it must be signed (PEM, one or more CA certificates).
package enum ClientCertificatePolicy: Hashable, Sendable {
    /// None is asked for.
    case none
    /// One is asked for. A connection without one, or with one that does not verify, goes on without a peer certificate;
    /// the latter is told by `ServerRequest.peerCertificateError`.
    case optional(authorities: String)
    /// The handshake fails without one that verifies.
    case required(authorities: String)
}
