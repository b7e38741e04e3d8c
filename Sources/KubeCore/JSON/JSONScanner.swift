/// Reads JSON tokens off a buffer of bytes. The unsafe pointers of all JSON readers stay inside this file and
/// `JSONBytes.swift`; a scanner and its texts are valid inside the closure given to `scan` only.
struct JSONScanner {
    private let base: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var cursor: UnsafePointer<UInt8>
    private var depth = 0
    private let maximumDepth: Int
    private var names: JSONNames

    /// Checks size and emptiness, then hands a scanner at the first token to `body`.
    static func scan<R>(
        _ bytes: borrowing [UInt8], limits: JSONLimits, _ body: (inout JSONScanner) throws(JSONError) -> R
    ) throws(JSONError) -> R {
        guard bytes.count <= limits.maximumSize else {
            throw JSONError(
                .tooLarge, offset: limits.maximumSize,
                "document of \(bytes.count) bytes exceeds the limit of \(limits.maximumSize)")
        }
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<R, JSONError> in
            guard let base = buffer.baseAddress else { return .failure(unexpectedEnd(0)) }
            var scanner = JSONScanner(base, buffer.count, limits)
            defer { scanner.names.deallocate() }
            do throws(JSONError) {
                scanner.skipWhitespace()
                return .success(try body(&scanner))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(_ base: UnsafePointer<UInt8>, _ count: Int, _ limits: JSONLimits) {
        self.base = base
        end = base + count
        cursor = base
        maximumDepth = limits.maximumDepth
        names = JSONNames(documentSize: count)
    }

    /// Bytes from the start of the document.
    var offset: Int { cursor - base }

    // MARK: Structure

    @inline(__always)
    mutating func skipWhitespace() {
        while cursor < end, cursor.pointee <= 0x20 {
            switch cursor.pointee {
            case 0x20, 0x0A, 0x0D, 0x09: cursor += 1
            default: return
            }
        }
    }

    /// The next byte, which begins a token.
    @inline(__always)
    func peek() throws(JSONError) -> UInt8 {
        guard cursor < end else { throw Self.unexpectedEnd(offset) }
        return cursor.pointee
    }

    @inline(__always)
    mutating func advance() { cursor += 1 }

    /// After the opening bracket of an array or object.
    @inline(__always)
    mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= maximumDepth else {
            throw JSONError(.tooDeep, offset: offset, "nesting exceeds the limit of \(maximumDepth)")
        }
        cursor += 1
        skipWhitespace()
    }

    /// Over the closing bracket.
    @inline(__always)
    mutating func leave() {
        depth -= 1
        cursor += 1
    }

    /// Nothing but white space may follow.
    mutating func finish() throws(JSONError) {
        skipWhitespace()
        if cursor < end { throw unexpected("after top-level value", .trailingData) }
    }

    private static func unexpectedEnd(_ offset: Int) -> JSONError {
        JSONError(.unexpectedEnd, offset: offset, "unexpected end of JSON input")
    }

    /// An error about the next byte, in the words of Go's encoding/json.
    func unexpected(_ place: String, _ code: JSONError.Code = .syntax) -> JSONError {
        guard cursor < end else { return Self.unexpectedEnd(offset) }
        let byte = cursor.pointee
        let shown =
            switch byte {
            case UInt8(ascii: "'"): #"\'"#
            case 0x0A: #"\n"#
            case 0x0D: #"\r"#
            case 0x09: #"\t"#
            case 0x20..<0x7F: String(Unicode.Scalar(byte))
            default: (byte < 16 ? #"\x0"# : #"\x"#) + String(byte, radix: 16)
            }
        return JSONError(code, offset: offset, "invalid character '\(shown)' \(place)")
    }

    mutating func scanWord(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            let expected = word.utf8Start[index]
            guard cursor < end, cursor.pointee == expected else {
                throw unexpected("in literal \(word) (expecting '\(Unicode.Scalar(expected))')")
            }
            cursor += 1
        }
    }

    // MARK: Strings

    /// The content of a string literal, escapes still in it.
    struct Text {
        fileprivate let start: UnsafePointer<UInt8>
        fileprivate let count: Int
        fileprivate let isASCII: Bool
        fileprivate let hasEscapes: Bool

        /// Whether the text is spelled like this, without escapes.
        @inline(__always)
        func matches(_ name: StaticString) -> Bool {
            count == name.utf8CodeUnitCount && JSONBytes.areEqual(start, name.utf8Start, count)
        }
    }

    /// Reads a string literal from its opening quote on and checks its escapes; UTF-8 is checked by `string(_:)`.
    @inline(__always)
    mutating func scanText() throws(JSONError) -> Text {
        let start = cursor + 1
        var place = start
        var seen: UInt64 = 0
        while end - place >= 8 {
            let word = JSONBytes.load(place)
            let special = JSONBytes.specialBytes(word)
            if special != 0 {
                let skipped = special.trailingZeroBitCount >> 3
                // Only bytes before the special one belong to the string.
                seen |= word & ((1 << UInt64(skipped * 8)) &- 1)
                place += skipped
                guard place.pointee == UInt8(ascii: "\"") else { break }
                cursor = place + 1
                return Text(
                    start: start, count: place - start, isASCII: seen & JSONBytes.highBits == 0, hasEscapes: false)
            }
            seen |= word
            place += 8
        }
        return try scanTextSlowly(start, place, isASCII: seen & JSONBytes.highBits == 0)
    }

    private mutating func scanTextSlowly(
        _ start: UnsafePointer<UInt8>, _ place: UnsafePointer<UInt8>, isASCII: Bool
    ) throws(JSONError) -> Text {
        var isASCII = isASCII
        var hasEscapes = false
        cursor = place
        while cursor < end {
            let byte = cursor.pointee
            switch byte {
            case UInt8(ascii: "\""):
                defer { cursor += 1 }
                return Text(start: start, count: cursor - start, isASCII: isASCII, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try scanEscape()
            case 0..<0x20: throw unexpected("in string literal")
            default:
                if byte >= 0x80 { isASCII = false }
                cursor += 1
            }
        }
        throw Self.unexpectedEnd(offset)
    }

    private mutating func scanEscape() throws(JSONError) {
        cursor += 1
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            cursor += 1
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                cursor += 1
                guard JSONBytes.hexDigit(try peek()) != nil else {
                    throw unexpected(#"in \u hexadecimal character escape"#, .invalidEscape)
                }
            }
            cursor += 1
        default: throw unexpected("in string escape code", .invalidEscape)
        }
    }

    /// The text as a string; throws when it is no UTF-8.
    @inline(__always)
    func string(_ text: Text) throws(JSONError) -> String {
        guard text.isASCII, !text.hasEscapes else { return try decodedString(text) }
        return String(decoding: UnsafeBufferPointer(start: text.start, count: text.count), as: UTF8.self)
    }

    /// As `string(_:)`, for what repeats in a document, such as names: equal long texts share their storage.
    @inline(__always)
    mutating func sharedString(_ text: Text) throws(JSONError) -> String {
        guard text.isASCII, !text.hasEscapes else { return try decodedString(text) }
        return names.string(text.start, text.count, readableTo: end)
    }

    @inline(never)
    private func decodedString(_ text: Text) throws(JSONError) -> String {
        let bytes = UnsafeBufferPointer(start: text.start, count: text.count)
        let decoded = text.hasEscapes ? String(validating: JSONBytes.unescape(bytes), as: UTF8.self) : nil
        guard let string = decoded ?? String(validating: bytes, as: UTF8.self) else { throw invalidUTF8(text) }
        return string
    }

    private func invalidUTF8(_ text: Text) -> JSONError {
        let bytes = UnsafeBufferPointer(start: text.start, count: text.count)
        let place = JSONBytes.firstInvalidUTF8(bytes) ?? 0
        return JSONError(.invalidUTF8, offset: text.start - base + place, "invalid UTF-8 in string literal")
    }

    // MARK: Numbers

    /// Reads a number; its value when it is a plain integer of 64 bits, else its spelling.
    @inline(__always)
    mutating func scanNumber() throws(JSONError) -> JSONValue {
        let start = cursor
        let isNegative = cursor.pointee == UInt8(ascii: "-")
        if isNegative { cursor += 1 }
        let digits = cursor
        var magnitude: UInt64 = 0
        while cursor < end, cursor.pointee &- UInt8(ascii: "0") < 10 {
            magnitude = magnitude &* 10 &+ UInt64(cursor.pointee &- UInt8(ascii: "0"))
            cursor += 1
        }
        let count = cursor - digits
        let isPlain =
            cursor == end || (cursor.pointee != UInt8(ascii: ".") && cursor.pointee | 0x20 != UInt8(ascii: "e"))
        // 18 digits always fit.
        if isPlain, count > 0, count <= 18, count == 1 || digits.pointee != UInt8(ascii: "0"),
            magnitude != 0 || !isNegative
        {
            return .integer(isNegative ? -Int64(magnitude) : Int64(magnitude))
        }
        return try scanLongNumber(start, digits, count)
    }

    private mutating func scanLongNumber(
        _ start: UnsafePointer<UInt8>, _ digits: UnsafePointer<UInt8>, _ count: Int
    ) throws(JSONError) -> JSONValue {
        guard count > 0 else { throw unexpected("in numeric literal", .invalidNumber) }
        if count > 1, digits.pointee == UInt8(ascii: "0") {
            cursor = digits + 1
            throw unexpected("after a leading zero in numeric literal", .invalidNumber)
        }
        var isInteger = true
        if cursor < end, cursor.pointee == UInt8(ascii: ".") {
            isInteger = false
            cursor += 1
            try skipDigits("after decimal point in numeric literal")
        }
        if cursor < end, cursor.pointee | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            cursor += 1
            if cursor < end, cursor.pointee == UInt8(ascii: "+") || cursor.pointee == UInt8(ascii: "-") { cursor += 1 }
            try skipDigits("in exponent of numeric literal")
        }
        let literal = String(decoding: UnsafeBufferPointer(start: start, count: cursor - start), as: UTF8.self)
        if isInteger, literal != "-0", let value = Int64(literal) { return .integer(value) }
        return .number(JSONNumber(uncheckedLiteral: literal))
    }

