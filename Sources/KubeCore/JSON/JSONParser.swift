extension JSONValue {
    /// Reads one JSON document (RFC 8259).
    ///
    /// Duplicate names are refused. Cost: linear in the input.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        guard bytes.count <= limits.maximumSize else {
            throw JSONError(
                .tooLarge, offset: limits.maximumSize,
                "document of \(bytes.count) bytes exceeds the limit of \(limits.maximumSize)")
        }
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONError> in
            var parser = JSONParser(bytes: buffer, limits: limits)
            do throws(JSONError) {
                return .success(try parser.parseDocument())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Reads one JSON document from text.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A recursive-descent reader over one buffer; unsafe pointers stay inside this file.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard position == bytes.count else {
            throw JSONError(.trailingData, offset: position, "unexpected data after the document")
        }
        return value
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func current() throws(JSONError) -> UInt8 {
        guard position < bytes.count else {
            throw JSONError(.unexpectedEnd, offset: position, "unexpected end of JSON input")
        }
        return bytes[position]
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        switch try current() {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        case let byte: throw unexpected(byte, "looking for the beginning of a value")
        }
    }

    private func unexpected(_ byte: UInt8, _ place: String) -> JSONError {
        JSONError(.syntax, offset: position, "invalid character '\(Character(Unicode.Scalar(byte)))' \(place)")
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            let byte = try current()
            guard byte == word.utf8Start[index] else { throw unexpected(byte, "in literal \(word)") }
            position += 1
        }
        return value
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        position += 1
        guard depth <= limits.maximumDepth else {
            throw JSONError(.tooDeep, offset: position - 1, "nesting exceeds the limit of \(limits.maximumDepth)")
        }
    }

    private mutating func parseArray() throws(JSONError) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        skipWhitespace()
        if try current() == UInt8(ascii: "]") {
            position += 1
            depth -= 1
            return .array([])
        }
        while true {
            skipWhitespace()
            elements.append(try parseValue())
            skipWhitespace()
            switch try current() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                depth -= 1
                return .array(elements)
            case let byte: throw unexpected(byte, "after array element")
            }
        }
    }

    private mutating func parseObject() throws(JSONError) -> JSONValue {
        try enter()
        var members: [JSONObject.Member] = []
        skipWhitespace()
        if try current() == UInt8(ascii: "}") {
            position += 1
            depth -= 1
            return .object(JSONObject())
        }
        var large: Set<String> = []
        while true {
            skipWhitespace()
            let start = position
            guard try current() == UInt8(ascii: "\"") else {
                throw unexpected(try current(), "looking for the beginning of an object key")
            }
            let key = try parseString()
            try requireUnique(key, members, &large, start)
            skipWhitespace()
            guard try current() == UInt8(ascii: ":") else { throw unexpected(try current(), "after object key") }
            position += 1
            skipWhitespace()
            members.append(.init(key: key, value: try parseValue()))
            skipWhitespace()
            switch try current() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                depth -= 1
                return .object(JSONObject(uncheckedUniqueMembers: members))
            case let byte: throw unexpected(byte, "after object key:value pair")
            }
        }
    }

    /// Scans small objects and hashes large ones, so that a hostile object costs no quadratic time.
    private func requireUnique(
        _ key: String, _ members: [JSONObject.Member], _ large: inout Set<String>, _ start: Int
    ) throws(JSONError) {
        let isDuplicate: Bool
        if members.count < 16 {
            isDuplicate = members.contains { $0.key == key }
        } else {
            if large.isEmpty { large = Set(members.map(\.key)) }
            isDuplicate = !large.insert(key).inserted
        }
        if isDuplicate { throw JSONError(.duplicateKey, offset: start, "duplicate field \"\(key)\"") }
    }

    private mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = position
        var isInteger = true
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try skipDigits()
        if bytes[firstDigit] == UInt8(ascii: "0"), position - firstDigit > 1 {
            throw JSONError(.invalidNumber, offset: firstDigit, "number with a leading zero")
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try skipDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
        let literal = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        if isInteger, literal != "-0", let value = Int64(literal) { return .integer(value) }
        return .number(JSONNumber(uncheckedLiteral: literal))
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else {
            let byte = try current()
            throw unexpected(byte, "in numeric literal")
        }
    }

    private mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let slice = UnsafeBufferPointer(rebasing: bytes[start..<position])
                guard let text = String(validating: slice, as: UTF8.self) else {
                    throw JSONError(.invalidUTF8, offset: start, "string is not valid UTF-8")
                }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            if byte < 0x20 { throw unexpected(byte, "in string literal") }
            position += 1
        }
        throw JSONError(.unexpectedEnd, offset: position, "unexpected end of JSON input")
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<position])
        while true {
            let byte = try current()
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: buffer, as: UTF8.self) else {
                    throw JSONError(.invalidUTF8, offset: start, "string is not valid UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try appendEscape(to: &buffer)
            case 0..<0x20:
                throw unexpected(byte, "in string literal")
            default:
                buffer.append(byte)
                position += 1
            }
        }
    }

    private mutating func appendEscape(to buffer: inout [UInt8]) throws(JSONError) {
        let escape = try current()
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(escape)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: Array(Character(try parseUnicodeEscape()).utf8))
        default:
            position -= 1
            throw JSONError(.invalidEscape, offset: position, "invalid escape in string literal")
        }
    }

    /// A lone surrogate becomes U+FFFD, as Go's and Kubernetes' readers do.
    private mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try parseHex4()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let mark = position
        position += 2
        let second = try parseHex4()
        guard (0xDC00...0xDFFF).contains(second) else {
            position = mark
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func parseHex4() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try current()
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw JSONError(.invalidEscape, offset: position, "invalid \\u escape in string literal")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
