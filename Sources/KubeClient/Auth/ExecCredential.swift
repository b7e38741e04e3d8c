import KubeCore

/// What an exec plugin is told and what it answers (client.authentication.k8s.io); pure.
struct ExecCredential: Hashable, Sendable {
    var token: String?
    /// PEM.
    var clientCertificate: [UInt8]?
    /// PEM.
    var clientKey: [UInt8]?
    /// Nil: good until the server refuses it, or this process ends.
    var expiration: Timestamp?

    /// Reads the standard output of `plugin`.
    init(parsing output: [UInt8], from plugin: ExecCredentialPlugin) throws(APIError) {
        func fail(_ message: String) -> APIError {
            APIError(.credentials, attempt: "get credentials from \(plugin.command)", message: message)
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: output, limits: JSONLimits(maximumDepth: 16, maximumSize: 4 << 20))
        } catch {
            throw fail("the plugin's output is no JSON: \(error); run it by hand to see what it prints")
        }
        guard value["kind"]?.stringValue == "ExecCredential" else {
            throw fail("the plugin's output has kind \(value["kind"]?.stringValue ?? "\"\""), not ExecCredential")
        }
        let version = value["apiVersion"]?.stringValue ?? ""
        guard version == plugin.apiVersion else {
            throw fail(
                "the plugin answered with apiVersion \"\(version)\" but the kubeconfig says \(plugin.apiVersion); "
                    + "make them agree")
        }
        guard let status = value["status"], status.objectValue != nil else {
            throw fail("the plugin's output has no status")
        }
        token = status["token"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        clientCertificate = status["clientCertificateData"]?.stringValue.map { Array($0.utf8) }
        clientKey = status["clientKeyData"]?.stringValue.map { Array($0.utf8) }
        guard (clientCertificate == nil) == (clientKey == nil) else {
            throw fail("the plugin gave a client certificate without its key, or a key without its certificate")
        }
        guard token != nil || clientCertificate != nil else {
            throw fail("the plugin gave neither a token nor a client certificate")
        }
        if let text = status["expirationTimestamp"]?.stringValue {
            guard let time = Timestamp(rfc3339: text) else {
                throw fail("the plugin's expirationTimestamp \"\(text)\" is no RFC 3339 time")
            }
            expiration = time
        }
    }

    /// Credentials are renewed this long before they expire, so that none expires under way.
    static let margin = Duration.seconds(10)

    /// The credential can still be used at `now`.
    func isFresh(at now: Timestamp) -> Bool {
        guard let expiration else { return true }
        return now < expiration - Self.margin
    }

    /// The value of the variable KUBERNETES_EXEC_INFO. `authority` is the content of the cluster's CA.
    static func info(_ plugin: ExecCredentialPlugin, interactive: Bool, authority: [UInt8]?) -> String {
        var spec: JSONObject = ["interactive": .bool(interactive)]
        if let info = plugin.clusterInfo {
            var cluster: JSONObject = ["server": .string(info.server)]
            if let serverName = info.serverName { cluster["tls-server-name"] = .string(serverName) }
            if info.skipsVerification { cluster["insecure-skip-tls-verify"] = true }
            if let authority { cluster["certificate-authority-data"] = .string(Base64Coding.encode(authority)) }
            if let proxyURL = info.proxyURL { cluster["proxy-url"] = .string(proxyURL) }
            if info.disablesCompression { cluster["disable-compression"] = true }
            if let config = info.config { cluster["config"] = config }
            spec["cluster"] = .object(cluster)
        }
        let object: JSONObject = [
            "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "spec": .object(spec),
        ]
        return JSONValue.object(object).serializedString()
    }
}
