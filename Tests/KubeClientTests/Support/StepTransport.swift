import KubeClient
import KubeCore
import NIOConcurrencyHelpers

/// Answers requests from a script, in order, and remembers them. Asking for more than the script has is a failure.
final class StepTransport: HTTPTransport {
    enum Step: Sendable {
        case respond(Int, headers: HTTPHeaders = HTTPHeaders(), body: String)
        case fail(APIError)
        /// A stream of these chunks, ended by the error when there is one.
        case stream(Int, [String], error: APIError? = nil)
    }

    private struct State {
        var steps: [Step]
        var requests: [HTTPRequest] = []
    }

    private let state: NIOLockedValueBox<State>

    init(_ steps: [Step]) {
        state = NIOLockedValueBox(State(steps: steps.reversed()))
    }

    var requests: [HTTPRequest] { state.withLockedValue(\.requests) }
    /// `GET /api/v1/pods?limit=2`
    var targets: [String] { requests.map { "\($0.method) \($0.target)" } }
    var remainingSteps: Int { state.withLockedValue(\.steps.count) }

    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        switch take(request) {
        case .respond(let status, let headers, let body)?:
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        case .fail(let error)?: throw error
        case .stream?, nil: throw TestFailure("unexpected request \(request.method) \(request.target)")
        }
    }

    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        let (status, chunks, error): (Int, [String], APIError?)
        switch take(request) {
        case .respond(let code, _, let body)?: (status, chunks, error) = (code, [body], nil)
        case .stream(let code, let pieces, let failure)?: (status, chunks, error) = (code, pieces, failure)
        case .fail(let error)?: throw error
        case nil: throw TestFailure("unexpected stream \(request.target)")
        }
        return HTTPStream(
            status: status, headers: HTTPHeaders(),
            body: AsyncThrowingStream { sink in
                for chunk in chunks { sink.yield(Array(chunk.utf8)) }
                sink.finish(throwing: error)
            })
    }

    private func take(_ request: HTTPRequest) -> Step? {
        state.withLockedValue { state in
            state.requests.append(request)
            return state.steps.popLast()
        }
    }
}

/// A clock whose sleeps end at once and are remembered.
final class InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let box = NIOLockedValueBox<(now: Duration, sleeps: [Duration])>((.zero, []))

    var now: Instant { Instant(offset: box.withLockedValue(\.now)) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var sleeps: [Duration] { box.withLockedValue(\.sleeps) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        box.withLockedValue { state in
            state.sleeps.append(deadline.offset - state.now)
            state.now = deadline.offset
        }
    }
}

extension ResourceType {
    static let pods = ResourceType("v1", "Pod", plural: "pods")
    static let nodes = ResourceType("v1", "Node", plural: "nodes", isNamespaced: false)
    static let deployments = ResourceType("apps/v1", "Deployment", plural: "deployments")
}

/// A `Status` body.
func statusBody(_ code: Int, _ reason: String, _ message: String) -> String {
    APIStatus(message: message, reason: reason, code: code).json.serializedString()
}
