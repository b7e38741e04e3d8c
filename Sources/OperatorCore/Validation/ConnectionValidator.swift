import KubeCore

/// The rules of one connection.
struct ConnectionValidator {
    private let connection: Connection
    private let path: FieldPath

    init(_ connection: Connection, at path: FieldPath) {
        self.connection = connection
        self.path = path
    }

    func errors() -> [FieldError] {
        var errors: [FieldError] = .exactlyOne(
            Connection.endpoints.map { ($0, connection.endpointNames.contains($0)) }, path)
        errors += endpointErrors()
        if let redis = connection.redis { errors += redisErrors(redis, path.field("redis")) }
        if let auth = connection.auth { errors += AuthValidator(auth, of: connection, at: path.field("auth")).errors() }
        if !IntervalBounds.timeout.accepts(connection.timeout) {
            errors.append(
                FieldError(
                    .invalid, path.field("timeout"), value: .string(connection.timeout.description),
                    IntervalBounds.timeout.words))
        }
        return errors
    }

    private func endpointErrors() -> [FieldError] {
        var errors: [FieldError] = []
        for (name, url) in connection.urls {
            let member = name == "aws" ? "endpoint" : "url"
            errors += Self.urlErrors(url, path.field(name).field(member))
        }
        for (index, field) in (connection.prometheus?.headers ?? []).enumerated()
        where field.name.lowercased() == "authorization" {
            errors.append(
                FieldError(
                    .forbidden, path.field("prometheus").field("headers").index(index).field("name"),
                    ScalingPolicyWords.credentialsInHeader.text))
        }
        for (index, broker) in (connection.kafka?.brokers ?? []).enumerated() {
            errors += Self.addressErrors(broker, path.field("kafka").field("brokers").index(index))
        }
        return errors
    }

    private func redisErrors(_ redis: RedisEndpoint, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for (index, address) in redis.addresses.enumerated() {
            errors += Self.addressErrors(address, path.field("addresses").index(index))
        }
        if redis.topology == .standalone, redis.addresses.count != 1 {
            errors.append(
                FieldError(
                    .forbidden, path.field("addresses"),
                    ScalingPolicyWords.oneAddress.text))
        }
        if redis.topology == .cluster, redis.database != 0 {
            errors.append(
                FieldError(
                    .invalid, path.field("database"), value: .integer(Int64(redis.database)),
                    ScalingPolicyWords.clusterDatabase.text))
        }
        guard redis.topology != .sentinel else {
            if redis.master == nil {
                errors.append(FieldError(.required, path.field("master"), ScalingPolicyWords.masterNeeded.text))
            }
            if let auth = redis.sentinelAuth {
                errors += AuthValidator.secretErrors(
                    auth.secretRef.name, path.field("sentinelAuth").field("secretRef"))
            }
            return errors
        }
        for (member, isGiven) in [("master", redis.master != nil), ("sentinelAuth", redis.sentinelAuth != nil)]
        where isGiven {
            errors.append(FieldError(.forbidden, path.field(member), ScalingPolicyWords.onlySentinel.text))
        }
        return errors
    }

    static func addressErrors(_ address: String, _ path: FieldPath) -> [FieldError] {
        isHostAndPort(address)
            ? [] : [FieldError(.invalid, path, value: .string(address), ScalingPolicyWords.address.text)]
    }

    static func urlErrors(_ url: String, _ path: FieldPath) -> [FieldError] {
        // What stands before the first slash, question mark or hash after the scheme is host, port and credentials.
        guard let scheme = url.firstRange(of: "://"),
            url[scheme.upperBound...].prefix(while: { !"/?#".contains($0) }).contains("@")
        else { return [] }
        return [FieldError(.forbidden, path, ScalingPolicyWords.credentialsInURL.text)]
    }

    /// A name, an IPv4 address or an IPv6 address in brackets, and a port.
    static func isHostAndPort(_ address: String) -> Bool {
        guard let colon = address.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
        let port = address[address.utf8.index(after: colon)...]
        guard !port.isEmpty, port.utf8.allSatisfy(isDigit), let number = Int(port), (1...65535).contains(number)
        else { return false }
        var host = address[..<colon].utf8
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            host = host.dropFirst().dropLast()
            return !host.isEmpty
                && host.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        }
        return !host.isEmpty && host.allSatisfy { isDigit($0) || ($0 | 0x20) &- 0x61 < 26 || "-_.".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
}

/// The rules of a connection's credentials.
struct AuthValidator {
    private let auth: ConnectionAuth
    private let connection: Connection
    private let path: FieldPath

