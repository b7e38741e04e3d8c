import Logging
import NIOCore

/// Speaks TLS on a channel: encrypted towards the network, plain towards the later handlers.
///
/// ```
/// handshaking -> active -> closed        active: bytes flow; closed: close_notify was sent or the connection failed
///      \___________________/             After close_notify incoming bytes are still decrypted, until the peer ends.
/// ```
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case handshaking
        case active
        case outputClosed
        case failed
    }

    private let session: TLSSession
    private let handshakeTimeout: TimeAmount
    private let handshake: EventLoopPromise<Void>?
    private let logger: Logger
    private var state = State.handshaking
    private var timer: Scheduled<Void>?
    /// Written but not flushed, or waiting for the handshake.
    private var pending: [(buffer: ByteBuffer, promise: EventLoopPromise<Void>?)] = []

    /// Encrypted bytes gathered before they are passed on: few system calls, and no second copy of a large body.
    private static let batchSize = 256 * 1024

    /// - Parameter handshake: fulfilled when the handshake is done, failed when it does not come about.
    init(
        context: TLSContext, role: TLSSession.Role = .server, handshakeTimeout: TimeAmount,
        handshake: EventLoopPromise<Void>? = nil, logger: Logger
    ) throws {
        session = try TLSSession(context: context, role: role)
        self.handshakeTimeout = handshakeTimeout
        self.handshake = handshake
        self.logger = logger
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        failPending(ChannelError.ioOnClosedChannel)
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        startTimer(context)
        if session.speaksFirst { shakeHands(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        if case .handshaking = state {
            handshake?.fail(ServingError(.tls, "complete the TLS handshake: the peer closed the connection"))
        }
        state = .failed
        failPending(ChannelError.ioOnClosedChannel)
        context.fireChannelInactive()
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: handshakeTimeout) { [self] in
            guard case .handshaking = state else { return }
            fail(ServingError(.timeout, "complete the TLS handshake in time"), context)
        }
    }

    // MARK: - From the network

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .failed = state { return }
        let encrypted = unwrapInboundIn(data)
        session.receive(encrypted)
        if case .handshaking = state { shakeHands(context) }
        switch state {
        case .active, .outputClosed: decrypt(context, expected: encrypted.readableBytes)
        case .handshaking, .failed: break
        }
    }

    private func shakeHands(_ context: ChannelHandlerContext) {
        switch session.handshake() {
        case .done:
            state = .active
            timer?.cancel()
            handshake?.succeed()
            sendOutgoing(context, promise: nil)
            context.fireUserInboundEventTriggered(session.peer())
            encryptPending(context)
        case .needsMore:
            sendOutgoing(context, promise: nil)
        case .ended:
            fail(ServingError(.tls, "complete the TLS handshake: the peer ended it"), context)
        case .failed(let error):
            fail(error, context)
        }
    }

    private func decrypt(_ context: ChannelHandlerContext, expected: Int) {
        var plain = context.channel.allocator.buffer(capacity: expected)
        let progress = session.read(into: &plain)
        if plain.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plain)) }
        switch progress {
        case .done, .needsMore:
            // A key update may have to be answered.
            sendOutgoing(context, promise: nil)
        case .ended:
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        case .failed(let error):
            fail(error, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshaking = state, case .some(.inputClosed) = event as? ChannelEvent {
            fail(ServingError(.tls, "complete the TLS handshake: the peer went away"), context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: - To the network

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch state {
        case .handshaking, .active: pending.append((unwrapOutboundIn(data), promise))
        case .outputClosed: promise?.fail(ChannelError.outputClosed)
        case .failed: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    func flush(context: ChannelHandlerContext) {
        if case .active = state { encryptPending(context) }
    }

    private func encryptPending(_ context: ChannelHandlerContext) {
        guard !pending.isEmpty else { return }
        var waiting: [EventLoopPromise<Void>] = []
        let writes = pending
        pending = []
        for (index, write) in writes.enumerated() {
            if let promise = write.promise { waiting.append(promise) }
            if case .failed(let error) = session.write(write.buffer) {
                waiting.forEach { $0.fail(error) }
                writes[(index + 1)...].forEach { $0.promise?.fail(error) }
                return fail(error, context)
            }
            if index == writes.count - 1 || session.outgoingCount >= Self.batchSize {
                sendOutgoing(context, promise: Self.joined(waiting, context))
                waiting = []
            }
        }
    }

    /// One promise that fulfils all.
    private static func joined(
        _ promises: [EventLoopPromise<Void>], _ context: ChannelHandlerContext
    ) -> EventLoopPromise<Void>? {
        guard promises.count > 1 else { return promises.first }
        let all = context.eventLoop.makePromise(of: Void.self)
        promises.forEach { all.futureResult.cascade(to: $0) }
        return all
    }

    private func sendOutgoing(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard let encrypted = session.takeOutgoing(allocator: context.channel.allocator) else {
            promise?.succeed(())
            return
        }
        context.writeAndFlush(wrapOutboundOut(encrypted), promise: promise)
    }

    // MARK: - Ends

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input, case .active = state {
            encryptPending(context)
            if case .active = state {
                state = .outputClosed
                session.sendCloseNotify()
                sendOutgoing(context, promise: nil)
            }
        }
        if mode == .all { state = .failed }
        context.close(mode: mode, promise: promise)
    }

    private func fail(_ error: ServingError, _ context: ChannelHandlerContext) {
        if case .failed = state { return }
        if case .handshaking = state { handshake?.fail(error) }
        state = .failed
        timer?.cancel()
        logger.debug("TLS connection failed", error: error)
        failPending(error)
        if error.code == .plainHTTP {
            let answer = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        } else {
            // The alert that says why.
            sendOutgoing(context, promise: nil)
        }
        context.fireErrorCaught(error)
        context.close(mode: .all, promise: nil)
    }

    private func failPending(_ error: any Error) {
        let writes = pending
        pending = []
        writes.forEach { $0.promise?.fail(error) }
    }
}
