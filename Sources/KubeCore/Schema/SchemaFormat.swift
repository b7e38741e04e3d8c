/// The string formats a server checks; it ignores every other.
///
/// Source: apiextensions `apiserver/validation/formats.go` (1.36) and kube-openapi `strfmt`. Not checked here:
/// `isbn`, `isbn10`, `isbn13`, `creditcard` and `rgbcolor`.
struct SchemaFormat {
    let name: String
    private let check: @Sendable (Substring.UTF8View) -> Bool

    /// Nil for no format and for one that is not checked. Dashes do not count: `datetime` is `date-time`.
    init?(_ name: String?) {
        guard let name, let check = Self.checks[name.filter { $0 != "-" }] else { return nil }
        self.name = name
        self.check = check
    }

    func accepts(_ text: String) -> Bool {
        check(Substring(text).utf8)
    }

    private static let checks: [String: @Sendable (Substring.UTF8View) -> Bool] = [
        "datetime": { Timestamp(rfc3339: String(Substring($0))) != nil },
        "date": { Timestamp(rfc3339: String(Substring($0)) + "T00:00:00Z") != nil && $0.count == 10 },
        "duration": isDuration,
        "uri": isURI,
        "email": isEmail,
        "hostname": { isDNSName($0, labelLimit: 63) },
        "k8sshortname": { isDNSLabel($0) },
        "k8slongname": { $0.count <= 253 && split($0, ".").allSatisfy(isDNSLabel) },
        "ipv4": isIPv4,
        "ipv6": { isIPv6($0) },
        "cidr": isCIDR,
        "mac": isMAC,
        "uuid": { isUUID($0, version: nil) },
        "uuid3": { isUUID($0, version: "3") },
        "uuid4": { isUUID($0, version: "4") },
        "uuid5": { isUUID($0, version: "5") },
        "hexcolor": isHexColor,
        "byte": isBase64,
        "bsonobjectid": { $0.count == 24 && $0.allSatisfy(isHex) },
        "ssn": { groups($0, separators: "- ") == [3, 2, 4] },
        "password": { _ in true },
    ]
}

private typealias Text = Substring.UTF8View

private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
private func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

private func split(_ text: Text, _ separator: Unicode.Scalar) -> [Text] {
    text.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
}

/// The lengths of the runs of digits between separators; nil when there is anything else.
private func groups(_ text: Text, separators: String) -> [Int]? {
    let marks = Set(separators.utf8)
    guard text.allSatisfy({ isDigit($0) || marks.contains($0) }) else { return nil }
    return text.split(omittingEmptySubsequences: false, whereSeparator: { marks.contains($0) }).map(\.count)
}

/// Numbers with units, as Go writes them (`1h30m`) or in words (`2 days`).
@Sendable private func isDuration(_ text: Text) -> Bool {
    var rest = text
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("0".utf8) { return true }
    guard !rest.isEmpty else { return false }
    while !rest.isEmpty {
        let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
        guard number.contains(where: isDigit), number.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else {
            return false
        }
        rest = rest[number.endIndex...].drop { $0 == UInt8(ascii: " ") }
        let unit = rest.prefix { isLetter($0) || $0 >= 0x80 }
        guard durationUnits.contains(String(Substring(unit)).lowercased()) else { return false }
        rest = rest[unit.endIndex...].drop { $0 == UInt8(ascii: " ") }
    }
    return true
}

private let durationUnits: Set<String> = [
    "ns", "nano", "nanos", "us", "µs", "μs", "micro", "micros", "ms", "milli", "millis", "s", "sec", "secs", "second",
    "seconds", "m", "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days", "w",
    "wk",
    "week", "weeks",
]

/// An absolute URI, or an absolute path.
@Sendable private func isURI(_ text: Text) -> Bool {
    guard text.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), hasValidEscapes(text) else { return false }
    if text.first == UInt8(ascii: "/") { return true }
    let scheme = text.prefix { $0 != UInt8(ascii: ":") }
    guard let first = scheme.first, isLetter(first), scheme.endIndex < text.endIndex else { return false }
    return scheme.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
}

private func hasValidEscapes(_ text: Text) -> Bool {
    var rest = text
    while let mark = rest.firstIndex(of: UInt8(ascii: "%")) {
        let digits = rest[rest.index(after: mark)...].prefix(2)
        guard digits.count == 2, digits.allSatisfy(isHex) else { return false }
        rest = rest[digits.endIndex...]
    }
    return true
}

