import KubeCore

/// Reads the fields of a kubeconfig, each error with its place.
struct KubeconfigReader {
    let path: String

    func failure(_ message: String) -> APIError {
        APIError(.configuration, attempt: "read kubeconfig \(path)", message: message)
    }

    /// The entries of a list like `clusters`: `name` and the content under `key`.
    func named(
        _ json: JSONValue, _ list: String, _ key: String
    ) throws(APIError) -> [(name: String, place: String, value: JSONValue)] {
        guard let value = json[list], value != .null else { return [] }
        guard let entries = value.arrayValue else { throw failure("\(list) should be a list") }
        var found: [(name: String, place: String, value: JSONValue)] = []
        for (index, entry) in entries.enumerated() {
            guard let name = try string(entry, "name", at: "\(list)[\(index)]") else {
                throw failure("\(list)[\(index)] has no name")
            }
            found.append((name, "\(list)[\(index)].\(key)", entry[key] ?? .null))
        }
        return found
    }

    /// Nil when absent or empty, as an empty string means "not set" everywhere in a kubeconfig.
    func string(_ json: JSONValue, _ key: String, at place: String) throws(APIError) -> String? {
        switch json[key] {
        case nil, .null?: return nil
        case .string(let text)?: return text.isEmpty ? nil : text
        default: throw failure("\(join(place, key)) should be a string; put it in quotes")
        }
    }

    func bool(_ json: JSONValue, _ key: String, at place: String) throws(APIError) -> Bool {
        switch json[key] {
        case nil, .null?: return false
        case .bool(let value)?: return value
        default: throw failure("\(join(place, key)) should be true or false")
        }
    }

    func strings(_ json: JSONValue, _ key: String, at place: String) throws(APIError) -> [String] {
        switch json[key] {
        case nil, .null?: return []
        case .array(let elements)?:
            var texts: [String] = []
            for element in elements {
                guard let text = element.stringValue else {
                    throw failure("\(join(place, key)) should be a list of strings")
                }
                texts.append(text)
            }
            return texts
        default: throw failure("\(join(place, key)) should be a list of strings")
        }
    }

    /// `key-data`, base64, or else the file that `key` names.
    func material(_ json: JSONValue, _ key: String, at place: String) throws(APIError) -> Material? {
        if let data = try string(json, "\(key)-data", at: place) {
            guard let bytes = Base64Coding.decode(data) else {
                throw failure("\(join(place, key))-data is no base64; copy it again, or name a file with \(key)")
            }
            return .bytes(bytes)
        }
        return try string(json, key, at: place).map { .file(absolute($0)) }
    }

    /// Relative to the directory of the kubeconfig.
    func absolute(_ file: String) -> String {
        if file.hasPrefix("/") { return file }
        guard let slash = path.lastIndex(of: "/") else { return file }
        return path[...slash] + file
    }

    func cluster(_ json: JSONValue, _ place: String) throws(APIError) -> Kubeconfig.Cluster {
        var cluster = Kubeconfig.Cluster()
        cluster.server = try string(json, "server", at: place) ?? ""
        cluster.tls = TLSOptions(
            certificateAuthority: try material(json, "certificate-authority", at: place),
            serverName: try string(json, "tls-server-name", at: place),
            skipsVerification: try bool(json, "insecure-skip-tls-verify", at: place))
        cluster.proxyURL = try string(json, "proxy-url", at: place)
        cluster.disablesCompression = try bool(json, "disable-compression", at: place)
        for (name, _, value) in try named(json, "extensions", "extension")
        where name == "client.authentication.k8s.io/exec" {
            cluster.execConfig = value
        }
        return cluster
    }

    func user(_ json: JSONValue, _ place: String) throws(APIError) -> Kubeconfig.User {
        var user = Kubeconfig.User()
        user.clientCertificate = try material(json, "client-certificate", at: place)
        user.clientKey = try material(json, "client-key", at: place)
        user.token = try string(json, "token", at: place)
        user.tokenFile = try string(json, "tokenFile", at: place).map(absolute)
        user.username = try string(json, "username", at: place)
        user.password = try string(json, "password", at: place)
        if let provider = json["auth-provider"], provider != .null {
            user.authProvider = try string(provider, "name", at: join(place, "auth-provider")) ?? "unnamed"
        }
        if let exec = json["exec"], exec != .null { user.exec = try self.exec(exec, join(place, "exec")) }
        user.impersonateUser = try string(json, "as", at: place)
        user.impersonateUID = try string(json, "as-uid", at: place)
        user.impersonateGroups = try strings(json, "as-groups", at: place)
        if let extra = json["as-user-extra"], extra != .null {
            guard let members = extra.objectValue else {
                throw failure("\(join(place, "as-user-extra")) should be a mapping")
            }
            for member in members {
                user.impersonateExtra[member.key] = try strings(
                    extra, member.key, at: join(place, "as-user-extra"))
            }
        }
        return user
    }

    private func exec(_ json: JSONValue, _ place: String) throws(APIError) -> Kubeconfig.Exec {
        guard let command = try string(json, "command", at: place) else { throw failure("\(place) has no command") }
        guard let version = try string(json, "apiVersion", at: place) else {
            throw failure("\(place) has no apiVersion; write client.authentication.k8s.io/v1")
        }
        guard ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(version) else {
            throw failure(
                "\(join(place, "apiVersion")) \(version) is not supported; "
                    + "update the plugin to client.authentication.k8s.io/v1")
        }
        var plugin = ExecCredentialPlugin(
            apiVersion: version,
            // A name without a slash is looked for in PATH.
            command: command.contains("/") ? absolute(command) : command,
            arguments: try strings(json, "args", at: place),
            installHint: try string(json, "installHint", at: place))
        for (name, entryPlace, value) in try named(json, "env", "value") {
            guard let text = value == .null ? "" : value.stringValue else {
                throw failure("\(entryPlace) should be a string; put it in quotes")
            }
            plugin.environment[name] = text
        }
        let mode = try string(json, "interactiveMode", at: place)
        if let mode {
            guard let parsed = ExecCredentialPlugin.InteractiveMode(rawValue: mode) else {
                throw failure(
                    "\(join(place, "interactiveMode")) is \"\(mode)\"; it must be Never, IfAvailable or Always")
            }
            plugin.interactiveMode = parsed
        }
        return Kubeconfig.Exec(
            plugin: plugin, providesClusterInfo: try bool(json, "provideClusterInfo", at: place),
            hasInteractiveMode: mode != nil)
    }

    private func join(_ place: String, _ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }
}
