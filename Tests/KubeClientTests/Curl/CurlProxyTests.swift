import HTTPServing
import KubeCore
import Testing

@testable import KubeClient

@Suite("CurlTransport: proxies")
struct CurlProxyTests {
    private func send(
        _ configuration: ClusterConfiguration, _ environment: ProcessEnvironment = ProcessEnvironment()
    ) async throws -> HTTPResponse {
        let transport = try CurlTransport(configuration: configuration, environment: environment)
        return try await transport.send(
            HTTPRequest(method: "GET", path: "/echo"), deadline: .seconds(20), maximumBodySize: 1 << 20)
    }

    private func failure(_ configuration: ClusterConfiguration) async -> APIError? {
        await #expect(throws: APIError.self) { try await send(configuration) }
    }

    @Test("The proxy-url is asked for a tunnel, and never sees the token", arguments: TestProtocol.available)
    func tunnel(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            try await TestProxy.with(.connect()) { proxy in
                var configuration = try server.configuration()
                configuration.credentials.authorization = .bearer("secret")
                configuration.proxy = ProxyOptions(url: "http://127.0.0.1:\(proxy.port)")
                let response = try await send(configuration)
                #expect(response.status == 200)
                let echo = try JSONValue(parsing: response.body)
                #expect(echo[path: "headers", "authorization"]?.stringValue == "Bearer secret")
                #expect(echo[path: "headers", "x-protocol"]?.stringValue == (kind == .http2 ? "HTTP/2.0" : nil))
                #expect(proxy.heads.count == 1)
                #expect(proxy.heads.first?.hasPrefix("CONNECT localhost:\(server.port) HTTP/1.1\r\n") == true)
                #expect(proxy.heads.first?.contains("secret") == false)
            }
        }
    }

    @Test("A proxy that wants a password gets it from the URL, or is told of in one line without it")
    func password() async throws {
        try await TestServer.with(.http1) { server in
            let authorization = "Basic " + Base64Coding.encode(Array("jane:p@ss".utf8))
            try await TestProxy.with(.connect(authorization: authorization)) { proxy in
                var configuration = try server.configuration()
                configuration.proxy = ProxyOptions(url: "http://jane:p%40ss@127.0.0.1:\(proxy.port)")
                #expect(try await send(configuration).status == 200)
                configuration.proxy = ProxyOptions(url: "http://127.0.0.1:\(proxy.port)")
                let error = await failure(configuration)
                #expect(error?.code == .unreachable)
                #expect(
                    error?.description
                        == "could not reach https://localhost:\(server.port): the proxy http://127.0.0.1:\(proxy.port) "
                        + "refuses: CONNECT tunnel failed, response 407; it wants a user and password: "
                        + "http://user:password@host:port in proxy-url in the test")
                configuration.proxy = ProxyOptions(url: "http://jane:wrong@127.0.0.1:\(proxy.port)")
                let refused = await failure(configuration)
                #expect(refused?.description.contains("wrong") == false)
                #expect(refused?.description.contains("407") == true)
            }
        }
    }

    @Test("A proxy that refuses, or is not there, is named with what to check")
    func refusal() async throws {
        try await TestServer.with(.http1) { server in
            var configuration = try server.configuration()
            var port = 0
            try await TestProxy.with(.connect(refusal: "403 Forbidden")) { proxy in
                port = proxy.port
                configuration.proxy = ProxyOptions(url: "http://127.0.0.1:\(port)", setting: "the variable HTTPS_PROXY")
                #expect(
                    await failure(configuration)?.message
                        == "the proxy http://127.0.0.1:\(port) refuses: CONNECT tunnel failed, response 403; check that "
                        + "it may connect to https://localhost:\(server.port), or set another in the variable HTTPS_PROXY"
                )
            }
            #expect(
                await failure(configuration)?.message
                    == "the proxy http://127.0.0.1:\(port) cannot be reached: connection refused; is it running, and is "
                    + "the variable HTTPS_PROXY right?")
            configuration.proxy = ProxyOptions(url: "gopher://127.0.0.1:\(port)")
            let unknown = await failure(configuration)
            #expect(unknown?.message.hasPrefix("the proxy gopher://127.0.0.1:\(port) cannot be ") == true)
            #expect(unknown?.message.contains("proxy-url in the test") == true)
        }
    }

    @Test("A proxy reached by TLS is trusted as the server is, and no further", arguments: TestProtocol.available)
    func secureProxy(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let certificate = try server.authority.issueServer(commonName: "proxy", dnsNames: ["localhost"])
            let identity = try TLSIdentity(
                certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM)
            try await TestProxy.with(.connect(), tls: identity) { proxy in
                var configuration = try server.configuration()
                configuration.proxy = ProxyOptions(url: "https://localhost:\(proxy.port)")
                #expect(try await send(configuration).status == 200)
                #expect(proxy.heads.count == 1)
                let other = try CertificateAuthority(commonName: "other CA")
                configuration.tls.certificateAuthority = .bytes(Array(try other.certificatePEM.utf8))
                #expect(await failure(configuration)?.code == .refusedCertificate)
                configuration.tls = TLSOptions(skipsVerification: true)
                #expect(try await send(configuration).status == 200)
            }
        }
    }

    @Test("A proxy of the environment serves where the configuration names none")
    func environment() async throws {
        try await TestServer.with(.http1) { server in
            try await TestProxy.with(.connect()) { proxy in
                var configuration = try server.configuration()
                // Only the proxy knows this name.
                configuration.server = "https://api.test:\(server.port)"
                let environment = ProcessEnvironment(["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"])
                #expect(try await send(configuration, environment).status == 200)
                #expect(proxy.heads.count == 1)
                // This machine is never reached through it.
                #expect(try await send(try server.configuration(), environment).status == 200)
                #expect(proxy.heads.count == 1)
            }
        }
    }
}
