import Glibc
import HTTPServing
import KubeCore
import NIOConcurrencyHelpers
import Testing

@testable import KubeClient

@Suite("Credentials in use")
struct CredentialTests {
    /// A server that knows one bearer token at a time, and counts what it refused.
    private final class Gate: Sendable {
        let token: NIOLockedValueBox<String>
        let refusals = NIOLockedValueBox(0)

        init(_ token: String) {
            self.token = NIOLockedValueBox(token)
        }

        func answer(_ request: ServerRequest) -> ServerResponse? {
            if request.header("Authorization") == "Bearer " + token.withLockedValue(\.self) { return nil }
            refusals.withLockedValue { $0 += 1 }
            return .text(401, "who?")
        }
    }

    private static func with(
        _ gate: Gate, _ body: @escaping @Sendable (TestServer, TemporaryDirectory) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await TestServer.with(.http1, backend: TestBackend { gate.answer($0) }) { server in
            try await body(server, directory)
        }
    }

    private static func status(_ transport: CurlTransport) async throws -> Int {
        try await transport.send(
            HTTPRequest(method: "POST", path: "/echo"), deadline: .seconds(20), maximumBodySize: 1 << 20
        ).status
    }

    @Test("A token file that was replaced is read again when the server refuses the old token")
    func tokenFile() async throws {
        let gate = Gate("one")
        try await Self.with(gate) { server, directory in
            let file = try directory.write("token", "one\n")
            var configuration = try server.configuration()
            configuration.credentials.authorization = .bearerFile(file, initial: nil)
            let transport = try CurlTransport(configuration: configuration, environment: ProcessEnvironment())
            #expect(try await Self.status(transport) == 200)
            gate.token.withLockedValue { $0 = "two" }
            try directory.write("token", "two\n")
            #expect(try await Self.status(transport) == 200)
            #expect(gate.refusals.withLockedValue(\.self) == 1)
            // A token that is refused and not replaced is tried once, not again and again.
            gate.token.withLockedValue { $0 = "three" }
            #expect(try await Self.status(transport) == 401)
            #expect(gate.refusals.withLockedValue(\.self) == 2)
            #expect(try await Self.status(transport) == 401)
            #expect(gate.refusals.withLockedValue(\.self) == 3)
            #expect(transport.multi.counters.handlesCreated == 1)
        }
    }

    @Test("A token file that is not there is an error that names it, unless a token stands beside it")
    func missingTokenFile() async throws {
        let gate = Gate("one")
        try await Self.with(gate) { server, _ in
            var configuration = try server.configuration()
            configuration.credentials.authorization = .bearerFile("/nowhere/token", initial: nil)
            let transport = try CurlTransport(configuration: configuration, environment: ProcessEnvironment())
            let error = await #expect(throws: APIError.self) { try await Self.status(transport) }
            #expect(error?.code == .credentials)
            #expect(error?.description == "could not read token file /nowhere/token: there is no such file")
            configuration.credentials.authorization = .bearerFile("/nowhere/token", initial: "one")
            let other = try CurlTransport(configuration: configuration, environment: ProcessEnvironment())
            #expect(try await Self.status(other) == 200)
        }
    }

    private static func script(_ directory: TemporaryDirectory, _ body: String) throws -> ExecCredentialPlugin {
        let command = try directory.write(
            "login", "#!/bin/sh\necho run >> \(directory.path)/runs\n" + body, mode: 0o700)
        return ExecCredentialPlugin(
            command: command, arguments: ["arg"], environment: ["EXTRA": "x"], installHint: "see the manual",
            interactiveMode: .never)
    }

    private static func runs(_ directory: TemporaryDirectory) throws -> Int {
        try FileReading.read("\(directory.path)/runs", "runs").filter { $0 == 0x0A }.count
    }

    private static func credential(_ status: String) -> String {
        """
        cat <<END
        {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{\(status)}}
        END
        """
    }

