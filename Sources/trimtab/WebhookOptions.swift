import ArgumentParser
import KubeCore
import Operator
import OperatorCore

/// The flags of the admission webhook.
struct WebhookOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Serve the admission webhook behind this Service.", valueName: "name.namespace"))
    var webhookService: String?

    @Option(
        help: ArgumentHelp(
            "Serve the admission webhook to API servers that reach it at this URL, without a Service.",
            valueName: "https://host:port"))
    var webhookURL: String?

    @Option(help: "The address the webhook listens on.")
    var webhookHost = "0.0.0.0"

    @Option(help: "The port the webhook listens on.")
    var webhookPort = WebhookDefaults.port

    @Option(help: "The Secret with the webhook's certificate, in --namespace.")
    var webhookSecret = WebhookDefaults.secret

    @Option(
        help:
            "managed: the operator makes and rotates the certificate; provided: somebody else does, such as cert-manager."
    )
    var webhookCertificates = WebhookConfiguration.Certificates.managed

    @Option(
        help: ArgumentHelp(
            "An object whose caBundle is filled: validatingwebhookconfiguration, mutatingwebhookconfiguration, crd or apiservice, and its name. May be repeated; the default is validatingwebhookconfiguration/\(WebhookDefaults.configuration).",
            valueName: "kind/name"))
    var webhookTrust: [String] = []

    @Option(help: ArgumentHelp("How long a managed certificate is valid.", valueName: "duration"))
    var webhookCertificateLifetime = "2160h"

    @Option(help: ArgumentHelp("How long a managed authority is valid.", valueName: "duration"))
    var webhookAuthorityLifetime = "26280h"

    /// Nil when no webhook is to be served; throws `ValidationError` for what cannot be meant.
    func configuration(namespace: String) throws -> WebhookConfiguration? {
        let address = try address()
        guard address != WebhookAddress() else { return nil }
        var policy = CertificatePolicy()
        policy.servingLifetime = try lifetime(webhookCertificateLifetime, "--webhook-certificate-lifetime")
        policy.authorityLifetime = try lifetime(webhookAuthorityLifetime, "--webhook-authority-lifetime")
        guard policy.authorityLifetime >= policy.servingLifetime else {
            throw ValidationError("--webhook-authority-lifetime must not be below --webhook-certificate-lifetime")
        }
        var configuration = WebhookConfiguration(
            host: webhookHost, port: webhookPort, address: address,
            secret: ObjectKey(namespace: namespace, name: webhookSecret), certificates: webhookCertificates,
            policy: policy)
        if !webhookTrust.isEmpty {
            configuration.targets = try webhookTrust.map { text in
                guard let target = WebhookConfiguration.Target(text) else {
                    let kinds = WebhookConfiguration.Target.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--webhook-trust \(text) must be KIND/NAME, KIND one of \(kinds)")
                }
                return target
            }
        }
        return configuration
    }

    private func address() throws -> WebhookAddress {
        var address = WebhookAddress()
        if let webhookService {
            let parts = webhookService.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy({ NameRules.dns1123Label($0).isEmpty }) else {
                throw ValidationError("--webhook-service \(webhookService) must be NAME.NAMESPACE")
            }
            address.service = ObjectKey(namespace: parts[1], name: parts[0])
        }
        if let webhookURL {
            let rest = webhookURL.hasPrefix("https://") ? webhookURL.dropFirst(8) : ""
            guard !rest.isEmpty, !rest.contains("/") else {
                throw ValidationError("--webhook-url \(webhookURL) must be https://HOST or https://HOST:PORT, no path")
            }
            address.origin = webhookURL
        }
        return address
    }

    /// Below a minute there would be no time to tell anybody of the next one.
    private func lifetime(_ text: String, _ flag: String) throws -> Duration {
        guard let duration = GoDuration.parse(text), duration >= .seconds(60) else {
            throw ValidationError("\(flag) \(text) must be a duration of at least a minute, such as 2160h")
        }
        return duration
    }
}

extension WebhookConfiguration.Certificates: ExpressibleByArgument {}
