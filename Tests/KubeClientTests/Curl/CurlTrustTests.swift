import Glibc
import HTTPServing
import KubeCore
import Testing

@testable import KubeClient

@Suite("CurlTransport: trust and reach")
struct CurlTrustTests {
    private func send(_ configuration: ClusterConfiguration) async throws -> HTTPResponse {
        let transport = try CurlTransport(configuration: configuration, environment: ProcessEnvironment())
        return try await transport.send(
            HTTPRequest(method: "GET", path: "/echo"), deadline: .seconds(20), maximumBodySize: 1 << 20)
    }

    private func failure(_ configuration: ClusterConfiguration) async -> APIError? {
        await #expect(throws: APIError.self) { try await send(configuration) }
    }

    @Test("Another authority's certificate is refused, with what to check")
    func wrongAuthority() async throws {
        try await TestServer.with(.http1) { server in
            var configuration = try server.configuration()
            let other = try CertificateAuthority(commonName: "other CA")
            configuration.tls.certificateAuthority = .bytes(Array(try other.certificatePEM.utf8))
            let error = await failure(configuration)
            #expect(error?.code == .refusedCertificate)
            #expect(error?.isTransient == false)
            let text = error?.description ?? ""
            #expect(
                text.hasPrefix(
                    "could not reach https://localhost:\(server.port): the server's certificate is not trusted: "))
            #expect(text.hasSuffix("; check certificate-authority-data and tls-server-name in the test"))
            configuration.tls = TLSOptions(skipsVerification: true)
            #expect(try await send(configuration).status == 200)
        }
    }

    @Test(
        "A name that is not in the certificate is refused; tls-server-name names the one that is",
        arguments: TestProtocol.available)
    func serverName(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            var configuration = try server.configuration()
            configuration.tls.serverName = "other.test"
            #expect(await failure(configuration)?.code == .refusedCertificate)
            configuration.tls.serverName = "api.test"
            let response = try await send(configuration)
            let echo = try JSONValue(parsing: response.body)
            #expect(echo[path: "headers", "host"]?.stringValue == "localhost:\(server.port)")
        }
    }

    @Test("A server that wants a certificate we have not is told of clearly", arguments: [TestProtocol.http1])
    func noClientCertificate(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            var configuration = try server.configuration()
            configuration.credentials = Credentials()
            let error = await failure(configuration)
            #expect(error?.code == .refusedCertificate, "\(error?.description ?? "")")
            #expect(error?.message.hasPrefix("the server refused our certificate: ") == true)
        }
    }

    @Test("Certificates that are none are refused with their place")
    func brokenMaterial() async throws {
        try await TestServer.with(.http1) { server in
            var configuration = try server.configuration()
            configuration.credentials.clientCertificate = .bytes(Array("nonsense".utf8))
            #expect(await failure(configuration)?.code == .refusedCertificate)
            configuration = try server.configuration()
            configuration.tls.certificateAuthority = .bytes(Array("nonsense".utf8))
            #expect(await failure(configuration)?.code == .refusedCertificate)
            configuration.tls.certificateAuthority = .file("/nowhere/ca.pem")
            #expect(
                await failure(configuration)?.description
                    == "could not read certificate authority /nowhere/ca.pem: there is no such file")
        }
    }

    @Test("A refused connection says so and what to check")
    func refused() async throws {
        let port = try Self.closedPort()
        let error = await failure(
            ClusterConfiguration(server: "https://127.0.0.1:\(port)", origin: "context dev of /k"))
        #expect(error?.code == .unreachable)
        #expect(error?.isTransient == true)
        #expect(
            error?.description
                == "could not reach https://127.0.0.1:\(port): connection refused; is the server running, and is the address "
                + "right in context dev of /k?")
    }

    @Test("Requests that fail at once hand on their turn to those that wait")
    func failingBurst() async throws {
        let configuration = ClusterConfiguration(server: "http://127.0.0.1:\(try Self.closedPort())")
        let transport = try CurlTransport(configuration: configuration, environment: ProcessEnvironment())
        let codes = await withTaskGroup(of: APIError.Code?.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    do {
                        _ = try await transport.send(
                            HTTPRequest(method: "GET", path: "/"), deadline: .seconds(20), maximumBodySize: 1)
                        return nil
                    } catch {
                        return (error as? APIError)?.code
                    }
                }
            }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(codes == [.unreachable])
        #expect(transport.multi.counters.handlesInUse == 0)
    }

    @Test("TLS to a server that speaks plain HTTP, and the other way round")
    func wrongScheme() async throws {
        try await TestServer.with(.http1) { server in
            // A TLS server answers plain HTTP with words of its own.
            let plain = try await send(ClusterConfiguration(server: "http://localhost:\(server.port)"))
            #expect(plain.status == 400)
        }
        let listener = try Listener()
        defer { listener.close() }
        async let answer: Void = listener.answerOnce("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        let secure = await failure(ClusterConfiguration(server: "https://127.0.0.1:\(listener.port)"))
        await answer
        #expect(secure?.code == .refusedCertificate)
        #expect(secure?.message.hasSuffix("does the server speak TLS on this port?") == true)
    }

    @Test("An address that is none is refused before anything is tried")
    func badAddress() async {
        let error = await failure(ClusterConfiguration(server: "localhost:6443", origin: "the flag"))
        #expect(error?.code == .configuration)
        #expect(
            error?.message
                == "\"localhost:6443\" is no server address; it should look like https://host:port; see the flag")
    }

    /// A port on which nobody listens: bound and closed again.
    private static func closedPort() throws -> Int {
        let listener = try Listener()
        defer { listener.close() }
        return listener.port
    }

    @Test("libcurl's results become errors with a remedy")
    func results() {
        var settings = CurlProfile.Settings(server: "https://h:1")
        settings.origin = "context dev of /k"
        settings.proxyURL = "http://user:secret@p:3128"
        func text(_ code: UInt32, _ detail: String, _ number: Int32 = 0) -> String {
            let error = CurlFailure.error(
                code: code, detail: detail, systemError: number, settings: settings)
            return "\(error.code.rawValue): \(error.message)"
        }
        #expect(text(6, "") == "unreachable: the host name is not known; check the server address in context dev of /k")
        #expect(
            text(5, "no such proxy")
                == "unreachable: the proxy http://p:3128 cannot be used: no such proxy; check proxy-url in context dev of /k"
        )
        #expect(
            text(7, "", EHOSTUNREACH)
                == "unreachable: the proxy http://p:3128 cannot be reached: no route to host; is it running, and is "
                + "proxy-url in context dev of /k right?")
        settings.proxyURL = nil
        #expect(
            text(7, "", EHOSTUNREACH)
                == "unreachable: no route to host; is the server running, and is the address right in context dev of /k?"
        )
        #expect(text(28, "Connection timed out after 10 ms").hasPrefix("unreachable: no connection ("))
        #expect(text(56, "reset") == "connectionLost: the connection broke: reset")
        #expect(text(92, "stream closed") == "connectionLost: the connection broke: stream closed")
        #expect(text(56, "tlsv13 alert certificate required").hasPrefix("refusedCertificate: the server refused our"))
    }
}

/// A plain socket that answers the first connection with fixed bytes.
struct Listener: Sendable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw TestFailure("no listening socket") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() {
        Glibc.close(descriptor)
    }

    /// Accepts one connection on a thread of its own, reads once, answers, and closes.
    func answerOnce(_ text: String) async {
        await withCheckedContinuation { continuation in
            let job = Job(descriptor: descriptor, text: text, continuation: continuation)
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, Unmanaged.passRetained(job).toOpaque())
            pthread_detach(thread)
        }
    }

    private final class Job: Sendable {
        let descriptor: Int32
        let text: String
        let continuation: CheckedContinuation<Void, Never>

        init(descriptor: Int32, text: String, continuation: CheckedContinuation<Void, Never>) {
            self.descriptor = descriptor
            self.text = text
            self.continuation = continuation
        }

        func run() {
            let connection = accept(descriptor, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 4096)
            _ = read(connection, &buffer, buffer.count)
            let bytes = Array(text.utf8)
            _ = write(connection, bytes, bytes.count)
            Glibc.close(connection)
            continuation.resume()
        }
    }
}
