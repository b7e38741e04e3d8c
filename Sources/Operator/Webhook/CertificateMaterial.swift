import Glibc
package import HTTPServing
package import KubeCore
package import OperatorCore

/// The PEM texts behind `KeptCertificates`.
package struct CertificateMaterial: Sendable {
    /// The keys of a Secret; the first three as cert-manager uses them.
    package enum Key {
        package static let certificate = "tls.crt"
        package static let privateKey = "tls.key"
        package static let authorities = "ca.crt"
        package static let authorityKey = "ca.key"
    }

    package let kept: KeptCertificates
    package let chainPEM: String
    package let privateKeyPEM: String
    /// By fingerprint.
    package let authorityPEMs: [String: String]
    let authorityKeyPEM: String

    /// Throws `ServingError` when the Secret holds no pair that can be served. `hosts` are what the certificate must be
    /// good for.
    package init(data: [String: [UInt8]], hosts: [String]) throws {
        func text(_ key: String) -> String { String(decoding: data[key] ?? [], as: UTF8.self) }
        for key in [Key.certificate, Key.privateKey] where data[key]?.isEmpty ?? true {
            throw ServingError(.invalidCredentials, "it has no \(key)")
        }
        chainPEM = text(Key.certificate)
        privateKeyPEM = text(Key.privateKey)
        authorityKeyPEM = text(Key.authorityKey)
        // Proves that the pair belongs together.
        _ = try TLSIdentity(certificateChainPEM: chainPEM, privateKeyPEM: privateKeyPEM)
        let authorities =
            data[Key.authorities]?.isEmpty ?? true
            ? [] : try CertificateInspection.certificates(pem: text(Key.authorities))
        authorityPEMs = Dictionary(authorities.map { ($0.fingerprint, $0.pem) }, uniquingKeysWith: { $1 })
        let serving = try CertificateInspection.certificates(pem: chainPEM)[0]
        kept = KeptCertificates(
            serving: ServingCertificate(
                info: CertificateInfo(serving), issuer: try Self.issuer(of: chainPEM, among: authorities),
                hasNames: try CertificateInspection.isValid(chainPEM, forHosts: hosts)),
            authorities: authorities.map(CertificateInfo.init),
            signer: authorityKeyPEM.isEmpty ? nil : Self.signer(authorityKeyPEM, among: authorities))
    }

    /// The authority that signed the certificate, or one that its chain leads to.
    private static func issuer(
        of chainPEM: String, among authorities: [CertificateDescription]
    ) throws -> String? {
        for link in try CertificateInspection.certificates(pem: chainPEM) {
            for authority in authorities
            where try CertificateInspection.isSigned(link.pem, by: authority.pem) {
                return authority.fingerprint
            }
        }
        return nil
    }

    private static func signer(_ keyPEM: String, among authorities: [CertificateDescription]) -> String? {
        for authority in authorities {
            do {
                _ = try CertificateAuthority(certificatePEM: authority.pem, privateKeyPEM: keyPEM)
                return authority.fingerprint
            } catch {
                // The key is another's, or unreadable: then it is nobody's, which leads to a new authority.
                continue
            }
        }
        return nil
    }
}

extension CertificateInfo {
    package init(_ certificate: CertificateDescription) {
        self.init(
            id: certificate.fingerprint, notBefore: Timestamp(seconds: certificate.notBefore),
            notAfter: Timestamp(seconds: certificate.notAfter))
    }
}

/// Makes what a plan asks for.
package struct CertificateMaker: Sendable {
    package let policy: CertificatePolicy
    package let hosts: [String]

    package init(policy: CertificatePolicy, hosts: [String]) {
        self.policy = policy
        self.hosts = hosts
    }

    /// The Secret's whole data after `write`; nil when nothing is to be written. `present` is what it holds now.
    package func data(
        _ write: CertificatePlan.Write, present: CertificateMaterial?, now: Timestamp
    ) throws -> [String: String]? {
        func stay(_ ids: [String]) -> [String] { ids.compactMap { present?.authorityPEMs[$0] } }
        switch write {
        case .nothing: return nil
        case .everything(let keeping):
            let authority = try makeAuthority(now)
            let leaf = try issue(authority, validFor: policy.servingLifetime, now)
            return Self.data(
                leaf.certificatePEM, leaf.privateKeyPEM, [try authority.certificatePEM] + stay(keeping),
                try authority.privateKeyPEM)
        case .authority(let keeping):
            guard let present else { return nil }
            let authority = try makeAuthority(now)
            return Self.data(
                present.chainPEM, present.privateKeyPEM, [try authority.certificatePEM] + stay(keeping),
                try authority.privateKeyPEM)
        case .serving(let lifetime):
            guard let present, let signer = present.kept.signer.flatMap({ present.authorityPEMs[$0] }) else {
                return nil
            }
            let authority = try CertificateAuthority(certificatePEM: signer, privateKeyPEM: present.authorityKeyPEM)
            let leaf = try issue(authority, validFor: lifetime, now)
            return Self.data(
                leaf.certificatePEM, leaf.privateKeyPEM,
                stay(present.kept.authorities.filter { !$0.isExpired(now) }.map(\.id)), present.authorityKeyPEM)
        case .authorities(let ids):
            guard let present else { return nil }
            return Self.data(present.chainPEM, present.privateKeyPEM, stay(ids), present.authorityKeyPEM)
        }
    }

    private func makeAuthority(_ now: Timestamp) throws -> CertificateAuthority {
        // Two authorities of one name would be hard to tell apart for people.
        try CertificateAuthority(
            commonName: "trimtab-webhook-ca \(now.rfc3339)", validFor: policy.authorityLifetime, now: now.seconds)
    }

    private func issue(
        _ authority: CertificateAuthority, validFor lifetime: Duration, _ now: Timestamp
    ) throws -> IssuedCertificate {
        try authority.issueServer(
            commonName: "trimtab-webhook", dnsNames: hosts.filter { !Self.isAddress($0) },
            ipAddresses: hosts.filter(Self.isAddress), validFor: lifetime, now: now.seconds)
    }

    private static func isAddress(_ host: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
    }

    private static func data(
        _ chain: String, _ key: String, _ authorities: [String], _ authorityKey: String
    ) -> [String: String] {
        [
            CertificateMaterial.Key.certificate: chain, CertificateMaterial.Key.privateKey: key,
            CertificateMaterial.Key.authorities: authorities.joined(),
            CertificateMaterial.Key.authorityKey: authorityKey,
        ]
    }
}
