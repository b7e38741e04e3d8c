import Testing

@testable import KubeClient

@Suite("ConnectionLiveness")
struct ConnectionLivenessTests {
    private func isDead(
        _ liveness: inout ConnectionLiveness, _ connection: Int, since: UInt64, now: UInt64
    ) -> Bool {
        liveness.isDead(connection, since: since, now: now)
    }

    @Test("A connection is dead when nothing came for the silence since the first unanswered request")
    func dies() {
        var liveness = ConnectionLiveness(silence: 30)
        liveness.heard(1, at: 100)
        #expect(!isDead(&liveness, 1, since: 110, now: 115))
        #expect(!isDead(&liveness, 1, since: 120, now: 125))
        #expect(isDead(&liveness, 1, since: 130, now: 140), "unanswered since 110")
        #expect(liveness.count == 0)
    }

    @Test("Anything that comes by it proves a connection alive")
    func lives() {
        var liveness = ConnectionLiveness(silence: 30)
        #expect(!isDead(&liveness, 1, since: 110, now: 115))
        liveness.heard(1, at: 120)
        #expect(!isDead(&liveness, 1, since: 111, now: 200), "an answer came after this request was sent")
        #expect(!isDead(&liveness, 1, since: 125, now: 150))
        #expect(isDead(&liveness, 1, since: 125, now: 155))
    }

    @Test("A request that never had a connection tells nothing, and connections are apart")
    func apart() {
        var liveness = ConnectionLiveness(silence: 30)
        #expect(!isDead(&liveness, 0, since: 0, now: 1000))
        liveness.heard(2, at: 500)
        #expect(isDead(&liveness, 1, since: 100, now: 1000))
        #expect(!isDead(&liveness, 2, since: 100, now: 1000))
    }

    @Test("What is remembered is bounded")
    func bounded() {
        var liveness = ConnectionLiveness(silence: 30)
        for connection in 1...10_000 { liveness.heard(connection, at: UInt64(connection)) }
        #expect(liveness.count <= 2048)
        #expect(!isDead(&liveness, 10_000, since: 1, now: 10_000), "the newest are kept")
    }
}
