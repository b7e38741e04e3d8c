package import KubeCore

/// A certificate as far as decisions about it need to know it.
package struct CertificateInfo: Hashable, Sendable, Codable {
    /// The SHA-256 of its bytes in hexadecimal digits: names it among all others.
    package var id: String
    package var notBefore: Timestamp
    package var notAfter: Timestamp

    package init(id: String, notBefore: Timestamp, notAfter: Timestamp) {
        self.id = id
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Certificates we make are valid this long before they are made, for clients whose clocks are late.
    package static let backdating = Duration.seconds(300)

    /// When two thirds of its life are over: the last third is for overlap, and for us to be away.
    package var renewal: Timestamp {
        let made = notBefore + Self.backdating
        let start = made < notAfter ? made : notBefore
        return start + (notAfter - start) * 2 / 3
    }

    package func isExpired(_ now: Timestamp) -> Bool { now >= notAfter }
}

/// A certificate a server shows, and who signed it.
package struct ServingCertificate: Hashable, Sendable, Codable {
    package var info: CertificateInfo
    /// The authority whose signature it bears, of those that are known; nil when none of them signed it.
    package var issuer: String?
    /// Whether it is good for every name the server is reached by.
    package var hasNames: Bool

    package init(info: CertificateInfo, issuer: String?, hasNames: Bool = true) {
        self.info = info
        self.issuer = issuer
        self.hasNames = hasNames
    }
}

/// What the Secret of the webhook holds.
package struct KeptCertificates: Hashable, Sendable, Codable {
    package var serving: ServingCertificate
    /// Those of `ca.crt`, in order; clients are to trust them all.
    package var authorities: [CertificateInfo]
    /// The authority whose private key is kept too, so that further certificates can be signed.
    package var signer: String?

    package init(serving: ServingCertificate, authorities: [CertificateInfo], signer: String?) {
        self.serving = serving
        self.authorities = authorities
        self.signer = signer
    }
}

/// Everything that decides what is done about the webhook's certificates.
package struct CertificateSnapshot: Hashable, Sendable, Codable {
    package enum Secret: Hashable, Sendable, Codable {
        case missing
        /// It is there and holds no pair that could be served: why.
        case unusable(String)
        case kept(KeptCertificates)
    }

    package var secret: Secret
    /// The Secret is ours to write; else somebody else makes and rotates what is in it.
    package var isManaged: Bool
    /// The objects that tell API servers whom to trust.
    package var targets: [TrustTarget]
    /// What this process shows to new connections.
    package var inUse: ServingCertificate?
    /// For how long it has done so.
    package var inUseFor: Duration
    /// For how long every entry of all targets has trusted an authority, as far as this process has seen.
    package var trustedFor: [String: Duration]

    package init(
        secret: Secret, isManaged: Bool = true, targets: [TrustTarget] = [], inUse: ServingCertificate? = nil,
        inUseFor: Duration = .zero, trustedFor: [String: Duration] = [:]
    ) {
        self.secret = secret
        self.isManaged = isManaged
        self.targets = targets
        self.inUse = inUse
        self.inUseFor = inUseFor
        self.trustedFor = trustedFor
    }
}

/// An object that names the authorities by which an API server checks our certificate.
package struct TrustTarget: Hashable, Sendable, Codable {
    /// `ValidatingWebhookConfiguration trimtab`
    package var name: String
    /// Nil when the object cannot be read; empty when it is not there, or says nothing about us.
    package var entries: [Entry]?

    package init(name: String, entries: [Entry]?) {
        self.name = name
        self.entries = entries
    }

    /// One `caBundle`.
    package struct Entry: Hashable, Sendable, Codable {
        /// Where it is, as a JSON pointer.
        package var pointer: String
        package var authorities: [CertificateInfo]
        /// Whether the bundle holds nothing but certificates.
        package var isWellFormed: Bool

        package init(pointer: String, authorities: [CertificateInfo], isWellFormed: Bool = true) {
            self.pointer = pointer
            self.authorities = authorities
            self.isWellFormed = isWellFormed
        }
    }
}

/// What is to be done now; planning again once it is done gives nothing more to do.
package struct CertificatePlan: Hashable, Sendable, Codable {
    /// How the Secret changes.
    package enum Write: Hashable, Sendable, Codable {
        case nothing
        /// A new authority and a new certificate signed by it; of the present authorities these stay.
        case everything(keeping: [String])
        /// A further authority, and with its key from now on; the certificate stays. Of the others these stay.
        case authority(keeping: [String])
        /// A new certificate by the authority whose key is kept.
        case serving(validFor: Duration)
        /// Of the authorities only these stay.
        case authorities([String])
    }

    /// One `caBundle` that is to hold exactly these authorities, in this order.
    package struct Trust: Hashable, Sendable, Codable {
        package var target: String
        package var pointer: String
        package var authorities: [String]

        package init(target: String, pointer: String, authorities: [String]) {
            self.target = target
            self.pointer = pointer
            self.authorities = authorities
        }
    }

    package var write = Write.nothing
    /// New connections are to be shown the certificate of the Secret.
    package var servesKept = false
    package var trust: [Trust] = []
    /// What an operator of the cluster should know; nil when all is well.
    package var problem: String?
    /// When to plan again although nothing happened.
    package var lookAgain = Duration.seconds(3600)

    package init() {}
}

/// How long certificates live, and how long changes take to be seen everywhere.
package struct CertificatePolicy: Hashable, Sendable, Codable {
    package var authorityLifetime: Duration
    package var servingLifetime: Duration
    /// From the moment an API server stored whom to trust until all of them act by it.
    package var propagation: Duration
    /// How long authorities that are no longer kept are trusted, for other replicas that still show a certificate of theirs.
    package var overlap: Duration

    /// Three years and ninety days: an authority outlives a release's support, a certificate is rotated often enough
    /// that rotation is known to work. Ten seconds: API servers watch their webhook configurations.
    package init(
        authorityLifetime: Duration = .seconds(3 * 365 * 86_400), servingLifetime: Duration = .seconds(90 * 86_400),
        propagation: Duration = .seconds(10), overlap: Duration = .seconds(600)
    ) {
        self.authorityLifetime = authorityLifetime
        self.servingLifetime = servingLifetime
        self.propagation = propagation
        self.overlap = overlap
    }
}
