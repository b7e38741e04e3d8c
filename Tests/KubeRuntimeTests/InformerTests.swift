import KubeClient
import KubeCore
import KubeRuntime
import NIOConcurrencyHelpers
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct InformerTests {
    private final class Log: Sendable {
        private let lines = NIOLockedValueBox<[String]>([])
        private let waiting = NIOLockedValueBox<[(count: Int, continuation: CheckedContinuation<Void, Never>)]>([])

        func add(_ line: String) {
            let count = lines.withLockedValue { lines in
                lines.append(line)
                return lines.count
            }
            let due = waiting.withLockedValue { waiting in
                defer { waiting.removeAll { $0.count <= count } }
                return waiting.filter { $0.count <= count }
            }
            for entry in due { entry.continuation.resume() }
        }

        /// The lines, once there are `count`.
        func first(_ count: Int) async -> [String] {
            await withCheckedContinuation { continuation in
                let isThere = waiting.withLockedValue { waiting in
                    if lines.withLockedValue({ $0.count }) >= count { return true }
                    waiting.append((count, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
            return lines.withLockedValue { $0 }
        }
    }

    private static func describe(_ event: InformerEvent<Widget>) -> String {
        switch event {
        case .added(let widget): "added \(widget.key.name) \(widget.size)"
        case .updated(let old, let new): "updated \(new.key.name) \(old.size) -> \(new.size)"
        case .removed(let widget): "removed \(widget.key.name)"
        case .malformed(let malformed): "malformed \(malformed.metadata.name): \(malformed.message)"
        }
    }

    private func run(
        _ transport: ScriptedTransport, clock: ManualClock = ManualClock(), usesInitialEvents: Bool = true,
        _ body: (Informer<Widget>, Log, inout AsyncStream<ScriptedTransport.Watch>.Iterator) async throws -> Void
    ) async throws {
        let log = Log()
        let informer = Informer<Widget>(
            client: Client(transport: transport, options: ClientOptions(retry: .none)),
            indexes: [StoreIndex("color") { $0.metadata.labels["color"].map { [$0] } ?? [] }],
            clock: RuntimeClock(clock, random: { 0 }), usesInitialEvents: usesInitialEvents)
        informer.onEvents { events in
            for event in events { log.add(Self.describe(event)) }
        }
        informer.onCondition { log.add("condition \($0)") }
        let task = Task { try await informer.run() }
        var watches = transport.watches.makeAsyncIterator()
        try await body(informer, log, &watches)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("Initial events fill the store; later events change it, and the same version twice is told once")
    func streams() async throws {
        let transport = ScriptedTransport { _ in .failure(500, "InternalError") }
        try await run(transport) { informer, log, watches in
            let watch = try #require(await watches.next())
            #expect(watch.request.queryValue("sendInitialEvents") == "true")
            watch.send(.added(Widget.json("a", size: 1, version: "3")))
            watch.send(.added(Widget.json("b", size: 2, version: "4", color: "blue")))
            watch.send(Widget.bookmark("5", endsInitialEvents: true))
            try await informer.waitUntilSettled()
            #expect(informer.hasSynced)
            watch.send(.modified(Widget.json("a", size: 7, version: "6", color: "blue")))
            watch.send(.modified(Widget.json("a", size: 7, version: "6", color: "blue")))
            watch.send(.deleted(Widget.json("b", size: 2, version: "8")))
            let lines = await log.first(5)
            #expect(
                lines == ["added a 1", "added b 2", "condition synced", "updated a 1 -> 7", "removed b"])
            #expect(informer.store.keys(index: "color", "blue") == [Widget.key("a")])
            #expect(informer.store.keys(index: "color", "red").isEmpty)
            // The server ends the watch: it goes on from the last version, without a list.
            watch.end()
            let second = try #require(await watches.next())
            #expect(second.request.queryValue("resourceVersion") == "8")
            #expect(transport.requests.count == 2)
        }
    }

    @Test("One malformed object is reported on itself, and the rest are served")
    func malformed() async throws {
        let page = Widget.list(
            [Widget.json("good"), Widget.json("bad", size: "many"), ["kind": "Widget"], 5], version: "9")
        let transport = ScriptedTransport { _ in .json(page) }
        try await run(transport, usesInitialEvents: false) { informer, log, watches in
            let watch = try #require(await watches.next())
            #expect(
                await log.first(3) == [
                    "added good 1", "malformed bad: spec.size is no integer", "condition synced",
                ])
            #expect(informer.store.malformed(Widget.key("bad"))?.message == "spec.size is no integer")
            watch.send(.modified(Widget.json("bad", size: 4, version: "10")))
            #expect(await log.first(4).last == "added bad 4")
            #expect(informer.store.malformed(Widget.key("bad")) == nil)
            watch.send(.modified(Widget.json("good", size: nil, version: "11")))
            #expect(await log.first(5).last == "malformed good: spec.size is no integer")
            #expect(informer.store[Widget.key("good")] == nil)
        }
    }

    @Test("After 410 in a watch, what vanished meanwhile is removed by the new list")
    func expires() async throws {
        let pages = NIOLockedValueBox([
            Widget.list([Widget.json("c", size: 3, version: "20")], version: "21"),
            Widget.list([Widget.json("b", size: 2, version: "2")], version: "5", continueToken: nil),
            Widget.list([Widget.json("a", size: 1, version: "1")], version: "5", continueToken: "more"),
        ])
        let transport = ScriptedTransport { request in
            .json(pages.withLockedValue { $0.removeLast() })
        }
        try await run(transport, usesInitialEvents: false) { informer, log, watches in
            let watch = try #require(await watches.next())
            #expect(watch.request.queryValue("resourceVersion") == "5")
            #expect(transport.requests[1].queryValue("continue") == "more")
            watch.send(.error(APIStatus(message: "too old resource version", reason: "Expired", code: 410)))
            let second = try #require(await watches.next())
            #expect(second.request.queryValue("resourceVersion") == "21")
            let lines = await log.first(6)
            #expect(Set(lines.suffix(2)) == ["removed a", "removed b"])
            #expect(informer.store.count == 1)
        }
    }

    @Test("A kind that is not installed is told once, and found when it is installed")
    func notServed() async throws {
        let clock = ManualClock()
        let isInstalled = NIOLockedValueBox(false)
        let transport = ScriptedTransport(
            refuse: { _ in
                isInstalled.withLockedValue { $0 } ? nil : .failure(404, "NotFound", "the server could not find it")
            }, answer: { _ in .failure(404, "NotFound") })
        try await run(transport, clock: clock) { informer, log, watches in
            try await informer.waitUntilSettled()
            #expect(!informer.isServed)
            for _ in 0..<5 {
                await clock.waitForSleepers()
                clock.advance(by: .seconds(30))
            }
            await clock.waitForSleepers()
            isInstalled.withLockedValue { $0 = true }
            clock.advance(by: .seconds(30))
            let watch = try #require(await watches.next())
            watch.send(Widget.bookmark("1", endsInitialEvents: true))
            #expect(await log.first(2) == ["condition notServed", "condition synced"])
        }
    }

    @Test("After a failure the first bookmark shows that all is well again, though nothing changes")
    func recovers() async throws {
        let clock = ManualClock()
        let isDown = NIOLockedValueBox(false)
        let transport = ScriptedTransport(
            refuse: { _ in isDown.withLockedValue { $0 } ? .failure(503, "ServiceUnavailable") : nil },
            answer: { _ in .failure(500, "InternalError") })
        try await run(transport, clock: clock) { informer, log, watches in
            let watch = try #require(await watches.next())
            watch.send(Widget.bookmark("5", endsInitialEvents: true))
            #expect(await log.first(1) == ["condition synced"])
            isDown.withLockedValue { $0 = true }
            watch.end()
            #expect(await log.first(2)[1].hasPrefix("condition failing"))
            isDown.withLockedValue { $0 = false }
            await clock.waitForSleepers()
            clock.advance(by: .seconds(60))
            let second = try #require(await watches.next())
            second.send(Widget.bookmark("6"))
            #expect(await log.first(3).last == "condition synced")
            #expect(informer.condition == .synced)
        }
    }

    @Test("A selector the server refuses is told, and asked again after a pause")
    func refusedSelector() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport(
            refuse: { _ in .failure(400, "BadRequest", "unable to parse requirement") },
            answer: { _ in .failure(400, "BadRequest", "unable to parse requirement") })
        try await run(transport, clock: clock) { _, log, _ in
            #expect(await log.first(1)[0].contains("unable to parse requirement"))
            await clock.waitForSleepers()
            #expect(transport.requests.count == 2)
        }
    }

    @Test("A server that refuses initial events is listed instead")
    func refusesInitialEvents() async throws {
        let transport = ScriptedTransport(
            refuse: { request in
                request.queryValue("sendInitialEvents") == nil
                    ? nil : .failure(422, "Invalid", "sendInitialEvents is forbidden")
            }, answer: { _ in .json(Widget.list([Widget.json("a")], version: "3")) })
        try await run(transport) { informer, log, watches in
            let watch = try #require(await watches.next())
            #expect(watch.request.queryValue("resourceVersion") == "3")
            #expect(await log.first(2) == ["added a 1", "condition synced"])
        }
    }
}
