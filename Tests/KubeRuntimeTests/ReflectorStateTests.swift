import KubeCore
import KubeRuntime
import TestSupport
import Testing

@Suite struct ReflectorStateTests {
    private static let a = Widget.key("a")
    private static let b = Widget.key("b")
    private static let backoff = Backoff(initial: .seconds(1), maximum: .seconds(60), jitter: 0)

    private func state(usesInitialEvents: Bool = true) -> ReflectorState {
        ReflectorState(usesInitialEvents: usesInitialEvents, backoff: Self.backoff)
    }

    private func next(_ state: inout ReflectorState, _ now: Duration = .zero) -> ReflectorState.Step {
        state.next(now: now)
    }

    @Test("Initial events are complete at their bookmark, and the watch goes on from there")
    func streams() {
        var state = state()
        #expect(next(&state) == .watch(resourceVersion: nil))
        #expect(state.received(.changed(Self.a, resourceVersion: "5")) == nil)
        #expect(state.received(.changed(Self.b, resourceVersion: "6")) == nil)
        #expect(state.received(.removed(Self.b, resourceVersion: "7")) == nil)
        #expect(state.received(.bookmark(resourceVersion: "9", endsInitialEvents: true)) == [Self.a])
        #expect(state.isFollowing)
        state.watchEnded(now: .seconds(300), random: 0)
        #expect(next(&state, .seconds(300)) == .watch(resourceVersion: "9"))
    }

    @Test("A server that refuses initial events is listed page by page")
    func fallsBack() {
        var state = state()
        _ = next(&state)
        state.failed(.refusedInitialEvents, now: .zero, random: 0)
        #expect(next(&state) == .list(continueToken: nil))
        #expect(state.listed([Self.a], resourceVersion: "5", continueToken: "t") == nil)
        #expect(next(&state) == .list(continueToken: "t"))
        #expect(state.listed([Self.b], resourceVersion: "5", continueToken: nil) == [Self.a, Self.b])
        #expect(next(&state) == .watch(resourceVersion: "5"))
    }

    @Test("A server that ignores initial events, and just ends the watch, is listed")
    func ignoredInitialEvents() {
        var state = state()
        _ = next(&state)
        _ = state.received(.changed(Self.a, resourceVersion: "5"))
        state.watchEnded(now: .seconds(300), random: 0)
        #expect(next(&state, .seconds(300)) == .list(continueToken: nil))
    }

    @Test("After 410 all is listed again: at once the first time, later after a pause")
    func relists() {
        var state = following("5")
        _ = next(&state)
        state.failed(.expired, now: .zero, random: 0)
        #expect(next(&state) == .list(continueToken: nil))
        _ = state.listed([], resourceVersion: "6", continueToken: nil)
        _ = next(&state)
        state.failed(.expired, now: .zero, random: 0)
        #expect(next(&state) == .wait(until: .seconds(1)))
        _ = next(&state, .seconds(1))
        _ = state.listed([], resourceVersion: "7", continueToken: nil)
        _ = next(&state, .seconds(1))
        _ = state.received(.changed(Self.a, resourceVersion: "8"))
        state.failed(.expired, now: .seconds(1), random: 0)
        #expect(next(&state, .seconds(1)) == .list(continueToken: nil))
    }

    @Test("A continue token that expired begins the list anew, without the keys of before")
    func expiredToken() {
        var state = state(usesInitialEvents: false)
        _ = next(&state)
        _ = state.listed([Self.a], resourceVersion: "5", continueToken: "t")
        _ = next(&state)
        state.failed(.expired, now: .zero, random: 0)
        #expect(next(&state) == .list(continueToken: nil))
        #expect(state.listed([Self.b], resourceVersion: "6", continueToken: nil) == [Self.b])
    }

