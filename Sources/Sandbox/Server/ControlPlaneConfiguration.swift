package import KubeCore

extension ControlPlane {
    /// What a control plane is made of; the clock, the random numbers and the outside world are handed in.
    package struct Configuration: Sendable {
        /// The wall clock that is written into objects.
        package var now: @Sendable () -> Timestamp
        /// Waits: watch timeouts, bookmarks, controllers.
        package var clock: any Clock<Duration>
        /// A new lower-case UUID.
        package var makeUID: @Sendable () -> String
        /// A new suffix of five characters for `generateName`.
        package var makeNameSuffix: @Sendable () -> String
        /// Events kept per resource; a watch or page that needs older ones is answered 410.
        package var watchWindow: Int
        /// Time between bookmarks on a watch that allows them.
        package var bookmarkInterval: Duration
        /// Keeps the objects over restarts when set.
        package var dataFile: String?
        /// Bearer tokens known from the start.
        package var staticTokens: [String: UserInfo]
        /// Who may do what.
        package var authorization: Authorization
        /// Told every decision about a request's right to be answered, before it is.
        package var onAuthorization: (@Sendable (AuthorizationRecord) -> Void)?
        /// The key that signs ServiceAccount tokens, in PEM; one made at the first token when nil.
        package var tokenKeyPEM: String?
        /// How webhooks and aggregated services are called; nil refuses them as unreachable.
        package var outbound: (any OutboundCalls)?

        package enum Authorization: Hashable, Sendable {
            /// Roles and bindings decide.
            case rbac
            case alwaysAllow
        }

        package init(
            now: @escaping @Sendable () -> Timestamp = { .systemNow },
            clock: any Clock<Duration> = ContinuousClock(),
            makeUID: @escaping @Sendable () -> String = { RandomNames.uuid() },
            makeNameSuffix: @escaping @Sendable () -> String = { RandomNames.suffix() },
            watchWindow: Int = 4096, bookmarkInterval: Duration = .seconds(60), dataFile: String? = nil,
            staticTokens: [String: UserInfo] = [:], authorization: Authorization = .rbac,
            outbound: (any OutboundCalls)? = nil
        ) {
            self.now = now
            self.clock = clock
            self.makeUID = makeUID
            self.makeNameSuffix = makeNameSuffix
            self.watchWindow = watchWindow
            self.bookmarkInterval = bookmarkInterval
            self.dataFile = dataFile
            self.staticTokens = staticTokens
            self.authorization = authorization
            self.outbound = outbound
        }
    }
}

/// Where a control plane calls out to: admission webhooks and aggregated API servers.
package struct OutboundTarget: Hashable, Sendable {
    /// `https://host:port`, without a path.
    package var origin: String
    /// PEM certificates that the server's certificate must lead to; the system's when empty.
    package var certificateAuthorities: [UInt8]
    /// The name the certificate must carry; the host of `origin` when nil.
    package var serverName: String?
    package var skipsVerification: Bool

    package init(
        origin: String, certificateAuthorities: [UInt8] = [], serverName: String? = nil,
        skipsVerification: Bool = false
    ) {
        self.origin = origin
        self.certificateAuthorities = certificateAuthorities
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }
}

/// Carries a control plane's own requests to webhooks and aggregated API servers.
package protocol OutboundCalls: Sendable {
    /// `https://host:port` of a Service's port; nil when no such service is reachable.
    func resolve(service: String, namespace: String, port: Int) -> String?
    /// Sends one request; errors read as Go's net/http words them, since they end up in `Status` messages.
    func send(_ request: HTTPRequest, to target: OutboundTarget, deadline: Duration) async throws -> HTTPResponse
}
