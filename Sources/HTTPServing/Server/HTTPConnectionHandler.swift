import Glibc
import Logging
import NIOCore
import NIOHTTP1

/// The HTTP side of one connection: requests one after the other, each answered before the next is looked at.
///
/// ```
///            head               end                 respond              written
///   idle ----------> receiving -----> answering ------------> flushing ---------> idle | lingering
///     ^                  |                | respond(stream)      ^
///     |                  | refuse         v                      |
///     |                  v            streaming -----------------+
///     +------------- lingering (our side is closed; what still comes is discarded) -> closed
/// ```
final class HTTPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// `hasBegun`: bytes of a request may have come, but not its whole head.
        case idle(hasBegun: Bool)
        case receiving(RequestAssembly)
        case answering(Exchange)
        case streaming(Exchange, ResponseFraming)
        case flushing(Exchange)
        case lingering
        case closed
    }

    /// What has come while an earlier request was being answered.
    enum Arrival {
        case part(HTTPServerRequestPart)
        case refusal(Refusal)
    }

    let configuration: HTTPServerConfiguration
    let logger: Logger
    let exchanges: ConnectionExchanges
    var phase = Phase.idle(hasBegun: false)
    /// Taken from the front: a client may send thousands of small requests at once.
    var backlog = CircularBuffer<Arrival>()
    var context: ChannelHandlerContext?
    var readTimer: DeadlineTimer?
    var writeTimer: DeadlineTimer?
    var isDraining = false
    /// Handed to the channel and not yet taken by the client.
    var pendingWrites = 0
    private var peer = TLSPeer.anonymous
    private var inputIsClosed = false
    private var readIsWanted = false
    private var bytesCameWhileBusy = false
    private var dateSecond: Int64 = -1
    private var dateText = ""

    /// How long a closed connection is read on, so that a client still sending sees the answer and not a reset.
    private static let lingerTime = TimeAmount.seconds(2)

    init(configuration: HTTPServerConfiguration, exchanges: ConnectionExchanges, logger: Logger) {
        self.configuration = configuration
        self.exchanges = exchanges
        self.logger = logger
    }

    // MARK: - Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        readTimer = DeadlineTimer(eventLoop: context.eventLoop) { [unowned self] in readingTookTooLong() }
        writeTimer = DeadlineTimer(eventLoop: context.eventLoop) { [unowned self] in
            self.logger.debug("client takes no bytes, closing")
            close()
        }
        readTimer?.set(after: TimeAmount(configuration.idleTimeout))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        phase = .closed
        backlog.removeAll()
        readTimer?.cancel()
        writeTimer?.cancel()
        exchanges.finish()
    }

    func close() {
        guard let context else { return }
        if case .closed = phase { return }
        phase = .closed
        context.close(mode: .all, promise: nil)
    }

    private func closeWhenFlushed() {
        if pendingWrites == 0 { return close() }
        phase = .flushing(Exchange(isHead: false, canChunk: true, keepAlive: false))
    }

    /// Closes our side and reads on for a while.
    func linger() {
        guard let context else { return }
        backlog.removeAll()
        if inputIsClosed { return close() }
        phase = .lingering
        readTimer?.set(after: Self.lingerTime)
        context.close(mode: .output, promise: nil)
        wantMore()
    }

    /// Ends the connection as soon as no response is under way; streams are ended now.
    func drain() {
        isDraining = true
        switch phase {
        case .idle: closeWhenFlushed()
        case .streaming: exchanges.endStream()
        case .receiving, .answering, .flushing, .lingering, .closed: break
        }
    }

    // MARK: - Reading

    /// Called for all bytes before they are parsed.
    func bytesArrived() {
        switch phase {
        case .idle(hasBegun: false):
            phase = .idle(hasBegun: true)
            readTimer?.set(after: TimeAmount(configuration.requestReadTimeout))
        case .answering, .streaming, .flushing:
            bytesCameWhileBusy = true
        case .idle, .receiving, .lingering, .closed: break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(.part(unwrapInboundIn(data)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError: take(.refusal(Refusal(parserError: error)))
        case is ByteToMessageDecoderError: break
        default:
            logger.debug("connection failed", error: error)
            close()
        }
    }

    private func take(_ arrival: Arrival) {
        switch phase {
        case .idle, .receiving: advance(arrival)
        case .answering, .streaming, .flushing: backlog.append(arrival)
        case .lingering, .closed: break
        }
    }

    private func advance(_ arrival: Arrival) {
        do {
            switch (arrival, phase) {
            case (.part(.head(let head)), _): try begin(head)
            case (.part(.body(let part)), .receiving(var assembly)):
                // The phase gives its copy up so that appending does not copy the body.
                phase = .idle(hasBegun: true)
                try assembly.append(part)
                phase = .receiving(assembly)
            case (.part(.end), .receiving(let assembly)): complete(assembly)
            case (.part, _): break
            case (.refusal(let refusal), _): throw refusal
            }
        } catch let refusal as Refusal {
            refuse(refusal)
        } catch {
            close()
        }
    }

    private func begin(_ head: HTTPRequestHead) throws {
        let assembly = try RequestAssembly(head: head, maximumBodySize: configuration.maximumBodySize)
        phase = .receiving(assembly)
        if assembly.expectsContinue { send(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")) }
    }

    private func complete(_ assembly: RequestAssembly) {
        readTimer?.clear()
        bytesCameWhileBusy = false
        phase = .answering(assembly.exchange)
        var request = ServerRequest(
            method: assembly.head.method.rawValue, target: assembly.head.uri,
            headers: assembly.head.headers.map { ($0.name, $0.value) }, body: assembly.body,
            remoteAddress: exchanges.remoteAddress)
        switch peer {
        case .anonymous: break
        case .verified(let certificate): request.peerCertificate = certificate
        case .refused(let reason): request.peerCertificateError = reason
        }
        exchanges.begin(request)
    }

    private func refuse(_ refusal: Refusal) {
        logger.debug("request refused", metadata: ["status": "\(refusal.status)", "reason": "\(refusal.reason)"])
        phase = .answering(Exchange(isHead: false, canChunk: true, keepAlive: false))
        respond(.text(refusal.status, refusal.reason + "\n"))
    }

    private func readingTookTooLong() {
        switch phase {
        case .idle(hasBegun: true), .receiving:
            refuse(Refusal(status: 408, reason: "the request did not arrive in time"))
        case .idle: closeWhenFlushed()
        case .lingering: close()
        case .answering, .streaming, .flushing, .closed: break
        }
    }

    /// Asks for no more bytes while a pipelined request already waits, so that little is kept for a client in advance.
    func read(context: ChannelHandlerContext) {
        if backlog.isEmpty {
            context.read()
        } else {
            readIsWanted = true
        }
    }

    private func wantMore() {
        guard readIsWanted, backlog.isEmpty else { return }
        readIsWanted = false
        context?.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let peer = event as? TLSPeer {
            self.peer = peer
        } else if case .some(.inputClosed) = event as? ChannelEvent {
            inputIsClosed = true
            switch phase {
            case .idle, .receiving: closeWhenFlushed()
            // Nobody half-closes a watch to go on reading it.
            case .streaming, .lingering: close()
            case .answering, .flushing, .closed: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { goOn() }
        context.fireChannelWritabilityChanged()
    }

    /// Takes the next request up when the client has taken enough of the last response.
    func goOn() {
        guard let context, case .flushing(let exchange) = phase, context.channel.isWritable else { return }
        guard exchange.keepAlive, !isDraining, !(inputIsClosed && backlog.isEmpty) else {
            // Closing would drop what the client has not taken yet.
            if pendingWrites == 0 { linger() }
            return
        }
        phase = .idle(hasBegun: false)
        // After pipelined requests part of a further one may be with the parser already: the shorter deadline holds.
        readTimer?.set(
            after: TimeAmount(bytesCameWhileBusy ? configuration.requestReadTimeout : configuration.idleTimeout))
        while !backlog.isEmpty {
            switch phase {
            case .idle, .receiving: advance(backlog.removeFirst())
            case .answering, .streaming, .flushing, .lingering, .closed: return
            }
        }
        wantMore()
    }

    /// The current time, formatted once a second.
    func date() -> String {
        let now = Int64(time(nil))
        if now != dateSecond {
            dateSecond = now
            dateText = HTTPDate.text(secondsSince1970: now)
        }
        return dateText
    }
}
