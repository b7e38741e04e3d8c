package import KubeCore

/// HTTP to one API server by libcurl, with its credentials kept fresh.
///
/// Errors carry the server's address as `attempt`; `Client` puts before it what was asked.
package final class CurlTransport: HTTPTransport {
    package let multi: CurlMulti
    private let credentials: CredentialSource

    /// Transports that share `multi` share its thread; without one the transport starts its own.
    ///
    /// Throws `APIError` (configuration) when libcurl cannot be started. The configuration is not looked at until the
    /// first request.
    package init(
        configuration: ClusterConfiguration, multi: CurlMulti? = nil,
        environment: ProcessEnvironment = ProcessEnvironment.current(), userAgent: String = "trimtab"
    ) throws(APIError) {
        let multi = if let multi { multi } else { try CurlMulti() }
        var configuration = configuration
        if configuration.proxy.url == nil { configuration.proxy = environment.proxy(for: configuration.server) }
        self.multi = multi
        credentials = CredentialSource(
            CredentialLoader(configuration: configuration, environment: environment, userAgent: userAgent),
            retire: { multi.retire($0) })
    }

    package func send(
        _ request: HTTPRequest, deadline: Duration, maximumBodySize: Int
    ) async throws -> HTTPResponse {
        try await authorized(request, status: \.status) { request, profile in
            try await self.multi.send(request, profile, deadline: deadline, maximumBodySize: maximumBodySize)
        }
    }

    package func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        try await authorized(request, status: \.status) { request, profile in
            try await self.multi.open(request, profile, idleTimeout: idleTimeout)
        }
    }

    /// Sends with credentials; once more with new ones when the server refused them, which is safe for every verb.
    private func authorized<Answer: Sendable>(
        _ request: HTTPRequest, status: KeyPath<Answer, Int>,
        _ send: (HTTPRequest, CurlProfile) async throws -> Answer
    ) async throws -> Answer {
        let first = try await credentials.current()
        let answer = try await send(Self.add(first.headers, to: request), first.profile)
        guard answer[keyPath: status] == 401, credentials.isRenewable,
            let second = try await credentials.refused(first)
        else { return answer }
        return try await send(Self.add(second.headers, to: request), second.profile)
    }

    private static func add(_ headers: [HTTPHeaders.Field], to request: HTTPRequest) -> HTTPRequest {
        guard !headers.isEmpty else { return request }
        var request = request
        request.headers.fields += headers
        return request
    }
}
