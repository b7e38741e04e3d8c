package import KubeCore
package import OperatorCore

/// How the admission webhook is served, and where its certificate comes from.
///
/// What it needs in a cluster beside what the operator reads anyway: `list` and `watch` of the `targets` and of the
/// Secret by name, and `patch` of the targets; `create` and `patch` of the Secret unless it is provided; `list` and
/// `watch` of KEDA's ScaledObjects.
package struct WebhookConfiguration: Sendable {
    /// Who makes the certificate.
    package enum Certificates: String, Sendable, CaseIterable {
        /// The operator makes an authority and a certificate, keeps them in the Secret, and rotates both.
        case managed
        /// Somebody else fills the Secret, such as cert-manager; it is only read.
        case provided
    }

    /// An object whose `caBundle`s are filled.
    package struct Target: Hashable, Sendable {
        package enum Kind: String, Sendable, CaseIterable {
            case validatingWebhookConfiguration = "validatingwebhookconfiguration"
            case mutatingWebhookConfiguration = "mutatingwebhookconfiguration"
            case customResourceDefinition = "crd"
            case apiService = "apiservice"
        }

        package var kind: Kind
        package var name: String

        package init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }

        /// From `crd/scalingpolicies.trimtab.dev`; nil when it is of another form.
        package init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, let kind = Kind(rawValue: parts[0].lowercased()) else { return nil }
            self.init(kind, parts[1])
        }
    }

    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    /// How API servers reach it; a managed certificate is good for exactly this.
    package var address: WebhookAddress
    package var secret: ObjectKey
    package var certificates: Certificates
    package var policy: CertificatePolicy
    package var targets: [Target]
    /// How long requests are still taken after shutdown began: until then API servers may not have heard of it.
    package var lingering: Duration

    package init(
        host: String = "0.0.0.0", port: Int = WebhookDefaults.port, address: WebhookAddress, secret: ObjectKey,
        certificates: Certificates = .managed, policy: CertificatePolicy = CertificatePolicy(),
        targets: [Target] = [Target(.validatingWebhookConfiguration, WebhookDefaults.configuration)],
        lingering: Duration = .seconds(5)
    ) {
        self.host = host
        self.port = port
        self.address = address
        self.secret = secret
        self.certificates = certificates
        self.policy = policy
        self.targets = targets
        self.lingering = lingering
    }
}
