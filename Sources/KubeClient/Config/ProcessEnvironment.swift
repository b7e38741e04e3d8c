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

    /// The proxy for `server` when its configuration names none, as Go's ProxyFromEnvironment, and so kubectl, finds it.
    package func proxy(for server: String) -> ProxyOptions {
        guard let address = ServerURL(server) else { return ProxyOptions() }
        let names = address.scheme == "https" ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"]
        guard let name = names.first(where: { self[$0] != nil }), let url = self[name],
            !NoProxyList(self["NO_PROXY"] ?? self["no_proxy"] ?? "").contains(host: address.host, port: address.port)
        else { return ProxyOptions() }
        return ProxyOptions(
            url: ProxyOptions.remoteNames(url.contains("://") ? url : "http://\(url)"), setting: "the variable \(name)")
    }
}
