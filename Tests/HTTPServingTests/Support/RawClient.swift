import COpenSSL
import HTTPServing
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A socket that sends what it is told and keeps what comes, over plain TCP or TLS.
final class RawClient: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let channel: any Channel
    private let collector: Collector

    private init(channel: any Channel, collector: Collector) {
        self.channel = channel
        self.collector = collector
    }

    /// With TLS this returns when the handshake is done, or throws why it is not.
    static func connect(_ port: Int, tls: TestTLSClient? = nil, receiveBuffer: Int? = nil) async throws -> RawClient {
        let collector = Collector()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(TestTLSHandler(tls, collector: collector))
                    } else {
                        collector.handshake.withLockedValue { $0 = "plain" }
                    }
                    try channel.pipeline.syncOperations.addHandler(CollectingHandler(collector))
                }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        let client = RawClient(channel: channel, collector: collector)
        try await collector.wait("the handshake") { $0.handshake.withLockedValue { $0 } != nil || $0.isEnded }
        guard collector.handshake.withLockedValue({ $0 }) != nil else {
            throw Failure(description: "handshake failed: \(collector.failure ?? "connection closed")")
        }
        return client
    }

    /// Version and ALPN protocol, such as `TLSv1.3 http/1.1`.
    var handshake: String { collector.handshake.withLockedValue { $0 } ?? "" }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Sends without waiting until the bytes are taken.
    func post(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    func closeOutput() async throws {
        try await channel.close(mode: .output).get()
    }

    func close() async throws {
        try await channel.close().get()
    }

    /// Ends the connection with a TCP reset.
    func reset() async throws {
        if let options = channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close().get()
    }

    /// Reads nothing from the network until turned on again.
    func setReading(_ isOn: Bool) async throws {
        try await channel.setOption(.autoRead, value: isOn).get()
    }

    /// Everything received since the last call, as soon as it holds `marker` as often as asked.
    func read(until marker: String, times: Int = 1) async throws -> String {
        try await collector.wait("\(times) of \(marker)") { $0.text.components(of: marker) >= times || $0.isEnded }
        let text = collector.take()
        guard text.components(of: marker) >= times else {
            throw Failure(description: "the server ended after: \(text.prefix(500))")
        }
        return text
    }

    /// Everything until the server ends.
    func readToEnd() async throws -> String {
        try await collector.wait("the end") { $0.isEnded }
        return collector.take()
    }

    var received: Int { collector.received.withLockedValue { $0.count } }

    func waitForBytes(_ count: Int) async throws {
        try await collector.wait("\(count) bytes") { $0.received.withLockedValue { $0.count } >= count || $0.isEnded }
    }
}

extension String {
    fileprivate func components(of marker: String) -> Int {
        let haystack = Array(utf8)
        let needle = Array(marker.utf8)
        guard haystack.count >= needle.count else { return 0 }
        var count = 0
        var position = 0
        while position + needle.count <= haystack.count {
            if haystack[position] == needle[0], haystack[position..<(position + needle.count)].elementsEqual(needle) {
                count += 1
                position += needle.count
            } else {
                position += 1
            }
        }
        return count
    }
}

/// What a client has received, and who waits for more of it.
final class Collector: Sendable {
    private struct Waiter {
        var condition: @Sendable (Collector) -> Bool
        var continuation: CheckedContinuation<Void, any Error>
    }

    let received = NIOLockedValueBox<[UInt8]>([])
    let handshake = NIOLockedValueBox<String?>(nil)
    private let end = NIOLockedValueBox<(ended: Bool, failure: String?)>((false, nil))
    private let waiters = NIOLockedValueBox<[Int: Waiter]>([:])

    var text: String { received.withLockedValue { String(decoding: $0, as: UTF8.self) } }
    var isEnded: Bool { end.withLockedValue { $0.ended } }
    var failure: String? { end.withLockedValue { $0.failure } }

