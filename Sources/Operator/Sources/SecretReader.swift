import HTTPServing
package import KubeClient
package import KubeCore

/// Reads keys of Secrets and ConfigMaps, remembering each for a short time.
///
/// A changed Secret is seen within `maximumAge`, or at once after `forget`, which a refused login calls for.
package actor SecretReader {
    private struct Entry {
        var data: [String: [UInt8]]
        var readAt: Duration
    }

    private struct Name: Hashable {
        let plural: String
        let key: ObjectKey
    }

    private static let secrets = ResourceType("v1", "Secret", plural: "secrets")
    private static let configMaps = ResourceType("v1", "ConfigMap", plural: "configmaps")
    /// Names nobody used for so many reads of others are dropped.
    private static let capacity = 4096

    private let client: Client
    private let maximumAge: Duration
    private let elapsed: @Sendable () -> Duration
    private var entries: [Name: Entry] = [:]

    package init<C: Clock<Duration>>(client: Client, maximumAge: Duration = .seconds(30), clock: C) {
        self.client = client
        self.maximumAge = maximumAge
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// All keys of a Secret; throws `SourceConfigurationError` when it cannot be read.
    package func secret(_ key: ObjectKey) async throws -> [String: [UInt8]] {
        try await read(Self.secrets, key) { json in
            try Self.strings(json["data"]).mapValues { text in
                guard let bytes = Base64.decode(text) else {
                    throw SourceConfigurationError("Secret \(key) holds data that is no base64")
                }
                return bytes
            }
        }
    }

    /// One key of a Secret.
    package func secret(_ key: ObjectKey, _ name: String) async throws -> [UInt8] {
        guard let value = try await secret(key)[name] else {
            throw SourceConfigurationError("Secret \(key) has no key \"\(name)\"; add it, or name another key")
        }
        return value
    }

    /// One key of a ConfigMap.
    package func configMap(_ key: ObjectKey, _ name: String) async throws -> [UInt8] {
        let data = try await read(Self.configMaps, key) { Self.strings($0["data"]).mapValues { Array($0.utf8) } }
        guard let value = data[name] else {
            throw SourceConfigurationError("ConfigMap \(key) has no key \"\(name)\"; add it, or name another key")
        }
        return value
    }

    /// Reads anew next time.
    package func forget(_ key: ObjectKey) {
        entries = entries.filter { $0.key.key != key }
    }

    private func read(
        _ type: ResourceType, _ key: ObjectKey, _ data: (JSONValue) throws -> [String: [UInt8]]
    ) async throws -> [String: [UInt8]] {
        let name = Name(plural: type.plural, key: key)
        let now = elapsed()
        if let entry = entries[name], now - entry.readAt < maximumAge { return entry.data }
        let object: JSONValue
        do {
            object = try await client.get(type, key)
        } catch let error as APIError where error.isNotFound {
            throw SourceConfigurationError("\(type.kind.kind) \(key) does not exist; create it, or name another")
        } catch let error as APIError where error.isForbidden {
            throw SourceConfigurationError(
                "the operator may not read \(type.kind.kind) \(key); allow it: " + Self.grant(for: key, error))
        }
        let fresh = try data(object)
        if entries.count >= Self.capacity { entries = entries.filter { now - $0.value.readAt < maximumAge } }
        entries[name] = Entry(data: fresh, readAt: now)
        return fresh
    }

    /// The command by which a namespace lets the operator read what its policies refer to; whom the server refused is
    /// in its message.
    private static func grant(for key: ObjectKey, _ error: APIError) -> String {
        let user = error.message.split(separator: "\"").first { $0.hasPrefix("system:serviceaccount:") }
        let account = user?.dropFirst("system:serviceaccount:".count) ?? "trimtab-system:trimtab"
        return "kubectl create rolebinding trimtab-credentials -n \(key.namespace) --clusterrole=trimtab-credentials "
            + "--serviceaccount=\(account)"
    }

    private static func strings(_ value: JSONValue?) -> [String: String] {
        var strings: [String: String] = [:]
        for member in value?.objectValue?.members ?? [] { strings[member.key] = member.value.stringValue }
        return strings
    }
}

/// Why a source cannot even be tried: something it refers to is missing or wrong.
package struct SourceConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
