import HTTPServing
import KubeCore
import NIOConcurrencyHelpers
import Testing

@testable import KubeClient

@Suite("CurlTransport")
struct CurlTransportTests {
    static let deadline = Duration.seconds(20)

    private func transport(_ server: TestServer) throws -> CurlTransport {
        try CurlTransport(configuration: try server.configuration(), environment: ProcessEnvironment())
    }

    private func get(_ path: String) -> HTTPRequest { HTTPRequest(method: "GET", path: path) }

    @Test("Every verb arrives with path, query, headers and body", arguments: TestProtocol.available)
    func verbs(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let hasBody = method != "GET"
                var request = HTTPRequest(
                    method: method, path: "/echo/a%20b/../c",
                    query: [HTTPRequest.QueryItem("labelSelector", "a=b,c in (d)")],
                    headers: ["Accept": "application/json", "X-Empty": ""], body: hasBody ? Array("{\"ü\":1}".utf8) : []
                )
                if hasBody { request.headers["Content-Type"] = "application/json" }
                let response = try await transport.send(request, deadline: Self.deadline, maximumBodySize: 1 << 20)
                let echo = try JSONValue(parsing: response.body)
                #expect(response.status == 200)
                #expect(response.headers["x-empty"] == "")
                #expect(echo["method"]?.stringValue == method)
                #expect(echo["target"]?.stringValue == request.target)
                #expect(echo["body"]?.stringValue == (hasBody ? "{\"ü\":1}" : ""))
                #expect(echo[path: "headers", "content-type"]?.stringValue == (hasBody ? "application/json" : nil))
                #expect(echo[path: "headers", "expect"] == nil)
                #expect(echo[path: "headers", "user-agent"]?.stringValue == "trimtab")
                #expect(echo[path: "headers", "host"]?.stringValue == "localhost:\(server.port)")
                #expect(echo[path: "headers", "x-protocol"]?.stringValue == (kind == .http2 ? "HTTP/2.0" : nil))
            }
            // One handle served all; it is idle now.
            #expect(transport.multi.counters.handlesCreated == 1)
            #expect(transport.multi.counters.handlesIdle == 1)
            #expect(transport.multi.counters.connectionsOpened == 1)
        }
    }

    @Test("A POST without a body says so", arguments: TestProtocol.available)
    func emptyPost(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let response = try await transport.send(
                HTTPRequest(method: "POST", path: "/echo"), deadline: Self.deadline, maximumBodySize: 1 << 20)
            let echo = try JSONValue(parsing: response.body)
            #expect(echo["body"]?.stringValue == "")
            #expect(echo[path: "headers", "content-type"] == nil)
        }
    }

    @Test("A failure status is an answer, not an error", arguments: TestProtocol.available)
    func failureStatus(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            for status in [400, 404, 500, 503] {
                let response = try await transport.send(
                    self.get("/status/\(status)"), deadline: Self.deadline, maximumBodySize: 1 << 20)
                #expect(response.status == status)
                #expect(response.body == Array("as asked".utf8))
            }
        }
    }

    @Test("A thousand requests at once are all answered, and leave nothing behind", arguments: TestProtocol.available)
    func thousandRequests(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let total = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<1000 {
                    group.addTask {
                        let response = try await transport.send(
                            self.get("/big/\(index)"), deadline: .seconds(60), maximumBodySize: 1 << 20)
                        return response.body.count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(total == 999 * 1000 / 2)
            let counters = transport.multi.counters
            #expect(counters.transfersStarted == 1000)
            #expect(counters.transfersActive == 0)
            #expect(counters.handlesInUse == 0)
            #expect(counters.headerListsCreated == counters.headerListsFreed)
            #expect(counters.connectionsOpened <= (kind == .http1 ? 128 : 16))
        }
    }

    @Test("A slow consumer holds the server back and then gets every byte", arguments: TestProtocol.available)
    func slowConsumer(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let size = 256 << 10
            let chunks = 600
            let stream = try await transport.open(self.get("/stream/\(chunks)/\(size)"), idleTimeout: Self.deadline)
            #expect(await eventually { transport.multi.counters.pauses > 0 })
            // 150 MB are to come; sockets, nginx and libcurl's window of 32 MiB hold some.
            #expect(server.backend.seen.withLockedValue(\.streamedBytes) < 80 << 20)
            var received = 0
            for try await chunk in stream.body { received += chunk.count }
            #expect(received == chunks * size)
            #expect(transport.multi.counters.handlesInUse == 0)
        }
    }

    @Test("A paused stream does not hold up other requests", arguments: TestProtocol.available)
    func pausedStream(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let stream = try await transport.open(self.get("/stream/400/262144"), idleTimeout: Self.deadline)
            #expect(await eventually { transport.multi.counters.pauses > 0 })
            for _ in 0..<100 {
                let response = try await transport.send(
                    self.get("/echo"), deadline: Self.deadline, maximumBodySize: 1 << 20)
                #expect(response.status == 200)
            }
            var received = 0
            for try await chunk in stream.body { received += chunk.count }
            #expect(received == 400 * 262_144)
        }
    }

    @Test("Cancelling a request in flight ends it and frees its handle", arguments: TestProtocol.available)
    func cancelInFlight(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let outcome = await withTaskGroup(of: (any Error)?.self) { group in
                group.addTask {
                    do {
                        _ = try await transport.send(
                            self.get("/wait"), deadline: .seconds(60), maximumBodySize: 1 << 20)
                        return nil
                    } catch {
                        return error
                    }
                }
                for await _ in server.backend.waits { break }
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(outcome is CancellationError)
            #expect(await eventually { transport.multi.counters.transfersActive == 0 })
            #expect(await eventually { transport.multi.counters.handlesInUse == 0 })
        }
    }

    @Test("A task cancelled beforehand sends nothing")
    func preCancelled() async throws {
        try await TestServer.with(.http1) { server in
            let transport = try self.transport(server)
            let outcome = await withTaskGroup(of: (any Error)?.self) { group in
                group.cancelAll()
                group.addTask {
                    do {
                        _ = try await transport.send(
                            self.get("/echo"), deadline: Self.deadline, maximumBodySize: 1 << 20)
                        return nil
                    } catch {
                        return error
                    }
                }
                return await group.next() ?? nil
            }
            #expect(outcome is CancellationError)
            #expect(server.backend.seen.withLockedValue(\.requests).isEmpty)
            #expect(transport.multi.counters.handlesInUse == 0)
        }
    }

    @Test("Dropping a stream ends its transfer at the server", arguments: TestProtocol.available)
    func dropStream(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            do {
                let stream = try await transport.open(self.get("/drip"), idleTimeout: .seconds(60))
                for try await chunk in stream.body {
                    #expect(chunk == Array("one\n".utf8))
                    break
                }
            }
            #expect(await eventually { transport.multi.counters.handlesInUse == 0 })
            #expect(await eventually { transport.multi.counters.transfersActive == 0 })
            // nginx keeps its own connection to the server until the next piece comes.
            if kind == .http1 {
                #expect(await eventually { server.backend.seen.withLockedValue(\.endedStreams) == 1 })
            }
        }
    }

    @Test("Cancelling the reader of a stream ends its transfer", arguments: TestProtocol.available)
    func cancelStream(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let stream = try await transport.open(self.get("/drip"), idleTimeout: .seconds(60))
            let (firsts, sink) = AsyncStream<Void>.makeStream()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await _ in stream.body { sink.yield() }
                    } catch {
                        #expect(error is CancellationError)
                    }
                }
                for await _ in firsts { break }
                group.cancelAll()
            }
            #expect(await eventually { transport.multi.counters.handlesInUse == 0 })
            // nginx keeps its own connection to the server until the next piece comes.
            if kind == .http1 {
                #expect(await eventually { server.backend.seen.withLockedValue(\.endedStreams) == 1 })
            }
        }
    }

    @Test("A request ends at its deadline", arguments: TestProtocol.available)
    func deadline(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let error = await #expect(throws: APIError.self) {
                _ = try await transport.send(
                    self.get("/wait"), deadline: .milliseconds(300), maximumBodySize: 1 << 20)
            }
            #expect(error?.code == .timedOut)
            #expect(error?.isTransient == true)
            #expect(
                error?.description
                    == "could not reach https://localhost:\(server.port): no complete answer within 0.3 s; "
                    + "is the server overloaded, or a firewall in the way?")
            #expect(transport.multi.counters.handlesInUse == 0)
        }
    }

    @Test("A stream that brings nothing ends at its idle limit", arguments: TestProtocol.available)
    func idleStream(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            // The first request pays for the handshake, so that the limit below is about silence only.
            _ = try await transport.send(self.get("/echo"), deadline: Self.deadline, maximumBodySize: 1 << 20)
            let stream = try await transport.open(self.get("/drip"), idleTimeout: .milliseconds(500))
            let received = Received()
            let error = await #expect(throws: APIError.self) {
                for try await chunk in stream.body { received.append(chunk) }
            }
            #expect(received.bytes == Array("one\n".utf8))
            #expect(error?.code == .idle)
            #expect(error?.message == "the stream brought nothing for 0.5 s")
            #expect(await eventually { transport.multi.counters.handlesInUse == 0 })
        }
    }

    @Test("A stream whose head does not come ends at its idle limit")
    func idleHead() async throws {
        try await TestServer.with(.http1) { server in
            let transport = try self.transport(server)
            let error = await #expect(throws: APIError.self) {
                _ = try await transport.open(self.get("/wait"), idleTimeout: .milliseconds(300))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test("A body beyond its bound is refused", arguments: TestProtocol.available)
    func oversizedBody(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let transport = try self.transport(server)
            let exact = try await transport.send(
                self.get("/big/100000"), deadline: Self.deadline, maximumBodySize: 100_000)
            #expect(exact.body.count == 100_000)
            let error = await #expect(throws: APIError.self) {
                _ = try await transport.send(
                    self.get("/big/100001"), deadline: Self.deadline, maximumBodySize: 100_000)
            }
            #expect(error?.code == .tooLarge)
            #expect(error?.message == "the answer exceeds the limit of 100000 bytes")
            #expect(transport.multi.counters.handlesInUse == 0)
        }
    }

    @Test("A stream whose transport goes away fails")
    func transportGone() async throws {
        try await TestServer.with(.http1) { server in
            var transport: CurlTransport? = try self.transport(server)
            guard let stream = try await transport?.open(self.get("/drip"), idleTimeout: .seconds(60)) else { return }
            transport = nil
            let error = await #expect(throws: APIError.self) {
                for try await _ in stream.body {}
            }
            #expect(error?.code == .closed)
        }
    }

    @Test("A header with a line break is refused before anything is sent")
    func headerInjection() async throws {
        try await TestServer.with(.http1) { server in
            let transport = try self.transport(server)
            var request = self.get("/echo")
            request.headers.add("Authorization", "Bearer a\r\nX-Evil: 1")
            let error = await #expect(throws: APIError.self) {
                _ = try await transport.send(request, deadline: Self.deadline, maximumBodySize: 1 << 20)
            }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("Authorization") == true)
            #expect(error?.message.contains("Bearer") == false)
            #expect(server.backend.seen.withLockedValue(\.requests).isEmpty)
        }
    }
}

/// Collects what a closure under test receives.
private final class Received: Sendable {
    private let box = NIOLockedBox()
    var bytes: [UInt8] { box.value }
    func append(_ chunk: [UInt8]) { box.append(chunk) }
}
