/// Why a request to an API server gave no result.
///
/// ```
/// could not list deployments.apps in namespace default: deployments.apps is forbidden: User "jane" cannot list …
/// could not get pods default/web at https://10.0.0.1:6443: connection refused; is the server running, …?
/// ```
package struct APIError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The server answered with a failure; `status` says which.
        case response
        /// No connection: name not found, refused, no route, proxy failure.
        case unreachable
        /// TLS failed: a certificate was refused by either side.
        case refusedCertificate
        /// No complete answer before the deadline.
        case timedOut
        /// A stream brought nothing for its idle limit.
        case idle
        /// The connection broke after the request was sent; the server may have acted on it.
        case connectionLost
        /// A body or a watch event exceeded its bound.
        case tooLarge
        /// The answer is not what the API promises.
        case malformedResponse
        /// No credentials could be got: plugin, token file, certificate file.
        case credentials
        /// The request or the connection is configured in a way that cannot work.
        case configuration
        /// The transport was shut down.
        case closed
    }

    package let code: Code
    /// What was attempted and on what, as it follows "could not": `list deployments.apps in namespace default`. An
    /// address alone means reaching it.
    package var attempt: String
    /// What went wrong and, where we know it, what to do.
    package let message: String
    /// The server's own words; only for `response`. Made up from the HTTP status when the server sent no `Status`.
    package let status: APIStatus?
    /// How long the server asks to wait.
    package let retryAfter: Duration?
    package let cause: (any Error)?

    package init(
        _ code: Code, attempt: String, message: String, status: APIStatus? = nil, retryAfter: Duration? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.attempt = attempt
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
        self.cause = cause
    }

    package init(status: APIStatus, attempt: String = "", retryAfter: Duration? = nil) {
        var message = status.message.isEmpty ? "the server answered \(status.code)" : status.message
        if let advice = Self.advice(for: status) { message += "; \(advice)" }
        self.init(.response, attempt: attempt, message: message, status: status, retryAfter: retryAfter)
    }

    package var description: String {
        let whole = isAboutAddress ? "reach \(attempt)" : attempt
        var text = attempt.isEmpty ? message : "could not \(whole): \(message)"
        if let cause { text += " (\(cause))" }
        return text
    }

    /// The attempt is a bare URL.
    package var isAboutAddress: Bool {
        (attempt.hasPrefix("https://") || attempt.hasPrefix("http://")) && !attempt.contains(" ")
    }

    private static func advice(for status: APIStatus) -> String? {
        switch status.code {
        case 401: "the server does not know these credentials: renew the token or certificate, or check the user"
        case 403 where status.reason == "Forbidden" && status.message.contains("cannot"):
            "allow it by a Role or ClusterRole bound to this user"
        default: nil
        }
    }
}

extension APIError {
    /// The HTTP status of the answer; nil when there was none.
    package var statusCode: Int? { status?.code }
    /// The machine-readable reason of the answer, such as `NotFound`; empty when there was none.
    package var reason: String { status?.reason ?? "" }

    package var isNotFound: Bool { reason == "NotFound" || (statusCode == 404 && reason.isEmpty) }
    package var isAlreadyExists: Bool { reason == "AlreadyExists" }
    /// Another writer was faster, a precondition failed, or server-side apply met another owner of a field.
    package var isConflict: Bool { statusCode == 409 && reason != "AlreadyExists" }
    /// The asked-for resourceVersion or continue token is too old: list again.
    package var isGone: Bool { statusCode == 410 || reason == "Expired" || reason == "Gone" }
    package var isForbidden: Bool { statusCode == 403 }
    package var isUnauthorized: Bool { statusCode == 401 }
    package var isInvalid: Bool { statusCode == 422 }
    package var isBadRequest: Bool { statusCode == 400 }
    package var isMethodNotSupported: Bool { statusCode == 405 }
    package var isTooManyRequests: Bool { statusCode == 429 }
    /// The namespace is being deleted: nothing can be created in it.
    package var isNamespaceTerminating: Bool {
        status?.details?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false
    }

    /// The same request may succeed later without any change by a user.
    package var isTransient: Bool {
        switch code {
        case .unreachable, .timedOut, .idle, .connectionLost: true
        case .response:
            switch statusCode ?? 0 {
            case 408, 429, 500, 502, 503, 504: true
            default: false
            }
        case .refusedCertificate, .tooLarge, .malformedResponse, .credentials, .configuration, .closed: false
        }
    }
}
