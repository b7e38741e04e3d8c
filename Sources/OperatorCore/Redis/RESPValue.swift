/// One value of the Redis serialization protocol, version 2.
///
/// Source: the RESP specification of the Redis documentation.
package enum RESPValue: Hashable, Sendable {
    case simple(String)
    case error(String)
    case integer(Int64)
    /// Bytes that are no valid UTF-8 are repaired; we read names and numbers only.
    case bulk(String)
    case null
    case array([RESPValue])
}

extension RESPValue {
    /// Text of a simple or bulk string.
    package var text: String? {
        switch self {
        case .simple(let text), .bulk(let text): text
        default: nil
        }
    }

    /// A command as every server reads it: an array of bulk strings.
    package static func command(_ words: [String]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words {
            let utf8 = Array(word.utf8)
            bytes += "$\(utf8.count)\r\n".utf8
            bytes += utf8
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }
}

/// Cuts a byte stream into RESP values; answers we ask for are small, so everything is bounded.
package struct RESPParser {
    package struct ProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    private var buffer: [UInt8] = []
    private let maximumSize: Int
    private static let maximumDepth = 8

    /// - Parameter maximumSize: bytes of one value before it is refused.
    package init(maximumSize: Int = 1 << 20) {
        self.maximumSize = maximumSize
    }

    package mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// The next complete value; nil when more bytes are needed.
    package mutating func next() throws(ProtocolError) -> RESPValue? {
        var reader = Reader(bytes: buffer[...])
        guard let value = try reader.value(depth: 0) else {
            guard buffer.count <= maximumSize else {
                throw ProtocolError(description: "an answer of more than \(maximumSize) bytes")
            }
            return nil
        }
        buffer.removeFirst(buffer.count - reader.bytes.count)
        return value
    }

    private struct Reader {
        static let types = Array("+-:$*".utf8)

        var bytes: ArraySlice<UInt8>

        mutating func value(depth: Int) throws(ProtocolError) -> RESPValue? {
            guard depth < RESPParser.maximumDepth else {
                throw ProtocolError(description: "an answer nested deeper than \(RESPParser.maximumDepth)")
            }
            guard let type = bytes.first else { return nil }
            guard Self.types.contains(type) else {
                throw ProtocolError(
                    description:
                        "byte 0x\(String(type, radix: 16)) where a Redis answer begins; is this a Redis server?")
            }
            guard let line = try line() else { return nil }
            switch type {
            case UInt8(ascii: "+"): return .simple(line)
            case UInt8(ascii: "-"): return .error(line)
            case UInt8(ascii: ":"): return .integer(try number(line))
            case UInt8(ascii: "$"): return try bulk(length: try number(line))
            default: return try array(count: try number(line), depth: depth)
            }
        }

        /// The rest of the line behind its type byte.
        private mutating func line() throws(ProtocolError) -> String? {
            guard let end = bytes.dropFirst().firstIndex(of: 0x0D), end + 1 < bytes.endIndex else { return nil }
            guard bytes[end + 1] == 0x0A else {
                throw ProtocolError(description: "a carriage return without line feed in a Redis answer")
            }
            let text = String(decoding: bytes[(bytes.startIndex + 1)..<end], as: UTF8.self)
            bytes = bytes[(end + 2)...]
            return text
        }

        private func number(_ text: String) throws(ProtocolError) -> Int64 {
            guard let number = Int64(text) else {
                throw ProtocolError(description: "\"\(text.prefix(32))\" where a Redis answer has a number")
            }
            return number
        }

        private mutating func bulk(length: Int64) throws(ProtocolError) -> RESPValue? {
            guard length >= 0 else { return .null }
            guard length <= 1 << 20, let count = Int(exactly: length) else {
                throw ProtocolError(description: "a string of \(length) bytes in a Redis answer")
            }
            guard bytes.count >= count + 2 else { return nil }
            let end = bytes.startIndex + count
            let text = String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self)
            bytes = bytes[(end + 2)...]
            return .bulk(text)
        }

        private mutating func array(count: Int64, depth: Int) throws(ProtocolError) -> RESPValue? {
            guard count >= 0 else { return .null }
            guard count <= 65_536 else {
                throw ProtocolError(description: "a list of \(count) entries in a Redis answer")
            }
            var elements: [RESPValue] = []
            for _ in 0..<count {
                guard let element = try value(depth: depth + 1) else { return nil }
                elements.append(element)
            }
            return .array(elements)
        }
    }
}
