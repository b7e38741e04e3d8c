import COpenSSL
import NIOConcurrencyHelpers

/// What connections of one configuration and one identity share.
///
/// `@unchecked Sendable`: the handle is never changed after `init` and OpenSSL's reference counts are atomic; `SSL_new`
/// keeps it alive for as long as a connection needs it.
final class TLSContext: @unchecked Sendable {
    let handle: OpaquePointer
    let policy: ClientCertificatePolicy

    /// Forward secrecy and authenticated encryption only. TLS 1.3 suites are OpenSSL's own.
    private static let tls12Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    init(configuration: TLSConfiguration, material: TLSIdentity.Material) throws {
        ERR_clear_error()
        handle = try unwrapOpenSSL(SSL_CTX_new(TLS_server_method()), "allocate a TLS context", code: .tls)
        policy = configuration.clientCertificates
        // From here on `deinit` frees the handle, also when something is refused.
        try setProtocol(configuration)
        try setIdentity(material)
        try setClientVerification()
    }

    /// For connections we open: the server must prove itself to one of the configuration's authorities.
    init(client configuration: TLSClientConfiguration) throws {
        ERR_clear_error()
        handle = try unwrapOpenSSL(SSL_CTX_new(TLS_client_method()), "allocate a TLS context", code: .tls)
        policy = .none
        // From here on `deinit` frees the handle, also when something is refused.
        try requireOpenSSL(tt_ctx_set_min_version(handle, TLS1_2_VERSION), "set the lowest TLS version", code: .tls)
        tt_ctx_set_server_options(handle)
        SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, nil)
        if let authorities = configuration.authorities {
            try trust(authorities)
        } else {
            try requireOpenSSL(
                SSL_CTX_set_default_verify_paths(handle), "load the system's certificate authorities", code: .tls)
        }
        if let identity = configuration.identity { try setIdentity(identity.material) }
    }

    deinit {
        SSL_CTX_free(handle)
    }

    private func setProtocol(_ configuration: TLSConfiguration) throws {
        let minimum =
            switch configuration.minimumVersion {
            case .tls12: TLS1_2_VERSION
            case .tls13: TLS1_3_VERSION
            }
        try requireOpenSSL(tt_ctx_set_min_version(handle, minimum), "set the lowest TLS version", code: .tls)
        try requireOpenSSL(SSL_CTX_set_cipher_list(handle, Self.tls12Ciphers), "set the TLS ciphers", code: .tls)
        try requireOpenSSL(tt_ctx_set_groups(handle, "X25519:P-256:P-384"), "set the TLS groups", code: .tls)
        tt_ctx_set_server_options(handle)
        // One session ticket instead of two: API clients keep connections, they do not open several from one session.
        tt_ctx_set_tickets(handle, 1)
        // Without a context of its own, resumption with client certificates is refused.
        let session = Array("trimtab".utf8)
        try requireOpenSSL(
            SSL_CTX_set_session_id_context(handle, session, UInt32(session.count)), "name the TLS sessions", code: .tls)
        SSL_CTX_set_alpn_select_cb(handle, selectHTTP11, nil)
    }

    private func setIdentity(_ material: TLSIdentity.Material) throws {
        try requireOpenSSL(
            SSL_CTX_use_certificate(handle, material.chain[0].handle), "use the certificate", code: .invalidCredentials)
        for intermediate in material.chain.dropFirst() {
            try requireOpenSSL(
                tt_ctx_add_chain_certificate(handle, intermediate.handle), "use the certificate chain",
                code: .invalidCredentials)
        }
        try requireOpenSSL(
            SSL_CTX_use_PrivateKey(handle, material.key.handle), "use the private key", code: .invalidCredentials)
    }

    private func setClientVerification() throws {
        switch policy {
        case .none:
            SSL_CTX_set_verify(handle, SSL_VERIFY_NONE, nil)
        case .optional(let authorities):
            try trust(authorities)
            // Every certificate is let in; what verification found is read from the session after the handshake.
            SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, { _, _ in 1 })
        case .required(let authorities):
            try trust(authorities)
            SSL_CTX_set_verify(handle, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
    }

    private func trust(_ authorities: String) throws {
        let store = SSL_CTX_get_cert_store(handle)
        for authority in try Certificate.chain(pem: authorities) {
            try requireOpenSSL(
                X509_STORE_add_cert(store, authority.handle), "trust the authority \(authority.subject)",
                code: .invalidCredentials)
            try requireOpenSSL(
                SSL_CTX_add_client_CA(handle, authority.handle), "name the authority \(authority.subject)",
                code: .invalidCredentials)
        }
    }
}

/// Chooses http/1.1 of what a client offers; a client that offers only other protocols is refused, as RFC 7301 asks.
private func selectHTTP11(
    _: OpaquePointer?, chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, chosenCount: UnsafeMutablePointer<UInt8>?,
    offered: UnsafePointer<UInt8>?, offeredCount: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let chosen, let chosenCount, let offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let list = UnsafeBufferPointer(start: offered, count: Int(offeredCount))
    var position = 0
    while position < list.count {
        let count = Int(list[position])
        let end = position + 1 + count
        guard end <= list.count else { break }
        if list[(position + 1)..<end].elementsEqual("http/1.1".utf8) {
            chosen.pointee = offered + position + 1
            chosenCount.pointee = UInt8(count)
            return SSL_TLSEXT_ERR_OK
        }
        position = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}

/// The context for new connections; made anew after the identity was reloaded.
final class TLSContextSource: Sendable {
    private let configuration: TLSConfiguration
    private let current: NIOLockedValueBox<(generation: Int, context: TLSContext)>

    init(configuration: TLSConfiguration) throws {
        self.configuration = configuration
        let material = configuration.identity.material
        let context = try TLSContext(configuration: configuration, material: material)
        current = NIOLockedValueBox((material.generation, context))
    }

    /// Throws only when a reloaded identity cannot be used, which `TLSIdentity.reload` has already ruled out.
    func context() throws -> TLSContext {
        let material = configuration.identity.material
        return try current.withLockedValue { current in
            if current.generation != material.generation {
                current = (
                    material.generation, try TLSContext(configuration: configuration, material: material)
                )
            }
            return current.context
        }
    }
}