    @Test("A lost connection resumes from the last version, waiting longer each time")
    func resumes() {
        var state = following("5")
        _ = next(&state)
        _ = state.received(.bookmark(resourceVersion: "8", endsInitialEvents: false))
        var now = Duration.zero
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            state.failed(.other(retryAfter: nil), now: now, random: 0)
            #expect(next(&state, now) == .wait(until: now + .seconds(seconds)))
            now += .seconds(seconds)
            #expect(next(&state, now) == .watch(resourceVersion: "8"))
        }
        _ = state.received(.changed(Self.a, resourceVersion: "9"))
        state.failed(.other(retryAfter: .seconds(7)), now: now, random: 0)
        #expect(next(&state, now) == .wait(until: now + .seconds(7)), "the server's Retry-After is obeyed")
    }

    @Test("A kind that is not served is asked for at most every half minute")
    func notServed() {
        var state = state()
        var now = Duration.zero
        for _ in 0..<10 {
            _ = next(&state, now)
            state.failed(.notServed, now: now, random: 0)
            guard case .wait(let until) = next(&state, now) else {
                Issue.record("no pause")
                return
            }
            #expect(until - now <= ReflectorState.notServedInterval)
            now = until
        }
        #expect(next(&state, now) == .watch(resourceVersion: nil))
    }

    @Test("A watch that ends at once without an event is a failure; one that lasted is none")
    func shortWatches() {
        var state = following("5")
        _ = next(&state)
        state.watchEnded(now: .seconds(1), random: 0)
        #expect(next(&state, .seconds(1)) == .wait(until: .seconds(2)))
        _ = next(&state, .seconds(2))
        state.failed(.idle, now: .seconds(400), random: 0)
        #expect(next(&state, .seconds(400)) == .watch(resourceVersion: "5"))
    }

    @Test("A list that is refused for good is repeated with growing pauses, never in a tight loop")
    func refusedList() {
        var state = state()
        _ = next(&state)
        state.failed(.refusedInitialEvents, now: .zero, random: 0)
        #expect(next(&state) == .list(continueToken: nil))
        var now = Duration.zero
        for seconds in [1, 2, 4] {
            state.failed(.refusedInitialEvents, now: now, random: 0)
            #expect(next(&state, now) == .wait(until: now + .seconds(seconds)))
            now += .seconds(seconds)
            #expect(next(&state, now) == .list(continueToken: nil))
        }
    }

    @Test("Watches that bring something and end at once are not begun again without a pause for ever")
    func hastyWatches() {
        var state = following("5")
        for _ in 0..<3 {
            #expect(next(&state) == .watch(resourceVersion: "5"))
            _ = state.received(.bookmark(resourceVersion: "5", endsInitialEvents: false))
            state.watchEnded(now: .zero, random: 0)
        }
        _ = next(&state)
        _ = state.received(.bookmark(resourceVersion: "5", endsInitialEvents: false))
        state.watchEnded(now: .zero, random: 0)
        #expect(next(&state) == .wait(until: .seconds(1)))
        _ = next(&state, .seconds(1))
        _ = state.received(.changed(Self.a, resourceVersion: "6"))
        state.watchEnded(now: .seconds(3), random: 0)
        #expect(next(&state, .seconds(3)) == .watch(resourceVersion: "6"))
    }

    private func following(_ version: String) -> ReflectorState {
        var state = state(usesInitialEvents: false)
        _ = next(&state)
        _ = state.listed([], resourceVersion: version, continueToken: nil)
        return state
    }

    /// A server with a history that is compacted now and then, refusals, and lost connections.
    @Test("Whatever fails, the store becomes the server's state again, without a tight loop")
    func properties() {
        for seed: UInt64 in 0..<60 {
            var random = SplitMix64(seed: seed)
            var model = ReflectorModel(seed: seed)
            for _ in 0..<4000 { model.step(&random, isCalm: false) }
            for _ in 0..<400 { model.step(&random, isCalm: true) }
            #expect(model.store == model.server, "seed \(seed)")
            #expect(model.requests < 30_000, "seed \(seed): a tight loop")
        }
    }
}

private struct ReflectorModel {
    var state: ReflectorState
    var now = Duration.zero
    var server: [ObjectKey: Int] = [:]
    var history: [(version: Int, key: ObjectKey, size: Int?)] = []
    var version = 1
    var compactedBefore = 0
    var store: [ObjectKey: Int] = [:]
    var watch: (position: Int, initial: Bool)?
    var listVersion = 0
    var requests = 0

