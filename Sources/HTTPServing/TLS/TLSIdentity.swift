import COpenSSL
import NIOConcurrencyHelpers

/// A certificate chain with its private key; safe to replace while connections use it.
package final class TLSIdentity: Sendable {
    /// One parsed and checked pair.
    struct Material: Sendable {
        /// Grows by one with every reload.
        var generation: Int
        var chain: [Certificate]
        var key: SigningKey
    }

    private let state: NIOLockedValueBox<Material>

    /// The chain has the server's own certificate first; both PEM. Throws `ServingError` when they cannot be read or the
    /// key is not the certificate's.
    package init(certificateChainPEM: String, privateKeyPEM: String) throws {
        state = NIOLockedValueBox(
            try Self.material(certificateChainPEM: certificateChainPEM, privateKeyPEM: privateKeyPEM))
    }

    /// Uses another pair for connections accepted from now on. After an error the former pair stays in use.
    package func reload(certificateChainPEM: String, privateKeyPEM: String) throws {
        let new = try Self.material(certificateChainPEM: certificateChainPEM, privateKeyPEM: privateKeyPEM)
        state.withLockedValue { current in
            current = Material(generation: current.generation + 1, chain: new.chain, key: new.key)
        }
    }

    /// When the server's own certificate ceases to be valid, in seconds since 1970.
    package var notAfter: Int64 { material.chain[0].notAfter }

    var material: Material { state.withLockedValue { $0 } }

    private static func material(certificateChainPEM: String, privateKeyPEM: String) throws -> Material {
        let chain = try Certificate.chain(pem: certificateChainPEM)
        let key = try SigningKey(privateKeyPEM: privateKeyPEM)
        guard X509_check_private_key(chain[0].handle, key.handle) == 1 else {
            throw ServingError(
                .invalidCredentials, "the private key does not belong to the certificate \(chain[0].subject)",
                cause: OpenSSLFailure.drained())
        }
        return Material(generation: 0, chain: chain, key: key)
    }
}