    private mutating func skipDigits(_ place: String) throws(JSONError) {
        guard cursor < end, cursor.pointee &- UInt8(ascii: "0") < 10 else { throw unexpected(place, .invalidNumber) }
        while cursor < end, cursor.pointee &- UInt8(ascii: "0") < 10 { cursor += 1 }
    }

    // MARK: Skipping

    /// Passes over one value, checking its syntax and UTF-8.
    mutating func skipValue() throws(JSONError) {
        switch try peek() {
        case UInt8(ascii: "\""): try skipText()
        case UInt8(ascii: "{"): try skipObject()
        case UInt8(ascii: "["): try skipArray()
        case UInt8(ascii: "t"): try scanWord("true")
        case UInt8(ascii: "f"): try scanWord("false")
        case UInt8(ascii: "n"): try scanWord("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try scanNumber()
        default: throw unexpected("looking for beginning of value")
        }
    }

    @inline(__always)
    private mutating func skipText() throws(JSONError) {
        let text = try scanText()
        if !text.isASCII, JSONBytes.firstInvalidUTF8(UnsafeBufferPointer(start: text.start, count: text.count)) != nil {
            throw invalidUTF8(text)
        }
    }

    private mutating func skipArray() throws(JSONError) {
        try enter()
        if try peek() == UInt8(ascii: "]") { return leave() }
        while true {
            try skipValue()
            skipWhitespace()
            switch try peek() {
            case UInt8(ascii: ","): advance()
            case UInt8(ascii: "]"): return leave()
            default: throw unexpected("after array element")
            }
            skipWhitespace()
        }
    }

    private mutating func skipObject() throws(JSONError) {
        try enter()
        if try peek() == UInt8(ascii: "}") { return leave() }
        while true {
            guard try peek() == UInt8(ascii: "\"") else {
                throw unexpected("looking for beginning of object key string")
            }
            try skipText()
            try scanColon()
            try skipValue()
            skipWhitespace()
            switch try peek() {
            case UInt8(ascii: ","): advance()
            case UInt8(ascii: "}"): return leave()
            default: throw unexpected("after object key:value pair")
            }
            skipWhitespace()
        }
    }

    /// From the end of a name to the beginning of its value.
    @inline(__always)
    mutating func scanColon() throws(JSONError) {
        skipWhitespace()
        guard try peek() == UInt8(ascii: ":") else { throw unexpected("after object key") }
        cursor += 1
        skipWhitespace()
    }

    /// The bytes between two offsets of the document.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}
