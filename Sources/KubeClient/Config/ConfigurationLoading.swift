import Glibc
package import KubeCore

/// Finds the cluster to work with; reads files and the environment it is given, and nothing else.
package struct ConfigurationLoader: Sendable {
    package var environment: ProcessEnvironment
    /// `--kubeconfig`.
    package var kubeconfigPath: String?
    /// `--context`.
    package var context: String?
    /// Where a pod finds its service account.
    package var serviceAccountDirectory: String

    package init(
        environment: ProcessEnvironment, kubeconfigPath: String? = nil, context: String? = nil,
        serviceAccountDirectory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) {
        self.environment = environment
        self.kubeconfigPath = kubeconfigPath
        self.context = context
        self.serviceAccountDirectory = serviceAccountDirectory
    }

    /// The first that there is of: the given path, the files in KUBECONFIG, the pod's service account,
    /// `~/.kube/config`.
    ///
    /// Throws `APIError` (configuration) naming what was looked for and what is wrong with it.
    package func load() throws(APIError) -> ClusterConfiguration {
        if let kubeconfigPath {
            let path = absolute(kubeconfigPath)
            return try Kubeconfig(parsing: try FileReading.read(path, "kubeconfig"), path: path)
                .configuration(context: context)
        }
        if let list = environment["KUBECONFIG"] { return try merged(list).configuration(context: context) }
        if context == nil, let inCluster = try inCluster() { return inCluster }
        guard let home = environment["HOME"] else {
            throw nothingFound("no --kubeconfig, no KUBECONFIG, no service account of a pod, no HOME")
        }
        let path = "\(home)/.kube/config"
        guard FileReading.exists(path) else {
            throw nothingFound("no --kubeconfig, no KUBECONFIG, no service account of a pod, no \(path)")
        }
        return try Kubeconfig(parsing: try FileReading.read(path, "kubeconfig"), path: path)
            .configuration(context: context)
    }

    private func nothingFound(_ tried: String) -> APIError {
        APIError(
            .configuration, attempt: "find a cluster",
            message: "\(tried); name a kubeconfig with --kubeconfig, or try `trimtab sandbox`")
    }

    /// Files that are not there are passed over, as kubectl does, unless none is.
    private func merged(_ list: String) throws(APIError) -> Kubeconfig {
        let paths = list.split(separator: ":").map { absolute(String($0)) }
        var config = Kubeconfig()
        for path in paths where FileReading.exists(path) {
            config.merge(try Kubeconfig(parsing: try FileReading.read(path, "kubeconfig"), path: path))
        }
        guard !config.origin.isEmpty else {
            throw APIError(
                .configuration, attempt: "find a cluster",
                message: "KUBECONFIG names \(paths.joined(separator: ", ")) and there is no such file")
        }
        return config
    }

    /// The pod's own cluster; nil when this is no pod. The token file is read again as the kubelet replaces it.
    ///
    /// Source: client-go rest.InClusterConfig.
    package func inCluster() throws(APIError) -> ClusterConfiguration? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"],
            FileReading.exists("\(serviceAccountDirectory)/token")
        else { return nil }
        let server = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        var namespace = "default"
        let namespaceFile = "\(serviceAccountDirectory)/namespace"
        if FileReading.exists(namespaceFile) {
            let bytes = try FileReading.read(namespaceFile, "namespace of the service account")
            namespace = String(decoding: bytes, as: UTF8.self).trimmingWhitespace
        }
        let authority = "\(serviceAccountDirectory)/ca.crt"
        return ClusterConfiguration(
            server: server,
            tls: TLSOptions(certificateAuthority: FileReading.exists(authority) ? .file(authority) : nil),
            credentials: Credentials(
                authorization: .bearerFile("\(serviceAccountDirectory)/token", initial: nil)),
            namespace: namespace.isEmpty ? "default" : namespace, origin: "the pod's service account")
    }

    private func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        if path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] { return home + path.dropFirst() }
        guard let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return "\(String(cString: directory))/\(path)"
    }
}
