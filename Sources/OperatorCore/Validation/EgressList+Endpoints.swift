import KubeCore

extension EgressList {
    /// Whether a pattern matches; a port that is not known matches every pattern's.
    package func allows(host: String, port: Int?) -> Bool {
        let host = host.lowercased()
        return patterns.contains { pattern in
            var name = pattern.lowercased()[...]
            // What follows the last colon is a port, unless more colons tell of a bare IPv6 address.
            if let colon = name.lastIndex(of: ":"), name.firstIndex(of: ":") == colon || name.first == "[" {
                if let wanted = Int(name[name.index(after: colon)...]) {
                    if let port, port != wanted { return false }
                    name = name[..<colon]
                }
            }
            if name == "*" { return true }
            return name.hasPrefix("*.") ? host.hasSuffix(name.dropFirst()) : host == name
        }
    }
}

/// A host that a policy makes the operator talk to.
struct PolicyEndpoint: Hashable {
    let path: FieldPath
    let host: String
    let port: Int?

    init(_ path: FieldPath, host: String, port: Int?) {
        self.path = path
        self.host = host
        self.port = port
    }

    /// Out of `scheme://host:port/path`; nil when there is no host.
    init?(_ path: FieldPath, url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let address = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let standard = url[..<scheme.lowerBound].lowercased() == "https" ? 443 : 80
        self.init(path, address: String(address), standardPort: standard)
    }

    /// Out of `host`, `host:port` or `[address]:port`.
    init?(_ path: FieldPath, address: String, standardPort: Int? = nil) {
        var host = address[...]
        var port = standardPort
        if let colon = address.lastIndex(of: ":"), let number = Int(address[address.index(after: colon)...]) {
            host = address[..<colon]
            port = number
        }
        guard !host.isEmpty else { return nil }
        self.init(path, host: String(host), port: port)
    }
}

extension ScalingPolicySpec {
    /// Every host its connections and triggers name; those that stand in Secrets are not known.
    var endpoints: [PolicyEndpoint] {
        let connections = (connections ?? []).enumerated().flatMap { index, connection in
            connection.policyEndpoints(at: FieldPath("spec.connections").index(index))
        }
        let sources = (triggers ?? []).enumerated().compactMap { index, trigger -> PolicyEndpoint? in
            let path = FieldPath("spec.triggers").index(index).field("source")
            switch trigger.source {
            case .http(let source): return PolicyEndpoint(path.field("http").field("url"), url: source.url)
            case .sqs(let source): return PolicyEndpoint(path.field("sqs").field("queueURL"), url: source.queueURL)
            default: return nil
            }
        }
        return connections + sources
    }
}

extension Connection {
    fileprivate func policyEndpoints(at path: FieldPath) -> [PolicyEndpoint] {
        var found = urls.compactMap { endpoint, url in
            PolicyEndpoint(path.field(endpoint).field(endpoint == "aws" ? "endpoint" : "url"), url: url)
        }
        for (member, list, addresses) in [
            ("redis", "addresses", redis?.addresses), ("kafka", "brokers", kafka?.brokers),
        ] {
            found += (addresses ?? []).enumerated().compactMap { index, address in
                PolicyEndpoint(path.field(member).field(list).index(index), address: address)
            }
        }
        if let postgresql {
            found.append(
                PolicyEndpoint(
                    path.field("postgresql").field("host"), host: postgresql.host, port: Int(postgresql.port)))
        }
        if let mysql {
            found.append(PolicyEndpoint(path.field("mysql").field("host"), host: mysql.host, port: Int(mysql.port)))
        }
        return found
    }
}
