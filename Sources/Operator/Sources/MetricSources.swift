package import KubeClient
package import KubeCore
package import NIOCore
package import OperatorCore

/// Makes the sources of triggers, with one client per (endpoint, credentials) in the whole operator.
package struct MetricSources: Sendable {
    private let secrets: SecretReader
    private let redis: ConnectionPool<RedisConfiguration, RedisClient>
    private let http: ConnectionPool<ClusterConfiguration, any HTTPTransport>
    private let group: any EventLoopGroup
    private let makeTransport: @Sendable (ClusterConfiguration) throws -> any HTTPTransport

    package init<C: Clock<Duration>>(
        secrets: SecretReader, clock: C, group: any EventLoopGroup,
        makeTransport: @escaping @Sendable (ClusterConfiguration) throws -> any HTTPTransport
    ) {
        self.secrets = secrets
        self.group = group
        self.makeTransport = makeTransport
        redis = ConnectionPool(clock: clock)
        http = ConnectionPool(clock: clock)
    }

    /// Reads an enabled trigger whose source has a connection. Never throws: what went wrong is the reading.
    package func read(_ trigger: Trigger, of policy: ScalingPolicySpec, namespace: String, now: Timestamp) async
        -> Reading
    {
        do {
            return try await source(of: trigger, of: policy, namespace: namespace).read(now: now)
        } catch {
            return .failed(reason: "\(error)", at: now)
        }
    }

    private func source(
        of trigger: Trigger, of policy: ScalingPolicySpec, namespace: String
    ) async throws -> any MetricSource {
        guard let name = trigger.source.connection,
            let connection = policy.connections?.first(where: { $0.name == name })
        else {
            throw SourceConfigurationError("trigger \"\(trigger.name)\" names a connection that is not declared")
        }
        switch trigger.source {
        case .redisList(let source):
            let configuration = try await redisConfiguration(connection, namespace: namespace)
            let client = await redis.connection(configuration) {
                RedisClient(configuration: configuration, group: group)
            }
            return RedisListMetricSource(source, client: client)
        case .prometheus(let source):
            guard let endpoint = connection.prometheus else { throw wrongKind(connection, "prometheus") }
            let configuration = try await httpConfiguration(
                url: endpoint.url, auth: connection.auth, namespace: namespace)
            let transport = try await http.connection(configuration) { try makeTransport(configuration) }
            return PrometheusMetricSource(
                source, endpoint: endpoint, timeout: connection.timeout.duration, transport: transport)
        default:
            throw SourceConfigurationError("source \(trigger.source.kind.rawValue) is not read over a connection")
        }
    }

    private func wrongKind(_ connection: Connection, _ needed: String) -> SourceConfigurationError {
        SourceConfigurationError("connection \"\(connection.name)\" is not one to \(needed)")
    }

    // MARK: Redis

    private func redisConfiguration(_ connection: Connection, namespace: String) async throws -> RedisConfiguration {
        guard let endpoint = connection.redis else { throw wrongKind(connection, "redis") }
        var configuration = RedisConfiguration(
            addresses: endpoint.addresses, topology: endpoint.topology, timeout: connection.timeout.duration)
        configuration.database = endpoint.database
        configuration.master = endpoint.master
        if let auth = connection.auth?.password {
            configuration.credentials = try await redisCredentials(auth, namespace)
        }
        if let auth = endpoint.sentinelAuth {
            configuration.sentinelCredentials = try await redisCredentials(auth, namespace)
        }
        if let tls = connection.auth?.tls { configuration.tls = try await clientTLS(tls, namespace) }
        return configuration
    }

    private func redisCredentials(_ auth: PasswordAuth, _ namespace: String) async throws
        -> RedisConfiguration.Credentials
    {
        let login = try await login(auth, namespace)
        return RedisConfiguration.Credentials(username: login.user, password: login.password)
    }

    private func clientTLS(_ tls: TLSAuth, _ namespace: String) async throws -> ClientTLS {
        var result = ClientTLS(certificateAuthorities: try await authorities(tls, namespace))
        result.serverName = tls.serverName
        if let reference = tls.certificateRef {
            let key = ObjectKey(namespace: namespace, name: reference.name)
            result.certificateChain = try await secrets.secret(key, "tls.crt")
            result.privateKey = try await secrets.secret(key, "tls.key")
        }
        return result
    }

    // MARK: HTTP

    private func httpConfiguration(
        url: String, auth: ConnectionAuth?, namespace: String
    ) async throws -> ClusterConfiguration {
        let server = url.hasSuffix("/") ? String(url.dropLast()) : url
        var configuration = ClusterConfiguration(server: server, origin: "connection to \(url)")
        if let bearer = auth?.bearer?.secretRef {
            let token = try await secrets.secret(ObjectKey(namespace: namespace, name: bearer.name), bearer.key)
            configuration.credentials.authorization = .bearer(Self.text(token))
        } else if let basic = auth?.basic {
            let login = try await login(basic, namespace)
            configuration.credentials.authorization = .basic(user: login.user ?? "", password: login.password)
        }
        if let tls = auth?.tls {
            let resolved = try await clientTLS(tls, namespace)
            configuration.tls.certificateAuthority = resolved.certificateAuthorities.map(Material.bytes)
            configuration.tls.serverName = resolved.serverName
            configuration.credentials.clientCertificate = resolved.certificateChain.map(Material.bytes)
            configuration.credentials.clientKey = resolved.privateKey.map(Material.bytes)
        }
        return configuration
    }

    // MARK: Credentials

    private struct Login {
        let user: String?
        let password: String
    }

    private func login(_ auth: PasswordAuth, _ namespace: String) async throws -> Login {
        let key = ObjectKey(namespace: namespace, name: auth.secretRef.name)
        let data = try await secrets.secret(key)
        guard let password = data["password"] else {
            throw SourceConfigurationError("Secret \(key) has no key \"password\"; add it")
        }
        return Login(user: data["username"].map(Self.text), password: Self.text(password))
    }

    private func authorities(_ tls: TLSAuth, _ namespace: String) async throws -> [UInt8]? {
        guard let reference = tls.caRef else { return nil }
        if let secret = reference.secret {
            return try await secrets.secret(ObjectKey(namespace: namespace, name: secret), reference.key)
        }
        guard let map = reference.configMap else { return nil }
        return try await secrets.configMap(ObjectKey(namespace: namespace, name: map), reference.key)
    }

    /// Secrets made by hand often end in a newline that belongs to no token or password.
    private static func text(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