    func take() -> String {
        received.withLockedValue { bytes in
            defer { bytes = [] }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    func append(_ buffer: ByteBuffer) {
        received.withLockedValue { $0.append(contentsOf: buffer.readableBytesView) }
        check()
    }

    func finish(_ failure: String? = nil) {
        end.withLockedValue { end in
            end.ended = true
            if end.failure == nil { end.failure = failure }
        }
        check()
    }

    func check() {
        let ready = waiters.withLockedValue { waiters in
            let ready = waiters.filter { $0.value.condition(self) }
            for key in ready.keys { waiters[key] = nil }
            return ready.values.map(\.continuation)
        }
        ready.forEach { $0.resume() }
    }

    /// Throws when the condition does not come true within 20 seconds.
    func wait(_ what: String, _ condition: @escaping @Sendable (Collector) -> Bool) async throws {
        let key = Int.random(in: .min ... .max)
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let timeout = loop.scheduleTask(in: .seconds(20)) { [self] in
            waiters.withLockedValue { $0.removeValue(forKey: key) }?.continuation
                .resume(
                    throwing: RawClient.Failure(description: "waited in vain for \(what); got: \(text.prefix(300))"))
        }
        defer { timeout.cancel() }
        try await withCheckedThrowingContinuation { continuation in
            waiters.withLockedValue { $0[key] = Waiter(condition: condition, continuation: continuation) }
            check()
        }
    }
}

private final class CollectingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let collector: Collector

    init(_ collector: Collector) {
        self.collector = collector
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        collector.append(unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { collector.finish() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        collector.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        collector.finish("\(error)")
        context.close(promise: nil)
    }
}

/// How a test speaks TLS.
struct TestTLSClient: Sendable {
    var authorityPEM: String
    var identity: IssuedCertificate?
    var version: Int32?
    var protocols = ["http/1.1"]
}

/// The client's side of TLS, just enough for tests.
private final class TestTLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let collector: Collector
    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var isDone = false

    init(_ options: TestTLSClient, collector: Collector) throws {
        self.collector = collector
        ERR_clear_error()
        let context = SSL_CTX_new(TLS_client_method())!
        defer { SSL_CTX_free(context) }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        Self.withPEM(options.authorityPEM) { bio in
            let authority = PEM_read_bio_X509(bio, nil, nil, nil)
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority)
            X509_free(authority)
        }
        if let identity = options.identity {
            Self.withPEM(identity.certificatePEM) { bio in
                let certificate = PEM_read_bio_X509(bio, nil, nil, nil)
                SSL_CTX_use_certificate(context, certificate)
                X509_free(certificate)
            }
            Self.withPEM(identity.privateKeyPEM) { bio in
                let key = PEM_read_bio_PrivateKey(bio, nil, nil, nil)
                SSL_CTX_use_PrivateKey(context, key)
                EVP_PKEY_free(key)
            }
        }
        if let version = options.version {
            _ = tt_ctx_set_min_version(context, version)
            SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil)
        }
        ssl = SSL_new(context)!
        incoming = BIO_new(BIO_s_mem())!
        outgoing = BIO_new(BIO_s_mem())!
        SSL_set_bio(ssl, incoming, outgoing)
        _ = tt_ssl_set_server_name(ssl, "localhost")
        SSL_set1_host(ssl, "localhost")
        let protocols = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !protocols.isEmpty { SSL_set_alpn_protos(ssl, protocols, UInt32(protocols.count)) }
        SSL_set_connect_state(ssl)
    }

    deinit {
        SSL_free(ssl)
    }

    private static func withPEM(_ pem: String, _ body: (OpaquePointer) -> Void) {
        // The BIO reads where the bytes are, so they must stay there until it is freed.
        pem.withCString { bytes in
            let bio = BIO_new_mem_buf(bytes, -1)!
            body(bio)
            BIO_free(bio)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        advance(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            _ = BIO_write(incoming, bytes.baseAddress, Int32(bytes.count))
        }
        advance(context)
    }

    private func advance(_ context: ChannelHandlerContext) {
        ERR_clear_error()
        if !isDone {
            let result = SSL_do_handshake(ssl)
            flushOutgoing(context)
            if result == 1 {
                isDone = true
                collector.handshake.withLockedValue { $0 = "\(String(cString: SSL_get_version(ssl))) \(chosen)" }
                collector.check()
            } else {
                fail(result, context)
                return
            }
        }
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            ERR_clear_error()
            let count = SSL_read(ssl, &chunk, Int32(chunk.count))
            guard count > 0 else {
                fail(count, context)
                return
            }
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: chunk[..<Int(count)])))
        }
    }

    private var chosen: String {
        var start: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &start, &count)
        return String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
    }

    private func fail(_ result: Int32, _ context: ChannelHandlerContext) {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        default:
            let reason = ERR_reason_error_string(ERR_get_error()).map { String(cString: $0) } ?? "unknown"
            context.fireErrorCaught(RawClient.Failure(description: reason))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        unwrapOutboundIn(data).withUnsafeReadableBytes { bytes in
            ERR_clear_error()
            _ = SSL_ctrl(ssl, SSL_CTRL_CLEAR_MODE, 0, nil)
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = SSL_write(ssl, part.baseAddress, Int32(part.count))
                guard count > 0 else { break }
                rest = rest.dropFirst(Int(count))
            }
        }
        flushOutgoing(context, promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output {
            SSL_shutdown(ssl)
            flushOutgoing(context)
        }
        context.close(mode: mode, promise: promise)
    }

    private func flushOutgoing(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil) {
        var start: UnsafeMutablePointer<CChar>?
        let count = tt_bio_memory(outgoing, &start)
        guard let start, count > 0 else {
            promise?.succeed(())
            return
        }
        let buffer = ByteBuffer(bytes: UnsafeRawBufferPointer(start: start, count: count))
        _ = tt_bio_reset(outgoing)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }
}
