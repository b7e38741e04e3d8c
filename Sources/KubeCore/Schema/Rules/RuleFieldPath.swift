/// Where a rule reports its error (`.spec.ports['http']`), read against the schema the rule stands in.
///
/// Source: apiextensions `apiserver/schema/cel/validation.go` `ValidFieldPath` (1.36).
enum RuleFieldPath {
    /// The place as the server spells it; nil when the text is no path, or leads nowhere.
    static func normalized(_ text: String, in schema: Schema) -> FieldPath? {
        var tokens = tokens(of: text)[...]
        var path = FieldPath()
        var place = schema
        while let token = tokens.popFirst() {
            let name: String
            switch token {
            case ".":
                guard let next = tokens.popFirst() else { return nil }
                name = next
            case "[":
                guard let quoted = tokens.popFirst(), let unquoted = unquoted(quoted), tokens.popFirst() == "]" else {
                    return nil
                }
                name = unquoted
            default: return nil
            }
            let keywords = place.storage.keywords
            if !keywords.properties.isEmpty {
                guard let next = keywords.properties[name] else { return nil }
                path = path.field(name)
                place = next
            } else if let values = keywords.additionalProperties?.schema {
                path = path.key(name)
                place = values
            } else {
                return nil
            }
        }
        return path
    }

    /// Delimiters alone, names between them, and quoted names with their quotes.
    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.first {
            var end = rest.startIndex + 1
            if first == UInt8(ascii: "'") {
                while end < rest.endIndex, rest[end] != first || rest[end - 1] == UInt8(ascii: "\\") { end += 1 }
                end = min(end + 1, rest.endIndex)
            } else if !isDelimiter(first) {
                while end < rest.endIndex, !isDelimiter(rest[end]) { end += 1 }
            }
            tokens.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[end...]
        }
        return tokens
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool { ".[]".utf8.contains(byte) }

    private static func unquoted(_ token: String) -> String? {
        guard token.utf8.count >= 2, token.hasPrefix("'"), token.hasSuffix("'") else { return nil }
        var result = ""
        var rest = token.dropFirst().dropLast()[...]
        let escapes: [Character: Character] = [
            "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}", "'": "'",
            "\\": "\\",
        ]
        while let character = rest.popFirst() {
            guard character == "\\", let letter = rest.popFirst() else {
                result.append(character)
                continue
            }
            guard let escaped = escapes[letter] else { return nil }
            result.append(escaped)
        }
        return result
    }
}
