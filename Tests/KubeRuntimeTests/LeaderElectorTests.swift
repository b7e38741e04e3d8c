import KubeCore
import KubeRuntime
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// A lease behind a scripted API, with optimistic locking.
private final class LeaseServer: Sendable {
    private struct State {
        var lease: JSONValue?
        var version = 0
        var isDown = false
    }

    private let state = NIOLockedValueBox(State())
    let written = Gate()

    var lease: JSONValue? { state.withLockedValue { $0.lease } }
    func setDown(_ isDown: Bool) { state.withLockedValue { $0.isDown = isDown } }

    func transport() -> ScriptedTransport {
        ScriptedTransport { [self] request in
            let response = state.withLockedValue { answer(request, &$0) }
            if request.method != "GET", response.status < 300 { written.open() }
            return response
        }
    }

    private func answer(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        guard !state.isDown else { return .failure(503, "ServiceUnavailable") }
        let body = (try? JSONValue(parsing: request.body)) ?? [:]
        switch request.method {
        case "GET": return state.lease.map { .json($0) } ?? .failure(404, "NotFound")
        case "POST":
            guard state.lease == nil else { return .failure(409, "AlreadyExists") }
            return store(body, &state)
        default:
            guard let lease = state.lease else { return .failure(404, "NotFound") }
            let sent = body[path: "metadata", "resourceVersion"]
            guard sent == nil || sent == lease[path: "metadata", "resourceVersion"] else {
                return .failure(409, "Conflict")
            }
            return store(JSONMergePatch.apply(body, to: lease), &state)
        }
    }

    private func store(_ lease: JSONValue, _ state: inout State) -> HTTPResponse {
        state.version += 1
        var lease = lease
        lease["metadata"]?["resourceVersion"] = .string("\(state.version)")
        state.lease = lease
        return .json(lease)
    }
}

@Suite(.timeLimit(.minutes(1))) struct LeaderElectorTests {
    private func elector(_ server: LeaseServer, _ name: String, _ clock: ManualClock) -> LeaderElector {
        LeaderElector(
            transport: server.transport(), key: ObjectKey(namespace: "system", name: "leader"),
            configuration: .init(identity: name),
            clock: RuntimeClock(clock, wallTime: { Timestamp(seconds: 1_700_000_000) }, random: { 0 }))
    }

    @Test("The lease is created, held by renewals, and lost to the fence in time when the server is gone")
    func holds() async throws {
        let clock = ManualClock()
        let server = LeaseServer()
        let elector = elector(server, "one", clock)
        let task = Task { try await elector.run() }
        try await elector.fence.gate.wait()
        #expect(server.lease?[path: "spec", "holderIdentity"] == "one")
        for _ in 0..<20 {
            await clock.waitForSleepers()
            clock.advance(by: .seconds(2))
        }
        await clock.waitForSleepers()
        #expect(await elector.isLeading)
        server.setDown(true)
        var waited = Duration.zero
        while waited < .seconds(10) {
            await clock.waitForSleepers()
            clock.advance(by: .seconds(1))
            waited += .seconds(1)
        }
        #expect(elector.fence.timeLeft == nil)
        #expect(await !elector.isLeading)
        while elector.fence.gate.isOpen { await Task.yield() }
        server.setDown(false)
        while !elector.fence.gate.isOpen {
            await clock.waitForSleepers()
            clock.advance(by: .seconds(1))
        }
        #expect(await elector.isLeading, "its own lease is taken up again")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(elector.fence.timeLeft == nil)
    }

    @Test("A second candidate waits until the first is gone for the whole lease")
    func takesOver() async throws {
        let clock = ManualClock()
        let server = LeaseServer()
        let first = elector(server, "one", clock)
        let firstTask = Task { try await first.run() }
        try await first.fence.gate.wait()
        await clock.waitForSleepers(1)
        let second = elector(server, "two", clock)
        let secondTask = Task { try await second.run() }
        await clock.waitForSleepers(2)
        firstTask.cancel()
        await #expect(throws: CancellationError.self) { try await firstTask.value }
        var waited = Duration.zero
        while !second.fence.gate.isOpen {
            await clock.waitForSleepers(1)
            guard !second.fence.gate.isOpen else { break }
            clock.advance(by: .seconds(1))
            waited += .seconds(1)
        }
        #expect(waited >= .seconds(15))
        #expect(server.lease?[path: "spec", "leaseTransitions"] == 1)
        secondTask.cancel()
        await #expect(throws: CancellationError.self) { try await secondTask.value }
    }
}
