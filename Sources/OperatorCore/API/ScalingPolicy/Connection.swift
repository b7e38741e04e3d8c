import KubeCore

/// Where a metric source lives and how to log in; shared by every trigger that names it.
package struct Connection: Hashable, Sendable, Codable {
    package var name: String
    /// Exactly one endpoint.
    package var prometheus: PrometheusEndpoint?
    package var redis: RedisEndpoint?
    package var kafka: KafkaEndpoint?
    package var postgresql: PostgreSQLEndpoint?
    package var mysql: MySQLEndpoint?
    package var aws: AWSEndpoint?
    package var rabbitmq: RabbitMQEndpoint?
    package var nats: NATSEndpoint?
    package var auth: ConnectionAuth?
    package var timeout: Interval

    package init(name: String, timeout: Interval = Interval(seconds: 5)) {
        self.name = name
        self.timeout = timeout
    }
}

package struct PrometheusEndpoint: Hashable, Sendable, Codable {
    /// Scheme, host, port and an optional path prefix before `/api/v1`.
    package var url: String
    package var headers: [HeaderField]?

    package init(url: String) {
        self.url = url
    }
}

package struct HeaderField: Hashable, Sendable, Codable {
    package var name: String
    package var value: String
}

package struct RedisEndpoint: Hashable, Sendable, Codable {
    package enum Topology: String, Hashable, Sendable, Codable, CaseIterable {
        case standalone = "Standalone"
        case cluster = "Cluster"
        case sentinel = "Sentinel"
    }

    /// `host:port`; with Sentinel those of the sentinels.
    package var addresses: [String]
    package var topology: Topology
    /// 0...15 usually; must be 0 in a cluster.
    package var database: Int32
    /// The name the sentinels know the master by.
    package var master: String?
    /// How to log in at the sentinels, when it differs from the servers.
    package var sentinelAuth: PasswordAuth?

    package init(addresses: [String], topology: Topology = .standalone, database: Int32 = 0, master: String? = nil) {
        self.addresses = addresses
        self.topology = topology
        self.database = database
        self.master = master
    }
}

package struct KafkaEndpoint: Hashable, Sendable, Codable {
    package var brokers: [String]
}

package struct PostgreSQLEndpoint: Hashable, Sendable, Codable {
    package enum SSLMode: String, Hashable, Sendable, Codable, CaseIterable {
        case disable, prefer, require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    package var host: String
    package var port: Int32
    package var database: String
    package var sslMode: SSLMode
}

package struct MySQLEndpoint: Hashable, Sendable, Codable {
    package enum TLSMode: String, Hashable, Sendable, Codable, CaseIterable {
        case disabled = "Disabled"
        case preferred = "Preferred"
        case required = "Required"
        case verified = "Verified"
    }

    package var host: String
    package var port: Int32
    package var database: String
    package var tls: TLSMode
}

package struct AWSEndpoint: Hashable, Sendable, Codable {
    package var region: String
    /// Replaces the service's public endpoint, for private links and tests.
    package var endpoint: String?
}

package struct RabbitMQEndpoint: Hashable, Sendable, Codable {
    /// Of the management API.
    package var url: String
    package var vhost: String
}

package struct NATSEndpoint: Hashable, Sendable, Codable {
    /// Of the monitoring endpoint.
    package var url: String
}

/// Credentials by reference; Secrets are read from the policy's namespace only and followed when they change.
package struct ConnectionAuth: Hashable, Sendable, Codable {
    package var bearer: BearerAuth?
    package var basic: PasswordAuth?
    package var password: PasswordAuth?
    package var sasl: SASLAuth?
    package var aws: AWSAuth?
    package var tls: TLSAuth?

    package init() {}
}

package struct BearerAuth: Hashable, Sendable, Codable {
    package var secretRef: SecretKeyReference
}

/// Keys `username` (optional) and `password` of a Secret.
package struct PasswordAuth: Hashable, Sendable, Codable {
    package var secretRef: SecretReference

    package init(secretRef: SecretReference) {
        self.secretRef = secretRef
    }
}

package struct SASLAuth: Hashable, Sendable, Codable {
    package enum Mechanism: String, Hashable, Sendable, Codable, CaseIterable {
        case plain = "Plain"
        case scramSHA256 = "ScramSha256"
        case scramSHA512 = "ScramSha512"
        case oauthBearer = "OAuthBearer"
    }

    package var mechanism: Mechanism
    package var secretRef: SecretReference
}

package struct AWSAuth: Hashable, Sendable, Codable {
    package var webIdentity: Bool?
    package var accessKeyRef: SecretKeyReference?
    package var secretKeyRef: SecretKeyReference?
    package var sessionTokenRef: SecretKeyReference?
}

package struct TLSAuth: Hashable, Sendable, Codable {
    /// The authorities trusted for this connection instead of the system's.
    package var caRef: CertificateReference?
    /// A Secret of type kubernetes.io/tls (`tls.crt`, `tls.key`) shown to the server.
    package var certificateRef: SecretReference?
    /// The name expected in the server's certificate, when it is not the host's.
    package var serverName: String?

    package init(caRef: CertificateReference? = nil) {
        self.caRef = caRef
    }
}

/// One key of a ConfigMap or of a Secret: exactly one of the two.
package struct CertificateReference: Hashable, Sendable, Codable {
    package var configMap: String?
    package var secret: String?
    package var key: String
}

package struct SecretReference: Hashable, Sendable, Codable {
    package var name: String

    package init(name: String) {
        self.name = name
    }
}

package struct SecretKeyReference: Hashable, Sendable, Codable {
    package var name: String
    package var key: String
}
