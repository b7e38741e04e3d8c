import Glibc
import HTTPServing
import Logging
import NIOConcurrencyHelpers
import NIOPosix

/// Runs a server for as long as the body takes, then cancels it.
func withServer<T: Sendable>(
    _ security: HTTPServerConfiguration.Security = .plain,
    configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    answering handler: @escaping @Sendable (ServerRequest) async -> ServerResponse = echo,
    _ body: @Sendable (Int, HTTPServer) async throws -> T
) async throws -> T {
    var configuration = HTTPServerConfiguration(security: security)
    configure(&configuration)
    let server = HTTPServer(configuration: configuration, logger: quiet, handler: handler)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        let result = try await body(server.boundPort(), server)
        group.cancelAll()
        try await group.waitForAll()
        return result
    }
}

let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// `METHOD target body-length first-bytes user:groups`.
@Sendable func echo(_ request: ServerRequest) async -> ServerResponse {
    let peer = request.peerCertificate.map { "\($0.commonName):\($0.organizations.joined(separator: ","))" } ?? "-"
    let body = String(decoding: request.body.prefix(16), as: UTF8.self)
    return .text(200, "\(request.method) \(request.target) \(request.body.count) [\(body)] \(peer)\n")
}

/// A CA, a server certificate for localhost, and clients made from it.
struct TestPKI: Sendable {
    let authority: CertificateAuthority
    let identity: TLSIdentity

    init() throws {
        authority = try CertificateAuthority(commonName: "test-ca")
        let server = try authority.issueServer(
            commonName: "server", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1", "::1"])
        identity = try TLSIdentity(
            certificateChainPEM: server.certificatePEM, privateKeyPEM: server.privateKeyPEM)
    }

    func client(_ commonName: String? = nil, organizations: [String] = []) throws -> TestTLSClient {
        TestTLSClient(
            authorityPEM: try authority.certificatePEM,
            identity: try commonName.map { try authority.issueClient(commonName: $0, organizations: organizations) })
    }

    func security(_ policy: ClientCertificatePolicy = .none) -> HTTPServerConfiguration.Security {
        .tls(TLSConfiguration(identity: identity, clientCertificates: policy))
    }
}

/// A finished child process.
struct ProcessResult: Sendable {
    var status: Int32
    var output: String
}

/// Runs a program to its end, on a thread of its own; nil, with a printed reason, when it is not installed.
func runProgram(_ name: String, _ arguments: [String], input: String = "") async throws -> ProcessResult? {
    let candidates: [String] = ["/usr/bin/\(name)", "/usr/local/bin/\(name)", "/bin/\(name)"]
    guard let path = candidates.first(where: { access($0, X_OK) == 0 })
    else {
        print("skipped: \(name) is not installed")
        return nil
    }
    let stdin = try TemporaryFile(input)
    let words = ([path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let command = "\(words) 2>&1 <'\(stdin.path)'"
    return try await NIOThreadPool.singleton.runIfActive {
        guard let stream = popen(command, "re") else { throw RawClient.Failure(description: "cannot run \(command)") }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            guard count > 0 else { break }
            output += chunk[..<count]
        }
        // wait(2): the exit status is the second byte.
        let status = pclose(stream) >> 8 & 0xFF
        withExtendedLifetime(stdin) {}
        return ProcessResult(status: status, output: String(decoding: output, as: UTF8.self))
    }
}

/// A temporary file, removed with the value's last reference.
final class TemporaryFile: Sendable {
    let path: String

    init(_ contents: String) throws {
        var template = Array("/tmp/trimtab-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        guard descriptor >= 0, let stream = fdopen(descriptor, "w") else {
            throw RawClient.Failure(description: "cannot make a temporary file")
        }
        fputs(contents, stream)
        fclose(stream)
    }

    deinit {
        unlink(path)
    }
}
