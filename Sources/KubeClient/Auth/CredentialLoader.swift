import Glibc
import KubeCore

/// Gets the credentials of one cluster from where its configuration says: files, an exec plugin, or itself.
struct CredentialLoader: Sendable {
    struct Loaded: Sendable {
        var settings: CurlProfile.Settings
        var headers: [HTTPHeaders.Field]
        /// How long until they should be looked at again; nil when they stay as they are.
        var validity: Duration?
    }

    /// A rotated token or certificate is seen after this long; client-go's value for token files.
    static let fileInterval = Duration.seconds(60)

    let configuration: ClusterConfiguration
    let environment: ProcessEnvironment
    let userAgent: String
    /// Whether a plugin can ask a person.
    var hasTerminal = isatty(0) == 1
    var pluginDeadline = Duration.seconds(60)

    /// Loading again after a 401 may give something new.
    var isRenewable: Bool {
        switch configuration.credentials.authorization {
        case .bearerFile, .exec: true
        case .none, .bearer, .basic: hasFiles
        }
    }

    private var hasFiles: Bool {
        [
            configuration.tls.certificateAuthority, configuration.credentials.clientCertificate,
            configuration.credentials.clientKey,
        ].contains { if case .file? = $0 { true } else { false } }
    }

    func load() async throws -> Loaded {
        var settings = CurlProfile.Settings(server: configuration.server)
        let tls = configuration.tls
        settings.certificateAuthority = try bytes(tls.certificateAuthority, "certificate authority")
        settings.clientCertificate = try bytes(configuration.credentials.clientCertificate, "client certificate")
        settings.clientKey = try bytes(configuration.credentials.clientKey, "client key")
        settings.serverName = tls.serverName
        settings.skipsVerification = tls.skipsVerification
        settings.proxyURL = configuration.proxy.url
        settings.proxySetting = configuration.proxy.setting
        settings.allowsCompression = configuration.allowsCompression
        settings.userAgent = userAgent
        settings.origin = configuration.origin
        var loaded = Loaded(settings: settings, headers: [], validity: hasFiles ? Self.fileInterval : nil)
        try await authorize(&loaded)
        if let impersonation = configuration.impersonation { loaded.headers += impersonation.headers }
        return loaded
    }

    private func authorize(_ loaded: inout Loaded) async throws {
        switch configuration.credentials.authorization {
        case .none: break
        case .bearer(let token): loaded.headers.append(Self.bearer(token))
        case .bearerFile(let path, let initial):
            loaded.headers.append(Self.bearer(try token(path, initial)))
            loaded.validity = Self.fileInterval
        case .basic(let user, let password):
            loaded.headers.append(
                HTTPHeaders.Field(
                    name: "Authorization", value: "Basic " + Base64Coding.encode(Array("\(user):\(password)".utf8))))
        case .exec(let plugin):
            let credential = try await run(plugin, authority: loaded.settings.certificateAuthority)
            if let token = credential.token { loaded.headers.append(Self.bearer(token)) }
            if let certificate = credential.clientCertificate {
                loaded.settings.clientCertificate = certificate
                loaded.settings.clientKey = credential.clientKey
            }
            if let expiration = credential.expiration {
                // A plugin that gives what is about to expire must not run for every request.
                let left = max(.seconds(1), expiration - WallClock.now() - ExecCredential.margin)
                loaded.validity = min(left, loaded.validity ?? left)
            }
        }
    }

    private static func bearer(_ token: String) -> HTTPHeaders.Field {
        HTTPHeaders.Field(name: "Authorization", value: "Bearer \(token)")
    }

    private func token(_ path: String, _ initial: String?) throws(APIError) -> String {
        do throws(APIError) {
            let bytes = try FileReading.read(path, "token file", code: .credentials, limit: 1 << 20)
            let text = String(decoding: bytes, as: UTF8.self).trimmingWhitespace
            guard !text.isEmpty else {
                throw APIError(.credentials, attempt: "read token file \(path)", message: "the file is empty")
            }
            return text
        } catch {
            guard let initial else { throw error }
            return initial
        }
    }

    private func bytes(_ material: Material?, _ what: String) throws(APIError) -> [UInt8]? {
        switch material {
        case nil: return nil
        case .bytes(let bytes): return bytes
        case .file(let path):
            return try FileReading.read(path, what, code: .credentials, limit: 4 << 20)
        }
    }

    // MARK: Exec plugins

    /// Long enough for a person to log in.
    private static let interactiveDeadline = Duration.seconds(300)

    private func run(_ plugin: ExecCredentialPlugin, authority: [UInt8]?) async throws -> ExecCredential {
        let attempt = "get credentials from \(plugin.command)"
        if plugin.interactiveMode == .always, !hasTerminal {
            throw APIError(
                .credentials, attempt: attempt,
                message: "the plugin needs a terminal (interactiveMode: Always) and there is none; "
                    + "use other credentials here")
        }
        let isInteractive = hasTerminal && plugin.interactiveMode != .never
        var variables = environment.variables.merging(plugin.environment) { $1 }
        variables["KUBERNETES_EXEC_INFO"] = ExecCredential.info(
            plugin, interactive: isInteractive, authority: authority)
        let process = ChildProcess(
            command: plugin.command, arguments: plugin.arguments, environment: variables,
            isInteractive: isInteractive, deadline: isInteractive ? Self.interactiveDeadline : pluginDeadline)
        let result: ChildProcess.Output
        do {
            result = try await process.run()
        } catch let failure as ChildProcess.Failure {
            throw APIError(.credentials, attempt: attempt, message: Self.describe(failure, plugin))
        }
        guard result.exitCode == 0 else {
            let words = String(decoding: result.errorOutput.prefix(2000), as: UTF8.self).trimmingWhitespace
            let lastLine = words.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
            throw APIError(
                .credentials, attempt: attempt, message: "the plugin ended with exit code \(result.exitCode)\(lastLine)"
            )
        }
        return try ExecCredential(parsing: result.output, from: plugin)
    }

    private static func describe(_ failure: ChildProcess.Failure, _ plugin: ExecCredentialPlugin) -> String {
        switch failure {
        case .notFound:
            let hint = plugin.installHint.map { oneLine($0) } ?? "is it installed and in PATH?"
            return "there is no such program; \(hint)"
        case .notStarted(let reason): return "it cannot be started: \(reason); is it a program this user may run?"
        case .overran(let limit): return "it did not end within \(limit); run it by hand to see what it waits for"
        }
    }

    /// Hints are often written as paragraphs, and errors are one line.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { String($0).trimmingWhitespace }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}

extension Impersonation {
    /// The headers that ask the server to act as somebody else.
    var headers: [HTTPHeaders.Field] {
        var fields = [HTTPHeaders.Field(name: "Impersonate-User", value: user)]
        if let uid { fields.append(HTTPHeaders.Field(name: "Impersonate-Uid", value: uid)) }
        fields += groups.map { HTTPHeaders.Field(name: "Impersonate-Group", value: $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            let name = "Impersonate-Extra-\(Self.headerName(key))"
            fields += values.map { HTTPHeaders.Field(name: name, value: $0) }
        }
        return fields
    }

    /// Everything that may not stand in a header's name, and the percent sign itself, percent-encoded.
    private static func headerName(_ key: String) -> String {
        let allowed = Set("!#$&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        return key.utf8.map { byte in
            if allowed.contains(byte) { return String(Unicode.Scalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
        }.joined()
    }
}

extension String {
    var trimmingWhitespace: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}

/// The time of day; only where credentials carry a time of expiry.
enum WallClock {
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }
}
