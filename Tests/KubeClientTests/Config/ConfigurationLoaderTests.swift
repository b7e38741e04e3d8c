import KubeCore
import Testing

@testable import KubeClient

@Suite("ConfigurationLoader")
struct ConfigurationLoaderTests {
    private static func file(_ server: String) -> String {
        """
        current-context: x
        contexts: [{name: x, context: {cluster: c}}]
        clusters: [{name: c, cluster: {server: '\(server)'}}]
        """
    }

    private func with(_ body: (TemporaryDirectory) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try body(directory)
    }

    @Test("A path given goes before KUBECONFIG, the pod and the home directory")
    func order() throws {
        try with { directory in
            let given = try directory.write("given", Self.file("https://given"))
            let listed = try directory.write("listed", Self.file("https://listed"))
            try directory.write("token", "t")
            try directory.write("ca.crt", "CA")
            try directory.write("namespace", "shop\n")
            var variables = [
                "KUBECONFIG": "/nowhere/config:\(listed)", "KUBERNETES_SERVICE_HOST": "fd00::1",
                "KUBERNETES_SERVICE_PORT": "443", "HOME": directory.path,
            ]
            func loader(_ path: String? = nil, context: String? = nil) -> ConfigurationLoader {
                ConfigurationLoader(
                    environment: ProcessEnvironment(variables), kubeconfigPath: path, context: context,
                    serviceAccountDirectory: directory.path)
            }
            #expect(try loader(given).load().server == "https://given")
            #expect(try loader().load().server == "https://listed")
            variables["KUBECONFIG"] = ""
            #expect(
                try loader().load()
                    == ClusterConfiguration(
                        server: "https://[fd00::1]:443",
                        tls: TLSOptions(certificateAuthority: .file("\(directory.path)/ca.crt")),
                        credentials: Credentials(
                            authorization: .bearerFile("\(directory.path)/token", initial: nil)),
                        namespace: "shop", origin: "the pod's service account"))
        }
    }

    @Test("What is not there is named, each place that was looked at")
    func nothing() throws {
        try with { directory in
            func error(_ variables: [String: String], _ path: String? = nil) -> String {
                let loader = ConfigurationLoader(
                    environment: ProcessEnvironment(variables), kubeconfigPath: path,
                    serviceAccountDirectory: directory.path)
                do {
                    return "no error: \(try loader.load())"
                } catch {
                    return error.description
                }
            }
            #expect(
                error([:])
                    == "could not find a cluster: no --kubeconfig, no KUBECONFIG, no service account of a pod, no HOME; "
                    + "name a kubeconfig with --kubeconfig, or try `trimtab sandbox`")
            #expect(error(["HOME": directory.path]).contains("no \(directory.path)/.kube/config;"))
            #expect(
                error(["KUBECONFIG": "/a:/b"])
                    == "could not find a cluster: KUBECONFIG names /a, /b and there is no such file")
            #expect(error([:], "/a") == "could not read kubeconfig /a: there is no such file")
            #expect(error([:], directory.path).hasPrefix("could not read kubeconfig \(directory.path): "))
        }
    }

    @Test("A proxy of the environment is used as Go uses it")
    func environmentProxy() {
        let environment = ProcessEnvironment([
            "HTTPS_PROXY": "proxy:3128", "http_proxy": "http://plain", "NO_PROXY": "10.0.0.0/8,.cluster.local",
        ])
        #expect(
            environment.proxy(for: "https://h")
                == ProxyOptions(url: "http://proxy:3128", setting: "the variable HTTPS_PROXY"))
        #expect(environment.proxy(for: "http://h").url == "http://plain")
        for server in ["https://10.2.3.4:6443", "https://api.cluster.local", "https://127.0.0.9", "https://localhost"] {
            #expect(environment.proxy(for: server) == ProxyOptions(), "\(server)")
        }
        #expect(ProcessEnvironment().proxy(for: "https://h") == ProxyOptions())
        let socks = ProcessEnvironment(["https_proxy": "socks5://proxy:1080"])
        #expect(
            socks.proxy(for: "https://h")
                == ProxyOptions(url: "socks5h://proxy:1080", setting: "the variable https_proxy"))
    }

    @Test(
        "NO_PROXY means what it means to Go",
        arguments: [
            ("*", "h", 443, true), ("", "h", 443, false), ("", "localhost", 443, true), ("", "127.8.8.8", 80, true),
            ("", "::1", 443, true), ("10.0.0.0/8", "10.255.0.1", 443, true), ("10.0.0.0/8", "11.0.0.1", 443, false),
            ("10.0.0.0/33", "10.0.0.1", 443, false), ("10.0.0.1", "10.0.0.1", 443, true),
            ("10.0.0.1:80", "10.0.0.1", 443, false), ("10.0.0.1:443", "10.0.0.1", 443, true),
            ("fd00::/8", "fd12::1", 443, true), ("[fd00::1]:443", "fd00::1", 443, true),
            ("[fd00::1]:80", "fd00::1", 443, false), ("fd00::1", "fd00:0::1", 443, true),
            ("10.0.0.0/8", "::ffff:10.1.1.1", 443, true), ("foo.com", "foo.com", 443, true),
            ("foo.com", "a.foo.com", 443, true), ("foo.com", "afoo.com", 443, false),
            (".foo.com", "foo.com", 443, false), (".foo.com", "a.b.foo.com", 443, true),
            ("*.foo.com", "a.foo.com", 443, true), ("*.foo.com", "foo.com", 443, false),
            ("foo.com:6443", "a.foo.com", 6443, true), ("foo.com:6443", "foo.com", 443, false),
            (" A.com , b.COM ", "B.com", 443, true), (",,:80,[]", "h", 443, false), ("10.0.0.0/8", "ten", 443, false),
        ] as [(String, String, Int, Bool)])
    func noProxy(list: String, host: String, port: Int, expected: Bool) {
        #expect(NoProxyList(list).contains(host: host, port: port) == expected)
    }

    @Test("The environment of this process can be read")
    func current() {
        #expect(ProcessEnvironment.current()["PATH"] != nil)
    }
}
