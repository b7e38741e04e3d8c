import KubeCore
import NIOConcurrencyHelpers
import HTTPServing
import Testing

@testable import KubeClient

@Suite("CurlTransport: peers that go away", .timeLimit(.minutes(2)))
struct CurlDeadPeerTests {
    private func get(_ path: String) -> HTTPRequest { HTTPRequest(method: "GET", path: path) }

    private func status(_ transport: CurlTransport, _ path: String, deadline: Duration) async throws -> Int {
        try await transport.send(get(path), deadline: deadline, maximumBodySize: 1 << 20).status
    }

    private func failure(_ body: () async throws -> Void) async -> APIError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? APIError
        }
    }

    @Test(
        "A peer that falls silent costs the requests on its connection, no others, and then a new one is made",
        arguments: TestProtocol.available)
    func frozen(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            try await TestProxy.with(.relay(port: server.port)) { relay in
                let multi = try CurlMulti(limits: CurlLimits(silence: .milliseconds(400)))
                let direct = try CurlTransport(
                    configuration: try server.configuration(), multi: multi, environment: ProcessEnvironment())
                var configuration = try server.configuration()
                configuration.server = "https://localhost:\(relay.port)"
                let transport = try CurlTransport(
                    configuration: configuration, multi: multi, environment: ProcessEnvironment())
                let stream = try await transport.open(get("/drip"), idleTimeout: .seconds(600))
                var pieces = stream.body.makeAsyncIterator()
                let one = try await pieces.next()
                #expect(one == Array("one\n".utf8))
                // By HTTP/1.1 this leaves a connection of its own for the next request.
                #expect(try await status(transport, "/echo", deadline: .seconds(20)) == 200)
                try await relay.freeze()

                async let silent = failure { _ = try await status(transport, "/echo", deadline: .milliseconds(600)) }
                for _ in 0..<20 { #expect(try await status(direct, "/echo", deadline: .seconds(20)) == 200) }
                #expect(await silent?.code == .timedOut)
                #expect(multi.counters.connectionsAbandoned == 1)
                #expect(try await status(transport, "/echo", deadline: .seconds(20)) == 200)
                if kind == .http2 {
                    let lost = await failure { _ = try await pieces.next() }
                    #expect(lost?.code == .connectionLost)
                    #expect(lost?.isTransient == true)
                }
            }
        }
    }

    @Test(
        "A watch on a silent connection ends at its idle limit, and the next one works",
        arguments: TestProtocol.available)
    func frozenWatch(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            try await TestProxy.with(.relay(port: server.port)) { relay in
                let multi = try CurlMulti(limits: CurlLimits(silence: .milliseconds(400)))
                var configuration = try server.configuration()
                configuration.server = "https://localhost:\(relay.port)"
                let transport = try CurlTransport(
                    configuration: configuration, multi: multi, environment: ProcessEnvironment())
                #expect(try await status(transport, "/echo", deadline: .seconds(20)) == 200)
                let stream = try await transport.open(get("/drip"), idleTimeout: .milliseconds(800))
                var pieces = stream.body.makeAsyncIterator()
                let one = try await pieces.next()
                #expect(one != nil)
                try await relay.freeze()
                let idle = await failure { _ = try await pieces.next() }
                #expect(idle?.code == .idle)
                let next = try await transport.open(get("/drip"), idleTimeout: .seconds(20))
                var others = next.body.makeAsyncIterator()
                let piece = try await others.next()
                #expect(piece == Array("one\n".utf8))
            }
        }
    }

    @Test("A slow answer does not cost the others on its connection", arguments: TestProtocol.available)
    func slow(_ kind: TestProtocol) async throws {
        try await TestServer.with(kind) { server in
            let multi = try CurlMulti(limits: CurlLimits(silence: .milliseconds(1)))
            let transport = try CurlTransport(
                configuration: try server.configuration(), multi: multi, environment: ProcessEnvironment())
            let stream = try await transport.open(get("/drip"), idleTimeout: .seconds(600))
            var pieces = stream.body.makeAsyncIterator()
            let one = try await pieces.next()
            #expect(one != nil)
            async let slow = failure { _ = try await status(transport, "/wait", deadline: .milliseconds(700)) }
            for await _ in server.backend.waits { break }
            #expect(try await status(transport, "/echo", deadline: .seconds(20)) == 200)
            #expect(await slow?.code == .timedOut)
            // By HTTP/1.1 the slow request had its connection for itself.
            if kind == .http2 { #expect(multi.counters.connectionsAbandoned == 0) }
            #expect(multi.counters.transfersActive == 1)
        }
    }

    // MARK: GOAWAY

    private static let object =
        #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","resourceVersion":"1"}}"#

    /// Answers every object request, and watches with one event and silence.
    private static func backend() -> TestBackend {
        TestBackend { request in
            guard request.target.hasPrefix("/api/") else { return nil }
            guard request.target.contains("watch=true") else {
                return ServerResponse(status: 200, body: .bytes(Array(object.utf8)))
            }
            let (body, sink) = AsyncStream<[UInt8]>.makeStream()
            sink.yield(Array(#"{"type":"MODIFIED","object":\#(object)}"#.utf8) + [0x0A])
            return ServerResponse(status: 200, body: .stream(body))
        }
    }

    /// Whether a create arrived is unknown when its connection broke before a word of the server was read, as happens to
    /// one that a closing server no longer takes: such a one is reported and never repeated.
    @Test("While a server goes away gracefully, again and again, nothing fails but creates of unknown fate")
    func graceful() async throws {
        guard Nginx.path != nil else { return print("skipped: no nginx on this machine") }
        try await TestServer.with(.http2, backend: Self.backend()) { server in
            let transport = try CurlTransport(
                configuration: try server.configuration(), environment: ProcessEnvironment())
            let client = Client(transport: transport)
            let key = ObjectKey(namespace: "b", name: "a")
            let object = try JSONValue(parsing: Self.object)
            let isDone = NIOLockedValueBox(false)
            let created = NIOLockedValueBox(0)
            let lost = NIOLockedValueBox(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        while !isDone.withLockedValue(\.self) {
                            _ = try await client.get(.pods, key)
                            _ = try await client.patch(.pods, key, .merge(["spec": [:]]))
                            do { _ = try await client.create(object, as: .pods) } catch let error as APIError {
                                guard error.code == .connectionLost else { throw error }
                                lost.withLockedValue { $0 += 1 }
                            }
                            created.withLockedValue { $0 += 1 }
                        }
                    }
                }
                for _ in 0..<4 {
                    let before = transport.multi.counters.connectionsOpened
                    server.nginx?.reload()
                    #expect(await eventually { transport.multi.counters.connectionsOpened > before })
                }
                isDone.withLockedValue { $0 = true }
                try await group.waitForAll()
            }
            // At most what was under way at a reload: one of each of the eight.
            #expect(lost.withLockedValue(\.self) <= 4 * 8)
            #expect(lost.withLockedValue(\.self) < created.withLockedValue(\.self))
        }
    }

    @Test("A watch that a server going away cuts off says so, and goes on by a new connection")
    func gracefulWatch() async throws {
        guard Nginx.path != nil else { return print("skipped: no nginx on this machine") }
        try await TestServer.with(.http2, backend: Self.backend()) { server in
            let transport = try CurlTransport(
                configuration: try server.configuration(), environment: ProcessEnvironment())
            let client = Client(transport: transport)
            var events = client.watch(.pods).makeAsyncIterator()
            let first = try await events.next()
            #expect(first?.resourceVersion == "1")
            server.nginx?.reload()
            // Nginx may end the stream or break it off.
            do {
                let end = try await events.next()
                #expect(end == nil)
            } catch let error as APIError {
                #expect(error.code == .connectionLost)
                #expect(error.isTransient)
            }
            var again = client.watch(.pods, options: WatchOptions(resourceVersion: "1")).makeAsyncIterator()
            let resumed = try await again.next()
            #expect(resumed == first)
        }
    }
}
