/// A URL taken apart as Go's `net/url` (1.26) does, with its error texts.
struct GoURL: Hashable, Sendable {
    private(set) var scheme = ""
    private(set) var opaque = ""
    private(set) var user = ""
    private(set) var host = ""
    private(set) var escapedPath = ""
    private(set) var query = ""
    private(set) var fragment = ""

    typealias Bytes = ArraySlice<UInt8>

    struct Failure: Error {
        let message: String
    }

    /// A URL as it stands in a request: absolute, or an absolute path. Checks only.
    static func checkRequest(_ text: String) throws(Failure) {
        do {
            _ = try GoURL(Array(text.utf8)[...], isRequest: true)
        } catch {
            throw Failure(message: "parse \(GoText.quote(text)): \(error.message)")
        }
    }

    /// Reads what `checkRequest` accepts; the part after `#` is the fragment.
    init(_ text: String) throws(Failure) {
        let bytes = Array(text.utf8)[...]
        let (main, fragment) = bytes.cut(at: "#")
        do {
            self = try GoURL(main, isRequest: false)
        } catch {
            throw Failure(message: "parse \(GoText.quote(main.text)): \(error.message)")
        }
        do {
            self.fragment = try Self.unescape(fragment, .other).text
        } catch {
            throw Failure(message: "parse \(GoText.quote(text)): \(error.message)")
        }
    }

