/// How property names of a schema are spelled in expressions, where they must be identifiers.
///
/// `__` is written `__underscores__`, `.` `__dot__`, `-` `__dash__`, `/` `__slash__`, and a reserved word `__word__`.
///
/// Source: Kubernetes documentation, "Escaping of property names".
package enum CELName {
    /// Words that are no identifiers.
    package static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// The identifier for a property; nil when it has a character that cannot be spelled, or begins with a digit.
    package static func escape(_ property: String) -> String? {
        let bytes = Array(property.utf8)
        guard let first = bytes.first, !isDigit(first) else { return nil }
        if reserved.contains(property) { return "__\(property)__" }
        var escaped = ""
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "_") where index + 1 < bytes.count && bytes[index + 1] == byte:
                escaped += "__underscores__"
                index += 1
            case UInt8(ascii: "."): escaped += "__dot__"
            case UInt8(ascii: "-"): escaped += "__dash__"
            case UInt8(ascii: "/"): escaped += "__slash__"
            case UInt8(ascii: "_"): escaped += "_"
            default:
                guard isDigit(byte) || isLetter(byte) else { return nil }
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            }
            index += 1
        }
        return escaped
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
