import KubeCore
import Testing

@testable import KubeClient

@Suite("Kubeconfig")
struct KubeconfigTests {
    static let path = "/home/jane/.kube/config"

    private func parse(_ text: String, path: String = path) throws -> Kubeconfig {
        try Kubeconfig(parsing: Array(text.utf8), path: path)
    }

    /// A file with one cluster, user and context; `cluster` and `user` are YAML flow mappings.
    private static func file(cluster: String = "{server: 'https://10.0.0.1:6443'}", user: String = "{}") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: dev
        contexts:
        - {name: dev, context: {cluster: c, user: u}}
        clusters:
        - {name: c, cluster: \(cluster)}
        users:
        - {name: u, user: \(user)}
        """
    }

    private func configuration(
        cluster: String = "{server: 'https://10.0.0.1:6443'}", user: String = "{}"
    ) throws -> ClusterConfiguration {
        try parse(Self.file(cluster: cluster, user: user)).configuration()
    }

    @Test("Every field of a file arrives")
    func everything() throws {
        let config = try configuration(
            cluster: """
                {server: 'https://10.0.0.1:6443/prefix/', certificate-authority-data: Q0E=, tls-server-name: api.test,
                 proxy-url: 'socks5://proxy:1080', disable-compression: true}
                """,
            user: """
                {client-certificate: crt.pem, client-key: /etc/key.pem, token: abc, as: bob, as-uid: '7',
                 as-groups: [a, b], as-user-extra: {Scope/x: [p, z]}}
                """)
        #expect(
            config
                == ClusterConfiguration(
                    server: "https://10.0.0.1:6443/prefix",
                    tls: TLSOptions(certificateAuthority: .bytes(Array("CA".utf8)), serverName: "api.test"),
                    credentials: Credentials(
                        authorization: .bearer("abc"), clientCertificate: .file("/home/jane/.kube/crt.pem"),
                        clientKey: .file("/etc/key.pem")),
                    impersonation: Impersonation(
                        user: "bob", uid: "7", groups: ["a", "b"], extra: ["Scope/x": ["p", "z"]]),
                    proxy: ProxyOptions(url: "socks5h://proxy:1080"), allowsCompression: false,
                    namespace: "default", origin: "context dev of /home/jane/.kube/config"))
        #expect(
            config.impersonation?.headers.map { "\($0.name): \($0.value)" } == [
                "Impersonate-User: bob", "Impersonate-Uid: 7", "Impersonate-Group: a", "Impersonate-Group: b",
                "Impersonate-Extra-Scope%2Fx: p", "Impersonate-Extra-Scope%2Fx: z",
            ])
    }

    @Test("Data goes before files, and a token file before a token")
    func precedence() throws {
        let config = try configuration(
            cluster: "{server: 'https://h', certificate-authority: ca.pem, certificate-authority-data: Q0E=}",
            user: "{token: old, tokenFile: token}")
        #expect(config.tls.certificateAuthority == .bytes(Array("CA".utf8)))
        #expect(config.credentials.authorization == .bearerFile("/home/jane/.kube/token", initial: "old"))
    }

    @Test("Basic credentials and anonymous users are told apart")
    func basic() throws {
        #expect(
            try configuration(user: "{username: a, password: 'b:c'}").credentials.authorization
                == .basic(user: "a", password: "b:c"))
        #expect(try configuration().credentials == Credentials())
    }

    @Test("An exec plugin is read whole")
    func exec() throws {
        let config = try configuration(
            cluster: """
                {server: 'https://h', certificate-authority: ca.pem, extensions: [
                 {name: client.authentication.k8s.io/exec, extension: {audience: x}}]}
                """,
            user: """
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/login, args: [--a, b],
                 env: [{name: X, value: '1'}, {name: Z, value: ''}], installHint: get it, interactiveMode: Never,
                 provideClusterInfo: true}}
                """)
        var info = ExecClusterInfo(server: "https://h")
        info.certificateAuthority = .file("/home/jane/.kube/ca.pem")
        info.config = ["audience": "x"]
        let plugin = ExecCredentialPlugin(
            command: "/home/jane/.kube/./bin/login", arguments: ["--a", "b"], environment: ["X": "1", "Z": ""],
            installHint: "get it", interactiveMode: .never, clusterInfo: info)
        #expect(config.credentials.authorization == .exec(plugin))
    }

    @Test("The first file to name something decides, and paths belong to their own file")
    func merging() throws {
        var first = try parse(
            """
            current-context: ''
            contexts: [{name: a, context: {cluster: c, user: u, namespace: shop}}]
            users: [{name: u, user: {tokenFile: first-token}}]
            """, path: "/one/config")
        first.merge(
            try parse(
                """
                current-context: a
                contexts: [{name: a, context: {cluster: other, user: other}}, {name: b, context: {cluster: c}}]
                clusters: [{name: c, cluster: {server: 'https://two', certificate-authority: ca.pem}}]
                users: [{name: u, user: {token: second}}]
                """, path: "/two/config"))
        let config = try first.configuration()
        #expect(config.server == "https://two")
        #expect(config.namespace == "shop")
        #expect(config.credentials.authorization == .bearerFile("/one/first-token", initial: nil))
        #expect(config.tls.certificateAuthority == .file("/two/ca.pem"))
        #expect(config.origin == "context a of /one/config:/two/config")
        #expect(try first.configuration(context: "b").credentials == Credentials())
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var text: String
        var context: String?
        var message: String
        var testDescription: String { message }
    }

    static let refusals = [
        Refusal(text: "a: [", message: "could not read kubeconfig \(path): line "),
        Refusal(text: "a: 1\n---\nb: 2", message: "it holds 2 YAML documents; only one is allowed"),
        Refusal(text: "[]", message: "it should be a mapping with clusters and users"),
        Refusal(text: "kind: Pod", message: "its kind is Pod, not Config: this is no kubeconfig"),
        Refusal(text: "clusters: 3", message: "clusters should be a list"),
        Refusal(text: "users: [{user: {}}]", message: "users[0] has no name"),
        Refusal(text: file(user: "{token: 5}"), message: "users[0].user.token should be a string; put it in quotes"),
        Refusal(
            text: file(user: "{client-key-data: '%'}"),
            message: "users[0].user.client-key-data is no base64; copy it again, or name a file with client-key"),
        Refusal(
            text: file(cluster: "{insecure-skip-tls-verify: 'yes'}"),
            message: "clusters[0].cluster.insecure-skip-tls-verify should be true or false"),
        Refusal(
            text: file(user: "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}"),
            message: "users[0].user.exec.apiVersion client.authentication.k8s.io/v1alpha1 is not supported; "
                + "update the plugin to client.authentication.k8s.io/v1"),
        Refusal(
            text: file(user: "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}"),
            message: "could not use kubeconfig \(path): user \"u\" has an exec plugin without interactiveMode; "
                + "write IfAvailable, Never or Always"),
        Refusal(text: "", message: "could not use kubeconfig \(path): it has no contexts: is it empty?"),
        Refusal(
            text: "contexts: [{name: b, context: {}}, {name: a, context: {}}]",
            message: "no current-context is set; choose one with --context: a, b"),
        Refusal(text: file(), context: "prod", message: "there is no context \"prod\"; choose one of: dev"),
        Refusal(
            text: "current-context: a\ncontexts: [{name: a, context: {cluster: x}}]",
            message: "context \"a\" names the cluster \"x\", which is not there"),
        Refusal(
            text: "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: x}}]\n"
                + "clusters: [{name: c, cluster: {server: 'https://h'}}]",
            message: "context \"a\" names the user \"x\", which is not there"),
        Refusal(
            text: file(cluster: "{}"), message: "cluster \"c\" has no server; it should look like https://host:port"),
        Refusal(
            text: file(cluster: "{server: '10.0.0.1:6443'}"),
            message: "cluster \"c\" has the server \"10.0.0.1:6443\"; it should look like https://host:port"),
        Refusal(
            text: file(cluster: "{server: 'https://h', insecure-skip-tls-verify: true, certificate-authority: x}"),
            message: "cluster \"c\" has both a certificate authority and insecure-skip-tls-verify; remove one of them"),
        Refusal(
            text: file(cluster: "{server: 'https://h', proxy-url: 'ftp://p'}"),
            message: "cluster \"c\" has the proxy-url \"ftp://p\"; it must begin with http://, https:// or socks5://"),
        Refusal(
            text: file(user: "{auth-provider: {name: gcp}}"),
            message:
                "user \"u\" uses the auth-provider \"gcp\", which Kubernetes removed in 1.26; use the provider's exec "
                + "plugin (for example kubelogin, gke-gcloud-auth-plugin)"),
        Refusal(
            text: file(user: "{token: a, username: b}"),
            message: "user \"u\" has token, username and password; only one of them is allowed"),
        Refusal(
            text: file(user: "{client-certificate: a}"),
            message: "user \"u\" has a client-certificate but no client-key"),
        Refusal(text: file(user: "{client-key: a}"), message: "user \"u\" has a client-key but no client-certificate"),
        Refusal(
            text: file(user: "{as-groups: [a]}"),
            message: "user \"u\" has as-uid, as-groups or as-user-extra but no \"as\""),
    ]

    @Test("What is wrong is told in one line with the file and the remedy", arguments: refusals)
    func refused(_ example: Refusal) {
        let error = #expect(throws: APIError.self) {
            try parse(example.text).configuration(context: example.context)
        }
        let text = error?.description ?? ""
        #expect(text.contains(example.message), "\(text)")
        #expect(text.contains(Self.path))
        #expect(!text.contains("\n"))
        #expect(error?.code == .configuration)
    }

    @Test("Server addresses are taken apart as written")
    func serverURLs() throws {
        let long = try #require(ServerURL("HTTPS://[::1]:6443/k8s/clusters/c-1/"))
        #expect((long.scheme, long.host, long.port, long.pathPrefix) == ("https", "::1", 6443, "/k8s/clusters/c-1"))
        #expect(long.authorityHost == "[::1]")
        #expect(ServerURL("https://host")?.port == 443)
        #expect(ServerURL("http://host/")?.port == 80)
        for bad in [
            "", "host", "host:6443", "https://", "https:///x", "https://h:0", "https://h:70000", "https://h:x",
            "ftp://h", "https://u@h", "https://h/a?b", "https://h h", "https://[::1", "https://a:b:c", "https://h/\n",
        ] {
            #expect(ServerURL(bad) == nil, "\(bad)")
        }
    }
}
