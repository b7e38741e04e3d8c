import Glibc

/// The hosts that are reached without a proxy, as the variable NO_PROXY names them. Pure.
///
/// | entry | leaves out |
/// |---|---|
/// | `*` | everything |
/// | `10.0.0.0/8`, `fd00::/8` | the addresses in it |
/// | `10.0.0.1`, `[::1]:8080` | that address, with that port |
/// | `example.com` | that name and all names below it |
/// | `.example.com`, `*.example.com` | all names below it |
///
/// This machine itself is always left out. Names are not resolved.
///
/// Source: golang.org/x/net/http/httpproxy, by which kubectl decides.
struct NoProxyList: Hashable, Sendable {
    private enum Entry: Hashable {
        case network([UInt8], prefix: Int)
        case address([UInt8], port: Int?)
        /// Begins with a dot; `isExact` when the name without the dot is meant too.
        case domain(String, port: Int?, isExact: Bool)
    }

    private var entries: [Entry] = []
    private var holdsAll = false

    /// What is no entry is passed over.
    init(_ text: String) {
        for part in text.split(separator: ",") {
            let word = String(part).trimmingWhitespace.lowercased()
            if word == "*" { holdsAll = true }
            if let entry = Self.entry(word) { entries.append(entry) }
        }
    }

    private static func entry(_ word: String) -> Entry? {
        if let slash = word.lastIndex(of: "/") {
            guard let address = IPAddress.bytes(String(word[..<slash])),
                let prefix = Int(word[word.index(after: slash)...]), (0...address.count * 8).contains(prefix)
            else { return nil }
            return .network(address, prefix: prefix)
        }
        var (host, port): (String, Int?) = (word, nil)
        // A second colon outside of brackets makes it an IPv6 address.
        if let colon = word.lastIndex(of: ":"),
            word.hasPrefix("[") ? word[..<colon].hasSuffix("]") : word.firstIndex(of: ":") == colon
        {
            guard let number = Int(word[word.index(after: colon)...]) else { return nil }
            (host, port) = (String(word[..<colon]), number)
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        if let address = IPAddress.bytes(host) { return .address(address, port: port) }
        if host.hasPrefix("*.") { host = String(host.dropFirst()) }
        let isExact = !host.hasPrefix(".")
        return .domain(isExact ? "." + host : host, port: port, isExact: isExact)
    }

    /// Whether `host`, a name or an address without brackets, is reached without a proxy.
    func contains(host: String, port: Int) -> Bool {
        let host = host.lowercased()
        let address = IPAddress.bytes(host)
        if holdsAll || host == "localhost" || address.map(IPAddress.isLoopback) == true { return true }
        return entries.contains { entry in
            switch entry {
            case .network(let network, let prefix): address.map { IPAddress.is($0, in: network, prefix) } ?? false
            case .address(let other, let wanted): other == address && wanted ?? port == port
            case .domain(let suffix, let wanted, let isExact):
                (host.hasSuffix(suffix) || isExact && host == suffix.dropFirst()) && wanted ?? port == port
            }
        }
    }
}

/// Numeric addresses: 4 bytes, or 16; an IPv4 address written as IPv6 is the IPv4 address.
private enum IPAddress {
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        // A zone is no part of the address.
        guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &bytes) == 1 else { return nil }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xFF }
        return isMapped ? Array(bytes[12...]) : bytes
    }

    static func isLoopback(_ address: [UInt8]) -> Bool {
        address.count == 4 ? address[0] == 127 : address.dropLast().allSatisfy { $0 == 0 } && address.last == 1
    }

    static func `is`(_ address: [UInt8], in network: [UInt8], _ prefix: Int) -> Bool {
        guard address.count == network.count else { return false }
        return (0..<prefix).allSatisfy { bit in
            let mask: UInt8 = 0x80 >> UInt8(bit % 8)
            return address[bit / 8] & mask == network[bit / 8] & mask
        }
    }
}
