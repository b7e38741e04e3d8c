import NIOCore
import OperatorCore

/// Commands sent together, answered together.
struct RedisRequest: Sendable {
    let commands: [[String]]
    let answers: EventLoopPromise<[RESPValue]>
}

/// Pairs answers with requests in order; any fault ends the connection and every request on it.
final class RedisRequestHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = RedisRequest
    typealias OutboundOut = ByteBuffer

    private struct Pending {
        let request: RedisRequest
        var received: [RESPValue] = []
    }

    private var pending: CircularBuffer<Pending> = []
    private var parser = RESPParser()
    private let address: String

    init(address: String) {
        self.address = address
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        pending.append(Pending(request: request))
        var buffer = context.channel.allocator.buffer(capacity: 128)
        for command in request.commands { buffer.writeBytes(RESPValue.command(command)) }
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parser.append(unwrapInboundIn(data).readableBytesView)
        do {
            while let value = try parser.next() { deliver(value, context) }
        } catch {
            fail(RedisError(.protocolViolation, "Redis at \(address) sent \(error)"))
            context.close(promise: nil)
        }
    }

    private func deliver(_ value: RESPValue, _ context: ChannelHandlerContext) {
        guard var first = pending.popFirst() else {
            context.close(promise: nil)
            return
        }
        first.received.append(value)
        if first.received.count == first.request.commands.count {
            first.request.answers.succeed(first.received)
        } else {
            pending.prepend(first)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(RedisError(.closed, "Redis at \(address) closed the connection"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(RedisError(.closed, "the connection to Redis at \(address) broke", cause: error))
        context.close(promise: nil)
    }

    private func fail(_ error: RedisError) {
        while let next = pending.popFirst() { next.request.answers.fail(error) }
    }
}
