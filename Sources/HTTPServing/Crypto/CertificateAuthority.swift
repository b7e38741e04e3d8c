import COpenSSL
import Glibc

/// A certificate with its private key, as made by a `CertificateAuthority`.
package struct IssuedCertificate: Hashable, Sendable {
    /// The certificate alone; clients trust the authority's own.
    package var certificatePEM: String
    package var privateKeyPEM: String
    /// Seconds since 1970.
    package var notAfter: Int64

    package init(certificatePEM: String, privateKeyPEM: String, notAfter: Int64) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
        self.notAfter = notAfter
    }
}

/// An ECDSA P-256 certificate authority that issues server and client certificates.
package struct CertificateAuthority: Sendable {
    private let certificate: Certificate
    private let key: SigningKey

    /// Makes a new self-signed authority. `now` is in seconds since 1970; validity begins five minutes before it, for
    /// clients whose clocks are late.
    package init(
        commonName: String, validFor: Duration = .days(3650), now: Int64 = CertificateAuthority.systemSeconds()
    ) throws {
        key = try SigningKey.generateP256()
        let request = CertificateRequest(
            commonName: commonName,
            extensions: [
                (NID_basic_constraints, "critical,CA:TRUE"),
                (NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"),
            ], validFor: validFor)
        certificate = try request.signed(subjectKey: key, issuer: nil, issuerKey: key, now: now)
    }

    /// Continues an authority made before. Throws when the two do not belong together.
    package init(certificatePEM: String, privateKeyPEM: String) throws {
        certificate = try Certificate.chain(pem: certificatePEM)[0]
        key = try SigningKey(privateKeyPEM: privateKeyPEM)
        guard X509_check_private_key(certificate.handle, key.handle) == 1 else {
            throw ServingError(
                .invalidCredentials, "the private key does not belong to the authority \(certificate.subject)",
                cause: OpenSSLFailure.drained())
        }
    }

    package var certificatePEM: String { get throws { try certificate.pem } }

    package var privateKeyPEM: String { get throws { try key.privateKeyPEM } }

    /// Seconds since 1970.
    package var notAfter: Int64 { certificate.notAfter }

    /// A certificate for a server reached under these names and numeric addresses.
    package func issueServer(
        commonName: String, dnsNames: [String], ipAddresses: [String] = [], validFor: Duration = .days(365),
        now: Int64 = CertificateAuthority.systemSeconds()
    ) throws -> IssuedCertificate {
        let names = dnsNames.map { "DNS:\($0)" } + ipAddresses.map { "IP:\($0)" }
        var extensions = Self.leafExtensions + [(NID_ext_key_usage, "serverAuth")]
        guard (dnsNames + ipAddresses).allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: ",")) }) else {
            throw ServingError(.invalidCredentials, "issue a certificate for \(names): a name is empty or has a comma")
        }
        if !names.isEmpty { extensions.append((NID_subject_alt_name, names.joined(separator: ","))) }
        return try issue(CertificateRequest(commonName: commonName, extensions: extensions, validFor: validFor), now)
    }

    /// A certificate for a client: to Kubernetes the common name is the user, the organisations are the groups.
    package func issueClient(
        commonName: String, organizations: [String] = [], validFor: Duration = .days(365),
        now: Int64 = CertificateAuthority.systemSeconds()
    ) throws -> IssuedCertificate {
        try issue(
            CertificateRequest(
                commonName: commonName, organizations: organizations,
                extensions: Self.leafExtensions + [(NID_ext_key_usage, "clientAuth")], validFor: validFor), now)
    }

    /// The wall clock, in seconds since 1970.
    package static func systemSeconds() -> Int64 { Int64(time(nil)) }

    private static let leafExtensions: [(Int32, String)] = [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid"),
    ]

    private func issue(_ request: CertificateRequest, _ now: Int64) throws -> IssuedCertificate {
        let leafKey = try SigningKey.generateP256()
        let leaf = try request.signed(subjectKey: leafKey, issuer: certificate, issuerKey: key, now: now)
        return IssuedCertificate(
            certificatePEM: try leaf.pem, privateKeyPEM: try leafKey.privateKeyPEM, notAfter: leaf.notAfter)
    }
}

/// What goes into a certificate before it is signed.
private struct CertificateRequest {
    var commonName: String
    var organizations: [String] = []
    /// OpenSSL's extension numbers and its textual values.
    var extensions: [(Int32, String)]
    var validFor: Duration

    func signed(
        subjectKey: SigningKey, issuer: Certificate?, issuerKey: SigningKey, now: Int64
    ) throws -> Certificate {
        ERR_clear_error()
        let certificate = Certificate(owning: try unwrapOpenSSL(X509_new(), "allocate a certificate"))
        let handle = certificate.handle
        // 2 is X.509 version 3.
        try requireOpenSSL(X509_set_version(handle, 2), "set the certificate version")
        try setSerial(of: handle)
        // Five minutes of allowance for late clocks.
        ASN1_TIME_set(X509_getm_notBefore(handle), time_t(now - 300))
        ASN1_TIME_set(X509_getm_notAfter(handle), time_t(now + validFor.components.seconds))
        let name = try unwrapOpenSSL(X509_get_subject_name(handle), "name the certificate")
        for organization in organizations { try add(organization, as: NID_organizationName, to: name) }
        try add(commonName, as: NID_commonName, to: name)
        try requireOpenSSL(
            X509_set_issuer_name(handle, issuer.map { X509_get_subject_name($0.handle) } ?? name), "name the issuer")
        try requireOpenSSL(X509_set_pubkey(handle, subjectKey.handle), "set the public key")
        for (identifier, value) in extensions {
            var context = X509V3_CTX()
            tt_x509v3_set_ctx(&context, issuer?.handle ?? handle, handle)
            let made = try unwrapOpenSSL(
                X509V3_EXT_conf_nid(nil, &context, identifier, value), "set a certificate extension to \(value)",
                code: .invalidCredentials)
            defer { X509_EXTENSION_free(made) }
            try requireOpenSSL(X509_add_ext(handle, made, -1), "add a certificate extension")
        }
        try requireOpenSSL(X509_sign(handle, issuerKey.handle, EVP_sha256()), "sign the certificate")
        return certificate
    }

    /// 127 random bits: positive, and unique without a register.
    private func setSerial(of handle: OpaquePointer) throws {
        var bytes = try Digests.randomBytes(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        let number = try unwrapOpenSSL(BN_bin2bn(bytes, 16, nil), "make a serial number")
        defer { BN_free(number) }
        _ = try unwrapOpenSSL(
            BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle)), "set the serial number")
    }

    private func add(_ value: String, as attribute: Int32, to name: OpaquePointer) throws {
        let bytes = Array(value.utf8)
        try requireOpenSSL(
            X509_NAME_add_entry_by_NID(name, attribute, MBSTRING_UTF8, bytes, Int32(clamping: bytes.count), -1, 0),
            "name a certificate \(value)", code: .invalidCredentials)
    }
}

extension Duration {
    /// Days of 24 hours.
    package static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
