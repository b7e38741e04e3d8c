import KubeCore
import NIOPosix
import OperatorCore
import TestSupport
import Testing

@testable import Operator

@Suite struct ConnectionPoolTests {
    @Test("A connection nobody asks for is dropped, and only now and then is that looked for")
    func idle() async {
        let clock = ManualClock()
        let pool = ConnectionPool<String, Int>(idleLimit: .seconds(60), clock: clock)
        #expect(await pool.connection("a") { 1 } == 1)
        clock.advance(by: .seconds(59))
        #expect(await pool.connection("b") { 2 } == 2)
        #expect(await pool.connection("a") { 3 } == 1)
        clock.advance(by: .seconds(61))
        #expect(await pool.connection("b") { 4 } == 2, "what is asked for is never dropped")
        #expect(await pool.count == 1)
        #expect(await pool.connection("a") { 5 } == 5)
    }

    @Test("A server that is not there is named with its reason, without the words of a library")
    func refused() async {
        // Port 1 of loopback: nothing listens there.
        let client = RedisClient(
            configuration: RedisConfiguration(addresses: ["127.0.0.1:1"]), group: MultiThreadedEventLoopGroup.singleton)
        let reading = await RedisListMetricSource(
            .init(connection: "q", keys: ["orders"]), client: client
        ).read(now: .init(seconds: 0))
        #expect(
            reading
                == .failed(
                    reason: "no connection to Redis at 127.0.0.1:1; check the address, the TLS settings and that the "
                        + "server runs: connection refused", at: .init(seconds: 0)))
    }
}
