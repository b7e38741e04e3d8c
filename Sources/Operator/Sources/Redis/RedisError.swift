/// Why Redis could not be asked.
package struct RedisError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case connect, authentication, timeout, closed, refused, protocolViolation, topology
    }

    package let code: Code
    package let message: String
    package let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String { cause.map { "\(message): \($0)" } ?? message }

    /// Whether another connection may do better.
    var isConnectionLost: Bool {
        switch code {
        case .closed, .timeout, .connect, .protocolViolation: true
        default: false
        }
    }
}
