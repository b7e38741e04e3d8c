package import KubeClient
package import KubeCore

/// Lets requests that change something through only while the fence is open, and gives none more time than is left:
/// when the lease can be taken by another, no write of this process is under way.
package struct FencedTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let fence: WriteFence

    package init(_ base: any HTTPTransport, fence: WriteFence) {
        self.base = base
        self.fence = fence
    }

    /// Throws `FencedError` for a write while the fence is closed.
    package func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        guard request.method != "GET", request.method != "HEAD" else {
            return try await base.send(request, deadline: deadline, maximumBodySize: maximumBodySize)
        }
        guard let left = fence.timeLeft else { throw FencedError() }
        return try await base.send(request, deadline: min(deadline, left), maximumBodySize: maximumBodySize)
    }

    package func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        try await base.open(request, idleTimeout: idleTimeout)
    }
}

/// Gives no request more time than `maximum`.
struct DeadlineTransport: HTTPTransport {
    let base: any HTTPTransport
    let maximum: Duration

    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        try await base.send(request, deadline: min(deadline, maximum), maximumBodySize: maximumBodySize)
    }

    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        try await base.open(request, idleTimeout: idleTimeout)
    }
}
