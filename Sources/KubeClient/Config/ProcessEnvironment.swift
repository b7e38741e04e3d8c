import CCurl
import Glibc

/// The environment variables of this process, read once at the edge and passed on as a value.
package struct ProcessEnvironment: Hashable, Sendable {
    package var variables: [String: String]

    package init(_ variables: [String: String] = [:]) {
        self.variables = variables
    }

    /// The variables as they are now.
    package static func current() -> ProcessEnvironment {
        var variables: [String: String] = [:]
        var entry = cc_environment()
        while let text = entry?.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry = entry?.advanced(by: 1)
        }
        return ProcessEnvironment(variables)
    }

    /// The value of a variable; nil when it is not set or empty.
    package subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The proxy for `server` when its configuration names none, as Go's ProxyFromEnvironment finds it.
    package func proxy(for server: String) -> ProxyOptions {
        let isSecure = server.lowercased().hasPrefix("https:")
        let url =
            isSecure
            ? self["HTTPS_PROXY"] ?? self["https_proxy"] : self["HTTP_PROXY"] ?? self["http_proxy"]
        guard let url else { return ProxyOptions() }
        // Go never sends requests for this machine through a proxy of the environment.
        let exceptions = ["localhost", "127.0.0.1", "::1"] + [self["NO_PROXY"] ?? self["no_proxy"] ?? ""]
        return ProxyOptions(
            url: url.contains("://") ? url : "http://\(url)",
            exceptions: exceptions.filter { !$0.isEmpty }.joined(separator: ","))
    }
}
