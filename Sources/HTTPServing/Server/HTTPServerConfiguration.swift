/// Where a server listens and what it puts up with.
package struct HTTPServerConfiguration: Sendable {
    /// Plain HTTP, or TLS.
    package enum Security: Sendable {
        case plain
        case tls(TLSConfiguration)
    }

    /// A numeric address or a host name of this machine.
    package var host: String
    /// 0 lets the system choose; see `HTTPServer.boundPort()`.
    package var port: Int
    package var security: Security

    /// Request line and header fields together, in bytes; more is answered 431.
    package var maximumHeaderSize = 64 * 1024
    /// Header fields of one request; more is answered 431.
    package var maximumHeaderCount = 256
    /// Bytes of one request body; more is answered 413. Kubernetes' own limit is 3 MiB.
    package var maximumBodySize = 3 * 1024 * 1024
    /// Open connections; further ones wait in the system's backlog.
    package var maximumConnections = 4096
    /// Bytes of one response that may wait for a slow client before its stream is paused.
    package var maximumBufferedResponse = 256 * 1024

    /// From accepting a connection to the end of the TLS handshake.
    package var handshakeTimeout: Duration = .seconds(10)
    /// A kept-alive connection without a request is closed after this time.
    package var idleTimeout: Duration = .seconds(120)
    /// From the first byte of a request to its last; later ones are answered 408.
    package var requestReadTimeout: Duration = .seconds(30)
    /// A client that takes no byte of a waiting response for this long is dropped.
    package var writeTimeout: Duration = .seconds(60)
    /// How long new connections and requests are still taken after graceful shutdown began: as long as clients may not
    /// have heard of it.
    package var shutdownDelay: Duration = .zero
    /// How long a stopping server then waits for requests in flight.
    package var drainTimeout: Duration = .seconds(10)
    /// How long it then waits for handlers that were cancelled.
    package var abandonTimeout: Duration = .seconds(2)
    /// Threads that do the I/O.
    package var eventLoops = 1

    package init(host: String = "127.0.0.1", port: Int = 0, security: Security) {
        self.host = host
        self.port = port
        self.security = security
    }
}