    @Test("An exec plugin runs once for all requests, with its arguments and environment, and again on 401")
    func execPlugin() async throws {
        let gate = Gate("arg-x-from-us-one")
        try await Self.with(gate) { server, directory in
            let suffix = try directory.write("suffix", "one")
            let plugin = try Self.script(
                directory,
                "[ -n \"$KUBERNETES_EXEC_INFO\" ] || exit 3\n"
                    + Self.credential(#""token":"$1-$EXTRA-$OURS-$(cat \#(suffix))""#))
            var configuration = try server.configuration()
            configuration.credentials.authorization = .exec(plugin)
            let transport = try CurlTransport(
                configuration: configuration,
                environment: ProcessEnvironment(["OURS": "from-us", "PATH": "/usr/bin:/bin"]))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await Self.status(transport) } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try Self.runs(directory) == 1)
            gate.token.withLockedValue { $0 = "arg-x-from-us-two" }
            try directory.write("suffix", "two")
            #expect(try await Self.status(transport) == 200)
            #expect(try Self.runs(directory) == 2)
        }
    }

    @Test("A plugin whose credentials are refused is not run again for every request")
    func refusedPlugin() async throws {
        let gate = Gate("other")
        try await Self.with(gate) { server, directory in
            let plugin = try Self.script(directory, Self.credential(#""token":"t""#))
            var configuration = try server.configuration()
            configuration.credentials.authorization = .exec(plugin)
            let transport = try CurlTransport(
                configuration: configuration, environment: ProcessEnvironment(["PATH": "/usr/bin:/bin"]))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 { group.addTask { try await Self.status(transport) } }
                for try await status in group { #expect(status == 401) }
            }
            #expect(try await Self.status(transport) == 401)
            #expect(try Self.runs(directory) == 2)
        }
    }

    @Test("A client certificate from an exec plugin is used for the connection")
    func execCertificate() async throws {
        try await TestServer.with(.http1) { server in
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            func quoted(_ text: String) -> String { JSONValue.string(text).serializedString() }
            let plugin = try Self.script(
                directory,
                Self.credential(
                    "\"clientCertificateData\":\(quoted(server.clientIdentity.certificatePEM)),"
                        + "\"clientKeyData\":\(quoted(server.clientIdentity.privateKeyPEM))"
                ).replacing("<<END", with: "<<'END'"))
            var configuration = try server.configuration()
            configuration.credentials = Credentials(authorization: .exec(plugin))
            let transport = try CurlTransport(
                configuration: configuration, environment: ProcessEnvironment(["PATH": "/usr/bin:/bin"]))
            #expect(try await Self.status(transport) == 200)
        }
    }

    @Test("A plugin that fails, is missing or needs a terminal says so in one line")
    func execFailures() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        func error(_ plugin: ExecCredentialPlugin) async throws -> String {
            let transport = try CurlTransport(
                configuration: ClusterConfiguration(
                    server: "https://127.0.0.1:1", credentials: Credentials(authorization: .exec(plugin))),
                environment: ProcessEnvironment(["PATH": "/usr/bin:/bin"]))
            let error = await #expect(throws: APIError.self) { try await Self.status(transport) }
            #expect(error?.code == .credentials)
            return error?.description ?? ""
        }
        let failing = try Self.script(directory, "echo first >&2; echo 'not logged in' >&2; exit 4")
        #expect(
            try await error(failing)
                == "could not get credentials from \(failing.command): the plugin ended with exit code 4: not logged in"
        )
        var missing = failing
        missing.command = "/nowhere/login"
        #expect(
            try await error(missing)
                == "could not get credentials from /nowhere/login: there is no such program; see the manual")
        missing.installHint = "get it:\n  apt install x\n"
        #expect(try await error(missing).hasSuffix(": there is no such program; get it: apt install x"))
        let plain = try directory.write("plain", "no program", mode: 0o600)
        missing.command = plain
        #expect(
            try await error(missing).hasSuffix(
                ": it cannot be started: Permission denied; is it a program this user may run?"))
        let killed = try Self.script(directory, "kill -9 $$")
        #expect(try await error(killed).contains("exit code 137"))
    }

    /// Loads once, as if there were a terminal or none.
    private static func load(
        _ plugin: ExecCredentialPlugin, hasTerminal: Bool, deadline: Duration = .seconds(20)
    ) async throws -> CredentialLoader.Loaded {
        var loader = CredentialLoader(
            configuration: ClusterConfiguration(
                server: "https://127.0.0.1:1", credentials: Credentials(authorization: .exec(plugin))),
            environment: ProcessEnvironment(["PATH": "/usr/bin:/bin"]), userAgent: "trimtab")
        loader.hasTerminal = hasTerminal
        loader.pluginDeadline = deadline
        return try await loader.load()
    }

    @Test("A plugin that hangs is killed with all it started, and one line says what to do")
    func execHangs() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let plugin = try Self.script(directory, "echo $$ > \(directory.path)/pid\nsleep 1000\necho never")
        let error = await #expect(throws: APIError.self) {
            try await Self.load(plugin, hasTerminal: false, deadline: .milliseconds(500))
        }
        #expect(
            error?.description
                == "could not get credentials from \(plugin.command): it did not end within 0.5 seconds; "
                + "run it by hand to see what it waits for")
        let pid = String(decoding: try FileReading.read("\(directory.path)/pid", "pid"), as: UTF8.self)
        let group = try #require(Int32(pid.trimmingWhitespace))
        #expect(await eventually { kill(-group, 0) != 0 })
    }

    @Test("interactiveMode decides whether the plugin may ask, and is told so")
    func interactiveMode() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        var plugin = try Self.script(
            directory,
            "case \"$KUBERNETES_EXEC_INFO\" in *'\"interactive\":true'*) t=asked;; *) t=quiet;; esac\n"
                + Self.credential(#""token":"$t""#))
        for (mode, hasTerminal, expected) in [
            (ExecCredentialPlugin.InteractiveMode.never, true, "quiet"), (.ifAvailable, true, "asked"),
            (.ifAvailable, false, "quiet"), (.always, true, "asked"),
        ] {
            plugin.interactiveMode = mode
            let loaded = try await Self.load(plugin, hasTerminal: hasTerminal)
            #expect(loaded.headers.map(\.value) == ["Bearer \(expected)"], "\(mode) \(hasTerminal)")
        }
        plugin.interactiveMode = .always
        let error = await #expect(throws: APIError.self) { try await Self.load(plugin, hasTerminal: false) }
        #expect(
            error?.description
                == "could not get credentials from \(plugin.command): the plugin needs a terminal "
                + "(interactiveMode: Always) and there is none; use other credentials here")
        #expect(try Self.runs(directory) == 4)
    }

    @Test("Credentials that expire are got again before the next request, not for each")
    func execExpires() async throws {
        let gate = Gate("one")
        try await Self.with(gate) { server, directory in
            let suffix = try directory.write("suffix", "one")
            // Expired already: they serve for the shortest time there is, and then the plugin runs again.
            let plugin = try Self.script(
                directory,
                Self.credential(#""token":"$(cat \#(suffix))","expirationTimestamp":"2020-01-01T00:00:00Z""#))
            var configuration = try server.configuration()
            configuration.credentials.authorization = .exec(plugin)
            let transport = try CurlTransport(
                configuration: configuration, environment: ProcessEnvironment(["PATH": "/usr/bin:/bin"]))
            #expect(try await Self.status(transport) == 200)
            gate.token.withLockedValue { $0 = "two" }
            try directory.write("suffix", "two")
            // At once by the 401, without waiting for the second to pass.
            #expect(try await Self.status(transport) == 200)
            #expect(try Self.runs(directory) == 2)
            for _ in 0..<20 { #expect(try await Self.status(transport) == 200) }
            #expect(try Self.runs(directory) <= 4)
        }
    }

    @Test("A program that runs on is killed at its deadline, and when its task is cancelled")
    func childProcess() async throws {
        let sleeper = ChildProcess(
            command: "/bin/sleep", arguments: ["1000"], environment: [:], isInteractive: false,
            deadline: .milliseconds(200))
        await #expect(throws: ChildProcess.Failure.overran(.milliseconds(200))) { try await sleeper.run() }
        var patient = sleeper
        patient.deadline = .seconds(600)
        let process = patient
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    _ = try await process.run()
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }

    @Test("Much output is read whole up to its bound, and a background child does not hold us up")
    func childOutput() async throws {
        var process = ChildProcess(
            command: "sh", arguments: ["-c", "head -c 300000 /dev/zero; head -c 200000 /dev/zero >&2; exit 7"],
            environment: ["PATH": "/usr/bin:/bin"], isInteractive: false, deadline: .seconds(20))
        process.maximumOutput = 250_000
        let output = try await process.run()
        #expect(output.exitCode == 7)
        #expect(output.output.count == 250_000)
        #expect(output.errorOutput.count == 200_000)
        process.arguments = ["-c", "sleep 5 & echo done"]
        #expect(try await process.run().output == Array("done\n".utf8))
    }
}
