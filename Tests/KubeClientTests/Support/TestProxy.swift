import KubeCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

@testable import HTTPServing

/// A TCP proxy on loopback: to one port, or where each client asks by CONNECT. What goes through it can be frozen.
final class TestProxy: Sendable {
    enum Mode: Sendable {
        /// Passes every connection on to this port.
        case relay(port: Int)
        /// An HTTP proxy; with an authorization it demands that, with a refusal it answers that to all.
        case connect(authorization: String? = nil, refusal: String? = nil)
    }

    private struct State {
        var channels: [any Channel] = []
        var heads: [String] = []
    }

    let port: Int
    private let listener: any Channel
    private let state: NIOLockedValueBox<State>

    private init(listener: any Channel, state: NIOLockedValueBox<State>) {
        self.listener = listener
        self.state = state
        port = listener.localAddress?.port ?? 0
    }

    /// Runs `body` with a proxy, spoken to by TLS when there is an identity.
    static func with<R>(
        _ mode: Mode, tls identity: TLSIdentity? = nil, _ body: (TestProxy) async throws -> R
    ) async throws -> R {
        let state = NIOLockedValueBox(State())
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    state.withLockedValue { $0.channels.append(channel) }
                    let pipeline = channel.pipeline.syncOperations
                    if let identity {
                        let context = try TLSContext(
                            configuration: TLSConfiguration(identity: identity), material: identity.material)
                        try pipeline.addHandler(
                            TLSHandler(
                                context: context, handshakeTimeout: .seconds(10),
                                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
                    }
                    try pipeline.addHandler(
                        ForwardingHandler(mode: mode) { channel, head in
                            state.withLockedValue { state in
                                if let channel { state.channels.append(channel) }
                                if let head { state.heads.append(head) }
                            }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let proxy = TestProxy(listener: listener, state: state)
        do {
            let result = try await body(proxy)
            try await proxy.stop()
            return result
        } catch {
            try await proxy.stop()
            throw error
        }
    }

    /// The heads of the CONNECT requests so far.
    var heads: [String] { state.withLockedValue(\.heads) }
    var connectionCount: Int { state.withLockedValue(\.channels.count) / 2 }

    /// Nothing goes through the connections there are any more, and none is closed; new ones work.
    func freeze() async throws {
        for channel in state.withLockedValue(\.channels) where channel.isActive {
            try await channel.setOption(.autoRead, value: false).get()
        }
    }

    private func stop() async throws {
        try await listener.close().get()
        for channel in state.withLockedValue(\.channels) { channel.close(promise: nil) }
    }
}

/// Connects a client's channel with a server's once it is known which, and passes bytes on both ways.
private final class ForwardingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let mode: TestProxy.Mode
    private let report: @Sendable ((any Channel)?, String?) -> Void
    private var waiting = ByteBuffer()
    private var peer: (any Channel)?
    private var isConnecting = false

    init(mode: TestProxy.Mode, report: @escaping @Sendable ((any Channel)?, String?) -> Void) {
        self.mode = mode
        self.report = report
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if case .relay(let port) = mode { connect(context, port: port, greeting: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if let peer { return peer.writeAndFlush(bytes, promise: nil) }
        waiting.writeBuffer(&bytes)
        guard !isConnecting, case .connect(let authorization, let refusal) = mode else { return }
        let text = String(buffer: waiting)
        guard text.hasSuffix("\r\n\r\n") else { return }
        waiting.clear()
        report(nil, text)
        if let refusal { return answer(context, "HTTP/1.1 \(refusal)\r\nContent-Length: 0\r\n\r\n") }
        if let authorization, !text.contains("Proxy-Authorization: \(authorization)\r\n") {
            return answer(
                context,
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
        }
        let port = text.split(separator: " ").dropFirst().first?.split(separator: ":").last.flatMap { Int($0) } ?? 0
        connect(context, port: port, greeting: "HTTP/1.1 200 Connection established\r\n\r\n")
    }

    private func answer(_ context: ChannelHandlerContext, _ text: String) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func connect(_ context: ChannelHandlerContext, port: Int, greeting: String?) {
        isConnecting = true
        let client = context.channel
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(PassingHandler(to: client))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenComplete { result in
                let (handler, context) = bound.value
                guard case .success(let server) = result else { return context.close(promise: nil) }
                handler.report(server, nil)
                handler.peer = server
                if let greeting { handler.answer(context, greeting) }
                if handler.waiting.readableBytes > 0 { server.writeAndFlush(handler.waiting, promise: nil) }
            }
    }

    func channelInactive(context: ChannelHandlerContext) {
        peer?.close(promise: nil)
    }
}

private final class PassingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: any Channel

    init(to peer: any Channel) {
        self.peer = peer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        peer.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        peer.close(promise: nil)
    }
}
