import CCurl
import Glibc
import KubeCore
import NIOConcurrencyHelpers

/// The state a streamed response shares between the loop thread and its consumer.
typealias StreamBox = NIOLockedValueBox<
    StreamState<
        ResponseHeadParser.Head, CheckedContinuation<ResponseHeadParser.Head, any Error>,
        CheckedContinuation<[UInt8]?, any Error>
    >
>

/// One request on its way.
///
/// `@unchecked Sendable`: what is `let` is Sendable; every `var` is touched by the loop thread only, from the moment
/// the transfer is posted to it. The consumer's side goes through `isCancelled` and the stream's box, which lock.
final class CurlTransfer: @unchecked Sendable {
    enum Sink {
        /// The continuation is resumed once, by the loop thread.
        case unary(CheckedContinuation<HTTPResponse, any Error>, maximumBodySize: Int)
        case stream(StreamBox)
    }

    /// A server's word on the length is trusted this far; more is taken when it really comes.
    private static let maximumReservation = 16 << 20

    let id: UInt64
    let profile: CurlProfile
    let request: HTTPRequest
    let sink: Sink
    /// Nanoseconds: of a unary request until its end, of a stream between two pieces of it.
    let limit: UInt64
    let isCancelled: NIOLockedValueBox<Bool>

    // The loop thread's own.
    var handle: CurlHandle?
    var head = ResponseHeadParser()
    var receivedHead: ResponseHeadParser.Head?
    var body: [UInt8] = []
    /// Why we ended it ourselves; goes before what libcurl says of the ending.
    var failure: (any Error)?
    var lastActivity: UInt64 = 0
    /// When it was handed to libcurl; later than its start when it had to wait for its turn.
    var begunAt: UInt64 = 0
    /// When the server last sent something of it.
    var heardAt: UInt64 = 0
    /// The last piece was refused because the consumer is behind.
    var isPaused = false
    var counters: CounterBox?

    init(
        id: UInt64, profile: CurlProfile, request: HTTPRequest, sink: Sink, limit: Duration,
        isCancelled: NIOLockedValueBox<Bool>
    ) {
        self.id = id
        self.profile = profile
        self.request = request
        self.sink = sink
        self.limit = UInt64(clamping: limit.wholeMilliseconds).multipliedClamping(1_000_000)
        self.isCancelled = isCancelled
    }

    /// Since when the server is silent about it.
    var silentSince: UInt64 { isStream ? lastActivity : max(begunAt, heardAt) }

    /// When the transfer is over its time, given that nothing more arrives.
    var due: UInt64 { lastActivity &+ min(limit, UInt64.max / 2) }

    var isStream: Bool {
        if case .stream = sink { true } else { false }
    }

    // MARK: What the callbacks bring

    /// False ends the transfer.
    func receiveHeader(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        switch head.receive(line) {
        case .more: return true
        case .tooLarge:
            failure = APIError(
                .tooLarge, attempt: profile.settings.server,
                message: "the headers of the answer exceed \(ResponseHeadParser.maximumSize) bytes")
            return false
        case .complete(let complete):
            receivedHead = complete
            heardAt = MonotonicTime.now()
            if let length = complete.headers["Content-Length"].flatMap({ Int($0) }), length > 0, !isStream {
                body.reserveCapacity(min(length, Self.maximumReservation))
            }
            if case .stream(let box) = sink {
                touch()
                box.withLockedValue { $0.receiveHead(complete) }?.resume(returning: complete)
            }
            return true
        }
    }

    enum BodyOutcome {
        case taken, pause, abort
    }

    func receiveBody(_ bytes: UnsafeBufferPointer<UInt8>) -> BodyOutcome {
        switch sink {
        case .unary(_, let maximumBodySize):
            guard body.count + bytes.count <= maximumBodySize else {
                failure = APIError(
                    .tooLarge, attempt: profile.settings.server,
                    message: "the answer exceeds the limit of \(maximumBodySize) bytes")
                return .abort
            }
            heardAt = MonotonicTime.now()
            body.append(contentsOf: bytes)
            return .taken
        case .stream(let box):
            touch()
            heardAt = lastActivity
            switch box.withLockedValue({ $0.receive(bytes) }) {
            case .buffered: return .taken
            case .deliver(let waiter, let chunk):
                waiter.resume(returning: chunk)
                return .taken
            case .pause:
                isPaused = true
                counters?.update { $0.pauses += 1 }
                return .pause
            }
        }
    }

    /// Gives the outcome to whoever waits for it.
    func finish(_ error: (any Error)?) {
        switch sink {
        case .unary(let continuation, _):
            if let error {
                continuation.resume(throwing: error)
            } else if let receivedHead {
                continuation.resume(
                    returning: HTTPResponse(status: receivedHead.status, headers: receivedHead.headers, body: body))
            } else {
                continuation.resume(
                    throwing: APIError(
                        .malformedResponse, attempt: profile.settings.server,
                        message: "the server sent no answer that HTTP knows"))
            }
        case .stream(let box):
            var error = error
            if error == nil, receivedHead == nil {
                error = APIError(
                    .malformedResponse, attempt: profile.settings.server,
                    message: "the server sent no answer that HTTP knows")
            }
            switch box.withLockedValue({ $0.finish(error) }) {
            case .none: break
            case .head(let waiter, let error): waiter.resume(throwing: error)
            case .chunk(let waiter, let error?): waiter.resume(throwing: error)
            case .chunk(let waiter, nil): waiter.resume(returning: nil)
            }
        }
        body = []
    }

    /// Something of a stream arrived.
    func touch() {
        lastActivity = MonotonicTime.now()
    }
}

/// Nanoseconds of CLOCK_MONOTONIC.
enum MonotonicTime {
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

extension UInt64 {
    fileprivate func multipliedClamping(_ factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
