package import KubeClient
package import KubeCore

/// Carries requests straight into a control plane in this process, as one user.
package struct InProcessTransport: HTTPTransport {
    private let controlPlane: ControlPlane
    private let user: UserInfo

    package init(controlPlane: ControlPlane, user: UserInfo) {
        self.controlPlane = controlPlane
        self.user = user
    }

    package func send(
        _ request: HTTPRequest, deadline: Duration, maximumBodySize: Int
    ) async throws -> HTTPResponse {
        let response = await controlPlane.respond(to: request, as: user)
        try Task.checkCancellation()
        var body: [UInt8] = []
        switch response.body {
        case .bytes(let bytes): body = bytes
        case .stream(let stream):
            for await chunk in stream where body.count <= maximumBodySize { body += chunk }
            try Task.checkCancellation()
        }
        guard body.count <= maximumBodySize else {
            throw InProcessTransportError(
                message: "response to \(request.method) \(request.path) exceeds \(maximumBodySize) bytes")
        }
        return HTTPResponse(status: response.status, headers: response.headers, body: body)
    }

    package func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        let response = await controlPlane.respond(to: request, as: user)
        let body: AsyncThrowingStream<[UInt8], any Error>
        switch response.body {
        case .bytes(let bytes):
            body = AsyncThrowingStream { continuation in
                continuation.yield(bytes)
                continuation.finish()
            }
        case .stream(let stream):
            let reader = ChunkReader(stream)
            body = AsyncThrowingStream { await reader.next() }
        }
        return HTTPStream(status: response.status, headers: response.headers, body: body)
    }
}

/// What went wrong between a client and a control plane in the same process.
package struct InProcessTransportError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

/// Hands the chunks of one stream on, one at a time.
private actor ChunkReader {
    private var iterator: AsyncStream<[UInt8]>.Iterator

    init(_ stream: AsyncStream<[UInt8]>) {
        iterator = stream.makeAsyncIterator()
    }

    func next() async -> [UInt8]? {
        var local = iterator
        let chunk = await local.next(isolation: self)
        iterator = local
        return chunk
    }
}
