import KubeRuntime
import NIOConcurrencyHelpers
import TestSupport
import Testing

@Suite struct WorkQueueTests {
    private struct Counts {
        var running: Set<Int> = []
        var runs: [Int: Int] = [:]
        var sawDouble = false
    }

    @Test("A delayed key is given out when its time has come, and not before")
    func delays() async throws {
        let clock = ManualClock()
        let queue = WorkQueue<String>(clock: RuntimeClock(clock))
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                try await queue.run()
                return nil
            }
            await queue.add("late", after: .seconds(10))
            await clock.waitForSleepers()
            await queue.add("early", after: .seconds(3))
            group.addTask { try await queue.next() }
            // The timer task sleeps anew for the earlier key.
            while await queue.idleWorkerCount < 1 { await Task.yield() }
            await clock.waitForSleepers()
            clock.advance(by: .seconds(3))
            #expect(try await group.next() == "early")
            await queue.shutDown()
            try await group.waitForAll()
        }
    }

    @Test("A worker that is cancelled while it waits takes no key with it")
    func cancelledWorker() async throws {
        let queue = WorkQueue<String>(clock: RuntimeClock(ManualClock()))
        let worker = Task { try await queue.next() }
        while await queue.idleWorkerCount < 1 { await Task.yield() }
        worker.cancel()
        await #expect(throws: CancellationError.self) { try await worker.value }
        await queue.add("a")
        #expect(try await queue.next() == "a")
    }

    @Test("Eight workers never run one key at once and run every key")
    func manyWorkers() async throws {
        let queue = WorkQueue<Int>(clock: RuntimeClock(ContinuousClock()))
        let counts = NIOLockedValueBox(Counts())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    while let key = try await queue.next() {
                        counts.withLockedValue { counts in
                            if !counts.running.insert(key).inserted { counts.sawDouble = true }
                            counts.runs[key, default: 0] += 1
                        }
                        await Task.yield()
                        counts.withLockedValue { _ = $0.running.remove(key) }
                        await queue.finish(key)
                    }
                }
            }
            for round in 0..<200 { await queue.add(contentsOf: (0..<50).map { ($0 * 7 + round) % 50 }) }
            while await queue.depth > 0 { await Task.yield() }
            while await queue.runningCount > 0 { await Task.yield() }
            await queue.shutDown()
            try await group.waitForAll()
        }
        let result = counts.withLockedValue { $0 }
        #expect(!result.sawDouble)
        #expect(result.runs.count == 50)
    }
}
