import COpenSSL

/// An X.509 certificate, owned.
///
/// `@unchecked Sendable`: the handle is never changed after `init`, OpenSSL's reference counts are atomic, and its lazily
/// computed caches are guarded by its own lock.
final class Certificate: @unchecked Sendable {
    let handle: OpaquePointer

    /// Takes over one reference.
    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        X509_free(handle)
    }

    /// All certificates of a PEM text in order; throws when there is none or one is broken.
    static func chain(pem: String) throws -> [Certificate] {
        try withMemoryBIO(Array(pem.utf8)) { bio in
            var chain: [Certificate] = []
            while let handle = PEM_read_bio_X509(bio, nil, nil, nil) {
                chain.append(Certificate(owning: handle))
            }
            // Reading on until PEM_R_NO_START_LINE is the only end there is; any other reason is a broken entry.
            let last = ERR_peek_last_error()
            guard !chain.isEmpty, tt_error_reason(last) == PEM_R_NO_START_LINE else {
                throw ServingError(
                    .invalidCredentials, "read the PEM certificates after the first \(chain.count)",
                    cause: OpenSSLFailure.drained())
            }
            ERR_clear_error()
            return chain
        }
    }

    var pem: String {
        get throws {
            try withMemoryBIO { bio in
                try requireOpenSSL(PEM_write_bio_X509(bio, handle), "write a certificate as PEM")
                return String(decoding: contents(of: bio), as: UTF8.self)
            }
        }
    }

    /// Seconds since 1970.
    var notAfter: Int64 { Self.seconds(X509_get0_notAfter(handle)) }

    static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return 0 }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// The common name, for messages.
    var subject: String { values(of: NID_commonName).first ?? "without a common name" }

    var peerCertificate: PeerCertificate {
        PeerCertificate(
            commonName: values(of: NID_commonName).first ?? "", organizations: values(of: NID_organizationName))
    }

    /// All values of one attribute of the subject, in order; values that are not text are left out.
    private func values(of attribute: Int32) -> [String] {
        guard let name = X509_get_subject_name(handle) else { return [] }
        var found: [String] = []
        var position: Int32 = -1
        while true {
            position = X509_NAME_get_index_by_NID(name, attribute, position)
            guard position >= 0, let entry = X509_NAME_get_entry(name, position) else { return found }
            var utf8: UnsafeMutablePointer<UInt8>?
            let count = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry))
            guard let utf8, count >= 0 else { continue }
            let bytes = UnsafeBufferPointer(start: utf8, count: Int(count))
            if let text = String(validating: bytes, as: UTF8.self) { found.append(text) }
            CRYPTO_free(utf8, nil, 0)
        }
    }
}
