/// The one error of this module: what was attempted, why it could not be done, and what lay under it.
package struct ServingError: Error, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: String, Sendable {
        /// A certificate or key could not be read, or the two do not belong together.
        case invalidCredentials
        /// OpenSSL refused an operation that should not fail.
        case cryptography
        /// A handshake or an established TLS connection broke.
        case tls
        /// A client spoke plain HTTP on a TLS port.
        case plainHTTP
        /// The address could not be bound.
        case bind
        /// A peer did not do in time what it had to.
        case timeout
    }

    package var code: Code
    package var message: String
    package var cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        cause.map { "\(message): \($0)" } ?? message
    }
}
