import Glibc
import NIOCore
import NIOPosix

/// Why no connection came about, as a person would say it.
struct ConnectFailure: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        description = Self.text(of: error)
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            // With several addresses behind a name the last one tried stands for all.
            if let last = error.connectionErrors.last { return text(of: last.error) }
            if error.dnsAError != nil || error.dnsAAAAError != nil { return "the host name \(error.host) is not known" }
            return "the host name \(error.host) has no address"
        case let error as IOError: return String(cString: strerror(error.errnoCode)).lowercased()
        case ChannelError.connectTimeout(let limit): return "no answer within \(limit.nanoseconds / 1_000_000) ms"
        default: return "\(error)"
        }
    }
}
