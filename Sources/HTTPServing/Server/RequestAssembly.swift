import NIOCore
import NIOHTTP1

/// Why a request is answered without asking the handler; the connection ends with it.
struct Refusal: Hashable, Sendable {
    var status: Int
    var reason: String

    /// The refusal for an error of the HTTP parser.
    init(parserError error: any Error) {
        if case .some(.headerOverflow) = error as? HTTPParserError {
            self.init(status: 431, reason: "request header fields too large")
        } else {
            self.init(status: 400, reason: "malformed request: \(error)")
        }
    }

    init(status: Int, reason: String) {
        self.status = status
        self.reason = reason
    }
}

/// What the response to a request must know of it.
struct Exchange: Hashable, Sendable {
    /// The response goes without its body.
    var isHead: Bool
    /// HTTP/1.1: a body of unknown length can be chunked.
    var canChunk: Bool
    /// Whether the connection serves further requests after this one.
    var keepAlive: Bool
}

/// A request of which the head has come and the body is coming.
struct RequestAssembly {
    let head: HTTPRequestHead
    let exchange: Exchange
    /// The client waits for `100 Continue` before it sends the body.
    let expectsContinue: Bool
    private(set) var body: [UInt8] = []
    private let maximumBodySize: Int

    /// Throws when the head alone decides that the request cannot be served.
    init(head: HTTPRequestHead, maximumBodySize: Int) throws(Refusal) {
        guard head.version.major == 1 else {
            throw Refusal(status: 505, reason: "only HTTP/1.0 and HTTP/1.1 are spoken here")
        }
        let hosts = head.headers["Host"].count
        guard hosts == 1 || (hosts == 0 && head.version.minor == 0) else {
            throw Refusal(status: 400, reason: "exactly one Host header field is required")
        }
        guard head.method != .CONNECT else { throw Refusal(status: 405, reason: "this is not a proxy") }
        let declared = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard declared <= maximumBodySize else { throw Self.tooLarge(maximumBodySize) }
        // After an upgrade offer the parser reads no further request; it is not taken up, so the connection ends.
        let offersUpgrade = head.headers.contains(name: "Upgrade")
        exchange = Exchange(
            isHead: head.method == .HEAD, canChunk: head.version.minor > 0,
            keepAlive: head.isKeepAlive && !offersUpgrade)
        expectsContinue =
            head.version.minor > 0
            && head.headers[canonicalForm: "Expect"].contains { String($0).equalsIgnoringASCIICase("100-continue") }
        self.head = head
        self.maximumBodySize = maximumBodySize
        body.reserveCapacity(declared)
    }

    mutating func append(_ part: ByteBuffer) throws(Refusal) {
        guard body.count + part.readableBytes <= maximumBodySize else { throw Self.tooLarge(maximumBodySize) }
        body.append(contentsOf: part.readableBytesView)
    }

    private static func tooLarge(_ limit: Int) -> Refusal {
        Refusal(status: 413, reason: "the request body exceeds \(limit) bytes")
    }
}

extension Refusal: Error {}
