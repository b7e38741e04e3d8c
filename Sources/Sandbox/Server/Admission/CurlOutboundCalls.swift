package import KubeClient
package import KubeCore
import NIOConcurrencyHelpers

/// Calls webhooks and aggregated API servers by libcurl; one transport per target, kept.
package final class CurlOutboundCalls: OutboundCalls {
    private let multi: CurlMulti
    private let transports = NIOLockedValueBox<[OutboundTarget: CurlTransport]>([:])
    private let services: @Sendable (_ service: String, _ namespace: String, _ port: Int) -> String?

    /// `services` gives `https://host:port` of a Service's port on this machine, or nil.
    package init(
        multi: CurlMulti,
        services: @escaping @Sendable (_ service: String, _ namespace: String, _ port: Int) -> String? = { _, _, _ in
            nil
        }
    ) {
        self.multi = multi
        self.services = services
    }

    package func resolve(service: String, namespace: String, port: Int) -> String? {
        services(service, namespace, port)
    }

    package func send(
        _ request: HTTPRequest, to target: OutboundTarget, deadline: Duration
    ) async throws -> HTTPResponse {
        do {
            // 3 MiB, what kube-apiserver reads of an admission answer.
            return try await transport(target).send(request, deadline: deadline, maximumBodySize: 3 << 20)
        } catch let error as APIError {
            throw WebhookFailure(Self.text(of: error, target))
        }
    }

    private func transport(_ target: OutboundTarget) throws -> CurlTransport {
        if let known = transports.withLockedValue({ $0[target] }) { return known }
        let bundle = target.certificateAuthorities
        let made = try CurlTransport(
            configuration: ClusterConfiguration(
                server: target.origin,
                tls: TLSOptions(
                    certificateAuthority: bundle.isEmpty ? nil : .bytes(bundle), serverName: target.serverName,
                    skipsVerification: target.skipsVerification)), multi: multi, userAgent: "kube-apiserver-admission")
        return transports.withLockedValue { transports in
            if let other = transports[target] { return other }
            transports[target] = made
            return made
        }
    }

    /// The error as Go's net/http would word it, since it ends up in the server's `Status`.
    static func text(of error: APIError, _ target: OutboundTarget) -> String {
        let address = String(target.origin.drop { $0 != "/" }.drop { $0 == "/" })
        switch error.code {
        case .timedOut: return "context deadline exceeded"
        case .refusedCertificate:
            return "tls: failed to verify certificate: x509: certificate signed by unknown authority"
        case .unreachable:
            if error.message.contains("connection refused") {
                return "dial tcp \(address): connect: connection refused"
            }
            if error.message.contains("host name is not known") {
                return "dial tcp: lookup \(address.prefix { $0 != ":" }): no such host"
            }
            return "dial tcp \(address): \(error.message)"
        default: return error.message
        }
    }
}
