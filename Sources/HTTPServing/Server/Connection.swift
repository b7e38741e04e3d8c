import NIOConcurrencyHelpers
import NIOCore

/// The meeting point of a connection's channel handler, on its event loop, and the task that answers its requests.
final class ConnectionExchanges: Sendable {
    let requests: AsyncStream<ServerRequest>
    /// An element or the end asks the task to stop what it does: the client went, or the stream must end.
    let endings: AsyncStream<Void>
    let gate: WriteGate
    let remoteAddress: String
    private let requestSink: AsyncStream<ServerRequest>.Continuation
    private let endingSink: AsyncStream<Void>.Continuation

    init(bufferLimit: Int, remoteAddress: String) {
        // The handler gives the next request only after the response to the last: one is enough.
        (requests, requestSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
        (endings, endingSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
        gate = WriteGate(limit: bufferLimit)
        self.remoteAddress = remoteAddress
    }

    func begin(_ request: ServerRequest) {
        requestSink.yield(request)
    }

    func endStream() {
        endingSink.yield()
    }

    func finish() {
        requestSink.finish()
        endingSink.finish()
        gate.close()
    }
}

/// One accepted connection, as the server's tasks see it.
struct Connection: Sendable {
    let channel: any Channel
    let exchanges: ConnectionExchanges
    let handler: NIOLoopBound<HTTPConnectionHandler>

    /// Answers requests until the channel is closed; closes it when cancelled.
    func serve(_ answer: @escaping @Sendable (ServerRequest) async -> ServerResponse) async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await answerRequests(answer) }
                for await _ in exchanges.endings { break }
                group.cancelAll()
            }
            // A connection left behind by a server that stopped has no event loop any more.
            guard channel.isActive else { return }
            await withCheckedContinuation { continuation in
                channel.closeFuture.whenComplete { _ in continuation.resume() }
            }
        } onCancel: {
            close()
        }
    }

    func drain() {
        onLoop { $0.drain() }
    }

    func close() {
        channel.close(mode: .all, promise: nil)
    }

    private func answerRequests(_ answer: @Sendable (ServerRequest) async -> ServerResponse) async {
        for await request in exchanges.requests {
            let response = await answer(request)
            onLoop { $0.respond(response) }
            if case .stream(let chunks) = response.body, sendsBody(of: response, to: request) { await pump(chunks) }
        }
    }

    private func sendsBody(of response: ServerResponse, to request: ServerRequest) -> Bool {
        request.method != "HEAD" && !ResponseHead.forbidsBody(response.status)
    }

    private func pump(_ chunks: AsyncStream<[UInt8]>) async {
        for await chunk in chunks where !chunk.isEmpty {
            exchanges.gate.add(chunk.count)
            onLoop { $0.writeChunk(chunk) }
            await exchanges.gate.waitForRoom()
        }
        onLoop { $0.finishStream() }
    }

    private func onLoop(_ body: @escaping @Sendable (HTTPConnectionHandler) -> Void) {
        guard channel.isActive else { return }
        let handler = handler
        channel.eventLoop.execute { body(handler.value) }
    }
}
