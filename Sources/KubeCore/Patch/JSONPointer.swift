/// A place in a JSON document: RFC 6901 (`/spec/containers/0/image`, `~1` for a slash, `~0` for a tilde).
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// Unescaped.
    package let tokens: [String]

    package init(_ tokens: [String]) {
        self.tokens = tokens
    }

    /// nil unless the text is empty (the whole document) or begins with a slash.
    package init?(_ text: String) {
        guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        tokens = text.isEmpty ? [] : parts.map(Self.unescape)
    }

    /// In one pass, so that `~01` is `~1` and not a slash; a tilde before anything else stands for itself.
    private static func unescape(_ part: Substring) -> String {
        guard part.utf8.contains(UInt8(ascii: "~")) else { return String(part) }
        var bytes: [UInt8] = []
        var rest = part.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "~"), let next = rest.first, next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
            {
                bytes.append(UInt8(ascii: next == UInt8(ascii: "0") ? "~" : "/"))
                rest.removeFirst()
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package var description: String { tokens.map { "/" + Self.escape($0) }.joined() }

    package static func escape(_ token: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": result.append(contentsOf: "~0".unicodeScalars)
            case "/": result.append(contentsOf: "~1".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
