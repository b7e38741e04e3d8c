package import KubeCore

extension Kubeconfig {
    /// What the context `name`, or the current one, says about how to reach a cluster. Pure.
    ///
    /// Throws `APIError` (configuration) that says what is missing or contradictory, and what there is to choose from.
    package func configuration(context name: String? = nil) throws(APIError) -> ClusterConfiguration {
        let chosen = name ?? currentContext
        let available = contexts.keys.sorted().joined(separator: ", ")
        guard !chosen.isEmpty else {
            throw fail(
                available.isEmpty
                    ? "it has no contexts: is it empty?"
                    : "no current-context is set; choose one with --context: \(available)")
        }
        guard let context = contexts[chosen] else {
            throw fail(
                "there is no context \"\(chosen)\""
                    + (available.isEmpty ? " and no other" : "; choose one of: \(available)"))
        }
        guard let cluster = clusters[context.cluster] else {
            throw fail("context \"\(chosen)\" names the cluster \"\(context.cluster)\", which is not there")
        }
        guard !cluster.server.isEmpty else {
            throw fail("cluster \"\(context.cluster)\" has no server; it should look like https://host:port")
        }
        guard ServerURL(cluster.server) != nil else {
            throw fail(
                "cluster \"\(context.cluster)\" has the server \"\(cluster.server)\"; "
                    + "it should look like https://host:port")
        }
        guard !cluster.tls.skipsVerification || cluster.tls.certificateAuthority == nil else {
            throw fail(
                "cluster \"\(context.cluster)\" has both a certificate authority and insecure-skip-tls-verify; "
                    + "remove one of them")
        }
        var user = User()
        if !context.user.isEmpty {
            guard let found = users[context.user] else {
                throw fail("context \"\(chosen)\" names the user \"\(context.user)\", which is not there")
            }
            user = found
        }
        return ClusterConfiguration(
            server: Self.withoutTrailingSlash(cluster.server), tls: cluster.tls,
            credentials: try credentials(user, named: context.user, cluster),
            impersonation: try impersonation(user, named: context.user),
            proxy: try proxy(cluster, named: context.cluster), allowsCompression: !cluster.disablesCompression,
            namespace: context.namespace ?? "default", origin: "context \(chosen) of \(origin)")
    }

    private func fail(_ message: String) -> APIError {
        APIError(.configuration, attempt: "use kubeconfig \(origin)", message: message)
    }

    private static func withoutTrailingSlash(_ server: String) -> String {
        var text = server[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }

    private func credentials(_ user: User, named name: String, _ cluster: Cluster) throws(APIError) -> Credentials {
        if let provider = user.authProvider {
            throw fail(
                "user \"\(name)\" uses the auth-provider \"\(provider)\", which Kubernetes removed in 1.26; "
                    + "use the provider's exec plugin (for example kubelogin, gke-gcloud-auth-plugin)")
        }
        var methods: [String] = []
        if user.token != nil || user.tokenFile != nil { methods.append("token") }
        if user.username != nil || user.password != nil { methods.append("username and password") }
        if user.exec != nil { methods.append("exec") }
        guard methods.count <= 1 else {
            throw fail("user \"\(name)\" has \(methods.joined(separator: ", ")); only one of them is allowed")
        }
        switch (user.clientCertificate, user.clientKey) {
        case (.some, nil): throw fail("user \"\(name)\" has a client-certificate but no client-key")
        case (nil, .some): throw fail("user \"\(name)\" has a client-key but no client-certificate")
        default: break
        }
        return Credentials(
            authorization: try authorization(user, named: name, cluster), clientCertificate: user.clientCertificate,
            clientKey: user.clientKey)
    }

    private func authorization(
        _ user: User, named name: String, _ cluster: Cluster
    ) throws(APIError) -> Credentials.Authorization {
        if let file = user.tokenFile { return .bearerFile(file, initial: user.token) }
        if let token = user.token { return .bearer(token) }
        if user.username != nil || user.password != nil {
            return .basic(user: user.username ?? "", password: user.password ?? "")
        }
        guard let exec = user.exec else { return .none }
        guard exec.hasInteractiveMode || exec.plugin.apiVersion.hasSuffix("v1beta1") else {
            throw fail(
                "user \"\(name)\" has an exec plugin without interactiveMode; write IfAvailable, Never or Always")
        }
        var plugin = exec.plugin
        if exec.providesClusterInfo {
            var info = ExecClusterInfo(server: cluster.server)
            info.serverName = cluster.tls.serverName
            info.skipsVerification = cluster.tls.skipsVerification
            info.certificateAuthority = cluster.tls.certificateAuthority
            info.proxyURL = cluster.proxyURL
            info.disablesCompression = cluster.disablesCompression
            info.config = cluster.execConfig
            plugin.clusterInfo = info
        }
        return .exec(plugin)
    }

    private func impersonation(_ user: User, named name: String) throws(APIError) -> Impersonation? {
        guard let other = user.impersonateUser else {
            let isEmpty =
                user.impersonateUID == nil && user.impersonateGroups.isEmpty && user.impersonateExtra.isEmpty
            guard isEmpty else {
                throw fail("user \"\(name)\" has as-uid, as-groups or as-user-extra but no \"as\"")
            }
            return nil
        }
        return Impersonation(
            user: other, uid: user.impersonateUID, groups: user.impersonateGroups, extra: user.impersonateExtra)
    }

    private func proxy(_ cluster: Cluster, named name: String) throws(APIError) -> ProxyOptions {
        guard let url = cluster.proxyURL else { return ProxyOptions() }
        let schemes = ["http://", "https://", "socks5://"]
        guard schemes.contains(where: url.hasPrefix) else {
            throw fail(
                "cluster \"\(name)\" has the proxy-url \"\(ServerURL.withoutUser(url))\"; it must begin with http://, https:// or socks5://"
            )
        }
        return ProxyOptions(url: ProxyOptions.remoteNames(url))
    }
}
