import COpenSSL
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import HTTPServing

private let get = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"

@Suite struct TLSTests {
    @Test(
        "TLS 1.2 and 1.3 are spoken and http/1.1 is chosen among others",
        arguments: [(TLS1_2_VERSION, "TLSv1.2"), (TLS1_3_VERSION, "TLSv1.3")])
    func versions(version: Int32, name: String) async throws {
        let pki = try TestPKI()
        try await withServer(pki.security()) { port, _ in
            var options = try pki.client()
            options.version = version
            options.protocols = ["h2", "http/1.1"]
            let client = try await RawClient.connect(port, tls: options)
            #expect(client.handshake == "\(name) http/1.1")
            try await client.send(get)
            #expect(try await client.read(until: "] -\n").hasSuffix("GET /x 0 [] -\n"))
            try await client.close()
        }
    }

    @Test("Authorities that are none are refused, each time, and nothing is freed twice")
    func badAuthorities() throws {
        for _ in 0..<200 {
            #expect(throws: ServingError.self) {
                _ = try TLSContext(client: TLSClientConfiguration(authorities: "none"))
            }
        }
    }

    @Test("A client without ALPN is served; one that offers only HTTP/2 is refused")
    func alpn() async throws {
        let pki = try TestPKI()
        try await withServer(pki.security()) { port, _ in
            var options = try pki.client()
            options.protocols = []
            let client = try await RawClient.connect(port, tls: options)
            #expect(client.handshake == "TLSv1.3 ")
            try await client.close()
            options.protocols = ["h2"]
            let error = await #expect(throws: RawClient.Failure.self) {
                try await RawClient.connect(port, tls: options)
            }
            #expect(error?.description.contains("no application protocol") == true)
        }
    }

    @Test("With a lowest version of 1.3, TLS 1.2 is refused")
    func minimumVersion() async throws {
        let pki = try TestPKI()
        let tls = TLSConfiguration(identity: pki.identity, minimumVersion: .tls13)
        try await withServer(.tls(tls)) { port, _ in
            var options = try pki.client()
            options.version = TLS1_2_VERSION
            await #expect(throws: RawClient.Failure.self) { try await RawClient.connect(port, tls: options) }
        }
    }

    @Test(
        "An optional client certificate gives the request its user and groups",
        arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func optionalCertificate(version: Int32) async throws {
        let pki = try TestPKI()
        let policy = ClientCertificatePolicy.optional(authorities: try pki.authority.certificatePEM)
        try await withServer(
            pki.security(policy),
            answering: { request in
                let echoed = await echo(request)
                guard let reason = request.peerCertificateError else { return echoed }
                return .text(401, "\(reason)] -\n")
            }
        ) { port, _ in
            for (name, expected) in [(nil, "GET /x 0 [] -\n"), ("jane", "GET /x 0 [] jane:a,b\n")]
                as [(String?, String)]
            {
                var options = try pki.client(name, organizations: ["a", "b"])
                options.version = version
                let client = try await RawClient.connect(port, tls: options)
                try await client.send(get)
                #expect(try await client.read(until: expected).hasSuffix(expected))
                try await client.close()
            }
            var stranger = try pki.client()
            stranger.version = version
            stranger.identity = try CertificateAuthority(commonName: "other").issueClient(commonName: "eve")
            let client = try await RawClient.connect(port, tls: stranger)
            try await client.send(get)
            #expect(try await client.read(until: "] -\n").hasSuffix("unable to verify the first certificate] -\n"))
            try await client.close()
        }
    }

    @Test("A required client certificate must be there, be signed by the authority, and be a client's")
    func requiredCertificate() async throws {
        let pki = try TestPKI()
        let policy = ClientCertificatePolicy.required(authorities: try pki.authority.certificatePEM)
        try await withServer(pki.security(policy)) { port, _ in
            let client = try await RawClient.connect(port, tls: pki.client("joe"))
            try await client.send(get)
            #expect(try await client.read(until: "joe:\n").hasSuffix("joe:\n"))
            try await client.close()
            var options = try pki.client()
            for identity in [
                nil, try CertificateAuthority(commonName: "other").issueClient(commonName: "eve"),
                try pki.authority.issueServer(commonName: "web", dnsNames: ["web"]),
                try pki.authority.issueClient(commonName: "old", validFor: .seconds(10), now: 1_600_000_000),
            ] {
                options.identity = identity
                // TLS 1.3 tells a client after its own handshake is done.
                do {
                    let refused = try await RawClient.connect(port, tls: options)
                    refused.post(get)
                    #expect(try await refused.readToEnd() == "")
                } catch is RawClient.Failure {}
            }
        }
    }

    @Test("Reloading the certificate twenty times under load loses no request and serves the last one")
    func reloads() async throws {
        let pki = try TestPKI()
        try await withServer(pki.security()) { port, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<25 {
                            let client = try await RawClient.connect(port, tls: pki.client())
                            for _ in 0..<4 {
                                try await client.send(get)
                                #expect(try await client.read(until: "] -\n").hasSuffix("GET /x 0 [] -\n"))
                            }
                            try await client.close()
                        }
                    }
                }
                for number in 0..<20 {
                    let next = try pki.authority.issueServer(commonName: "server-\(number)", dnsNames: ["localhost"])
                    try pki.identity.reload(
                        certificateChainPEM: next.certificatePEM, privateKeyPEM: next.privateKeyPEM)
                    await Task.yield()
                }
                try await group.waitForAll()
            }
            #expect(throws: ServingError.self) {
                try pki.identity.reload(certificateChainPEM: "broken", privateKeyPEM: "broken")
            }
            let other = try CertificateAuthority(commonName: "next-ca")
            let moved = try other.issueServer(commonName: "moved", dnsNames: ["localhost"])
            try pki.identity.reload(certificateChainPEM: moved.certificatePEM, privateKeyPEM: moved.privateKeyPEM)
            let client = try await RawClient.connect(port, tls: TestTLSClient(authorityPEM: other.certificatePEM))
            try await client.close()
        }
    }

    @Test("Plain HTTP on the TLS port is told so, garbage is closed, and others are served")
    func notTLS() async throws {
        let pki = try TestPKI()
        try await withServer(pki.security()) { port, _ in
            let plain = try await RawClient.connect(port)
            try await plain.send(get)
            #expect(
                try await plain.readToEnd()
                    == "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            let garbage = try await RawClient.connect(port)
            try await garbage.send("\u{16}\u{3}\u{1}\u{0}\u{5}garbage that is no hello")
            _ = try await garbage.readToEnd()
            let gone = try await RawClient.connect(port)
            try await gone.closeOutput()
            #expect(try await gone.readToEnd() == "")
            let client = try await RawClient.connect(port, tls: pki.client())
            try await client.send(get)
            #expect(try await client.read(until: "] -\n").hasSuffix("GET /x 0 [] -\n"))
            try await client.close()
        }
    }

    @Test("A client that does not finish its handshake in time is closed")
    func handshakeTimeout() async throws {
        let pki = try TestPKI()
        try await withServer(pki.security(), configure: { $0.handshakeTimeout = .milliseconds(150) }) { port, _ in
            let silent = try await RawClient.connect(port)
            #expect(try await silent.readToEnd() == "")
            let halfway = try await RawClient.connect(port)
            try await halfway.send("\u{16}\u{3}\u{1}")
            #expect(try await halfway.readToEnd() == "")
        }
    }

    @Test("Large bodies go both ways over TLS, and the close is announced")
    func largeBodies() async throws {
        let pki = try TestPKI()
        let size = 3 * 1024 * 1024
        try await withServer(
            pki.security(),
            answering: { request in
                ServerResponse(status: 200, body: .bytes(request.body + request.body))
            }
        ) { port, _ in
            let client = try await RawClient.connect(port, tls: pki.client())
            client.post(
                "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(size)\r\n\r\n"
                    + String(repeating: "q", count: size))
            let answer = try await client.readToEnd()
            #expect(answer.utf8.suffix(2 * size).allSatisfy { $0 == UInt8(ascii: "q") })
            #expect(answer.contains("Content-Length: \(2 * size)\r\n"))
        }
    }

    @Test("A watch over TLS is cancelled when its client goes")
    func watchOverTLS() async throws {
        let pki = try TestPKI()
        let (stream, sink) = AsyncStream<[UInt8]>.makeStream()
        let (ended, endedSink) = AsyncStream<Void>.makeStream()
        sink.onTermination = { _ in endedSink.yield() }
        try await withServer(pki.security(), answering: { _ in ServerResponse(status: 200, body: .stream(stream)) }) {
            port, _ in
            let client = try await RawClient.connect(port, tls: pki.client())
            try await client.send(get)
            sink.yield(Array("event\n".utf8))
            _ = try await client.read(until: "event\n")
            try await client.close()
            await ended.first { _ in true }
        }
    }

    @Test("curl is served with a client certificate, a large upload and a refused one")
    func curl() async throws {
        let pki = try TestPKI()
        let ca = try TemporaryFile(pki.authority.certificatePEM)
        let issued = try pki.authority.issueClient(commonName: "curl", organizations: ["system:masters"])
        let certificate = try TemporaryFile(issued.certificatePEM)
        let key = try TemporaryFile(issued.privateKeyPEM)
        let upload = try TemporaryFile(String(repeating: "u", count: 2_000_000))
        let tooLarge = try TemporaryFile(String(repeating: "u", count: 8_000_000))
        let policy = ClientCertificatePolicy.optional(authorities: try pki.authority.certificatePEM)
        try await withServer(pki.security(policy)) { port, _ in
            let url = "https://localhost:\(port)/c"
            let common = [
                "-sS", "--max-time", "20", "--cacert", ca.path, "--cert", certificate.path, "--key", key.path,
            ]
            guard let first = try await runProgram("curl", common + [url, url]) else { return }
            #expect(first.output == String(repeating: "GET /c 0 [] curl:system:masters\n", count: 2))
            let posted = try await runProgram("curl", common + ["--data-binary", "@\(upload.path)", url])
            #expect(posted?.output.hasPrefix("POST /c 2000000 [uuuu") == true)
            let refused = try await runProgram(
                "curl", common + ["-w", "%{http_code}", "-o", "/dev/null", "--data-binary", "@\(tooLarge.path)", url])
            #expect(refused?.output.hasPrefix("413") == true)
            let old = try await runProgram("curl", common + ["--tls-max", "1.1", url])
            #expect(old?.status == 35)
        }
    }

    @Test("openssl s_client resumes its session with a client certificate")
    func resumption() async throws {
        let pki = try TestPKI()
        let ca = try TemporaryFile(pki.authority.certificatePEM)
        let issued = try pki.authority.issueClient(commonName: "s-client")
        let both = try TemporaryFile(issued.certificatePEM + issued.privateKeyPEM)
        let session = try TemporaryFile("")
        let policy = ClientCertificatePolicy.required(authorities: try pki.authority.certificatePEM)
        try await withServer(pki.security(policy)) { port, _ in
            let common = [
                "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-CAfile", ca.path, "-cert",
                both.path, "-key", both.path, "-ign_eof",
            ]
            let closing = "GET /r HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            guard
                let first = try await runProgram("openssl", common + ["-sess_out", session.path], input: closing)
            else { return }
            #expect(first.output.contains("New, TLSv1.3") && first.output.contains("GET /r 0 [] s-client:"))
            let second = try await runProgram("openssl", common + ["-sess_in", session.path], input: closing)
            #expect(second?.output.contains("Reused, TLSv1.3") == true)
            #expect(second?.output.contains("GET /r 0 [] s-client:") == true)
        }
    }
}
