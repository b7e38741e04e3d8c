package import KubeClient
package import KubeCore
import NIOConcurrencyHelpers

/// Answers requests by a closure and remembers them; watches are fed by the test.
package final class ScriptedTransport: HTTPTransport {
    /// A watch that was opened.
    package struct Watch: Sendable {
        package let request: HTTPRequest
        private let continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation

        init(request: HTTPRequest, continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation) {
            self.request = request
            self.continuation = continuation
        }

        package func send(_ event: WatchEvent) { continuation.yield(event.frame + [UInt8(ascii: "\n")]) }
        package func send(bytes: [UInt8]) { continuation.yield(bytes) }
        package func end() { continuation.finish() }
        package func fail(_ error: any Error) { continuation.finish(throwing: error) }
    }

    private let answer: @Sendable (HTTPRequest) async throws -> HTTPResponse
    private let open: @Sendable (HTTPRequest) async -> HTTPResponse?
    private let log = NIOLockedValueBox<[HTTPRequest]>([])
    private let watchesContinuation: AsyncStream<Watch>.Continuation
    /// Each watch as it is opened.
    package let watches: AsyncStream<Watch>

    /// `refuse` answers the response with which a watch is refused, or nil to open it.
    package init(
        refuse: @escaping @Sendable (HTTPRequest) async -> HTTPResponse? = { _ in nil },
        answer: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse
    ) {
        self.answer = answer
        open = refuse
        (watches, watchesContinuation) = AsyncStream.makeStream()
    }

    /// All requests so far, watches included.
    package var requests: [HTTPRequest] { log.withLockedValue { $0 } }

    package func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        log.withLockedValue { $0.append(request) }
        return try await answer(request)
    }

    package func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        log.withLockedValue { $0.append(request) }
        let (body, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        if let refusal = await open(request) {
            continuation.yield(refusal.body)
            continuation.finish()
            return HTTPStream(status: refusal.status, headers: refusal.headers, body: body)
        }
        watchesContinuation.yield(Watch(request: request, continuation: continuation))
        return HTTPStream(status: 200, headers: ["Content-Type": "application/json"], body: body)
    }
}

extension HTTPResponse {
    package static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: value.serialized())
    }

    package static func failure(_ code: Int, _ reason: String, _ message: String = "") -> HTTPResponse {
        json(APIStatus(message: message, reason: reason, code: code).json, status: code)
    }
}
