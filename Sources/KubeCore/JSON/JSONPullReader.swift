/// A type that reads itself straight from the bytes of a JSON document, without a value in between.
///
/// ```swift
/// init(from reader: inout JSONPullReader) throws(JSONError) {
///     var name = "", replicas = 1
///     try reader.beginObject()
///     while let key = try reader.nextKey() {
///         switch key {
///         case "name": name = try reader.string()
///         case "replicas": replicas = try reader.integer(Int.self)
///         default: try reader.skip()
///         }
///     }
///     …
/// }
/// ```
package protocol JSONPullDecodable {
    /// Reads exactly one value.
    init(from reader: inout JSONPullReader) throws(JSONError)
}

/// Reads a JSON document token by token.
///
/// After `beginObject` call `nextKey` until it is nil, after `beginArray` call `nextElement` until it is false, and read or
/// skip exactly one value each time. Of equal names all are given, so that the last wins, as in Go. What is skipped is
/// checked like all else. A reader is only valid inside the closure or initialiser it is given to.
package struct JSONPullReader {
    private var scanner: JSONScanner
    /// Whether the next key or element is the first of its container, before which no comma stands.
    private var isFirst = false

    /// Reads `bytes` as one value of the type; nothing may follow it.
    package static func read<T: JSONPullDecodable>(
        _ type: T.Type, from bytes: [UInt8], limits: JSONLimits = .standard
    ) throws(JSONError) -> T {
        try read(bytes, limits: limits) { reader throws(JSONError) in try T(from: &reader) }
    }

    /// Hands a reader of `bytes` to `body`, which reads one value; nothing may follow it.
    package static func read<R>(
        _ bytes: [UInt8], limits: JSONLimits = .standard, _ body: (inout JSONPullReader) throws(JSONError) -> R
    ) throws(JSONError) -> R {
        try JSONScanner.scan(bytes, limits: limits) { scanner throws(JSONError) in
            var reader = JSONPullReader(scanner: scanner)
            let result = try body(&reader)
            try reader.scanner.finish()
            return result
        }
    }

    private init(scanner: JSONScanner) {
        self.scanner = scanner
    }

    /// Bytes from the start of the document to the next token.
    package var offset: Int { scanner.offset }

    /// What kind of value comes next.
    package enum Kind: Sendable { case object, array, string, number, bool, null }

    package func nextKind() throws(JSONError) -> Kind {
        switch try scanner.peek() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: throw scanner.unexpected("looking for beginning of value")
        }
    }

    private func mismatch(_ expected: String) -> JSONError {
        do throws(JSONError) {
            let found = try nextKind()
            return JSONError(.typeMismatch, offset: offset, "expected \(expected), found \(found)")
        } catch {
            return error
        }
    }

    // MARK: Objects

    package mutating func beginObject() throws(JSONError) {
        guard try scanner.peek() == UInt8(ascii: "{") else { throw mismatch("an object") }
        try scanner.enter()
        isFirst = true
    }

    /// The name of the next member; nil at the end of the object.
    @inline(__always)
    package mutating func nextKey() throws(JSONError) -> JSONKey? {
        guard try nextItem(closing: UInt8(ascii: "}"), "after object key:value pair") else { return nil }
        guard try scanner.peek() == UInt8(ascii: "\"") else {
            throw scanner.unexpected("looking for beginning of object key string")
        }
        let offset = scanner.offset
        let text = try scanner.scanText()
        try scanner.scanColon()
        return JSONKey(text: text, offset: offset)
    }

    /// The name as a string; names that occur often share their storage.
    package mutating func string(_ key: JSONKey) throws(JSONError) -> String {
        try scanner.sharedString(key.text)
    }

    // MARK: Arrays

    package mutating func beginArray() throws(JSONError) {
        guard try scanner.peek() == UInt8(ascii: "[") else { throw mismatch("an array") }
        try scanner.enter()
        isFirst = true
    }

    /// Whether another element follows; false at the end of the array.
    @inline(__always)
    package mutating func nextElement() throws(JSONError) -> Bool {
        try nextItem(closing: UInt8(ascii: "]"), "after array element")
    }

    @inline(__always)
    private mutating func nextItem(closing: UInt8, _ place: StaticString) throws(JSONError) -> Bool {
        scanner.skipWhitespace()
        let byte = try scanner.peek()
        if byte == closing {
            scanner.leave()
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw scanner.unexpected("\(place)") }
        scanner.advance()
        scanner.skipWhitespace()
        return true
    }

    // MARK: Values

    /// Passes over a null; false, and nothing is read, when the next value is another.
    @inline(__always)
    package mutating func readNull() throws(JSONError) -> Bool {
        guard try scanner.peek() == UInt8(ascii: "n") else { return false }
        try scanner.scanWord("null")
        return true
    }

    @inline(__always)
    package mutating func string() throws(JSONError) -> String {
        guard try scanner.peek() == UInt8(ascii: "\"") else { throw mismatch("a string") }
        let text = try scanner.scanText()
        return try scanner.string(text)
    }

    /// As `string()`, for values that repeat in a document: equal long ones share their storage.
    @inline(__always)
    package mutating func sharedString() throws(JSONError) -> String {
        guard try scanner.peek() == UInt8(ascii: "\"") else { throw mismatch("a string") }
        let text = try scanner.scanText()
        return try scanner.sharedString(text)
    }

    package mutating func bool() throws(JSONError) -> Bool {
        switch try scanner.peek() {
        case UInt8(ascii: "t"):
            try scanner.scanWord("true")
            return true
        case UInt8(ascii: "f"):
            try scanner.scanWord("false")
            return false
        default: throw mismatch("a boolean")
        }
    }

    /// A plain integer in the range of the type; `1.0` and `1e3` are refused, as Kubernetes refuses them.
    package mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws(JSONError) -> T {
        let start = offset
        let number = try number()
        if case .integer(let value) = number, let exact = T(exactly: value) { return exact }
        if case .number(let number) = number, let exact = T(number.literal) { return exact }
        throw JSONError(
            .typeMismatch, offset: start,
            "expected an integer between \(T.min) and \(T.max), found \(number.serializedString())")
    }

    /// Any number, rounded to the nearest double; beyond the range of doubles it is refused.
    package mutating func double() throws(JSONError) -> Double {
        let start = offset
        let number = try number()
        if let value = number.doubleValue, value.isFinite { return value }
        throw JSONError(.typeMismatch, offset: start, "expected a double, found \(number.serializedString())")
    }

    /// A number as it was written.
    package mutating func number() throws(JSONError) -> JSONValue {
        let byte = try scanner.peek()
        guard byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") < 10 else { throw mismatch("a number") }
        return try scanner.scanNumber()
    }

    /// Any value.
    package mutating func value() throws(JSONError) -> JSONValue {
        var parser = JSONParser()
        return try parser.parseValue(&scanner)
    }

    /// Passes over a value; returns the offsets of its first byte and of the one after its last.
    @discardableResult
    package mutating func skip() throws(JSONError) -> Range<Int> {
        let start = offset
        try scanner.skipValue()
        return start..<offset
    }

    /// The bytes of the next value, checked but not decoded.
    package mutating func bytes() throws(JSONError) -> [UInt8] {
        scanner.bytes(try skip())
    }

    package mutating func array<T>(
        _ element: (inout JSONPullReader) throws(JSONError) -> T
    ) throws(JSONError) -> [T] {
        var result: [T] = []
        try beginArray()
        while try nextElement() { result.append(try element(&self)) }
        return result
    }

    /// An object whose members all have the same type; names share their storage.
    package mutating func dictionary<T>(
        _ value: (inout JSONPullReader) throws(JSONError) -> T
    ) throws(JSONError) -> [String: T] {
        var result: [String: T] = [:]
        try beginObject()
        while let key = try nextKey() {
            let name = try string(key)
            result[name] = try value(&self)
        }
        return result
    }

    /// An error about the value that begins at `offset`, for what the syntax allows and the type does not.
    package func invalid(at offset: Int, _ message: String) -> JSONError {
        JSONError(.typeMismatch, offset: offset, message)
    }
}

/// The name of a member, to be compared with literals in a `switch`.
package struct JSONKey {
    fileprivate let text: JSONScanner.Text
    /// Bytes from the start of the document to the opening quote.
    package let offset: Int

    @inline(__always)
    package static func ~= (name: StaticString, key: JSONKey) -> Bool { key.text.matches(name) }
}
