package import KubeCore

/// Carries HTTP requests to one API server: over libcurl, or straight into an embedded control plane.
package protocol HTTPTransport: Sendable {
    /// The complete response, whatever its status.
    ///
    /// Throws when none arrived before `deadline`, when the body exceeds `maximumBodySize` bytes, and on cancellation.
    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse

    /// A response whose body is read as it arrives, until either side ends it.
    ///
    /// Throws when no head arrived within `idleTimeout`; reading throws when no byte arrived for that long.
    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream
}

/// A response being received.
package struct HTTPStream: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    /// Chunks as they arrive, of any size; ends when the server ends the body. Back-pressure reaches the server.
    /// Dropping the sequence ends the transfer.
    package let body: AsyncThrowingStream<[UInt8], any Error>

    package init(status: Int, headers: HTTPHeaders, body: AsyncThrowingStream<[UInt8], any Error>) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