    init(seed: UInt64) {
        state = ReflectorState(usesInitialEvents: seed.isMultiple(of: 2))
    }

    mutating func step(_ random: inout SplitMix64, isCalm: Bool) {
        now += .milliseconds(isCalm ? 70_000 : Int.random(in: 0..<2000, using: &random))
        if !isCalm { change(&random) }
        if let watch {
            follow(watch, &random, isCalm: isCalm)
        } else {
            request(&random, isCalm: isCalm)
        }
    }

    private mutating func change(_ random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
            version += 1
            let key = Widget.key("w\(Int.random(in: 0..<8, using: &random))")
            let size = Bool.random(using: &random) ? version : nil
            if size == nil, server[key] == nil { continue }
            server[key] = size
            history.append((version, key, size))
        }
        if Int.random(in: 0..<40, using: &random) == 0 { compactedBefore = version }
    }

    private mutating func request(_ random: inout SplitMix64, isCalm: Bool) {
        switch state.next(now: now) {
        case .wait: break
        case .list(let token):
            requests += 1
            if !isCalm, Int.random(in: 0..<5, using: &random) == 0 {
                return state.failed(Bool.random(using: &random) ? .notServed : failure, now: now, random: 0.5)
            }
            if token != nil, listVersion < compactedBefore { return state.failed(.expired, now: now, random: 0.5) }
            list(token)
        case .watch(let version):
            requests += 1
            if !isCalm, Int.random(in: 0..<5, using: &random) == 0 {
                return state.failed(failure, now: now, random: 0.5)
            }
            guard let version, let number = Int(version) else {
                return beginInitial(&random)
            }
            guard number >= compactedBefore else { return state.failed(.expired, now: now, random: 0.5) }
            watch = (number, false)
        }
    }

    private var failure: ReflectorState.Failure { .other(retryAfter: nil) }

    private mutating func list(_ token: String?) {
        // Two pages; the second is of the same snapshot, which here is always the newest half of the keys.
        let keys = server.keys.sorted()
        if token == nil {
            listVersion = version
            let first = keys.prefix(keys.count / 2)
            for key in first { store[key] = server[key] }
            pending = Dictionary(uniqueKeysWithValues: keys.dropFirst(first.count).map { ($0, server[$0] ?? 0) })
            _ = state.listed(first, resourceVersion: "\(listVersion)", continueToken: "next")
        } else {
            for (key, size) in pending { store[key] = size }
            if let complete = state.listed(pending.keys, resourceVersion: "\(listVersion)", continueToken: nil) {
                store = store.filter { complete.contains($0.key) }
            }
        }
    }

    private var pending: [ObjectKey: Int] = [:]

    private mutating func beginInitial(_ random: inout SplitMix64) {
        if Int.random(in: 0..<10, using: &random) == 0 {
            return state.failed(.refusedInitialEvents, now: now, random: 0.5)
        }
        for (key, size) in server {
            store[key] = size
            _ = state.received(.changed(key, resourceVersion: "\(version)"))
            if Int.random(in: 0..<30, using: &random) == 0 { return state.failed(failure, now: now, random: 0.5) }
        }
        if let complete = state.received(.bookmark(resourceVersion: "\(version)", endsInitialEvents: true)) {
            store = store.filter { complete.contains($0.key) }
        }
        watch = (version, true)
    }

    private mutating func follow(_ watch: (position: Int, initial: Bool), _ random: inout SplitMix64, isCalm: Bool) {
        var position = watch.position
        for event in history.reversed().prefix(while: { $0.version > watch.position }).reversed() {
            store[event.key] = event.size
            if event.size == nil {
                _ = state.received(.removed(event.key, resourceVersion: "\(event.version)"))
            } else {
                _ = state.received(.changed(event.key, resourceVersion: "\(event.version)"))
            }
            position = event.version
            if !isCalm, Int.random(in: 0..<10, using: &random) == 0 {
                self.watch = nil
                return state.failed(failure, now: now, random: 0.5)
            }
        }
        if Int.random(in: 0..<20, using: &random) == 0 {
            self.watch = nil
            return state.watchEnded(now: now, random: 0.5)
        }
        self.watch = (position, watch.initial)
    }
}
