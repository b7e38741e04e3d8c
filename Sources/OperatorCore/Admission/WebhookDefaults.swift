/// Names that the install manifests and the operator's flags agree on.
package enum WebhookDefaults {
    /// The port the operator listens on; the Service maps 443 to it.
    package static let port = 9443
    /// The Service in front of the webhook.
    package static let service = "trimtab-webhook"
    /// The Secret with the authority and the serving certificate, in the operator's namespace.
    package static let secret = "trimtab-webhook-tls"
    /// The ValidatingWebhookConfiguration whose `caBundle`s the operator fills.
    package static let configuration = "trimtab"
    /// Where reviews are sent to.
    package static let validatePath = "/validate"
    package static let convertPath = "/convert"
}
