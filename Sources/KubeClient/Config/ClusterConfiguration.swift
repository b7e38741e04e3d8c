package import KubeCore

/// Everything needed to reach one API server, or another HTTP server: where it is, how it is trusted, who we are.
package struct ClusterConfiguration: Hashable, Sendable {
    /// `https://10.0.0.1:6443`, with an optional path prefix; no slash at the end.
    package var server: String
    package var tls: TLSOptions
    package var credentials: Credentials
    package var impersonation: Impersonation?
    package var proxy: ProxyOptions
    /// Asks for gzip of large answers.
    package var allowsCompression: Bool
    /// The namespace of requests that name none; `default` when nobody says otherwise.
    package var namespace: String
    /// Where this came from, for messages: `context kind-dev of /home/jane/.kube/config`.
    package var origin: String

    package init(
        server: String, tls: TLSOptions = TLSOptions(), credentials: Credentials = Credentials(),
        impersonation: Impersonation? = nil, proxy: ProxyOptions = ProxyOptions(), allowsCompression: Bool = true,
        namespace: String = "default", origin: String = ""
    ) {
        self.server = server
        self.tls = tls
        self.credentials = credentials
        self.impersonation = impersonation
        self.proxy = proxy
        self.allowsCompression = allowsCompression
        self.namespace = namespace
        self.origin = origin
    }
}

/// Bytes at hand, or a file that is read when needed and again when it may have changed.
package enum Material: Hashable, Sendable {
    case bytes([UInt8])
    case file(String)
}

/// How the server's certificate is checked.
package struct TLSOptions: Hashable, Sendable {
    /// PEM certificates to trust; nil means those of the operating system.
    package var certificateAuthority: Material?
    /// The name the certificate must bear, and the SNI sent, instead of the host of the URL.
    package var serverName: String?
    /// Accepts any certificate: for tests on a machine of one's own only.
    package var skipsVerification: Bool

    package init(
        certificateAuthority: Material? = nil, serverName: String? = nil, skipsVerification: Bool = false
    ) {
        self.certificateAuthority = certificateAuthority
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }
}

/// Who we say we are. A client certificate may stand beside one of the other means.
package struct Credentials: Hashable, Sendable {
    /// What goes into the `Authorization` header.
    package enum Authorization: Hashable, Sendable {
        case none
        case bearer(String)
        /// A file whose token is replaced from time to time; `initial` is used as long as the file cannot be read.
        case bearerFile(String, initial: String?)
        case basic(user: String, password: String)
        case exec(ExecCredentialPlugin)
    }

    package var authorization: Authorization
    /// PEM.
    package var clientCertificate: Material?
    /// PEM.
    package var clientKey: Material?

    package init(
        authorization: Authorization = .none, clientCertificate: Material? = nil, clientKey: Material? = nil
    ) {
        self.authorization = authorization
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }
}

/// A program that prints credentials (client.authentication.k8s.io).
package struct ExecCredentialPlugin: Hashable, Sendable {
    package enum InteractiveMode: String, Hashable, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// `client.authentication.k8s.io/v1` or `/v1beta1`.
    package var apiVersion: String
    /// An absolute path, or a name looked for in PATH.
    package var command: String
    package var arguments: [String]
    /// Added to our own environment.
    package var environment: [String: String]
    /// What to tell the user when the program is not found.
    package var installHint: String?
    package var interactiveMode: InteractiveMode
    /// The `spec.cluster` given to the program; nil when it does not ask for it.
    package var clusterInfo: ExecClusterInfo?

    package init(
        apiVersion: String = "client.authentication.k8s.io/v1", command: String, arguments: [String] = [],
        environment: [String: String] = [:], installHint: String? = nil,
        interactiveMode: InteractiveMode = .ifAvailable, clusterInfo: ExecClusterInfo? = nil
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.installHint = installHint
        self.interactiveMode = interactiveMode
        self.clusterInfo = clusterInfo
    }
}

/// What an exec plugin is told of the cluster.
package struct ExecClusterInfo: Hashable, Sendable {
    package var server: String
    package var serverName: String?
    package var skipsVerification: Bool
    package var certificateAuthority: Material?
    package var proxyURL: String?
    package var disablesCompression: Bool
    /// The cluster extension `client.authentication.k8s.io/exec`.
    package var config: JSONValue?

    package init(server: String) {
        self.server = server
        skipsVerification = false
        disablesCompression = false
    }
}

/// Another user to act as.
package struct Impersonation: Hashable, Sendable {
    package var user: String
    package var uid: String?
    package var groups: [String]
    package var extra: [String: [String]]

    package init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }
}

/// How requests leave this machine.
package struct ProxyOptions: Hashable, Sendable {
    /// `http://`, `https://`, `socks5://` or `socks5h://`; nil goes straight.
    package var url: String?
    /// Where the proxy is set, for messages: `proxy-url`, or the name of a variable.
    package var setting: String

    package init(url: String? = nil, setting: String = "proxy-url") {
        self.url = url
        self.setting = setting
    }

    /// Names are resolved by the proxy, as kubectl has it: that is what `socks5h` means to libcurl.
    static func remoteNames(_ url: String) -> String {
        let scheme = "socks5://"
        return url.hasPrefix(scheme) ? "socks5h://" + url.dropFirst(scheme.count) : url
    }
}