    private init(_ text: Bytes, isRequest: Bool) throws(Failure) {
        if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw Failure(message: "net/url: invalid control character in URL")
        }
        if text.isEmpty, isRequest { throw Failure(message: "empty url") }
        if text.elementsEqual("*".utf8) {
            escapedPath = "*"
            return
        }
        var rest = text
        scheme = try Self.cutScheme(&rest).lowercased()
        let parts = rest.cut(at: "?")
        rest = parts.0
        query = parts.1.text
        if rest.first != UInt8(ascii: "/") {
            if !scheme.isEmpty {
                opaque = rest.text
                return
            }
            if isRequest { throw Failure(message: "invalid URI for request") }
            if rest.cut(at: "/").0.contains(UInt8(ascii: ":")) {
                throw Failure(message: "first path segment in URL cannot contain colon")
            }
        }
        let mayHaveHost = !scheme.isEmpty || !isRequest && !rest.starts(with: "///".utf8)
        if mayHaveHost, rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            try readAuthority(rest[..<end])
            rest = rest[end...]
        }
        escapedPath = try Self.escapedPath(rest)
    }

    private static func cutScheme(_ text: inout Bytes) throws(Failure) -> String {
        for (index, byte) in zip(text.indices, text) {
            let isFirst = index == text.startIndex
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: ":"):
                if isFirst { throw Failure(message: "missing protocol scheme") }
                defer { text = text[(index + 1)...] }
                return text[..<index].text
            case _ where !isFirst && (byte &- 0x30 < 10 || "+-.".utf8.contains(byte)): continue
            default: return ""
            }
        }
        return ""
    }

    private mutating func readAuthority(_ authority: Bytes) throws(Failure) {
        guard let mark = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try Self.host(authority, scheme)
            return
        }
        host = try Self.host(authority[(mark + 1)...], scheme)
        let user = authority[..<mark]
        let isValid = user.allSatisfy { $0.isAlphanumeric || "-._:~!$&'()*+,;=%@".utf8.contains($0) }
        guard isValid else { throw Failure(message: "net/url: invalid userinfo") }
        let (name, password) = user.cut(at: ":")
        self.user = try Self.unescape(name, .other).text
        if user.contains(UInt8(ascii: ":")) { self.user += ":" + (try Self.unescape(password, .other).text) }
    }

    private static func host(_ text: Bytes, _ scheme: String) throws(Failure) -> String {
        if let open = text.lastIndex(of: UInt8(ascii: "[")) { return try bracketed(text, open) }
        if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let last = text.lastIndex(of: UInt8(ascii: ":")) ?? colon
            let port = text[(scheme == "http" || scheme == "https" ? colon : last)...]
            guard isPort(port) else { throw Failure(message: "invalid port \(GoText.quote(port.text)) after host") }
        }
        return try unescape(text, .host).text
    }

    /// `[fe80::1%25en0]:80`
    private static func bracketed(_ text: Bytes, _ open: Int) throws(Failure) -> String {
        guard open == text.startIndex else { throw Failure(message: "invalid IP-literal") }
        guard let close = text.lastIndex(of: UInt8(ascii: "]")) else { throw Failure(message: "missing ']' in host") }
        let port = text[(close + 1)...]
        guard isPort(port) else { throw Failure(message: "invalid port \(GoText.quote(port.text)) after host") }
        let name = text[(open + 1)..<close]
        var address: Bytes = []
        if let zone = name.indices.first(where: { name[$0...].starts(with: "%25".utf8) }) {
            address = try unescape(name[..<zone], .host) + unescape(name[zone...], .zone)
        } else {
            address = try unescape(name, .host)
        }
        do {
            if try IPAddress(address.text).isIPv4 { throw Failure(message: "invalid IP-literal") }
        } catch let error as IPAddress.Failure {
            throw Failure(message: "invalid host: \(error.message)")
        } catch {
            throw Failure(message: "invalid IP-literal")
        }
        return "[\(address.text)]\(port.text)"
    }

    fileprivate static func isPort(_ text: Bytes) -> Bool {
        text.isEmpty || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { $0 &- 0x30 < 10 }
    }

    // MARK: Parts

    var hostname: String {
        var name = Array(host.utf8)[...]
        if let colon = portStart { name = name[..<colon] }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { name = name.dropFirst().dropLast() }
        return name.text
    }

    var port: String { portStart.map { Array(host.utf8)[($0 + 1)...].text } ?? "" }

    private var portStart: Int? {
        let bytes = Array(host.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), Self.isPort(bytes[colon...]) else { return nil }
        return colon
    }

    /// The parameters in the order of their names' first appearance; malformed ones are left out.
    var queryParameters: [(name: String, values: [String])] {
        var result: [(name: String, values: [String])] = []
        for part in Array(query.utf8).split(separator: UInt8(ascii: "&")) where !part.contains(UInt8(ascii: ";")) {
            let (name, value) = part.cut(at: "=")
            do {
                let key = try Self.unescape(name, .query).text
                let text = try Self.unescape(value, .query).text
                if let index = result.firstIndex(where: { $0.name == key }) {
                    result[index].values.append(text)
                } else {
                    result.append((key, [text]))
                }
            } catch {
                continue
            }
        }
        return result
    }

    // MARK: Escapes

    private enum Mode {
        case host
        case zone
        case query
        case other
    }

    private static func unescape(_ text: Bytes, _ mode: Mode) throws(Failure) -> Bytes {
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "%"):
                let sequence = text[index...].prefix(3)
                guard sequence.count == 3, let value = UInt8(sequence.dropFirst().text, radix: 16) else {
                    throw Failure(message: "invalid URL escape \(GoText.quote(sequence.text))")
                }
                let isPercent = value == UInt8(ascii: "%")
                let isForbidden =
                    mode == .host && value < 0x80 && !isPercent
                    || mode == .zone && !isPercent && value != 0x20 && !isHostByte(value)
                if isForbidden { throw Failure(message: "invalid URL escape \(GoText.quote(sequence.text))") }
                result.append(value)
                index += 3
                continue
            case UInt8(ascii: "+") where mode == .query: result.append(0x20)
            default:
                if mode == .host || mode == .zone, byte < 0x80, !isHostByte(byte) {
                    let text = String(Unicode.Scalar(byte))
                    throw Failure(message: "invalid character \(GoText.quote(text)) in host name")
                }
                result.append(byte)
            }
            index += 1
        }
        return result[...]
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || "-_.~!\"$&'()*+,;=:<>[]".utf8.contains(byte)
    }

    /// The path as it was written where that is a valid spelling, else spelled anew.
    private static func escapedPath(_ text: Bytes) throws(Failure) -> String {
        let path = try unescape(text, .other)
        let isValid = text.allSatisfy { $0.isAlphanumeric || "-_.~/!$&'()*+,;=:@[]%".utf8.contains($0) }
        if isValid { return text.text }
        var result = ""
        for byte in path {
            if byte.isAlphanumeric || "-_.~/$&+,:;=@".utf8.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + GoText.hexadecimal(UInt32(byte), digits: 2).uppercased()
            }
        }
        return result
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 26 && self < 0x80 }
}

extension ArraySlice<UInt8> {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }

    /// What is before and after the first mark; all of it and nothing where there is none.
    fileprivate func cut(at mark: Unicode.Scalar) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
        guard let index = firstIndex(of: UInt8(ascii: mark)) else { return (self, []) }
        return (self[..<index], self[(index + 1)...])
    }
}
