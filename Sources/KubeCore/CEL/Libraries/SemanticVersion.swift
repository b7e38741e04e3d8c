/// A version of three numbers with what precedes its release and describes its build (semver 2.0.0).
///
/// Error texts are those of `blang/semver` v4.
struct SemanticVersion: Sendable {
    let major: UInt64
    let minor: UInt64
    let patch: UInt64
    private let preRelease: [Identifier]

    struct Failure: Error {
        let message: String
    }

    private enum Identifier: Hashable {
        case number(UInt64)
        case text(String)
    }

    init(_ text: String) throws(Failure) {
        if text.isEmpty { throw Failure(message: "Version string empty") }
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Failure(message: "No Major.Minor.Patch elements found") }
        major = try Self.number(parts[0], "Major", "major")
        minor = try Self.number(parts[1], "Minor", "minor")
        var rest = parts[2]
        var build: [Substring] = []
        if let mark = rest.firstIndex(of: "+") {
            build = rest[rest.index(after: mark)...].split(separator: ".", omittingEmptySubsequences: false)
            rest = rest[..<mark]
        }
        var identifiers: [Substring] = []
        if let mark = rest.firstIndex(of: "-") {
            identifiers = rest[rest.index(after: mark)...].split(separator: ".", omittingEmptySubsequences: false)
            rest = rest[..<mark]
        }
        patch = try Self.number(rest, "Patch", "patch")
        var preRelease: [Identifier] = []
        for identifier in identifiers { preRelease.append(try Self.identifier(identifier)) }
        self.preRelease = preRelease
        for part in build {
            if part.isEmpty { throw Failure(message: "Build meta data is empty") }
            guard part.utf8.allSatisfy(Self.isIdentifierByte) else {
                throw Failure(message: "Invalid character(s) found in build meta data \(GoText.quote(String(part)))")
            }
        }
    }

    /// Also reads `v1`, `1.2` and `01.02.03`.
    init(normalizing text: String) throws(Failure) {
        var parts = (text.hasPrefix("v") ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        for (index, part) in parts.enumerated() where part.utf8.count > 1 {
            let trimmed = String(part.drop { $0 == "0" })
            let startsWithDigit = trimmed.utf8.first.map { $0 &- 0x30 < 10 } ?? false
            parts[index] = startsWithDigit ? trimmed : "0" + trimmed
        }
        if parts.count < 3 {
            if let last = parts.last, last.contains("+") || last.contains("-") {
                throw Failure(message: "short version cannot contain PreRelease/Build meta data")
            }
            while parts.count < 3 { parts.append("0") }
        }
        try self.init(parts.joined(separator: "."))
    }

    /// -1, 0 or 1 as this one precedes the other, is as good, or follows it; builds do not count.
    func compare(_ other: SemanticVersion) -> Int {
        for (mine, theirs) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where mine != theirs {
            return mine < theirs ? -1 : 1
        }
        if preRelease.isEmpty || other.preRelease.isEmpty {
            return preRelease.isEmpty == other.preRelease.isEmpty ? 0 : preRelease.isEmpty ? 1 : -1
        }
        for (mine, theirs) in zip(preRelease, other.preRelease) where mine != theirs {
            switch (mine, theirs) {
            case (.number(let mine), .number(let theirs)): return mine < theirs ? -1 : 1
            case (.number, .text): return -1
            case (.text, .number): return 1
            case (.text(let mine), .text(let theirs)): return mine < theirs ? -1 : 1
            }
        }
        let difference = preRelease.count - other.preRelease.count
        return difference.signum()
    }

    private static func number(_ text: Substring, _ title: String, _ name: String) throws(Failure) -> UInt64 {
        let quoted = GoText.quote(String(text))
        guard text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
            throw Failure(message: "Invalid character(s) found in \(name) number \(quoted)")
        }
        if text.utf8.count > 1, text.utf8.first == 0x30 {
            throw Failure(message: "\(title) number must not contain leading zeroes \(quoted)")
        }
        return try number(text)
    }

    private static func number(_ text: Substring) throws(Failure) -> UInt64 {
        if let value = UInt64(text) { return value }
        let problem = text.isEmpty ? "invalid syntax" : "value out of range"
        throw Failure(message: "strconv.ParseUint: parsing \(GoText.quote(String(text))): \(problem)")
    }

    private static func identifier(_ text: Substring) throws(Failure) -> Identifier {
        if text.isEmpty { throw Failure(message: "Prerelease is empty") }
        if text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
            if text.utf8.count > 1, text.utf8.first == 0x30 {
                let quoted = GoText.quote(String(text))
                throw Failure(message: "Numeric PreRelease version must not contain leading zeroes \(quoted)")
            }
            return .number(try number(text))
        }
        guard text.utf8.allSatisfy(isIdentifierByte) else {
            throw Failure(message: "Invalid character(s) found in prerelease \(GoText.quote(String(text)))")
        }
        return .text(String(text))
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 && byte < 0x80 || byte == UInt8(ascii: "-")
    }
}
