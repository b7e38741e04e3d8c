import KubeRuntime
import TestSupport
import Testing

@Suite struct WorkQueueStateTests {
    private static let backoff = Backoff(initial: .seconds(1), maximum: .seconds(8), jitter: 0)

    private func queue() -> WorkQueueState<String> {
        WorkQueueState(backoff: Self.backoff, retryRate: 1000, retryBurst: 1000)
    }

    private func take(_ queue: inout WorkQueueState<String>, _ now: Duration = .zero) -> WorkQueueState<String>.Next {
        queue.next(now: now)
    }

    @Test("A key added twice before it runs is run once")
    func deduplicates() {
        var queue = queue()
        let added = [queue.add("a", now: .zero), queue.add("a", now: .zero)]
        #expect(added == [true, false])
        #expect(take(&queue) == .run("a"))
        #expect(take(&queue) == .wait(until: nil))
    }

    @Test("A key added while it runs is run once more, after it finished")
    func runsAgain() {
        var queue = queue()
        queue.add("a", now: .zero)
        _ = queue.next(now: .zero)
        queue.add("a", now: .zero)
        queue.add("a", now: .zero)
        #expect(take(&queue) == .wait(until: nil))
        queue.finish("a")
        #expect(take(&queue) == .run("a"))
        queue.finish("a")
        #expect(take(&queue) == .wait(until: nil))
    }

    @Test("Of several delays the earliest wins, and a run satisfies them")
    func earliestWins() {
        var queue = queue()
        queue.add("a", at: .seconds(10), now: .zero)
        queue.add("a", at: .seconds(5), now: .zero)
        queue.add("a", at: .seconds(20), now: .zero)
        #expect(take(&queue) == .wait(until: .seconds(5)))
        #expect(take(&queue, .seconds(5)) == .run("a"))
        queue.finish("a")
        #expect(take(&queue, .seconds(30)) == .wait(until: nil))
    }

    @Test("Retries wait longer each time until the key is forgotten")
    func backsOff() {
        var queue = queue()
        var delays: [Duration] = []
        for _ in 0..<5 { delays.append(queue.retry("a", now: .zero, random: 0)) }
        #expect(delays == [1, 2, 4, 8, 8].map { .seconds($0) })
        queue.forget("a")
        let first = queue.retry("a", now: .zero, random: 0)
        #expect(first == .seconds(1))
    }

    @Test("Retries of all keys together keep to the rate")
    func limitsRate() {
        var queue = WorkQueueState<Int>(
            backoff: Backoff(initial: .milliseconds(1), maximum: .seconds(1), jitter: 0), retryRate: 10, retryBurst: 5)
        let due = (0..<25).map { queue.retry($0, now: .zero, random: 0) }
        #expect(due[4] == .milliseconds(1))
        #expect(due[24] == .seconds(2))
    }

    @Test("After shutdown nothing is given out, and what runs may finish")
    func shutsDown() {
        var queue = queue()
        queue.add("a", now: .zero)
        queue.add("b", now: .zero)
        _ = queue.next(now: .zero)
        queue.shutDown()
        #expect(take(&queue) == .finished)
        queue.finish("a")
        let isAdded = queue.add("c", now: .zero)
        #expect(!isAdded)
        #expect(queue.depth == 0)
    }

    /// The queue against a plain description of what it promises.
    @Test("No key is lost, none runs twice at once, none runs late, over a million steps")
    func properties() {
        for seed: UInt64 in 0..<20 {
            var random = SplitMix64(seed: seed)
            var queue = WorkQueueState<Int>(backoff: Self.backoff, retryRate: 1000, retryBurst: 1000)
            var model = QueueModel()
            for step in 0..<50_000 {
                model.step(&queue, &random)
                if let problem = model.problem {
                    Issue.record("seed \(seed), step \(step): \(problem)")
                    return
                }
            }
            model.drain(&queue)
            #expect(model.problem == nil, "seed \(seed)")
            #expect(model.owed.isEmpty, "seed \(seed): keys were lost")
            #expect(queue.delayedCount == 0 && queue.depth == 0, "seed \(seed)")
        }
    }
}

/// What is owed: for each key the latest time at which a run must be possible.
private struct QueueModel {
    var now = Duration.zero
    var owed: [Int: Duration] = [:]
    var running: Set<Int> = []
    var problem: String?

    private mutating func owe(_ key: Int, by due: Duration) {
        owed[key] = min(owed[key] ?? due, max(due, now))
    }

    mutating func step(_ queue: inout WorkQueueState<Int>, _ random: inout SplitMix64) {
        let key = Int.random(in: 0..<12, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1:
            queue.add(key, now: now)
            owe(key, by: now)
        case 2:
            let due = now + .milliseconds(Int.random(in: -100..<3000, using: &random))
            queue.add(key, at: due, now: now)
            owe(key, by: due)
        case 3:
            owe(key, by: queue.retry(key, now: now, random: Double.random(in: 0..<1, using: &random)))
        case 4: queue.forget(key)
        case 5: now += .milliseconds(Int.random(in: 0..<800, using: &random))
        case 6, 7: take(&queue)
        default:
            guard let key = running.randomElement(using: &random) else { return }
            running.remove(key)
            queue.finish(key)
        }
    }

    mutating func take(_ queue: inout WorkQueueState<Int>) {
        switch queue.next(now: now) {
        case .run(let key):
            if !running.insert(key).inserted { problem = "key \(key) runs twice" }
            if owed.removeValue(forKey: key) == nil { problem = "key \(key) runs although nobody asked" }
        case .wait(let until):
            for (key, due) in owed where !running.contains(key) {
                if due <= now { problem = "key \(key) is due and not given out" }
                if until == nil { problem = "key \(key) is owed and no timer is set" }
                if let until, due < until { problem = "key \(key) is due before the timer" }
            }
        case .finished: problem = "finished without shutdown"
        }
    }

    mutating func drain(_ queue: inout WorkQueueState<Int>) {
        now += .seconds(100)
        for key in running { queue.finish(key) }
        running = []
        for _ in 0..<100 {
            take(&queue)
            for key in running { queue.finish(key) }
            running = []
        }
    }
}
