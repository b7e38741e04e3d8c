import Glibc
import HTTPServing
import KubeCore
import Logging
import Testing

@testable import KubeClient

/// Which server a transport test goes through.
enum TestProtocol: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// HTTPServing itself.
    case http1
    /// nginx in front of HTTPServing.
    case http2

    /// The protocols this machine can serve; prints why one is missing.
    static let available: [TestProtocol] = {
        if Nginx.path == nil { print("skipped over HTTP/2: no nginx on this machine (apt-get install nginx-light)") }
        return allCases.filter { $0 == .http1 || Nginx.path != nil }
    }()

    var testDescription: String { rawValue }
}

/// A server to test against, with what a client needs to know of it.
struct TestServer: Sendable {
    let backend: TestBackend
    let port: Int
    let authority: CertificateAuthority
    let clientIdentity: IssuedCertificate
    /// In front of the server with HTTP/2.
    let nginx: Nginx?

    /// Trusts the server and bears a client certificate.
    func configuration() throws -> ClusterConfiguration {
        ClusterConfiguration(
            server: "https://localhost:\(port)",
            tls: TLSOptions(certificateAuthority: .bytes(Array(try authority.certificatePEM.utf8))),
            credentials: Credentials(
                clientCertificate: .bytes(Array(clientIdentity.certificatePEM.utf8)),
                clientKey: .bytes(Array(clientIdentity.privateKeyPEM.utf8))),
            origin: "the test")
    }

    /// Runs `body` with a server that demands a client certificate, and stops the server.
    static func with<R: Sendable>(
        _ kind: TestProtocol, backend: TestBackend = TestBackend(),
        _ body: @escaping @Sendable (TestServer) async throws -> R
    ) async throws -> R {
        let authority = try CertificateAuthority(commonName: "test CA")
        let identity = try authority.issueServer(
            commonName: "localhost", dnsNames: ["localhost", "api.test"], ipAddresses: ["127.0.0.1"])
        let client = try authority.issueClient(commonName: "jane", organizations: ["testers"])
        let tls = TLSConfiguration(
            identity: try TLSIdentity(
                certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM),
            clientCertificates: .required(authorities: try authority.certificatePEM))
        var configuration = HTTPServerConfiguration(security: kind == .http1 ? .tls(tls) : .plain)
        configuration.maximumBodySize = 64 << 20
        let server = HTTPServer(
            configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { await backend.answer($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            var port = try await server.boundPort()
            let nginx =
                kind == .http2
                ? try Nginx(
                    backendPort: port, identity: identity, clientAuthority: try authority.certificatePEM) : nil
            defer { nginx?.stop() }
            if let nginx { port = nginx.port }
            return try await body(
                TestServer(backend: backend, port: port, authority: authority, clientIdentity: client, nginx: nginx))
        }
    }
}

/// An nginx of our own, that speaks HTTP/2 and passes requests on.
struct Nginx: Sendable {
    static let path: String? = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].first {
        access($0, X_OK) == 0
    }

    let port: Int
    private let process: pid_t
    private let directory: TemporaryDirectory

    init(backendPort: Int, identity: IssuedCertificate, clientAuthority: String) throws {
        // nginx takes over a socket that is listening already: connections wait in it until nginx is up.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1024) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening, let path = Self.path else { throw TestFailure("no socket for nginx") }
        defer { close(listener) }
        port = Int(UInt16(bigEndian: address.sin_port))
        directory = try TemporaryDirectory()
        try directory.write("cert.pem", identity.certificatePEM)
        try directory.write("key.pem", identity.privateKeyPEM)
        try directory.write("ca.pem", clientAuthority)
        try directory.write(
            "nginx.conf", Self.configuration(directory: directory.path, port: port, backendPort: backendPort))
        process = try spawnProcess(
            path, ["-e", "\(directory.path)/error.log", "-c", "\(directory.path)/nginx.conf", "-p", directory.path],
            environment: ["NGINX=3;"], passing: listener)
    }

    /// New connections go to a new worker; the old one says GOAWAY, ends what it has begun, and after a second all.
    func reload() {
        kill(process, SIGHUP)
    }

    func stop() {
        // Its master ends its worker; killed, it could not.
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        directory.remove()
    }

    private static func configuration(directory: String, port: Int, backendPort: Int) -> String {
        """
        daemon off;
        worker_processes 1;
        worker_shutdown_timeout 1s;
        pid \(directory)/nginx.pid;
        error_log \(directory)/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path \(directory)/body;
          proxy_temp_path \(directory)/proxy;
          fastcgi_temp_path \(directory)/fastcgi;
          uwsgi_temp_path \(directory)/uwsgi;
          scgi_temp_path \(directory)/scgi;
          client_max_body_size 64m;
          upstream backend { server 127.0.0.1:\(backendPort); keepalive 64; }
          server {
            listen 127.0.0.1:\(port) ssl http2;
            ssl_certificate \(directory)/cert.pem;
            ssl_certificate_key \(directory)/key.pem;
            ssl_client_certificate \(directory)/ca.pem;
            ssl_verify_client on;
            location / {
              proxy_pass http://backend;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $http_host;
              proxy_set_header X-Protocol $server_protocol;
              proxy_buffering off;
              proxy_request_buffering off;
              proxy_read_timeout 600s;
            }
          }
        }
        """
    }
}

/// Starts a program; `descriptor` becomes its descriptor 3.
func spawnProcess(
    _ path: String, _ arguments: [String], environment: [String], passing descriptor: Int32
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Descriptor 3 may be `descriptor` itself, and close-on-exec: going by way of another clears that.
    let other = fcntl(descriptor, F_DUPFD, 10)
    defer { close(other) }
    posix_spawn_file_actions_adddup2(&actions, other, 3)
    var argumentPointers = ([path] + arguments).map { strdup($0) } + [nil]
    var environmentPointers = environment.map { strdup($0) } + [nil]
    defer { for text in argumentPointers + environmentPointers { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, nil, &argumentPointers, &environmentPointers)
    guard code == 0 else { throw TestFailure("cannot start \(path): \(String(cString: strerror(code)))") }
    return process
}
