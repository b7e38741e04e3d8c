extension CELValue {
    /// The value within a message: a string without quotes, numbers as Go prints them.
    package var shownText: String {
        switch self {
        case .null: "NULL_VALUE"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .double(let value): GoNumber.text(value)
        case .string(let text): text
        case .type(let type): type.name
        default: description
        }
    }
}

/// As an expression would spell the value.
extension CELValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .null: "null"
        case .bool, .int: shownText
        case .uint(let value): "\(value)u"
        case .double(let value): Self.spelling(value)
        case .string(let text): Self.quoted(text)
        case .bytes(let bytes): "b\"" + bytes.map(Self.octal).joined() + "\""
        case .duration(let span): "duration(\"\(span.text)\")"
        case .timestamp(let time): "timestamp(\"\(CELTimestamp(time.instant).rfc3339)\")"
        case .list(let list): "[" + list.descriptions.joined(separator: ", ") + "]"
        case .map(let map): "{" + map.descriptions.joined(separator: ", ") + "}"
        case .optional(let wrapped): wrapped.map { "optional.of(\($0))" } ?? "optional.none()"
        case .type(let type): type.name
        case .opaque(let value): "\(value)"
        case .unknown(let json): json.serializedString()
        }
    }

    private static func spelling(_ value: Double) -> String {
        guard value.isFinite else {
            return value.isNaN ? "double(\"NaN\")" : value < 0 ? "double(\"-Infinity\")" : "double(\"Infinity\")"
        }
        let text = GoNumber.plain(value)
        return text.contains(".") ? text : text + ".0"
    }

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    /// In double quotes, with what does not print escaped.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}

extension CELList {
    fileprivate var descriptions: [String] {
        (0..<count).map { index in described { () throws(CELError) in try element(index) } }
    }
}

extension CELMap {
    /// In the order of the keys' spellings.
    fileprivate var descriptions: [String] {
        keys.map { key in (key.description, described { () throws(CELError) in try find(key) ?? .null }) }
            .sorted { $0.0 < $1.0 }.map { "\($0.0): \($0.1)" }
    }
}

private func described(_ value: () throws(CELError) -> CELValue) -> String {
    do throws(CELError) {
        return try value().description
    } catch {
        return "<\(error.message)>"
    }
}
