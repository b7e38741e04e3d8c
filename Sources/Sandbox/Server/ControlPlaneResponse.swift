package import KubeCore

/// What the embedded API server answers: a whole body, or one that goes on until either side ends it (watches).
package struct ControlPlaneResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Chunks are made when they are asked for; dropping the stream ends the watch.
        case stream(AsyncStream<[UInt8]>)
    }

    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
