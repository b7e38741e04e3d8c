/// Reads the wire format of protocol buffers, field by field.
///
/// Source: protobuf.dev, "Encoding".
struct ProtobufReader: Sendable {
    enum Value: Sendable {
        case varint(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    struct Malformed: Error, Sendable, CustomStringConvertible {
        let description: String
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The next field; nil at the end.
    mutating func next() throws(Malformed) -> (number: Int, value: Value)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        let number = Int(truncatingIfNeeded: tag >> 3)
        guard number > 0 else { throw Malformed(description: "field number 0") }
        switch tag & 7 {
        case 0: return (number, .varint(try varint()))
        case 1: return (number, .bytes(try take(8)))
        case 2:
            let length = try varint()
            guard length <= UInt64(rest.count) else { throw Malformed(description: "a field is longer than the body") }
            return (number, .bytes(try take(Int(length))))
        case 5: return (number, .bytes(try take(4)))
        case let type: throw Malformed(description: "wire type \(type)")
        }
    }

    private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw Malformed(description: "the body ends inside a field") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed(description: "the body ends inside a number") }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw Malformed(description: "a number of more than ten bytes")
    }
}
