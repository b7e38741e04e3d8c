import COpenSSL

/// What a certificate says of itself.
package struct CertificateDescription: Hashable, Sendable {
    /// The SHA-256 of its DER bytes in lower-case hexadecimal digits.
    package var fingerprint: String
    /// Empty when it has none.
    package var commonName: String
    /// Seconds since 1970.
    package var notBefore: Int64
    /// Seconds since 1970.
    package var notAfter: Int64
    /// This certificate alone.
    package var pem: String
}

/// Reads certificates that others made.
package enum CertificateInspection {
    /// All certificates of a PEM text in their order; throws `ServingError` when there is none or one is broken.
    package static func certificates(pem: String) throws -> [CertificateDescription] {
        try Certificate.chain(pem: pem).map { certificate in
            CertificateDescription(
                fingerprint: try certificate.fingerprint, commonName: certificate.peerCertificate.commonName,
                notBefore: certificate.notBefore, notAfter: certificate.notAfter, pem: try certificate.pem)
        }
    }

    /// Whether the first certificate of one PEM text bears the signature of the first of another.
    package static func isSigned(_ pem: String, by authorityPEM: String) throws -> Bool {
        let certificate = try Certificate.chain(pem: pem)[0]
        let authority = try Certificate.chain(pem: authorityPEM)[0]
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard X509_check_issued(authority.handle, certificate.handle) == X509_V_OK,
            let key = X509_get0_pubkey(authority.handle)
        else { return false }
        return X509_verify(certificate.handle, key) == 1
    }

    /// Whether the first certificate of a PEM text is good for every one of the host names and numeric addresses.
    package static func isValid(_ pem: String, forHosts hosts: [String]) throws -> Bool {
        let certificate = try Certificate.chain(pem: pem)[0]
        ERR_clear_error()
        defer { ERR_clear_error() }
        return hosts.allSatisfy { host in
            X509_check_host(certificate.handle, host, host.utf8.count, 0, nil) == 1
                || X509_check_ip_asc(certificate.handle, host, 0) == 1
        }
    }
}

extension Certificate {
    /// Seconds since 1970.
    fileprivate var notBefore: Int64 { Self.seconds(X509_get0_notBefore(handle)) }

    fileprivate var fingerprint: String {
        get throws {
            ERR_clear_error()
            var digest = [UInt8](repeating: 0, count: 32)
            var count: UInt32 = 0
            try requireOpenSSL(X509_digest(handle, EVP_sha256(), &digest, &count), "compute a fingerprint")
            return Base64.hex(digest)
        }
    }
}
