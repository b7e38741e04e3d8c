import KubeCore
import KubeRuntime
import TestSupport
import Testing

@Suite struct EventRecorderStateTests {
    private static let wall = Timestamp(seconds: 1_700_000_000)

    private func event(_ name: String = "a", _ note: String = "n") -> PlannedEvent {
        PlannedEvent(
            .normal,
            on: ObjectReference(kind: Widget.resourceType.kind, key: Widget.key(name), uid: "uid-\(name)"),
            reason: "Rescaled", action: "Scale", note: note)
    }

    /// All writes possible at `now`, taken as successful.
    private func drain(_ state: inout EventRecorderState, _ now: Duration) -> [EventRecorderState.Write] {
        var writes: [EventRecorderState.Write] = []
        while case .write(let key, let write) = state.next(now: now) {
            writes.append(write)
            state.didWrite(key, now: now)
        }
        return writes
    }

    private func record(_ state: inout EventRecorderState, _ event: PlannedEvent, _ now: Duration) -> Bool {
        state.record(event, now: now, wallTime: Self.wall + now)
    }

    @Test("The second event of a kind makes a series, which is then written once a minute")
    func series() {
        var state = EventRecorderState(now: .zero)
        #expect(record(&state, event(), .zero))
        let first = drain(&state, .zero)
        guard first.count == 1, case .create(_, let name, _) = first[0] else {
            Issue.record("the first event is created")
            return
        }
        _ = record(&state, event(), .seconds(1))
        let key = Widget.key(name)
        #expect(
            drain(&state, .seconds(1)) == [.series(key, count: 2, lastObserved: Self.wall + .seconds(1))])
        for second in 2..<40 { _ = record(&state, event(), .seconds(second)) }
        #expect(drain(&state, .seconds(40)).isEmpty)
        #expect(
            drain(&state, .seconds(125)) == [.series(key, count: 40, lastObserved: Self.wall + .seconds(39))])
        _ = drain(&state, .seconds(1000))
        #expect(state.seriesCount == 0, "a series that rests ends")
        _ = record(&state, event(), .seconds(1001))
        guard case .create? = drain(&state, .seconds(1001)).first else {
            Issue.record("after that the next event is a new one")
            return
        }
    }

    @Test("One object cannot flood: a burst, then one per five minutes")
    func spam() {
        var state = EventRecorderState(now: .zero)
        let taken = (0..<100).count { record(&state, event("a", "note \($0)"), .zero) }
        #expect(taken == 25)
        #expect(record(&state, event("b"), .zero))
        #expect(!record(&state, event("a", "late"), .seconds(200)))
        #expect(record(&state, event("a", "later"), .seconds(301)))
    }

    @Test("The queue is bounded, and writes keep to the rate")
    func bounds() {
        var state = EventRecorderState(now: .zero)
        let taken = (0..<5000).count { record(&state, event("o\($0)"), .zero) }
        #expect(taken == 1000)
        #expect(drain(&state, .zero).count == 100)
        #expect(drain(&state, .seconds(10)).count == 100)
    }

    @Test("A write that fails is tried three times, one that is refused not again")
    func failures() {
        var state = EventRecorderState(now: .zero)
        _ = record(&state, event(), .zero)
        var attempts = 0
        while case .write(let key, let write) = state.next(now: .zero) {
            attempts += 1
            _ = state.failed(key, write, isFinal: false, now: .zero)
        }
        #expect(attempts == 3 && state.seriesCount == 0)
        _ = record(&state, event(), .seconds(1))
        guard case .write(let key, let write) = state.next(now: .seconds(1)) else { return }
        let isRetried = state.failed(key, write, isFinal: true, now: .seconds(1))
        #expect(!isRetried)
        #expect(state.pendingCount == 0)
    }

    @Test("Names stay valid however long the object's is")
    func names() {
        var state = EventRecorderState(now: .zero)
        _ = record(&state, event(String(repeating: "x", count: 253)), .zero)
        guard case .create(_, let name, _)? = drain(&state, .zero).first else { return }
        #expect(name.utf8.count <= 253)
        _ = record(&state, event("a" + String(repeating: "-.", count: 120) + "b"), .zero)
        guard case .create(_, let cut, _)? = drain(&state, .zero).first else { return }
        #expect(cut.hasPrefix("a.") && cut.utf8.count < 30)
    }
}
