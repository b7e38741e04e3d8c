extension String: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.string() }
}

extension Bool: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.bool() }
}

extension Int: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.integer(Int.self) }
}

extension Int32: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.integer(Int32.self) }
}

extension Int64: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.integer(Int64.self) }
}

extension Double: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.double() }
}

extension JSONValue: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) { self = try reader.value() }
}

extension Array: JSONPullDecodable where Element: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        self = try reader.array { reader throws(JSONError) in try Element(from: &reader) }
    }
}

extension Dictionary: JSONPullDecodable where Key == String, Value: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        self = try reader.dictionary { reader throws(JSONError) in try Value(from: &reader) }
    }
}

/// null is nil.
extension Optional: JSONPullDecodable where Wrapped: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        self = try reader.readNull() ? nil : Wrapped(from: &reader)
    }
}

extension Timestamp: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        let start = reader.offset
        let text = try reader.string()
        guard let value = Timestamp(rfc3339: text) else {
            throw reader.invalid(at: start, "\"\(text)\" is not an RFC 3339 time")
        }
        self = value
    }
}

extension Quantity: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        let start = reader.offset
        guard let value = Quantity(json: try reader.value()) else {
            throw reader.invalid(at: start, Self.formatMessage)
        }
        self = value
    }
}
