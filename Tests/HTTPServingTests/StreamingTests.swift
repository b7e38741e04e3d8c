import HTTPServing
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

private let watch = "GET /watch HTTP/1.1\r\nHost: x\r\n\r\n"

@Suite struct StreamingTests {
    @Test("Each element of a stream is flushed as a chunk; the connection goes on afterwards")
    func chunks() async throws {
        let (stream, sink) = AsyncStream<[UInt8]>.makeStream()
        try await withServer(answering: { request in
            request.target == "/watch" ? ServerResponse(status: 200, body: .stream(stream)) : .text(200, "end")
        }) { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(watch)
            _ = try await client.read(until: "\r\n\r\n")
            for text in ["one\n", "twotwotwotwotwotwo\n"] {
                sink.yield(Array(text.utf8))
                let expected = "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
                #expect(try await client.read(until: "\n\r\n") == expected)
            }
            // An empty element would end the chunked body.
            sink.yield([])
            sink.finish()
            #expect(try await client.read(until: "0\r\n\r\n") == "0\r\n\r\n")
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.read(until: "\r\n\r\nend").hasPrefix("HTTP/1.1 200"))
            try await client.close()
        }
    }

    enum Departure: String, CaseIterable, Sendable {
        case close, reset, halfClose
    }

    @Test("A client that goes cancels the producer of its stream", arguments: Departure.allCases)
    func clientGoes(departure: Departure) async throws {
        let (stream, sink) = AsyncStream<[UInt8]>.makeStream()
        let (ended, endedSink) = AsyncStream<Bool>.makeStream()
        sink.onTermination = { reason in
            if case .cancelled = reason { endedSink.yield(true) } else { endedSink.yield(false) }
        }
        try await withServer(answering: { _ in ServerResponse(status: 200, body: .stream(stream)) }) { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(watch)
            sink.yield([65])
            _ = try await client.read(until: "A\r\n")
            switch departure {
            case .close: try await client.close()
            case .reset: try await client.reset()
            case .halfClose: try await client.closeOutput()
            }
            #expect(await ended.first { _ in true } == true)
        }
    }

    @Test("A client that goes cancels the handler that still works for it")
    func handlerIsCancelled() async throws {
        let (started, startedSink) = AsyncStream<Void>.makeStream()
        let (cancelled, cancelledSink) = AsyncStream<Void>.makeStream()
        try await withServer(answering: { _ in
            await withTaskCancellationHandler {
                startedSink.yield()
                for await _ in AsyncStream<Void>(unfolding: { await untilCancelled() }) {}
                return .text(200, "late")
            } onCancel: {
                cancelledSink.yield()
            }
        }) { port, _ in
            let client = try await RawClient.connect(port)
            try await client.send(watch)
            await started.first { _ in true }
            try await client.reset()
            await cancelled.first { _ in true }
        }
    }

    @Test("A stream is produced only as fast as a slow client takes it, in bounded memory")
    func backPressure() async throws {
        let produced = NIOLockedValueBox(0)
        let total = 64 * 1024 * 1024
        let piece = [UInt8](repeating: 66, count: 64 * 1024)
        let stalled = Stall(produced)
        try await withServer(answering: { _ in
            let stream = AsyncStream<[UInt8]> {
                let made = produced.withLockedValue { made in
                    made += piece.count
                    return made
                }
                return made <= total ? piece : nil
            }
            return ServerResponse(status: 200, body: .stream(stream))
        }) { port, _ in
            let client = try await RawClient.connect(port, receiveBuffer: 64 * 1024)
            try await client.send(watch)
            try await client.waitForBytes(piece.count)
            try await client.setReading(false)
            // The system's socket buffers take some megabytes; then the producer must stand still.
            let made = await stalled.value()
            #expect(made < total / 2)
            try await client.setReading(true)
            try await client.waitForBytes(total)
            #expect(client.received >= total)
            try await client.close()
        }
    }

    @Test("A client that takes nothing for the write timeout is dropped")
    func writeTimeout() async throws {
        let (ended, endedSink) = AsyncStream<Void>.makeStream()
        try await withServer(
            configure: { $0.writeTimeout = .milliseconds(200) },
            answering: { _ in
                let piece = [UInt8](repeating: 67, count: 256 * 1024)
                return ServerResponse(
                    status: 200, body: .stream(AsyncStream(unfolding: { piece }, onCancel: { endedSink.yield() })))
            }
        ) { port, _ in
            let client = try await RawClient.connect(port, receiveBuffer: 64 * 1024)
            try await client.setReading(false)
            try await client.send(watch)
            await ended.first { _ in true }
            try await client.close()
        }
    }

    @Test("Draining answers what is in flight, ends streams properly, closes idle connections and returns")
    func drains() async throws {
        let (stream, _) = AsyncStream<[UInt8]>.makeStream()
        let (release, releaseSink) = AsyncStream<Void>.makeStream()
        let (started, startedSink) = AsyncStream<Void>.makeStream()
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(security: .plain), logger: quiet,
            handler: { request in
                if request.target == "/watch" { return ServerResponse(status: 200, body: .stream(stream)) }
                if request.target == "/slow" {
                    startedSink.yield()
                    await release.first { _ in true }
                }
                return .text(200, "answered")
            })
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                let port = try await server.boundPort()
                let idle = try await RawClient.connect(port)
                try await idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await idle.read(until: "answered")
                let watching = try await RawClient.connect(port)
                try await watching.send(watch)
                _ = try await watching.read(until: "\r\n\r\n")
                let slow = try await RawClient.connect(port)
                try await slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
                await started.first { _ in true }
                trigger.triggerGracefulShutdown()
                #expect(try await idle.readToEnd() == "")
                #expect(try await watching.readToEnd() == "0\r\n\r\n")
                releaseSink.yield()
                let answer = try await slow.readToEnd()
                #expect(answer.contains("Connection: close\r\n") && answer.hasSuffix("answered"))
                for client in [idle, watching, slow] { try await client.close() }
                try await group.waitForAll()
            }
        }
        #expect(server.connectionCount == 0)
    }

    @Test("Draining gives up at its deadline and cancels the handler")
    func drainDeadline() async throws {
        var configuration = HTTPServerConfiguration(security: .plain)
        configuration.drainTimeout = .milliseconds(100)
        let (started, startedSink) = AsyncStream<Void>.makeStream()
        let server = HTTPServer(configuration: configuration, logger: quiet) { _ in
            startedSink.yield()
            await untilCancelled()
            return .text(200, "never")
        }
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                let client = try await RawClient.connect(server.boundPort())
                try await client.send(watch)
                await started.first { _ in true }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
                #expect(try await client.readToEnd() == "")
            }
        }
    }

    @Test("A handler that ignores its cancellation does not hold the server", arguments: [true, false])
    func stubbornHandler(isGraceful: Bool) async throws {
        var configuration = HTTPServerConfiguration(security: .plain)
        configuration.drainTimeout = .milliseconds(100)
        configuration.abandonTimeout = .milliseconds(100)
        let (started, startedSink) = AsyncStream<Void>.makeStream()
        let (ended, endedSink) = AsyncStream<Void>.makeStream()
        let stubborn = NIOLockedValueBox<CheckedContinuation<Void, Never>?>(nil)
        let server = HTTPServer(configuration: configuration, logger: quiet) { _ in
            await withCheckedContinuation { continuation in
                stubborn.withLockedValue { $0 = continuation }
                startedSink.yield()
            }
            endedSink.yield()
            return .text(200, "too late")
        }
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                let client = try await RawClient.connect(server.boundPort())
                try await client.send(watch)
                await started.first { _ in true }
                if isGraceful { trigger.triggerGracefulShutdown() } else { group.cancelAll() }
                try await group.waitForAll()
                #expect(try await client.readToEnd() == "")
            }
        }
        #expect(server.connectionCount == 1)
        stubborn.withLockedValue { $0 }?.resume()
        await ended.first { _ in true }
        while server.connectionCount > 0 { await Task.yield() }
    }
}

/// Returns when the task is cancelled.
private func untilCancelled() async {
    let (never, sink) = AsyncStream<Void>.makeStream()
    for await _ in never {}
    sink.finish()
}

/// Waits until a counter has not grown during many turns of an event loop.
private struct Stall: Sendable {
    let counter: NIOLockedValueBox<Int>

    init(_ counter: NIOLockedValueBox<Int>) {
        self.counter = counter
    }

    func value() async -> Int {
        let clock = ContinuousClock()
        var last = counter.withLockedValue { $0 }
        var since = clock.now
        while clock.now - since < .milliseconds(300) {
            await Task.yield()
            let now = counter.withLockedValue { $0 }
            if now != last { (last, since) = (now, clock.now) }
        }
        return last
    }
}
