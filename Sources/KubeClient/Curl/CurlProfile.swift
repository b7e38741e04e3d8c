import CCurl
package import KubeCore
import NIOConcurrencyHelpers

/// What all requests to one endpoint with the same credentials share.
///
/// Handles are made from it once and used again; new credentials need a new profile, because libcurl keeps
/// connections apart by these settings only when they are set anew.
package final class CurlProfile: Sendable {
    package struct Settings: Hashable, Sendable {
        /// `https://host:port/prefix`, no slash at the end.
        package var server: String
        /// PEM; nil means the certificates of the operating system.
        package var certificateAuthority: [UInt8]?
        package var clientCertificate: [UInt8]?
        package var clientKey: [UInt8]?
        package var serverName: String?
        package var skipsVerification = false
        package var proxyURL: String?
        /// Named in errors: where the proxy was set.
        package var proxySetting = "proxy-url"
        package var allowsCompression = false
        package var userAgent = "trimtab"
        package var connectTimeout = Duration.seconds(10)
        /// Named in errors: where the settings came from.
        package var origin = ""

        package init(server: String) {
            self.server = server
        }
    }

    package let settings: Settings
    /// No handle is kept for it any more.
    let isRetired = NIOLockedValueBox(false)
    /// What goes before the path of a request.
    let base: String
    /// Set when the certificate's name is not the URL's host: the URL then bears the certificate's name, the
    /// connection goes to the host, and the Host header names the host.
    let connectTo: String?
    let hostHeader: String?

    /// Throws `APIError` (configuration) when the server is no http or https URL with a host.
    package init(_ settings: Settings) throws(APIError) {
        guard let url = ServerURL(settings.server) else {
            throw APIError(
                .configuration, attempt: settings.server,
                message: "\"\(settings.server)\" is no server address; it should look like https://host:port"
                    + (settings.origin.isEmpty ? "" : "; see \(settings.origin)"))
        }
        self.settings = settings
        if let serverName = settings.serverName, !serverName.isEmpty, serverName != url.host {
            base = "\(url.scheme)://\(serverName):\(url.port)\(url.pathPrefix)"
            connectTo = "\(serverName):\(url.port):\(url.authorityHost):\(url.port)"
            hostHeader = "\(url.authorityHost):\(url.port)"
        } else {
            base = "\(url.scheme)://\(url.authorityHost):\(url.port)\(url.pathPrefix)"
            connectTo = nil
            hostHeader = nil
        }
    }
}

/// The parts of a server address.
package struct ServerURL: Hashable, Sendable {
    package let scheme: String
    /// Without brackets.
    package let host: String
    package let port: Int
    /// Empty, or begins with a slash and does not end with one.
    package let pathPrefix: String

    /// `text` without the user and password of a URL, which must not be shown.
    package static func withoutUser(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text }
        let scheme = text.firstRange(of: "://").map { text[..<$0.upperBound] } ?? ""
        return String(scheme + text[text.index(after: at)...])
    }

    /// IPv6 addresses in brackets, as in a URL.
    package var authorityHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Nil when `text` is no http or https URL, or has a user, a query or a fragment.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        scheme = text[..<colon].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        let afterSlashes = rest.dropFirst(2)
        let authority = afterSlashes.prefix { $0 != "/" }
        var path = afterSlashes.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { return nil }
        pathPrefix = String(path)

        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            let tail = authority[authority.index(after: close)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            portText = tail.isEmpty ? nil : tail.dropFirst()
            guard host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" }) else { return nil }
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            host = String(parts[0])
            portText = parts.count == 2 ? parts[1] : nil
            guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }) else {
                return nil
            }
        }
        guard !host.isEmpty else { return nil }
        if let portText {
            guard let number = Int(portText), (1...65_535).contains(number) else { return nil }
            port = number
        } else {
            port = scheme == "https" ? 443 : 80
        }
    }
}
