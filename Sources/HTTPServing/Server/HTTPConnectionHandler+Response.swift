import Logging
import NIOCore

extension HTTPConnectionHandler {
    /// A larger body is written in pieces, each of which the client must take within the write timeout.
    private static let pieceSize = 64 * 1024

    /// Writes a response's head and, unless it is a stream, its body.
    func respond(_ response: ServerResponse) {
        guard case .answering(var exchange) = phase, let context else { return }
        var response = response
        if !(200...599).contains(response.status) {
            logger.info("handler gave an impossible status", metadata: ["status": "\(response.status)"])
            response = .text(500, "internal error\n")
        }
        if isDraining { exchange.keepAlive = false }
        let framing = Self.framing(of: response, exchange: exchange)
        if framing == .untilClose { exchange.keepAlive = false }
        let isBodiless = exchange.isHead || framing == .none
        var body: [UInt8] = []
        if case .bytes(let bytes) = response.body, !isBodiless { body = bytes }
        var buffer = context.channel.allocator.buffer(capacity: 256 + min(body.count, Self.pieceSize))
        ResponseHead.write(response, framing: framing, exchange: exchange, date: date(), into: &buffer)
        if case .stream = response.body, !isBodiless {
            phase = .streaming(exchange, framing)
            send(buffer)
            if isDraining { exchanges.endStream() }
            return
        }
        send(body, after: buffer)
        phase = .flushing(exchange)
        goOn()
    }

    private static func framing(of response: ServerResponse, exchange: Exchange) -> ResponseFraming {
        if ResponseHead.forbidsBody(response.status) { return .none }
        return switch response.body {
        case .bytes(let bytes): .length(bytes.count)
        case .stream: exchange.canChunk ? .chunked : .untilClose
        }
    }

    /// One element of a stream; its bytes are already counted by the gate.
    func writeChunk(_ bytes: [UInt8]) {
        guard case .streaming(_, let framing) = phase, let context else {
            exchanges.gate.taken(bytes.count)
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: bytes.count + 12)
        if framing == .chunked { buffer.writeString("\(String(bytes.count, radix: 16))\r\n") }
        buffer.writeBytes(bytes)
        if framing == .chunked { buffer.writeStaticString("\r\n") }
        send(buffer, counted: bytes.count)
    }

    func finishStream() {
        guard case .streaming(let exchange, let framing) = phase else { return }
        if framing == .chunked { send(ByteBuffer(staticString: "0\r\n\r\n")) }
        phase = .flushing(exchange)
        goOn()
    }

    private func send(_ body: [UInt8], after head: ByteBuffer) {
        var first = head
        let firstCount = min(body.count, Self.pieceSize)
        first.writeBytes(body[..<firstCount])
        send(first, flush: firstCount == body.count)
        var rest = ByteBuffer(bytes: body[firstCount...])
        while rest.readableBytes > 0, let piece = rest.readSlice(length: min(Self.pieceSize, rest.readableBytes)) {
            send(piece, flush: rest.readableBytes == 0)
        }
    }

    /// `counted`: how many bytes the gate was told of for this buffer.
    func send(_ buffer: ByteBuffer, counted: Int = 0, flush: Bool = true) {
        guard let context else { return }
        pendingWrites += 1
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            if counted > 0 { exchanges.gate.taken(counted) }
            pendingWrites -= 1
            if pendingWrites == 0 {
                writeTimer?.clear()
                goOn()
            } else {
                writeTimer?.set(after: TimeAmount(configuration.writeTimeout))
            }
        }
        writeTimer?.set(after: TimeAmount(configuration.writeTimeout))
        context.write(wrapOutboundOut(buffer), promise: promise)
        if flush { context.flush() }
    }
}
