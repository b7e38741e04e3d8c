import KubeCore
import KubeRuntime
import TestSupport
import Testing

/// Candidates with slow, lossy and lying networks and clocks, over a lease with optimistic locking.
private struct Election {
    struct Candidate {
        var state: LeaderElectionState
        /// Local time = global time * rate + offset; wall clocks are anything.
        var rate: Double
        var offset: Duration
        var wall: Timestamp
        var pending: Pending?
        var isAlive = true
        var number: Int
    }

    struct Pending {
        var step: LeaderElectionState.Step
        var sentAt: Duration
        var reachesServerAt: Duration
        var returnsAt: Duration
        var isLost: Bool
        var answer: Answer?
    }

    enum Answer {
        case lease(Lease?)
        case written(Lease)
        case conflict
        case failed
    }

    var now = Duration.zero
    var lease: Lease?
    var version = 0
    var candidates: [Candidate] = []
    var leaders: Set<Int> = []
    var reigns = 0
    var problem: String?
    let configuration: (Int) -> LeaderElectionState.Configuration

    init(count: Int, random: inout SplitMix64, configuration: @escaping (Int) -> LeaderElectionState.Configuration) {
        self.configuration = configuration
        for index in 0..<count {
            candidates.append(
                Candidate(
                    state: LeaderElectionState(configuration: configuration(index)),
                    rate: Double.random(in: 0.9...1.1, using: &random),
                    offset: .seconds(Int.random(in: 0..<100_000, using: &random)),
                    wall: Timestamp(seconds: Int64.random(in: 0..<2_000_000_000, using: &random)), number: index))
        }
    }

    func local(_ index: Int) -> Duration { now * candidates[index].rate + candidates[index].offset }

    mutating func step(_ random: inout SplitMix64) {
        now += .milliseconds(Int.random(in: 1..<400, using: &random))
        for index in candidates.indices {
            serve(index)
            receive(index, &random)
            ask(index, &random)
        }
        disturb(&random)
        check()
    }

    private mutating func ask(_ index: Int, _ random: inout SplitMix64) {
        guard candidates[index].isAlive, candidates[index].pending == nil else { return }
        // A process may be stopped for long between deciding and sending, or not run at all.
        guard Int.random(in: 0..<10, using: &random) > 0 else { return }
        let jump = Int64.random(in: -2...3, using: &random)
        candidates[index].wall = candidates[index].wall + .seconds(jump)
        let step = candidates[index].state.next(now: local(index), wallTime: candidates[index].wall)
        if case .wait = step { return }
        let slow = Int.random(in: 0..<20, using: &random) == 0
        let there = Duration.milliseconds(Int.random(in: 1..<(slow ? 20_000 : 500), using: &random))
        let back = Duration.milliseconds(Int.random(in: 1..<(slow ? 20_000 : 500), using: &random))
        candidates[index].pending = Pending(
            step: step, sentAt: local(index), reachesServerAt: now + there, returnsAt: now + there + back,
            isLost: Int.random(in: 0..<15, using: &random) == 0)
    }

    private mutating func serve(_ index: Int) {
        guard let pending = candidates[index].pending, pending.answer == nil, pending.reachesServerAt <= now else {
            return
        }
        let answer: Answer
        switch pending.step {
        case .wait: answer = .failed
        case .read: answer = .lease(lease)
        case .create(let record):
            if lease == nil { answer = .written(store(record)) } else { answer = .conflict }
        case .write(let record, let version):
            if lease?.resourceVersion == version { answer = .written(store(record)) } else { answer = .conflict }
        }
        candidates[index].pending?.answer = answer
    }

    private mutating func store(_ record: LeaseRecord) -> Lease {
        // A write that changes nothing keeps the version, as a real server's does.
        if lease?.record != record {
            version += 1
            lease = Lease(record: record, resourceVersion: "\(version)")
        }
        return lease ?? Lease(record: record, resourceVersion: "\(version)")
    }

    private mutating func receive(_ index: Int, _ random: inout SplitMix64) {
        guard let pending = candidates[index].pending, let answer = pending.answer, pending.returnsAt <= now else {
            return
        }
        candidates[index].pending = nil
        guard candidates[index].isAlive else { return }
        let time = local(index)
        let jitter = Double.random(in: 0..<1, using: &random)
        switch pending.isLost ? .failed : answer {
        case .lease(let lease): candidates[index].state.didRead(lease, now: time, random: jitter)
        case .written(let lease):
            candidates[index].state.didWrite(lease, sentAt: pending.sentAt, now: time, random: jitter)
        case .conflict: candidates[index].state.conflicted(now: time)
        case .failed: candidates[index].state.failed(now: time, random: jitter)
        }
    }

