/// One complete request as a handler sees it.
package struct ServerRequest: Sendable {
    /// Upper case as sent, such as `GET`.
    package var method: String
    /// Path and query exactly as on the request line, percent-encoded.
    package var target: String
    /// In the order sent, names as sent. Repeated fields are not joined.
    package var headers: [(String, String)]
    /// The whole body, de-chunked, at most `HTTPServerConfiguration.maximumBodySize` bytes.
    package var body: [UInt8]
    /// The subject of a client certificate that was verified against the configured CA; nil without one.
    package var peerCertificate: PeerCertificate?
    /// Why a client certificate was offered but not accepted; only with `ClientCertificatePolicy.optional`.
    package var peerCertificateError: String?
    /// The client's numeric address, without its port; empty when unknown.
    package var remoteAddress: String

    package init(
        method: String, target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        peerCertificate: PeerCertificate? = nil, peerCertificateError: String? = nil, remoteAddress: String = ""
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.peerCertificate = peerCertificate
        self.peerCertificateError = peerCertificateError
        self.remoteAddress = remoteAddress
    }

    /// The first value of a header field; names compare without regard to ASCII case.
    package func header(_ name: String) -> String? {
        headers.first { $0.0.equalsIgnoringASCIICase(name) }?.1
    }
}

/// What a handler answers.
package struct ServerResponse: Sendable {
    /// The body of a response.
    package enum Body: Sendable {
        /// Sent with a `Content-Length`.
        case bytes([UInt8])
        /// Sent chunked, each element flushed at once, until the stream ends.
        ///
        /// The next element is asked for only when the client has taken the earlier ones, but for a bounded number of
        /// bytes; a stream made with `AsyncStream(unfolding:)` is thereby slowed to the client's speed. When the client
        /// goes or the server stops, the stream's consumer is cancelled: `onTermination` is called with `.cancelled`.
        case stream(AsyncStream<[UInt8]>)
    }

    /// 200...599.
    package var status: Int
    /// `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are the server's own and ignored here.
    package var headers: [(String, String)]
    package var body: Body

    package init(status: Int, headers: [(String, String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A plain-text answer.
    package static func text(_ status: Int, _ text: String) -> ServerResponse {
        ServerResponse(
            status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: .bytes(Array(text.utf8)))
    }
}

/// The verified subject of a client certificate.
package struct PeerCertificate: Hashable, Sendable {
    /// The subject's common name: Kubernetes' user name.
    package var commonName: String
    /// The subject's organisations: Kubernetes' groups.
    package var organizations: [String]

    package init(commonName: String, organizations: [String] = []) {
        self.commonName = commonName
        self.organizations = organizations
    }
}

extension String {
    /// Whether both are equal when ASCII letters are taken without their case.
    package func equalsIgnoringASCIICase(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