@Sendable private func isEmail(_ text: Text) -> Bool {
    let parts = split(text, "@")
    guard parts.count == 2, let local = parts.first, let domain = parts.last, !local.isEmpty else { return false }
    return local.allSatisfy { $0 > 0x20 && !"<>()[]\\,;:\"".utf8.contains($0) } && !domain.isEmpty
        && domain.allSatisfy { isLetter($0) || isDigit($0) || $0 >= 0x80 || "-.[]:".utf8.contains($0) }
}

private func isDNSName(_ text: Text, labelLimit: Int) -> Bool {
    guard !text.isEmpty, text.count <= 255 else { return false }
    let labels = split(text.last == UInt8(ascii: ".") ? text.dropLast() : text, ".")
    return labels.allSatisfy { label in
        guard let first = label.first, let last = label.last, label.count <= labelLimit else { return false }
        guard isLetter(first) || isDigit(first) || first >= 0x80 else { return false }
        guard isLetter(last) || isDigit(last) || last >= 0x80 else { return false }
        return label.allSatisfy { isLetter($0) || isDigit($0) || $0 >= 0x80 || $0 == UInt8(ascii: "-") }
    }
}

/// A Kubernetes object's short name: lower case, digits and inner dashes, at most 63.
private func isDNSLabel(_ text: Text) -> Bool {
    guard isDNSName(text, labelLimit: 63) else { return false }
    return text.allSatisfy { isDigit($0) || $0 &- 0x61 < 26 || $0 == UInt8(ascii: "-") }
}

@Sendable private func isIPv4(_ text: Text) -> Bool {
    let parts = split(text, ".")
    return parts.count == 4
        && parts.allSatisfy { part in
            guard (1...3).contains(part.count), part.allSatisfy(isDigit), part.count == 1 || part.first != 0x30 else {
                return false
            }
            return (Int(Substring(part)) ?? 256) <= 255
        }
}

private func isIPv6(_ text: Text) -> Bool {
    let address = split(text, "%")[0]
    let parts = split(address, ":")
    guard parts.count >= 3, parts.count <= 9 else { return false }
    var words = 0
    var gaps = 0
    for (index, part) in parts.enumerated() {
        if part.isEmpty {
            let isEdge = index == 0 || index == parts.count - 1
            if isEdge {
                let neighbour = index == 0 ? parts[1] : parts[parts.count - 2]
                guard neighbour.isEmpty else { return false }
            } else {
                gaps += 1
            }
        } else if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
            guard isIPv4(part) else { return false }
            words += 2
        } else {
            guard part.count <= 4, part.allSatisfy(isHex) else { return false }
            words += 1
        }
    }
    return gaps == 0 ? words == 8 : gaps == 1 && words <= 7
}

@Sendable private func isCIDR(_ text: Text) -> Bool {
    let parts = split(text, "/")
    guard parts.count == 2, (1...3).contains(parts[1].count), parts[1].allSatisfy(isDigit),
        let length = Int(Substring(parts[1]))
    else { return false }
    return isIPv4(parts[0]) && length <= 32 || isIPv6(parts[0]) && length <= 128
}

@Sendable private func isMAC(_ text: Text) -> Bool {
    for separator in [":", "-"] as [Unicode.Scalar] {
        let parts = split(text, separator)
        if [6, 8, 20].contains(parts.count) { return parts.allSatisfy { $0.count == 2 && $0.allSatisfy(isHex) } }
    }
    let words = split(text, ".")
    return [3, 4, 10].contains(words.count) && words.allSatisfy { $0.count == 4 && $0.allSatisfy(isHex) }
}

/// With dashes at the usual places, or without any.
private func isUUID(_ text: Text, version: Character?) -> Bool {
    let lengths = split(text, "-").map(\.count)
    guard lengths == [8, 4, 4, 4, 12] || lengths == [32] else { return false }
    let digits = text.filter { $0 != UInt8(ascii: "-") }
    guard digits.allSatisfy(isHex) else { return false }
    guard let version else { return true }
    guard digits[12] == version.asciiValue else { return false }
    return version == "3" || "89abAB".utf8.contains(digits[16])
}

@Sendable private func isHexColor(_ text: Text) -> Bool {
    let digits = text.first == UInt8(ascii: "#") ? text.dropFirst() : text
    return (digits.count == 3 || digits.count == 6) && digits.allSatisfy(isHex)
}

@Sendable private func isBase64(_ text: Text) -> Bool {
    let data = text.filter { $0 != 0x0A && $0 != 0x0D }
    let body = data.prefix { $0 != UInt8(ascii: "=") }
    let padding = data[body.endIndex...]
    return data.count % 4 == 0 && padding.count <= 2 && padding.allSatisfy { $0 == UInt8(ascii: "=") }
        && body.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
}
