import NIOCore
import NIOHTTP1

/// How a response's body is delimited.
enum ResponseFraming: Hashable, Sendable {
    case length(Int)
    case chunked
    /// By the end of the connection, for HTTP/1.0.
    case untilClose
    /// The status forbids a body and its length.
    case none
}

/// The bytes before a response's body.
enum ResponseHead {
    /// Fields that the server itself decides.
    private static let reserved = ["content-length", "transfer-encoding", "connection", "date", "keep-alive"]

    static func write(
        _ response: ServerResponse, framing: ResponseFraming, exchange: Exchange, date: String,
        into buffer: inout ByteBuffer
    ) {
        buffer.writeString("HTTP/1.1 \(statusLine(response.status))\r\n")
        for (name, value) in response.headers where isSendable(name, value) {
            buffer.writeString(name)
            buffer.writeStaticString(": ")
            buffer.writeString(value)
            buffer.writeStaticString("\r\n")
        }
        buffer.writeStaticString("Date: ")
        buffer.writeString(date)
        switch framing {
        case .length(let count): buffer.writeString("\r\nContent-Length: \(count)\r\n")
        case .chunked: buffer.writeStaticString("\r\nTransfer-Encoding: chunked\r\n")
        case .untilClose, .none: buffer.writeStaticString("\r\n")
        }
        if !exchange.keepAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if !exchange.canChunk {
            // HTTP/1.0 closes unless both say otherwise.
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        buffer.writeStaticString("\r\n")
    }

    /// Whether a status has no body by definition.
    static func forbidsBody(_ status: Int) -> Bool { status == 204 || status == 304 }

    private static func statusLine(_ status: Int) -> String {
        "\(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)"
    }

    /// A field with a line break would let a value write further fields; such a field is left out.
    private static func isSendable(_ name: String, _ value: String) -> Bool {
        let isToken = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        let isText = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        return isToken && isText && !reserved.contains { name.equalsIgnoringASCIICase($0) }
    }
}
