/// An IPv4 or IPv6 address as Go's `netip` reads and writes it, with its error texts.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four bytes or sixteen.
    let bytes: [UInt8]
    let zone: String

    struct Failure: Error {
        let message: String
    }

    init(bytes: [UInt8], zone: String = "") {
        self.bytes = bytes
        self.zone = zone
    }

    init(_ text: String) throws(Failure) {
        let separator = text.utf8.first {
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "%")
        }
        switch separator {
        case UInt8(ascii: "."):
            bytes = try Self.octets(Array(text.utf8)[...], of: text)
            zone = ""
        case UInt8(ascii: ":"):
            var reader = IPv6Reader(text)
            bytes = try reader.read()
            zone = reader.zone
        case UInt8(ascii: "%"): throw Self.failure(text, "missing IPv6 address")
        default: throw Self.failure(text, "unable to parse IP")
        }
    }

    var isIPv4: Bool { bytes.count == 4 }
    /// An IPv4 address in the clothes of an IPv6 one.
    var isMappedIPv4: Bool {
        bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    }
    var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
    var isLoopback: Bool {
        isIPv4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }
    var isMulticast: Bool { isIPv4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }
    var isLinkLocalMulticast: Bool {
        isIPv4 ? bytes.starts(with: [224, 0, 0]) : bytes[0] == 0xFF && bytes[1] & 0x0F == 0x02
    }
    var isLinkLocalUnicast: Bool {
        isIPv4 ? bytes.starts(with: [169, 254]) : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }
    var isGlobalUnicast: Bool {
        let isBroadcast = isIPv4 && bytes.allSatisfy { $0 == 255 }
        return !isBroadcast && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
    }

    /// The shortest spelling (RFC 5952).
    var description: String {
        if isIPv4 { return bytes.map { String($0) }.joined(separator: ".") }
        let words = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, words[end] == 0 { end += 1 }
            if end - start >= 2, end - start > longest.count { longest = start..<end }
            start = max(end, start + 1)
        }
        let spelled = words.map { String($0, radix: 16) }
        var text = spelled.joined(separator: ":")
        if !longest.isEmpty {
            text =
                spelled[..<longest.lowerBound].joined(separator: ":") + "::"
                + spelled[longest.upperBound...].joined(separator: ":")
        }
        return zone.isEmpty ? text : "\(text)%\(zone)"
    }

    /// The address with all bits after the first `length` cleared.
    func masked(_ length: Int) -> IPAddress {
        IPAddress(
            bytes: bytes.enumerated().map { index, byte in
                let kept = min(max(length - index * 8, 0), 8)
                return kept == 0 ? 0 : byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
            })
    }

    static func failure(_ text: String, _ message: String, at rest: ArraySlice<UInt8>? = nil) -> Failure {
        let place = rest.map { " (at \(GoText.quote(String(decoding: $0, as: UTF8.self))))" } ?? ""
        return Failure(message: "ParseAddr(\(GoText.quote(text))): \(message)\(place)")
    }

    /// Four decimal numbers between dots.
    fileprivate static func octets(_ text: ArraySlice<UInt8>, of whole: String) throws(Failure) -> [UInt8] {
        var octets: [UInt8] = []
        var value = 0
        var digits = 0
        for (index, byte) in zip(text.indices, text) {
            if let digit = digit(byte) {
                if digits == 1, value == 0 { throw failure(whole, "IPv4 field has octet with leading zero") }
                value = value * 10 + digit
                digits += 1
                if value > 255 { throw failure(whole, "IPv4 field has value >255") }
            } else if byte == UInt8(ascii: ".") {
                if digits == 0 || index == text.endIndex - 1 {
                    throw failure(whole, "IPv4 field must have at least one digit", at: text[index...])
                }
                if octets.count == 3 { throw failure(whole, "IPv4 address too long") }
                octets.append(UInt8(value))
                value = 0
                digits = 0
            } else {
                throw failure(whole, "unexpected character", at: text[index...])
            }
        }
        guard octets.count == 3 else { throw failure(whole, "IPv4 address too short") }
        return octets + [UInt8(value)]
    }

    private static func digit(_ byte: UInt8) -> Int? { byte &- 0x30 < 10 ? Int(byte - 0x30) : nil }
}