    init(_ auth: ConnectionAuth, of connection: Connection, at path: FieldPath) {
        self.auth = auth
        self.connection = connection
        self.path = path
    }

    func errors() -> [FieldError] {
        var errors: [FieldError] = []
        let endpoints = Set(connection.endpointNames)
        for use in Connection.authUses where given.contains(use.member) && endpoints.isDisjoint(with: use.endpoints) {
            errors.append(
                FieldError(
                    .forbidden, path.field(use.member),
                    ScalingPolicyWords.authUnused(by: use.endpoints).text))
        }
        if auth.bearer != nil, auth.basic != nil {
            errors.append(FieldError(.forbidden, path.field("basic"), ScalingPolicyWords.bearerAndBasic.text))
        }
        if let aws = auth.aws, !aws.isComplete {
            errors.append(FieldError(.invalid, path.field("aws"), ScalingPolicyWords.awsAuth.text))
        }
        if let ca = auth.tls?.caRef {
            errors += .exactlyOne(
                [("configMap", ca.configMap != nil), ("secret", ca.secret != nil)],
                path.field("tls").field("caRef"))
        }
        for reference in secrets {
            errors += Self.secretErrors(reference.name, path.field(reference.owner).field(reference.member))
        }
        return errors
    }

    static func secretErrors(_ name: String, _ path: FieldPath) -> [FieldError] {
        name.contains("/")
            ? [
                FieldError(
                    .invalid, path.field("name"), value: .string(name), ScalingPolicyWords.secretOfOtherNamespace.text)
            ] : []
    }

    private var given: Set<String> {
        Set(
            [
                auth.bearer == nil ? nil : "bearer", auth.basic == nil ? nil : "basic",
                auth.password == nil ? nil : "password", auth.sasl == nil ? nil : "sasl",
                auth.aws == nil ? nil : "aws",
            ].compactMap(\.self))
    }

    private struct Reference {
        let owner: String
        let member: String
        let name: String
    }

    private var secrets: [Reference] {
        let all: [(owner: String, member: String, name: String?)] = [
            ("bearer", "secretRef", auth.bearer?.secretRef.name), ("basic", "secretRef", auth.basic?.secretRef.name),
            ("password", "secretRef", auth.password?.secretRef.name), ("sasl", "secretRef", auth.sasl?.secretRef.name),
            ("aws", "accessKeyRef", auth.aws?.accessKeyRef?.name),
            ("aws", "secretKeyRef", auth.aws?.secretKeyRef?.name),
            ("aws", "sessionTokenRef", auth.aws?.sessionTokenRef?.name),
            ("tls", "certificateRef", auth.tls?.certificateRef?.name),
        ]
        return all.compactMap { entry in
            entry.name.map { Reference(owner: entry.owner, member: entry.member, name: $0) }
        }
    }
}

extension AWSAuth {
    fileprivate var isComplete: Bool {
        webIdentity == true
            ? accessKeyRef == nil && secretKeyRef == nil && sessionTokenRef == nil
            : accessKeyRef != nil && secretKeyRef != nil
    }
}

extension Connection {
    /// The endpoints given, by member name.
    var endpointNames: [String] {
        [
            prometheus == nil ? nil : "prometheus", redis == nil ? nil : "redis", kafka == nil ? nil : "kafka",
            postgresql == nil ? nil : "postgresql", mysql == nil ? nil : "mysql", aws == nil ? nil : "aws",
            rabbitmq == nil ? nil : "rabbitmq", nats == nil ? nil : "nats",
        ].compactMap(\.self)
    }

    /// The URLs of its endpoints, by endpoint.
    var urls: [(endpoint: String, url: String)] {
        [
            prometheus.map { ("prometheus", $0.url) }, aws?.endpoint.map { ("aws", $0) },
            rabbitmq.map { ("rabbitmq", $0.url) }, nats.map { ("nats", $0.url) },
        ].compactMap(\.self)
    }
}
