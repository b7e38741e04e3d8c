import KubeCore
import TestSupport
import Testing

@testable import KubeClient

@Suite("States of the curl loop")
struct CurlStateTests {
    // MARK: Deadlines

    @Test("Deadlines come due in order, whatever order they were set in")
    func deadlineQueue() {
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var queue = DeadlineQueue()
            let dues = (0..<200).map { _ in UInt64.random(in: 0..<100, using: &random) }
            for (index, due) in dues.enumerated() { queue.insert(UInt64(index), due: due) }
            var found: [UInt64] = []
            for now in 0..<100 as Range<UInt64> {
                while let id = queue.popDue(at: now) {
                    #expect(dues[Int(id)] == now, "seed \(seed)")
                    found.append(id)
                }
                if let next = queue.nextDue { #expect(next > now, "seed \(seed)") }
            }
            #expect(Set(found).count == 200, "seed \(seed)")
            for (index, due) in dues.enumerated() { queue.insert(UInt64(index), due: due) }
            queue.remove { $0 % 2 == 0 }
            var kept = 0
            while let id = queue.popDue(at: 100) {
                #expect(id % 2 == 1, "seed \(seed)")
                kept += 1
            }
            #expect(kept == 100, "seed \(seed)")
            #expect(queue.count == 0)
        }
    }

    // MARK: Admission

    @Test("Never more than the limit run, all get their turn in order, and those given up hand it on")
    func admission() {
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var admission = RequestAdmission<String>(limit: 3)
            var running: Set<UInt64> = []
            var waiting: [UInt64] = []
            var givenUp: Set<UInt64> = []
            var begun: [UInt64] = []
            func end(_ id: UInt64) {
                var next = admission.finished(id, of: "a")
                running.remove(id)
                while let candidate = next {
                    waiting.removeAll { $0 == candidate }
                    if givenUp.contains(candidate) {
                        next = admission.finished(candidate, of: "a")
                    } else {
                        running.insert(candidate)
                        begun.append(candidate)
                        next = nil
                    }
                }
            }
            for id in 0..<300 as Range<UInt64> {
                if admission.admit(id, of: "a") {
                    running.insert(id)
                    begun.append(id)
                } else {
                    waiting.append(id)
                }
                #expect(running.count <= 3, "seed \(seed)")
                if UInt.random(in: 0..<4, using: &random) == 0, let id = waiting.randomElement(using: &random) {
                    givenUp.insert(id)
                    #expect(admission.finished(id, of: "a") == nil, "seed \(seed)")
                }
                if Bool.random(using: &random), let id = running.sorted().randomElement(using: &random) { end(id) }
            }
            while let id = running.min() { end(id) }
            #expect(begun == begun.sorted(), "seed \(seed)")
            #expect(Set(begun).union(givenUp) == Set(0..<300), "seed \(seed)")
        }
    }

    // MARK: Heads

    private func parse(_ lines: [String]) -> [ResponseHeadParser.Outcome] {
        var parser = ResponseHeadParser()
        return lines.map { line in Array((line + "\r\n").utf8).withUnsafeBufferPointer { parser.receive($0) } }
    }

    @Test("Interim answers are passed over and trailers left out")
    func heads() {
        let outcomes = parse([
            "HTTP/1.1 100 Continue", "", "HTTP/2 200 ", "Content-Type: application/json", "X-Empty:", "x:  a : b ", "",
            "Trailer: no", "",
        ])
        let head = ResponseHeadParser.Head(
            status: 200, headers: ["Content-Type": "application/json", "X-Empty": "", "x": "a : b"])
        #expect(outcomes.filter { $0 != .more } == [.complete(head)])
        #expect(outcomes[6] == .complete(head))
    }

    @Test("Headers beyond the bound are refused")
    func headBound() {
        let line = "X: " + String(repeating: "a", count: 1000)
        let outcomes = parse(["HTTP/1.1 200 OK"] + Array(repeating: line, count: 300))
        #expect(outcomes.last == .tooLarge)
        #expect(outcomes[200] == .more)
    }

    // MARK: Streams

    private typealias State = StreamState<Int, String, String>

    private func receive(_ state: inout State, _ bytes: [UInt8]) -> State.ReceiveAction {
        bytes.withUnsafeBufferPointer { state.receive($0) }
    }

    @Test("A waiting consumer gets the piece at once; else pieces gather until the buffer is full")
    func backPressure() throws {
        var state = State(capacity: 4)
        guard case .wait = state.awaitHead("h") else { throw TestFailure("no head yet") }
        #expect(state.receiveHead(200) == "h")
        guard case .wait = state.next("w") else { throw TestFailure("nothing to deliver yet") }
        guard case .deliver("w", [1]) = receive(&state, [1]) else { throw TestFailure("someone waits") }
        guard case .buffered = receive(&state, [2, 3]), case .buffered = receive(&state, [4, 5]) else {
            throw TestFailure("room left")
        }
        guard case .pause = receive(&state, [6]) else { throw TestFailure("full") }
        #expect(state.isPaused)
        guard case .deliver([2, 3, 4, 5], resume: true) = state.next("w") else { throw TestFailure("all at once") }
        guard case .buffered = receive(&state, [6]) else { throw TestFailure("given again") }
        guard case .none = state.finish(nil) else { throw TestFailure("nobody waits") }
        guard case .deliver([6], resume: false) = state.next("w") else { throw TestFailure("the rest") }
        guard case .end(nil) = state.next("w"), case .end(nil) = state.next("w") else { throw TestFailure("over") }
    }

    @Test("An error comes after what was received, once")
    func errors() throws {
        var state = State(capacity: 4)
        #expect(state.receiveHead(200) == nil)
        guard case .deliver(200) = state.awaitHead("h") else { throw TestFailure("the head waits") }
        guard case .buffered = receive(&state, [1]) else { throw TestFailure("room left") }
        guard case .none = state.finish(TestFailure("broke")) else { throw TestFailure("nobody waits") }
        guard case .deliver([1], resume: false) = state.next("w") else { throw TestFailure("first the bytes") }
        guard case .end(.some) = state.next("w") else { throw TestFailure("then the error") }
        guard case .end(nil) = state.next("w") else { throw TestFailure("then nothing") }
    }

    @Test("Whoever waits is told of the end, once")
    func endings() throws {
        var headless = State()
        guard case .wait = headless.awaitHead("h") else { throw TestFailure("no head yet") }
        guard case .head("h", _) = headless.finish(TestFailure("broke")) else { throw TestFailure("tell the waiter") }
        guard case .none = headless.finish(nil) else { throw TestFailure("only once") }

        var early = State()
        guard case .none = early.finish(TestFailure("broke")) else { throw TestFailure("nobody waits") }
        guard case .fail = early.awaitHead("h") else { throw TestFailure("the error waits") }

        var waiting = State()
        #expect(waiting.receiveHead(200) == nil)
        guard case .wait = waiting.next("w") else { throw TestFailure("nothing yet") }
        guard case .chunk("w", nil) = waiting.finish(nil) else { throw TestFailure("tell the waiter") }
    }
}
