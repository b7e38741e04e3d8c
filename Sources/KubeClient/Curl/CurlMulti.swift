import CCurl
import Glibc
package import KubeCore
import NIOConcurrencyHelpers

/// How many connections a loop keeps.
package struct CurlLimits: Hashable, Sendable {
    /// Kept open for the next request.
    package var cachedConnections: Int
    /// With HTTP/1.1 a watch takes one for itself.
    package var connectionsPerHost: Int
    package var connections: Int
    /// Under way at once, watches not counted; more wait their turn. Far fewer than the streams of one connection, so
    /// that a burst does not open connections that are of no use afterwards.
    package var requestsPerEndpoint: Int
    /// API servers allow 100 to 250 and tell so; libcurl keeps to the smaller number.
    package var streamsPerConnection: Int
    /// A connection by which nothing came for this long while a request went unanswered is given up: shorter than the
    /// API server's limit for one request (60 s), longer than its webhooks may take (30 s).
    package var silence: Duration

    package init(
        cachedConnections: Int = 256, connectionsPerHost: Int = 128, connections: Int = 1024,
        requestsPerEndpoint: Int = 64, streamsPerConnection: Int = 250, silence: Duration = .seconds(30)
    ) {
        self.cachedConnections = cachedConnections
        self.connectionsPerHost = connectionsPerHost
        self.connections = connections
        self.requestsPerEndpoint = requestsPerEndpoint
        self.streamsPerConnection = streamsPerConnection
        self.silence = silence
    }
}

/// HTTP by libcurl on one thread of its own; any number of endpoints share it.
///
/// Dropping the last reference ends the thread; requests under way then fail with `APIError` (closed).
package final class CurlMulti: Sendable {
    private let inbox: CurlInbox
    private let counterBox: CounterBox
    private let nextID = NIOLockedValueBox<UInt64>(1)

    /// Throws `APIError` (configuration) when the process is out of descriptors or threads.
    package init(limits: CurlLimits = CurlLimits()) throws(APIError) {
        let loop = try CurlLoop(limits)
        inbox = loop.inbox
        counterBox = loop.counters
        var thread = pthread_t()
        let context = Unmanaged.passRetained(loop)
        let code = pthread_create(&thread, nil, runLoop, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw APIError(
                .configuration, attempt: "start libcurl", message: "no thread: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }

    deinit {
        _ = inbox.post(.stop)
    }

    package var counters: CurlCounters { counterBox.value }

    /// The complete response, whatever its status.
    ///
    /// Throws `APIError` when none arrived within `deadline` or when the body exceeds `maximumBodySize` bytes, and
    /// `CancellationError` on cancellation.
    package func send(
        _ request: HTTPRequest, _ profile: CurlProfile, deadline: Duration, maximumBodySize: Int
    ) async throws -> HTTPResponse {
        try check(request, profile)
        let id = makeID()
        let isCancelled = NIOLockedValueBox(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                post(
                    CurlTransfer(
                        id: id, profile: profile, request: request,
                        sink: .unary(continuation, maximumBodySize: maximumBodySize), limit: deadline,
                        isCancelled: isCancelled))
            }
        } onCancel: {
            cancel(id, isCancelled)
        }
    }

    /// A response whose body is read as it arrives. Dropping its body ends the transfer.
    ///
    /// Throws `APIError` when no head arrived within `idleTimeout`; reading throws when nothing arrived for that
    /// long while the reader was waiting.
    package func open(
        _ request: HTTPRequest, _ profile: CurlProfile, idleTimeout: Duration
    ) async throws -> HTTPStream {
        try check(request, profile)
        let id = makeID()
        let isCancelled = NIOLockedValueBox(false)
        let box = StreamBox(StreamState())
        let reader = CurlStreamReader(id: id, box: box, inbox: inbox, isCancelled: isCancelled)
        let head = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch box.withLockedValue({ $0.awaitHead(continuation) }) {
                case .wait: break
                case .deliver(let head): continuation.resume(returning: head)
                case .fail(let error): continuation.resume(throwing: error)
                }
                post(
                    CurlTransfer(
                        id: id, profile: profile, request: request, sink: .stream(box), limit: idleTimeout,
                        isCancelled: isCancelled))
            }
        } onCancel: {
            cancel(id, isCancelled)
        }
        return HTTPStream(
            status: head.status, headers: head.headers, body: AsyncThrowingStream { try await reader.next() })
    }

    /// Frees what is kept for `profile` as soon as its last request has ended.
    package func retire(_ profile: CurlProfile) {
        _ = inbox.post(.retire(profile))
    }

    private func makeID() -> UInt64 {
        nextID.withLockedValue { id in
            defer { id += 1 }
            return id
        }
    }

    private func post(_ transfer: CurlTransfer) {
        if !inbox.post(.start(transfer)) {
            transfer.finish(APIError(.closed, attempt: "", message: "the client was shut down"))
        }
    }

    private func cancel(_ id: UInt64, _ isCancelled: NIOLockedValueBox<Bool>) {
        isCancelled.withLockedValue { $0 = true }
        _ = inbox.post(.cancel(id))
    }

    /// A line break in a header would begin another header, or another request.
    private func check(_ request: HTTPRequest, _ profile: CurlProfile) throws {
        try Task.checkCancellation()
        for field in request.headers.fields {
            let isClean = !field.name.isEmpty && (field.name + field.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            guard isClean else {
                throw APIError(
                    .configuration, attempt: profile.settings.server,
                    message: "the header \(field.name.debugDescription) holds a control character; check the "
                        + "credentials for line breaks")
            }
        }
    }
}

private func runLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}

/// The consumer's end of a streamed response; ends the transfer when it goes.
private final class CurlStreamReader: Sendable {
    private let id: UInt64
    private let box: StreamBox
    private let inbox: CurlInbox
    private let isCancelled: NIOLockedValueBox<Bool>

    init(id: UInt64, box: StreamBox, inbox: CurlInbox, isCancelled: NIOLockedValueBox<Bool>) {
        self.id = id
        self.box = box
        self.inbox = inbox
        self.isCancelled = isCancelled
    }

    deinit {
        cancel()
    }

    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch box.withLockedValue({ $0.next(continuation) }) {
                case .wait: break
                case .deliver(let chunk, let resume):
                    if resume { _ = inbox.post(.resume(id)) }
                    continuation.resume(returning: chunk)
                case .end(let error?): continuation.resume(throwing: error)
                case .end(nil): continuation.resume(returning: nil)
                }
            }
        } onCancel: {
            cancel()
        }
    }

    private func cancel() {
        isCancelled.withLockedValue { $0 = true }
        _ = inbox.post(.cancel(id))
    }
}
