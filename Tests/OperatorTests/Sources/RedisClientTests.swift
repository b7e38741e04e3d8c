import HTTPServing
import KubeCore
import NIOPosix
import Operator
import OperatorCore
import TestSupport
import Testing

/// Against real servers; skipped where redis-server is not installed.
@Suite("Redis client", .enabled(if: ServerProcess.find("redis-server") != nil, "redis-server is not installed"))
struct RedisClientTests {
    static let ready = "Ready to accept connections"
    static let now = Timestamp(seconds: 1)

    static func start(_ arguments: [String] = [], files: [String: String] = [:], port: Int) throws -> ServerProcess {
        try ServerProcess(
            try #require(ServerProcess.find("redis-server")),
            arguments + ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            files: files, ready: ready)
    }

    static func client(_ configuration: RedisConfiguration) -> RedisClient {
        RedisClient(configuration: configuration, group: MultiThreadedEventLoopGroup.singleton)
    }

    static func cli(_ port: Int, _ words: String...) throws {
        try cli(["-p", "\(port)"] + words)
    }

    @Test("Lists, sets, sorted sets and hashes are counted; a missing key is 0")
    func types() async throws {
        let port = try ServerProcess.freePort()
        let server = try Self.start(port: port)
        defer { server.stop() }
        try Self.cli(port, "RPUSH", "list", "a", "b", "c")
        try Self.cli(port, "SADD", "set", "a", "b")
        try Self.cli(port, "ZADD", "zset", "1", "a")
        try Self.cli(port, "HSET", "hash", "a", "1", "b", "2")
        let client = Self.client(RedisConfiguration(addresses: ["127.0.0.1:\(port)"]))
        let lengths = try await client.lengths(of: ["list", "set", "zset", "hash", "none"])
        #expect(lengths == [3, 2, 1, 2, 0])
        let source = RedisListMetricSource(RedisListSource(connection: "r", keys: ["list", "set"]), client: client)
        #expect(await source.read(now: Self.now) == .value(5, at: Self.now))
        await client.close()
    }

    @Test("A key without a length is a failure that names it, not a zero")
    func wrongType() async throws {
        let port = try ServerProcess.freePort()
        let server = try Self.start(port: port)
        defer { server.stop() }
        try Self.cli(port, "SET", "text", "x")
        let client = Self.client(RedisConfiguration(addresses: ["127.0.0.1:\(port)"]))
        let source = RedisListMetricSource(RedisListSource(connection: "r", keys: ["text"]), client: client)
        let expected =
            "key \"text\" is a string; only lists, sets, sorted sets and hashes have a length to scale by"
        #expect(await source.read(now: Self.now) == .failed(reason: expected, at: Self.now))
        await client.close()
    }

    @Test("An ACL user logs in; a wrong password says what to check")
    func acl() async throws {
        let port = try ServerProcess.freePort()
        let server = try Self.start(
            ["{folder}/acl.conf"],
            files: [
                "acl.conf":
                    "user default off\nuser scaler on >secret ~q:* +type +llen +select\n"
            ], port: port)
        defer { server.stop() }
        var configuration = RedisConfiguration(addresses: ["127.0.0.1:\(port)"])
        configuration.credentials = .init(username: "scaler", password: "secret")
        configuration.database = 1
        let client = Self.client(configuration)
        #expect(try await client.lengths(of: ["q:orders"]) == [0])
        configuration.credentials = .init(username: "scaler", password: "wrong")
        let refused = Self.client(configuration)
        let error = await #expect(throws: RedisError.self) { try await refused.lengths(of: ["q:orders"]) }
        #expect(error?.code == .authentication)
        #expect(error?.description.contains("check the user and password in the connection's Secret") == true)
        await client.close()
        await refused.close()
    }

    @Test("A restarted server is reached again within one call")
    func restart() async throws {
        let port = try ServerProcess.freePort()
        let first = try Self.start(port: port)
        let client = Self.client(RedisConfiguration(addresses: ["127.0.0.1:\(port)"]))
        #expect(try await client.lengths(of: ["q"]) == [0])
        first.stop()
        let down = await #expect(throws: RedisError.self) { try await client.lengths(of: ["q"]) }
        #expect(down?.code == .connect)
        let second = try Self.start(port: port)
        defer { second.stop() }
        #expect(try await client.lengths(of: ["q"]) == [0])
        await client.close()
    }

