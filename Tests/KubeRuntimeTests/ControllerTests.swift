import KubeRuntime
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ControllerTests {
    private struct Broken: Error {}

    @Test("What a reconcile asks for decides when the key runs again")
    func outcomes() async throws {
        let clock = ManualClock()
        let time = RuntimeClock(clock, random: { 0 })
        let queue = WorkQueue<String>(clock: time, backoff: Backoff(initial: .seconds(1), maximum: .seconds(60)))
        let runs = NIOLockedValueBox<[String]>([])
        let failures = NIOLockedValueBox<[Int]>([])
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let controller = Controller(
            name: "test", queue: queue, workers: 2, clock: time,
            onFailure: { _, _, count in failures.withLockedValue { $0.append(count) } },
            reconcile: { key in
                let count = runs.withLockedValue { runs in
                    runs.append(key)
                    return runs.count { $0 == key }
                }
                defer { continuation.yield(key) }
                switch (key, count) {
                case ("fails", 1...2): throw Broken()
                case ("later", 1): return .requeue(after: .seconds(10))
                default: return .done
                }
            })
        let task = Task { try await controller.run() }
        var done = stream.makeAsyncIterator()
        await queue.add("later")
        _ = await done.next()
        await clock.waitForSleepers()
        clock.advance(by: .seconds(10))
        #expect(await done.next() == "later")
        await queue.add("fails")
        _ = await done.next()
        await clock.waitForSleepers()
        clock.advance(by: .seconds(1))
        _ = await done.next()
        await clock.waitForSleepers()
        clock.advance(by: .seconds(2))
        _ = await done.next()
        #expect(failures.withLockedValue { $0 } == [1, 2])
        await queue.shutDown()
        try await task.value
    }

    @Test("No key is taken while the gate is closed")
    func gated() async throws {
        let gate = Gate()
        let time = RuntimeClock(ManualClock())
        let queue = WorkQueue<String>(clock: time)
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let controller = Controller(name: "test", queue: queue, workers: 2, gate: gate, clock: time) { key in
            continuation.yield(key)
            return .done
        }
        let task = Task { try await controller.run() }
        await queue.add("a")
        while gate.waitingCount < 2 { await Task.yield() }
        #expect(await queue.depth == 1)
        gate.open()
        var done = stream.makeAsyncIterator()
        #expect(await done.next() == "a")
        await queue.shutDown()
        try await task.value
    }

    @Test("A key that comes while the gate has closed is kept until it opens")
    func closedMeanwhile() async throws {
        let gate = Gate(isOpen: true)
        let time = RuntimeClock(ManualClock())
        let queue = WorkQueue<String>(clock: time)
        let (stream, continuation) = AsyncStream<Bool>.makeStream()
        let controller = Controller(name: "test", queue: queue, workers: 1, gate: gate, clock: time) { _ in
            continuation.yield(gate.isOpen)
            return .done
        }
        let task = Task { try await controller.run() }
        while await queue.idleWorkerCount < 1 { await Task.yield() }
        gate.close()
        await queue.add("a")
        while gate.waitingCount < 1 { await Task.yield() }
        gate.open()
        var runs = stream.makeAsyncIterator()
        #expect(await runs.next() == true)
        await queue.shutDown()
        try await task.value
    }

    @Test("At graceful shutdown the key that runs is finished and no other is begun")
    func shutsDown() async throws {
        let time = RuntimeClock(ContinuousClock())
        let queue = WorkQueue<String>(clock: time)
        let begun = Gate()
        let mayEnd = Gate()
        let finished = NIOLockedValueBox<[String]>([])
        let controller = Controller(name: "test", queue: queue, workers: 1, clock: time) { key in
            begun.open()
            try await mayEnd.wait()
            finished.withLockedValue { $0.append(key) }
            return .done
        }
        await queue.add("first")
        await queue.add("second")
        let group = ServiceGroup(
            configuration: .init(
                services: [controller], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        let task = Task { try await group.run() }
        try await begun.wait()
        await group.triggerGracefulShutdown()
        while await queue.depth > 0 { await Task.yield() }
        mayEnd.open()
        try await task.value
        #expect(finished.withLockedValue { $0 } == ["first"])
    }
}