/// Reads the groups of an IPv6 address.
private struct IPv6Reader {
    let text: String
    var zone = ""
    private var rest: ArraySlice<UInt8>
    private var bytes: [UInt8] = []
    /// Where `::` stands.
    private var gap: Int?

    init(_ text: String) {
        self.text = text
        rest = Array(text.utf8)[...]
    }

    mutating func read() throws(IPAddress.Failure) -> [UInt8] {
        if let mark = rest.firstIndex(of: UInt8(ascii: "%")) {
            zone = String(decoding: rest[(mark + 1)...], as: UTF8.self)
            rest = rest[..<mark]
            if zone.isEmpty { throw fail("zone must be a non-empty string") }
        }
        if rest.starts(with: "::".utf8) {
            gap = 0
            rest = rest.dropFirst(2)
            if rest.isEmpty { return Array(repeating: 0, count: 16) }
        }
        while bytes.count < 16 {
            if try readGroup() { break }
        }
        if !rest.isEmpty { throw fail("trailing garbage after address", at: rest) }
        if bytes.count < 16 {
            guard let gap else { throw fail("address string too short") }
            bytes.insert(contentsOf: Array(repeating: 0, count: 16 - bytes.count), at: gap)
        } else if gap != nil {
            throw fail("the :: must expand to at least one field of zeros")
        }
        return bytes
    }

    /// True once the address has ended.
    private mutating func readGroup() throws(IPAddress.Failure) -> Bool {
        let digits = rest.prefix { Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }
        if digits.count > 4 { throw fail("each group must have 4 or less digits", at: rest) }
        guard let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw fail("each colon-separated field must have at least one digit", at: rest)
        }
        if rest[digits.endIndex...].first == UInt8(ascii: ".") {
            if gap == nil, bytes.count != 12 {
                throw fail("embedded IPv4 address must replace the final 2 fields of the address", at: rest)
            }
            if bytes.count > 12 {
                throw fail("too many hex fields to fit an embedded IPv4 at the end of the address", at: rest)
            }
            bytes += try IPAddress.octets(rest, of: text)
            rest = []
            return true
        }
        bytes += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
        rest = rest[digits.endIndex...]
        guard let next = rest.first else { return true }
        if next != UInt8(ascii: ":") { throw fail("unexpected character, want colon", at: rest) }
        if rest.count == 1 { throw fail("colon must be followed by more characters", at: rest) }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: ":") {
            if gap != nil { throw fail("multiple :: in address", at: rest) }
            gap = bytes.count
            rest = rest.dropFirst()
        }
        return rest.isEmpty
    }

    private func fail(_ message: String, at rest: ArraySlice<UInt8>? = nil) -> IPAddress.Failure {
        IPAddress.failure(text, message, at: rest)
    }
}

/// An address with a number of leading bits: `10.0.0.0/8`.
struct IPPrefix: Hashable, Sendable, CustomStringConvertible {
    let address: IPAddress
    let length: Int

    init(address: IPAddress, length: Int) {
        self.address = address
        self.length = length
    }

    init(_ text: String) throws(IPAddress.Failure) {
        func fail(_ message: String) -> IPAddress.Failure {
            IPAddress.Failure(message: "netip.ParsePrefix(\(GoText.quote(text))): \(message)")
        }
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { throw fail("no '/'") }
        do {
            address = try IPAddress(String(text[..<slash]))
        } catch {
            throw fail(error.message)
        }
        if !address.zone.isEmpty { throw fail("IPv6 zones cannot be present in a prefix") }
        let digits = String(text[text.utf8.index(after: slash)...])
        let isPlain = digits.utf8.count == 1 || digits.utf8.first.map { $0 != 0x30 } ?? false
        guard isPlain, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let length = Int(digits) else {
            throw fail("bad bits after slash: \(GoText.quote(digits))")
        }
        guard length <= address.bytes.count * 8 else { throw fail("prefix length out of range") }
        self.length = length
    }

    var masked: IPPrefix { IPPrefix(address: address.masked(length), length: length) }
    var description: String { "\(address)/\(length)" }

    func contains(_ other: IPAddress) -> Bool {
        other.bytes.count == address.bytes.count && other.zone.isEmpty && other.masked(length) == masked.address
    }

    /// Whether every address of the other one is within this one.
    func contains(_ other: IPPrefix) -> Bool {
        length <= other.length && contains(other.address)
    }
}