    @Test("TLS is verified against the given authority, and refused by another")
    func tls() async throws {
        let authority = try CertificateAuthority(commonName: "test CA")
        let leaf = try authority.issueServer(commonName: "localhost", dnsNames: ["localhost"])
        let plain = try ServerProcess.freePort()
        let port = try ServerProcess.freePort()
        let server = try Self.start(
            [
                "--tls-port", "\(port)", "--tls-cert-file", "{folder}/tls.crt", "--tls-key-file", "{folder}/tls.key",
                "--tls-ca-cert-file", "{folder}/tls.crt", "--tls-auth-clients", "no",
            ], files: ["tls.crt": leaf.certificatePEM, "tls.key": leaf.privateKeyPEM], port: plain)
        defer { server.stop() }
        var configuration = RedisConfiguration(addresses: ["localhost:\(port)"])
        configuration.tls = ClientTLS(certificateAuthorities: Array(try authority.certificatePEM.utf8))
        let client = Self.client(configuration)
        #expect(try await client.lengths(of: ["q"]) == [0])
        let other = try CertificateAuthority(commonName: "other CA")
        configuration.tls = ClientTLS(certificateAuthorities: Array(try other.certificatePEM.utf8))
        let refused = Self.client(configuration)
        let error = await #expect(throws: RedisError.self) { try await refused.lengths(of: ["q"]) }
        #expect(
            error?.description.contains("certificate verify failed") == true,
            "\(String(describing: error?.description))")
        await client.close()
        await refused.close()
    }

    @Test("A cluster's keys are found on their nodes by redirection")
    func cluster() async throws {
        let ports = try (0..<3).map { _ in try ServerProcess.freePort() }
        let servers = try ports.map { port in
            try Self.start(
                ["--cluster-enabled", "yes", "--cluster-port", "\(try ServerProcess.freePort())"], port: port)
        }
        defer { servers.forEach { $0.stop() } }
        let addresses = ports.map { "127.0.0.1:\($0)" }
        try Self.cli(["--cluster", "create"] + addresses + ["--cluster-replicas", "0", "--cluster-yes"])
        // Each node learns of the others by gossip.
        let deadline = ContinuousClock.now + .seconds(20)
        for port in ports {
            var state = ""
            while !state.contains("cluster_state:ok") && ContinuousClock.now < deadline {
                state = try Self.cli(["-p", "\(port)", "CLUSTER", "INFO"])
            }
        }
        // These three lie in the three thirds of the slots.
        for key in ["bar", "hello", "foo"] { try Self.cli(["-c", "-p", "\(ports[0])", "RPUSH", key, "a", "b"]) }
        let client = Self.client(RedisConfiguration(addresses: [addresses[0]], topology: .cluster))
        #expect(try await client.lengths(of: ["bar", "hello", "foo", "none"]) == [2, 2, 2, 0])
        await client.close()
    }

    @Test("Sentinels are asked for the master; one that knows none says so")
    func sentinel() async throws {
        let port = try ServerProcess.freePort()
        let sentinelPort = try ServerProcess.freePort()
        let server = try Self.start(port: port)
        defer { server.stop() }
        try Self.cli(["-p", "\(port)", "RPUSH", "q", "a"])
        let sentinel = try ServerProcess(
            try #require(ServerProcess.find("redis-server")), ["{folder}/sentinel.conf", "--sentinel"],
            files: [
                "sentinel.conf":
                    "port \(sentinelPort)\nbind 127.0.0.1\nsentinel monitor orders 127.0.0.1 \(port) 1\n"
            ], ready: "+monitor master orders")
        defer { sentinel.stop() }
        var configuration = RedisConfiguration(
            addresses: ["127.0.0.1:1", "127.0.0.1:\(sentinelPort)"], topology: .sentinel)
        configuration.master = "orders"
        let client = Self.client(configuration)
        #expect(try await client.lengths(of: ["q"]) == [1])
        configuration.master = "payments"
        let unknown = Self.client(configuration)
        let error = await #expect(throws: RedisError.self) { try await unknown.lengths(of: ["q"]) }
        #expect(error?.description == "sentinel 127.0.0.1:\(sentinelPort) knows no master \"payments\"")
        await client.close()
        await unknown.close()
    }

    @discardableResult
    private static func cli(_ arguments: [String]) throws -> String {
        try ProgramRun(try #require(ServerProcess.find("redis-cli")), arguments).succeeded()
    }
}
