package import KubeCore

/// The content of one kubeconfig file, or of several merged; paths in it are absolute.
///
/// Source: k8s.io/client-go clientcmd/api/v1.
package struct Kubeconfig: Hashable, Sendable {
    package struct Cluster: Hashable, Sendable {
        package var server = ""
        package var tls = TLSOptions()
        package var proxyURL: String?
        package var disablesCompression = false
        /// The extension `client.authentication.k8s.io/exec`.
        package var execConfig: JSONValue?
    }

    package struct User: Hashable, Sendable {
        package var clientCertificate: Material?
        package var clientKey: Material?
        package var token: String?
        package var tokenFile: String?
        package var username: String?
        package var password: String?
        package var exec: Exec?
        /// The name of an `auth-provider`, which nobody supports any more.
        package var authProvider: String?
        package var impersonateUser: String?
        package var impersonateUID: String?
        package var impersonateGroups: [String] = []
        package var impersonateExtra: [String: [String]] = [:]
    }

    package struct Exec: Hashable, Sendable {
        package var plugin: ExecCredentialPlugin
        package var providesClusterInfo: Bool
        /// Version v1 demands that the mode be said.
        package var hasInteractiveMode: Bool
    }

    package struct Context: Hashable, Sendable {
        package var cluster = ""
        package var user = ""
        package var namespace: String?
    }

    package var clusters: [String: Cluster] = [:]
    package var users: [String: User] = [:]
    package var contexts: [String: Context] = [:]
    package var currentContext = ""
    /// The files it was read from, for messages.
    package var origin = ""

    package init() {}

    /// Adds what `other` has and this has not: the first file to name something decides, as with kubectl.
    package mutating func merge(_ other: Kubeconfig) {
        clusters.merge(other.clusters) { first, _ in first }
        users.merge(other.users) { first, _ in first }
        contexts.merge(other.contexts) { first, _ in first }
        if currentContext.isEmpty { currentContext = other.currentContext }
        origin = origin.isEmpty ? other.origin : "\(origin):\(other.origin)"
    }
}

extension Kubeconfig {
    /// Reads one file's content; `path`, absolute, is named in errors and resolves relative paths. Pure.
    ///
    /// Throws `APIError` (configuration) naming the file, and the line or the field that is wrong.
    package init(parsing bytes: [UInt8], path: String) throws(APIError) {
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAML.parse(bytes)
        } catch {
            throw APIError(
                .configuration, attempt: "read kubeconfig \(path)",
                message: "line \(error.position.line): \(error.message)")
        }
        guard documents.count <= 1 else {
            throw APIError(
                .configuration, attempt: "read kubeconfig \(path)",
                message: "it holds \(documents.count) YAML documents; only one is allowed")
        }
        try self.init(json: documents.first?.value ?? .null, path: path)
    }

    /// From a parsed document; null is an empty configuration.
    package init(json: JSONValue, path: String) throws(APIError) {
        self.init()
        origin = path
        let reader = KubeconfigReader(path: path)
        if json == .null { return }
        guard json.objectValue != nil else { throw reader.failure("it should be a mapping with clusters and users") }
        if let kind = json["kind"]?.stringValue, !kind.isEmpty, kind != "Config" {
            throw reader.failure("its kind is \(kind), not Config: this is no kubeconfig")
        }
        currentContext = try reader.string(json, "current-context", at: "") ?? ""
        for (name, place, value) in try reader.named(json, "clusters", "cluster") {
            let cluster = try reader.cluster(value, place)
            if clusters[name] == nil { clusters[name] = cluster }
        }
        for (name, place, value) in try reader.named(json, "users", "user") {
            let user = try reader.user(value, place)
            if users[name] == nil { users[name] = user }
        }
        for (name, place, value) in try reader.named(json, "contexts", "context") {
            let context = Context(
                cluster: try reader.string(value, "cluster", at: place) ?? "",
                user: try reader.string(value, "user", at: place) ?? "",
                namespace: try reader.string(value, "namespace", at: place))
            if contexts[name] == nil { contexts[name] = context }
        }
    }
}
