import HTTPServing
import KubeClient
import KubeCore
import Operator
import OperatorCore
import TestSupport
import Testing

/// Against a real server; skipped where prometheus is not installed.
@Suite("Prometheus source", .enabled(if: ServerProcess.find("prometheus") != nil, "prometheus is not installed"))
struct PrometheusServerTests {
    static let now = Timestamp(seconds: 1_800_000_000)

    static func start(port: Int, web: String? = nil, files: [String: String] = [:]) throws -> ServerProcess {
        var arguments = [
            "--config.file={folder}/prometheus.yml", "--storage.tsdb.path={folder}/data",
            "--web.listen-address=127.0.0.1:\(port)",
        ]
        var files = files
        files["prometheus.yml"] = "global: {}\n"
        if let web {
            files["web.yml"] = web
            arguments.append("--web.config.file={folder}/web.yml")
        }
        return try ServerProcess(
            try #require(ServerProcess.find("prometheus")), arguments, files: files,
            ready: "Server is ready to receive web requests")
    }

    static func reading(
        _ query: String, _ configuration: ClusterConfiguration, timeout: Duration = .seconds(10)
    ) async throws -> Reading {
        let source = PrometheusMetricSource(
            PrometheusSource(connection: "prom", query: query),
            endpoint: PrometheusEndpoint(url: configuration.server), timeout: timeout,
            transport: try CurlTransport(configuration: configuration))
        return await source.read(now: now)
    }

    static func failure(_ reading: Reading) -> String? {
        guard case .failed(let reason, _) = reading else { return nil }
        return reason
    }

    @Test("One number is a value, no series is empty, several series and broken queries are failures that say why")
    func answers() async throws {
        let port = try ServerProcess.freePort()
        let server = try Self.start(port: port)
        defer { server.stop() }
        let url = "http://127.0.0.1:\(port)"
        let plain = ClusterConfiguration(server: url)
        #expect(try await Self.reading("vector(7)", plain) == .value(7, at: Self.now))
        #expect(try await Self.reading("3 * 4.5", plain) == .value(13.5, at: Self.now))
        #expect(try await Self.reading("time()", plain) == .value(1_800_000_000, at: Self.now))
        #expect(try await Self.reading("no_such_series", plain) == .empty(at: Self.now))
        #expect(try await Self.reading("vector(0) / vector(0)", plain) == .empty(at: Self.now))
        let several = try await Self.reading(#"vector(1) or label_replace(vector(2), "a", "b", "", "")"#, plain)
        #expect(
            Self.failure(several) == "\(url) answered 2 series; make it one, with sum() or max() round the query")
        let broken = Self.failure(try await Self.reading("sum(", plain))
        #expect(broken?.hasPrefix("\(url) answered HTTP 400: bad_data: ") == true, "\(broken ?? "a value")")
        let range = Self.failure(try await Self.reading("no_such_series[5m]", plain))
        #expect(range == "\(url) answered a matrix; the query must give one number")
        server.stop()
        let gone = Self.failure(try await Self.reading("vector(7)", plain))
        #expect(gone?.hasPrefix("no answer from Prometheus at \(url): ") == true, "\(gone ?? "a value")")
    }

    @Test("TLS and a password are used; a wrong one is a failure, not a zero")
    func authentication() async throws {
        let authority = try CertificateAuthority(commonName: "test CA")
        let leaf = try authority.issueServer(commonName: "localhost", dnsNames: ["localhost"])
        let port = try ServerProcess.freePort()
        // The bcrypt of "secret".
        let server = try Self.start(
            port: port,
            web: """
                tls_server_config: { cert_file: tls.crt, key_file: tls.key }
                basic_auth_users: { scaler: "$2b$12$oGsyB/MkCLdqFMqwMvcICOUi4WwR4IbBkEGn4cgjmigbL/FOIxy82" }
                """, files: ["tls.crt": leaf.certificatePEM, "tls.key": leaf.privateKeyPEM])
        defer { server.stop() }
        let url = "https://localhost:\(port)"
        var configuration = ClusterConfiguration(server: url)
        configuration.tls.certificateAuthority = .bytes(Array(try authority.certificatePEM.utf8))
        configuration.credentials.authorization = .basic(user: "scaler", password: "secret")
        #expect(try await Self.reading("vector(7)", configuration) == .value(7, at: Self.now))
        configuration.credentials.authorization = .basic(user: "scaler", password: "wrong")
        let refused = Self.failure(try await Self.reading("vector(7)", configuration))
        #expect(refused?.hasPrefix("\(url) answered HTTP 401") == true, "\(refused ?? "a value")")
        configuration.tls.certificateAuthority = nil
        let untrusted = Self.failure(try await Self.reading("vector(7)", configuration))
        #expect(untrusted?.contains("certificate") == true, "\(untrusted ?? "a value")")
    }
}
