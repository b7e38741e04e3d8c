import HTTPServing
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

/// A request line with the one header field that is required.
private func request(_ line: String, _ headers: String = "", _ body: String = "") -> String {
    "\(line) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\(body)"
}

@Suite struct HTTPServerTests {
    @Test("One connection serves request after request")
    func keepsAlive() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            for number in 0..<5 {
                try await client.send(request("GET /\(number)?a=%20"))
                let answer = try await client.read(until: "] -\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(answer.hasSuffix("\r\n\r\nGET /\(number)?a=%20 0 [] -\n"))
            }
            try await client.close()
        }
    }

    @Test("Five hundred pipelined requests are answered in order")
    func pipelines() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send((0..<500).map { request("POST /\($0)", "Content-Length: 2\r\n", "ab") }.joined())
            let answer = try await client.read(until: "[ab] -\n", times: 500)
            let order = answer.split(separator: "POST ").dropFirst().compactMap { $0.split(separator: " ").first }
            #expect(order.map(String.init) == (0..<500).map { "/\($0)" })
            try await client.close()
        }
    }

    @Test("A request that comes one byte at a time is served")
    func byteByByte() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            let text = request(
                "POST /slow", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n")
            for character in text { try await client.send(String(character)) }
            #expect(try await client.read(until: "] -\n").hasSuffix("POST /slow 5 [abcde] -\n"))
            try await client.close()
        }
    }

    @Test("HEAD gets the length without the body; 204 and 304 have neither")
    func bodiless() async throws {
        try await withServer(answering: { request in
            switch request.target {
            case "/204": ServerResponse(status: 204, body: .bytes([1]))
            case "/304": ServerResponse(status: 304)
            case "/stream":
                ServerResponse(
                    status: 200,
                    body: .stream(
                        AsyncStream {
                            $0.yield([65]); $0.finish()
                        }))
            default: .text(200, "hello")
            }
        }) { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(
                request("HEAD /") + request("GET /204") + request("GET /304") + request("HEAD /stream")
                    + request("GET /", "Connection: close\r\n"))
            let answer = try await client.readToEnd()
            let parts = answer.split(separator: "HTTP/1.1 ").map(String.init)
            #expect(parts.count == 5)
            #expect(parts[0].contains("Content-Length: 5\r\n") && parts[0].hasSuffix("\r\n\r\n"))
            #expect(parts[1].hasPrefix("204 No Content") && !parts[1].contains("Content-Length"))
            #expect(parts[2].hasPrefix("304 ") && parts[2].hasSuffix("\r\n\r\n"))
            #expect(parts[3].contains("Transfer-Encoding: chunked\r\n") && parts[3].hasSuffix("\r\n\r\n"))
            #expect(parts[4].contains("Connection: close\r\n") && parts[4].hasSuffix("\r\n\r\nhello"))
        }
    }

    @Test("HTTP/1.0 closes, unless the client asks to keep alive, and streams to the end of the connection")
    func http10() async throws {
        try await withServer(answering: { request in
            request.target == "/stream"
                ? ServerResponse(
                    status: 200,
                    body: .stream(
                        AsyncStream {
                            $0.yield(Array("ab".utf8)); $0.finish()
                        }))
                : .text(200, "x")
        }) { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await client.read(until: "\r\n\r\nx").contains("Connection: keep-alive"))
            try await client.send("GET /stream HTTP/1.0\r\n\r\n")
            let answer = try await client.readToEnd()
            #expect(answer.hasSuffix("\r\n\r\nab") && !answer.contains("chunked"))
        }
    }

    @Test("A client that waits for 100 Continue gets it, and 413 instead when the body is too large")
    func expectContinue() async throws {
        try await withServer(configure: { $0.maximumBodySize = 10 }) { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(request("POST /a", "Expect: 100-continue\r\nContent-Length: 3\r\n"))
            #expect(try await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("abc")
            #expect(try await client.read(until: "] -\n").contains("POST /a 3 [abc]"))
            try await client.send(request("POST /b", "Expect: 100-continue\r\nContent-Length: 11\r\n"))
            #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sent: String
        var status: Int
    }

    static let refused: [Refused] = [
        Refused(testDescription: "garbage", sent: "\u{1}\u{2}\u{3} what\r\n\r\n", status: 400),
        Refused(testDescription: "no host", sent: "GET / HTTP/1.1\r\n\r\n", status: 400),
        Refused(testDescription: "two hosts", sent: request("GET /", "Host: y\r\n"), status: 400),
        Refused(testDescription: "bad length", sent: request("POST /", "Content-Length: -1\r\n"), status: 400),
        Refused(
            testDescription: "two lengths", sent: request("POST /", "Content-Length: 1\r\nContent-Length: 2\r\n"),
            status: 400),
        Refused(
            testDescription: "length and chunks",
            sent: request("POST /", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), status: 400),
        Refused(
            testDescription: "bad chunk", sent: request("POST /", "Transfer-Encoding: chunked\r\n", "zz\r\n"),
            status: 400),
        Refused(testDescription: "space before colon", sent: request("GET /", "A : b\r\n"), status: 400),
        Refused(testDescription: "HTTP/2 preface", sent: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400),
        Refused(testDescription: "a proxy's request", sent: request("CONNECT a:1"), status: 405),
        Refused(
            testDescription: "long field", sent: request("GET /", "A: \(String(repeating: "a", count: 70_000))\r\n"),
            status: 431),
        Refused(
            testDescription: "long target", sent: request("GET /\(String(repeating: "a", count: 70_000))"), status: 431),
        Refused(
            testDescription: "one MiB of fields",
            sent: request("GET /", (0..<200).map { "A\($0): \(String(repeating: "b", count: 5_000))\r\n" }.joined()),
            status: 431),
        Refused(
            testDescription: "many fields", sent: request("GET /", (0..<300).map { "A\($0): b\r\n" }.joined()),
            status: 431),
        Refused(testDescription: "declared body", sent: request("POST /", "Content-Length: 99999999\r\n"), status: 413),
        Refused(
            testDescription: "chunked body",
            sent: request(
                "POST /", "Transfer-Encoding: chunked\r\n", "ffffff\r\n\(String(repeating: "c", count: 200_000))"),
            status: 413),
    ]

    @Test("A request that cannot be served is refused and harms no other connection", arguments: refused)
    func refuses(wrong: Refused) async throws {
        try await withServer(configure: { $0.maximumBodySize = 100_000 }) { port, _ in
            let other = try await RawClient.connect(port)
            try await other.send("GET /other HT")
            let client = try await RawClient.connect(port)
            // The server may close its side before everything is sent.
            client.post(wrong.sent)
            let answer = try await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(wrong.status) "))
            #expect(answer.contains("Connection: close\r\n"))
            try await other.send("TP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await other.read(until: "] -\n").contains("GET /other"))
            try await other.close()
        }
    }

    @Test("Requests before a broken one are answered, those after it are not")
    func pipelinedGarbage() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(request("GET /1") + request("GET /2") + "garbage\r\n\r\n" + request("GET /3"))
            let answer = try await client.readToEnd()
            #expect(answer.contains("GET /1 ") && answer.contains("GET /2 ") && answer.contains("HTTP/1.1 400 "))
            #expect(!answer.contains("GET /3 "))
        }
    }

    @Test("A body up to the limit arrives whole")
    func largeBody() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            let size = 3 * 1024 * 1024
            client.post(request("POST /", "Content-Length: \(size)\r\n", String(repeating: "z", count: size)))
            #expect(try await client.read(until: "] -\n").contains("POST / \(size) [zzzz"))
            try await client.close()
        }
    }

    @Test("A client that sends its request too slowly gets 408")
    func slowRequests() async throws {
        try await withServer(configure: { $0.requestReadTimeout = .milliseconds(100) }) { port, _ in
            for text in ["GET / HTTP/1.1\r\nHo", request("POST /", "Content-Length: 10\r\n", "abc")] {
                let client = try await RawClient.connect(port)
                try await client.send(text)
                let answer = try await client.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
            }
        }
    }

    @Test("A client that sends nothing, at first or after a request, is closed in silence")
    func silentClients() async throws {
        try await withServer(configure: { $0.idleTimeout = .milliseconds(300) }) { port, _ in
            let silent = try await RawClient.connect(port)
            #expect(try await silent.readToEnd() == "")
            let client = try await RawClient.connect(port)
            try await client.send(request("GET /"))
            #expect(try await client.readToEnd().hasSuffix("GET / 0 [] -\n"))
        }
    }

    @Test("A client that closes its sending side still gets its answer")
    func halfClosed() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(request("GET /a") + request("GET /b"))
            try await client.closeOutput()
            let answer = try await client.readToEnd()
            #expect(answer.contains("GET /a ") && answer.contains("GET /b "))
            let broken = try await RawClient.connect(port)
            try await broken.send("GET / HT")
            try await broken.closeOutput()
            #expect(!(try await broken.readToEnd()).contains("200 OK"))
        }
    }

    @Test("Two hundred connections reset in the midst of a request do no harm")
    func resets() async throws {
        try await withServer { port, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let client = try await RawClient.connect(port)
                        try await client.send(request("POST /", "Content-Length: 100\r\n", "abc"))
                        if number.isMultiple(of: 2) { try await client.reset() } else { try await client.close() }
                    }
                }
                try await group.waitForAll()
            }
            let client = try await RawClient.connect(port)
            try await client.send(request("GET /after"))
            #expect(try await client.read(until: "] -\n").contains("GET /after"))
            try await client.close()
        }
    }

    @Test("More connections than allowed wait until others close")
    func limitsConnections() async throws {
        try await withServer(configure: { $0.maximumConnections = 2 }) { port, server in
            let first = try await RawClient.connect(port)
            let second = try await RawClient.connect(port)
            for client in [first, second] {
                try await client.send(request("GET /"))
                _ = try await client.read(until: "] -\n")
            }
            let third = try await RawClient.connect(port)
            try await third.send(request("GET /third"))
            // A round trip on another connection: the server had its chance to accept the third.
            try await second.send(request("GET /"))
            _ = try await second.read(until: "] -\n")
            #expect(server.connectionCount == 2)
            #expect(third.received == 0)
            try await first.close()
            #expect(try await third.read(until: "] -\n").contains("GET /third"))
            try await second.close()
            try await third.close()
        }
    }

    @Test("A port in use is an error that names it")
    func portInUse() async throws {
        try await withServer { port, _ in
            let second = HTTPServer(
                configuration: HTTPServerConfiguration(port: port, security: .plain), logger: quiet, handler: echo)
            let waiting = Task { try await second.boundPort() }
            let error = await #expect(throws: ServingError.self) { try await second.run() }
            #expect(error?.code == .bind)
            #expect(error?.description.hasPrefix("listen on 127.0.0.1:\(port): ") == true)
            await #expect(throws: ServingError.self) { try await waiting.value }
        }
    }

    @Test("An upgrade that is not supported is answered, and the connection ends")
    func upgrades() async throws {
        try await withServer { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(request("POST /exec", "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"))
            let answer = try await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("Connection: close\r\n"))
        }
    }
}
