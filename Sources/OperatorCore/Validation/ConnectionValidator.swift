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
        var errors = endpointErrors() + authErrors()
        if let redis = connection.redis { errors += redisErrors(redis) }
        if connection.timeout.duration <= .zero || connection.timeout.duration > .seconds(60) {
            errors.append(
                FieldError(
                    .invalid, path.field("timeout"), value: .string(connection.timeout.description),
                    "must be above 0s and at most 60s"))
        }
        return errors
    }

    private func endpointErrors() -> [FieldError] {
        let names = connection.endpointNames
        guard names.count != 1 else { return [] }
        let found = names.isEmpty ? "none is given" : "\(names.joined(separator: " and ")) are given"
        return [
            FieldError(
                .invalid, path, value: .string(connection.name),
                "exactly one of prometheus, redis, kafka, postgresql, mysql, aws, rabbitmq and nats is needed; \(found)"
            )
        ]
    }

    private func redisErrors(_ redis: RedisEndpoint) -> [FieldError] {
        let place = path.field("redis")
        var errors: [FieldError] = []
        for (index, address) in redis.addresses.enumerated() where !Self.isHostAndPort(address) {
            errors.append(
                FieldError(
                    .invalid, place.field("addresses").index(index), value: .string(address),
                    "must be host:port, such as redis:6379"))
        }
        if redis.topology == .standalone, redis.addresses.count > 1 {
            errors.append(
                FieldError(
                    .tooMany, place.field("addresses"),
                    "a Standalone server has one address; use topology Cluster or Sentinel for several"))
        }
        if redis.topology == .cluster, redis.database != 0 {
            errors.append(
                FieldError(
                    .invalid, place.field("database"), value: .integer(Int64(redis.database)),
                    "a cluster has only database 0"))
        }
        if (redis.topology == .sentinel) != (redis.master != nil) {
            errors.append(
                redis.master == nil
                    ? FieldError(.required, place.field("master"), "sentinels are asked for a master by this name")
                    : FieldError(.forbidden, place.field("master"), "only topology Sentinel has one"))
        }
        return errors
    }

    private func authErrors() -> [FieldError] {
        guard let ca = connection.auth?.tls?.caRef, (ca.configMap == nil) == (ca.secret == nil) else { return [] }
        return [
            FieldError(
                .invalid, path.field("auth").field("tls").field("caRef"), value: nil,
                "exactly one of configMap and secret is needed")
        ]
    }

    static func isHostAndPort(_ address: String) -> Bool {
        guard let colon = address.lastIndex(of: ":"), colon != address.startIndex,
            let port = Int(address[address.index(after: colon)...])
        else { return false }
        return (1...65535).contains(port)
    }
}
