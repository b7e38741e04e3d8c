import KubeCore
import KubeRuntime
import OperatorCore

/// What is told of certificates.
struct CertificateMetrics: Sendable {
    let writes: Counter
    let reloads: Counter
    let trusts: Counter
    private let notAfter: Gauge

    init(registry: MetricsRegistry) {
        writes = registry.counter(
            "webhook_certificate_writes_total", "Changes of the webhook's Secret by what was made.",
            labels: ["made"])
        reloads = registry.counter(
            "webhook_certificate_reloads_total", "Certificates put into use by this process.")
        trusts = registry.counter(
            "webhook_trust_patches_total", "caBundles this process has changed.")
        notAfter = registry.gauge(
            "webhook_certificate_not_after_seconds",
            "When certificates expire, in seconds since 1970: the one in use, and the authority that signs.",
            labels: ["certificate"])
    }

    func report(_ kept: KeptCertificates?, inUse: ServingCertificate?) {
        if let inUse { notAfter.set(Double(inUse.info.notAfter.seconds), "serving") }
        let issuer = kept?.authorities.first { $0.id == kept?.signer }
        if let issuer { notAfter.set(Double(issuer.notAfter.seconds), "authority") }
    }
}

extension CertificatePlan.Write {
    /// For the label of a metric.
    var name: String {
        switch self {
        case .nothing: "nothing"
        case .everything: "everything"
        case .authority: "authority"
        case .serving: "serving"
        case .authorities: "authorities"
        }
    }

    var note: String {
        switch self {
        case .nothing: "nothing"
        case .everything: "made a new authority and a certificate signed by it"
        case .authority: "made a further authority; the certificate follows once it is trusted everywhere"
        case .serving: "made a new certificate"
        case .authorities(let ids): "dropped expired authorities; \(ids.count) stay"
        }
    }
}
