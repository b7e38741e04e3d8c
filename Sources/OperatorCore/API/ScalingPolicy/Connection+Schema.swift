import KubeCore

extension Connection {
    static let schema = Schema.object(
        "An endpoint and its credentials; exactly one endpoint.",
        [
            "name": .dnsLabel("What triggers call it."),
            "prometheus": .object(
                "A Prometheus-compatible HTTP API.",
                [
                    "url": url("Scheme, host, port and an optional path before /api/v1."),
                    "headers": .plainList(
                        "Header fields sent with every query, such as X-Scope-OrgID.",
                        of: .object(
                            "A header field.",
                            [
                                "name": .string(
                                    "Its name.", pattern: "^[-!#$%&'*+.^_`|~0-9A-Za-z]+$", minLength: 1,
                                    maxLength: 253),
                                "value": .string(
                                    "Its value, of one line.", pattern: #"^[^\r\n]*$"#, maxLength: 4096),
                            ], required: ["name", "value"]
                        ).obeying(HeaderField.rules), maxItems: 16),
                ], required: ["url"]),
            "redis": RedisEndpoint.schema,
            "kafka": .object(
                "A Kafka cluster.",
                ["brokers": .plainList("Bootstrap brokers, host:port.", of: address, minItems: 1, maxItems: 32)],
                required: ["brokers"]),
            "postgresql": .object(
                "A PostgreSQL database.",
                [
                    "host": .text("Its host."),
                    "port": .count("Its port.", minimum: 1, maximum: 65535, default: 5432),
                    "database": .text("The database."),
                    "sslMode": .choice(
                        PostgreSQLEndpoint.SSLMode.self, "How TLS is used, as libpq names it.", default: .verifyFull),
                ], required: ["host", "database"]),
            "mysql": .object(
                "A MySQL or MariaDB database.",
                [
                    "host": .text("Its host."),
                    "port": .count("Its port.", minimum: 1, maximum: 65535, default: 3306),
                    "database": .text("The database."),
                    "tls": .choice(MySQLEndpoint.TLSMode.self, "How TLS is used.", default: .verified),
                ], required: ["host", "database"]),
            "aws": .object(
                "Amazon Web Services.",
                [
                    "region": .text("The region, such as eu-central-1.", maxLength: 64),
                    "endpoint": url("Replaces the public endpoint of the service."),
                ], required: ["region"]),
            "rabbitmq": .object(
                "The management API of RabbitMQ.",
                [
                    "url": url("Scheme, host and port."),
                    "vhost": .text("The virtual host.", default: "/"),
                ], required: ["url"]),
            "nats": .object(
                "The monitoring endpoint of a NATS server.", ["url": url("Scheme, host and port.")],
                required: ["url"]),
            "auth": ConnectionAuth.schema,
            "timeout": .interval("How long one reading may take; at most 60s.", default: "5s", within: .timeout),
        ], required: ["name"]
    ).obeying(rules)

    static let address = Schema.text("host:port").obeying(addressRules)

    static func url(_ description: String) -> Schema {
        .string(description, pattern: #"^https?://[^/?#\s]+[^\s]*$"#, maxLength: 2048).obeying(urlRules)
    }
}

extension RedisEndpoint {
    static let schema = Schema.object(
        "Redis or a server that speaks its protocol.",
        [
            "addresses": .plainList(
                "host:port; with topology Sentinel those of the sentinels.", of: Connection.address, minItems: 1,
                maxItems: 32),
            "topology": .choice(
                Topology.self, "Standalone, Cluster (keys are routed by slot) or Sentinel (the master is asked for).",
                default: .standalone),
            "database": .count("The database number; 0 in a cluster.", default: 0),
            "master": .text("The name the sentinels know the master by."),
            "sentinelAuth": PasswordAuth.schema("How to log in at the sentinels, when they ask for it."),
        ], required: ["addresses"]
    ).obeying(rules)
}

extension ConnectionAuth {
    static let schema = Schema.object(
        "Credentials, by reference to Secrets of the policy's namespace; a changed Secret is used at once.",
        [
            "bearer": .object(
                "A bearer token.", ["secretRef": SecretKeyReference.schema("Where the token stands.")],
                required: ["secretRef"]),
            "basic": PasswordAuth.schema("HTTP basic authentication."),
            "password": PasswordAuth.schema("User name and password of the protocol."),
            "sasl": .object(
                "SASL of Kafka.",
                [
                    "mechanism": .choice(SASLAuth.Mechanism.self, "The mechanism."),
                    "secretRef": SecretReference.schema("A Secret with the keys username and password."),
                ], required: ["mechanism", "secretRef"]),
            "aws": .object(
                "Signing of AWS requests.",
                [
                    "webIdentity": .boolean("Use the web identity token of the operator's ServiceAccount."),
                    "accessKeyRef": SecretKeyReference.schema("Where the access key ID stands."),
                    "secretKeyRef": SecretKeyReference.schema("Where the secret access key stands."),
                    "sessionTokenRef": SecretKeyReference.schema("Where a session token stands."),
                ]
            ).obeying(AWSAuth.rules),
            "tls": .object(
                "TLS to the endpoint.",
                [
                    "caRef": .object(
                        "The authorities trusted instead of the system's: one key of a ConfigMap or of a Secret.",
                        [
                            "configMap": .text("A ConfigMap."),
                            "secret": .text("A Secret."),
                            "key": .text("The key that holds PEM certificates.", default: "ca.crt"),
                        ]
                    ).obeying(CertificateReference.rules),
                    "certificateRef": SecretReference.schema(
                        "A Secret with tls.crt and tls.key that is shown to the server."),
                    "serverName": .text("The name expected in the server's certificate, when it is not the host's."),
                ]),
        ]
    ).obeying(rules)
}

extension PasswordAuth {
    static func schema(_ description: String) -> Schema {
        .object(
            description,
            [
                "secretRef": SecretReference.schema(
                    "A Secret with the key password and, where a user is needed, username.")
            ], required: ["secretRef"])
    }
}

extension SecretReference {
    static func schema(_ description: String) -> Schema {
        .object(description, ["name": .text("The Secret's name.")], required: ["name"]).obeying(rules)
    }
}

extension SecretKeyReference {
    static func schema(_ description: String) -> Schema {
        .object(
            description, ["name": .text("The Secret's name."), "key": .text("The key in it.")],
            required: ["name", "key"]
        ).obeying(SecretReference.rules)
    }
}