    /// Crashes, restarts under a new identity, orderly releases, deletions of the lease by nobody.
    private mutating func disturb(_ random: inout SplitMix64) {
        let index = Int.random(in: 0..<candidates.count, using: &random)
        switch Int.random(in: 0..<2000, using: &random) {
        case 0: candidates[index].isAlive = false
        case 1...4 where !candidates[index].isAlive && candidates[index].pending == nil:
            candidates[index].number += 100
            candidates[index].state = LeaderElectionState(configuration: configuration(candidates[index].number))
            candidates[index].isAlive = true
        case 5 where candidates[index].pending == nil && candidates[index].isAlive:
            let step = candidates[index].state.release(now: local(index), wallTime: candidates[index].wall)
            candidates[index].isAlive = false
            if case .write(let record, let version)? = step, lease?.resourceVersion == version { _ = store(record) }
        default: break
        }
    }

    private mutating func check() {
        let leading = Set(
            candidates.indices.filter { candidates[$0].isAlive && candidates[$0].state.isLeading(now: local($0)) })
        if leading.count > 1 { problem = "\(leading.count) lead at \(now)" }
        if !leading.isEmpty, leading != leaders { reigns += 1 }
        if !leading.isEmpty { leaders = leading }
    }
}

@Suite struct LeaderElectionTests {
    private static func configuration(_ number: Int) -> LeaderElectionState.Configuration {
        LeaderElectionState.Configuration(identity: "candidate-\(number)")
    }

    @Test("Never do two lead, whatever clocks and network do, over two million steps")
    func neverTwo() {
        for seed: UInt64 in 0..<20 {
            var random = SplitMix64(seed: seed)
            var election = Election(count: 3, random: &random, configuration: Self.configuration)
            for step in 0..<100_000 {
                election.step(&random)
                if let problem = election.problem {
                    Issue.record("seed \(seed), step \(step): \(problem)")
                    return
                }
            }
            #expect(election.reigns > 20, "seed \(seed): leadership must change hands, or nothing was tested")
        }
    }

    private func next(
        _ state: inout LeaderElectionState, _ now: Duration, _ wall: Timestamp
    ) -> LeaderElectionState.Step {
        state.next(now: now, wallTime: wall)
    }

    @Test("A lease of another is taken only after it stood unchanged for its duration")
    func waitsForExpiry() {
        var state = LeaderElectionState(configuration: Self.configuration(1))
        let wall = Timestamp(seconds: 1_000_000)
        let held = Lease(
            record: LeaseRecord(
                holder: "other", durationSeconds: 15, acquireTime: wall, renewTime: wall, transitions: 2),
            resourceVersion: "7")
        #expect(next(&state, .zero, wall) == .read)
        state.didRead(held, now: .seconds(1), random: 0)
        #expect(next(&state, .seconds(1), wall) == .wait(until: .seconds(3)))
        var now = Duration.seconds(3)
        while now <= .seconds(15) {
            #expect(next(&state, now, wall) == .read)
            state.didRead(held, now: now, random: 0)
            now += .seconds(2)
        }
        #expect(next(&state, .seconds(15), wall) == .wait(until: .seconds(16)))
        guard case .write(let record, "7") = state.next(now: .seconds(16), wallTime: wall) else {
            Issue.record("the lease is to be taken")
            return
        }
        #expect(record.holder == "candidate-1")
        #expect(record.transitions == 3)
        #expect(!state.isLeading(now: .seconds(16)))
    }

    @Test("A leader whose renewals fail stops before another may begin")
    func stopsInTime() {
        var state = LeaderElectionState(configuration: Self.configuration(1))
        let wall = Timestamp(seconds: 1_000_000)
        _ = state.next(now: .zero, wallTime: wall)
        state.didRead(nil, now: .zero, random: 0)
        guard case .create(let record) = state.next(now: .seconds(1), wallTime: wall) else {
            Issue.record("an absent lease is created")
            return
        }
        state.didWrite(Lease(record: record, resourceVersion: "1"), sentAt: .seconds(1), now: .seconds(2), random: 0)
        #expect(state.leadingUntil == .seconds(11))
        var now = Duration.seconds(4)
        while now < .seconds(11) {
            #expect(state.isLeading(now: now))
            _ = state.next(now: now, wallTime: wall)
            state.failed(now: now, random: 0)
            now += .seconds(2)
        }
        #expect(!state.isLeading(now: .seconds(11)))
    }

    @Test("Giving up empties the lease, so that another need not wait")
    func releases() {
        var state = LeaderElectionState(configuration: Self.configuration(1))
        let wall = Timestamp(seconds: 1_000_000)
        _ = state.next(now: .zero, wallTime: wall)
        state.didRead(nil, now: .zero, random: 0)
        guard case .create(let record) = state.next(now: .zero, wallTime: wall) else { return }
        state.didWrite(Lease(record: record, resourceVersion: "4"), sentAt: .zero, now: .zero, random: 0)
        guard case .write(let given, "4")? = state.release(now: .seconds(1), wallTime: wall) else {
            Issue.record("a leader gives its lease up")
            return
        }
        #expect(given.holder.isEmpty && given.durationSeconds == 1)
        #expect(!state.isLeading(now: .seconds(1)))
        state.didWrite(Lease(record: record, resourceVersion: "5"), sentAt: .zero, now: .seconds(1), random: 0)
        #expect(!state.isLeading(now: .seconds(1)), "an answer that comes late does not make a leader again")
    }
}
