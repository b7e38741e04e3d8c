import COpenSSL
import NIOCore

/// One side of a TLS connection between two memory buffers: encrypted bytes on one side, plain on the other.
///
/// Not thread-safe; OpenSSL's error queue belongs to the thread, so it is emptied before each call whose result is asked
/// about.
final class TLSSession {
    enum Progress {
        case done
        case needsMore
        /// The peer said that it sends no more.
        case ended
        case failed(ServingError)
    }

    enum Role: Sendable {
        case server
        /// Verifies that the server's certificate bears this name or address.
        case client(serverName: String)
    }

    private let context: TLSContext
    /// Whether this side begins the handshake.
    let speaksFirst: Bool
    private let session: OpaquePointer
    /// Owned by `session`: what came from the network, and what must go there.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    init(context: TLSContext, role: Role = .server) throws {
        ERR_clear_error()
        self.context = context
        let session = try unwrapOpenSSL(SSL_new(context.handle), "allocate a TLS connection", code: .tls)
        guard let incoming = BIO_new(BIO_s_mem()) else {
            SSL_free(session)
            throw ServingError(.tls, "allocate a TLS buffer", cause: OpenSSLFailure.drained())
        }
        guard let outgoing = BIO_new(BIO_s_mem()) else {
            BIO_free(incoming)
            SSL_free(session)
            throw ServingError(.tls, "allocate a TLS buffer", cause: OpenSSLFailure.drained())
        }
        SSL_set_bio(session, incoming, outgoing)
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
        switch role {
        case .server:
            speaksFirst = false
            SSL_set_accept_state(session)
        case .client(let name):
            speaksFirst = true
            SSL_set_connect_state(session)
            try expect(serverName: name)
        }
    }

    deinit {
        SSL_free(session)
    }

    private func expect(serverName name: String) throws {
        ERR_clear_error()
        // An address stands in the certificate as an address, and must not be sent as SNI (RFC 6066).
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name) == 1 { return }
        ERR_clear_error()
        try requireOpenSSL(SSL_set1_host(session, name), "expect the server name \(name)", code: .tls)
        try requireOpenSSL(tt_ssl_set_server_name(session, name), "send the server name \(name)", code: .tls)
    }

    /// Takes encrypted bytes.
    func receive(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { bytes in
            // A memory buffer takes everything or the process is out of memory, which SSL_read then reports.
            _ = BIO_write(incoming, bytes.baseAddress, Int32(clamping: bytes.count))
        }
    }

    func handshake() -> Progress {
        ERR_clear_error()
        let result = SSL_do_handshake(session)
        return result == 1 ? .done : progress(after: result, "complete the TLS handshake")
    }

    /// Appends what can be decrypted now; `.needsMore` is the usual end.
    func read(into buffer: inout ByteBuffer) -> Progress {
        while true {
            ERR_clear_error()
            var result: Int32 = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 1024) { bytes in
                result = SSL_read(session, bytes.baseAddress, Int32(clamping: bytes.count))
                return Int(max(0, result))
            }
            if result <= 0 { return progress(after: result, "read from a TLS connection") }
        }
    }

    /// Encrypts everything.
    func write(_ buffer: ByteBuffer) -> Progress {
        buffer.withUnsafeReadableBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                ERR_clear_error()
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let result = SSL_write(session, part.baseAddress, Int32(clamping: part.count))
                guard result > 0 else { return progress(after: result, "write to a TLS connection") }
                rest = rest.dropFirst(Int(result))
            }
            return .done
        }
    }

    /// Says that nothing more will be sent.
    func sendCloseNotify() {
        ERR_clear_error()
        _ = SSL_shutdown(session)
    }

    var outgoingCount: Int { BIO_ctrl_pending(outgoing) }

    /// Moves the encrypted bytes for the network out; nil when there are none.
    func takeOutgoing(allocator: ByteBufferAllocator) -> ByteBuffer? {
        var start: UnsafeMutablePointer<CChar>?
        let count = tt_bio_memory(outgoing, &start)
        guard let start, count > 0 else { return nil }
        var buffer = allocator.buffer(capacity: count)
        buffer.writeBytes(UnsafeRawBufferPointer(start: start, count: count))
        _ = tt_bio_reset(outgoing)
        return buffer
    }

    /// Who the client is, after the handshake.
    func peer() -> TLSPeer {
        guard context.policy != .none, let handle = SSL_get1_peer_certificate(session) else { return .anonymous }
        let certificate = Certificate(owning: handle)
        let verdict = SSL_get_verify_result(session)
        guard verdict == X509_V_OK else {
            let reason = X509_verify_cert_error_string(verdict).map { String(cString: $0) } ?? "error \(verdict)"
            return .refused(reason: reason)
        }
        return .verified(certificate.peerCertificate)
    }

    /// The negotiated version as OpenSSL names it, such as `TLSv1.3`.
    var version: String { String(cString: SSL_get_version(session)) }

    private func progress(after result: Int32, _ operation: String) -> Progress {
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE:
            return .needsMore
        case SSL_ERROR_ZERO_RETURN:
            return .ended
        default:
            let isPlainHTTP = tt_error_reason(ERR_peek_error()) == SSL_R_HTTP_REQUEST
            let error = ServingError(.tls, operation, cause: OpenSSLFailure.drained())
            return .failed(isPlainHTTP ? ServingError(.plainHTTP, "plain HTTP on a TLS port", cause: error) : error)
        }
    }
}

/// What a handshake told about the client; sent down the pipeline as a user event.
enum TLSPeer: Hashable, Sendable {
    case anonymous
    case verified(PeerCertificate)
    case refused(reason: String)
}
