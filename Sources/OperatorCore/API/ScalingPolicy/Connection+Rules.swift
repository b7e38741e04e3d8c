import KubeCore

extension Connection {
    static let endpoints = ["prometheus", "redis", "kafka", "postgresql", "mysql", "aws", "rabbitmq", "nats"]

    /// Which endpoints log in by which member of `auth`; `tls` serves all.
    static let authUses: [(member: String, endpoints: [String])] = [
        ("bearer", ["prometheus", "nats"]), ("basic", ["prometheus", "rabbitmq", "nats"]),
        ("password", ["redis", "postgresql", "mysql"]), ("sasl", ["kafka"]), ("aws", ["aws"]),
    ]

    static let rules: [Schema.ValidationRule] =
        [.exactlyOne(of: endpoints)]
        + authUses.map { use in
            .forbidden(
                "!has(self.auth) || !has(self.auth.\(use.member)) || "
                    + use.endpoints.map { "has(self.\($0))" }.joined(separator: " || "),
                ScalingPolicyWords.authUnused(by: use.endpoints), at: ".auth.\(use.member)")
        }

    static let addressRules: [Schema.ValidationRule] = [
        .invalid(
            #"self.matches('^([-_.A-Za-z0-9]+|\\[[0-9A-Fa-f:.]+\\]):0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$')"#,
            ScalingPolicyWords.address)
    ]

    /// Without the value: it holds what must not be shown.
    static let urlRules: [Schema.ValidationRule] = [
        .forbidden("!self.matches('^https?://[^/?#]*@')", ScalingPolicyWords.credentialsInURL)
    ]
}

extension HeaderField {
    static let rules: [Schema.ValidationRule] = [
        .forbidden(
            "self.name.lowerAscii() != 'authorization'", ScalingPolicyWords.credentialsInHeader, at: ".name")
    ]
}

extension RedisEndpoint {
    static let rules: [Schema.ValidationRule] = [
        .forbidden(
            "self.topology != 'Standalone' || self.addresses.size() == 1", ScalingPolicyWords.oneAddress,
            at: ".addresses"),
        .invalid(
            "self.topology != 'Cluster' || self.database == 0", ScalingPolicyWords.clusterDatabase, at: ".database",
            value: .number("self.database")),
        .required("self.topology != 'Sentinel' || has(self.master)", ScalingPolicyWords.masterNeeded, at: ".master"),
        .forbidden("self.topology == 'Sentinel' || !has(self.master)", ScalingPolicyWords.onlySentinel, at: ".master"),
        .forbidden(
            "self.topology == 'Sentinel' || !has(self.sentinelAuth)", ScalingPolicyWords.onlySentinel,
            at: ".sentinelAuth"),
    ]
}

extension ConnectionAuth {
    static let rules: [Schema.ValidationRule] = [
        .forbidden("!has(self.bearer) || !has(self.basic)", ScalingPolicyWords.bearerAndBasic, at: ".basic")
    ]
}

extension AWSAuth {
    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "has(self.webIdentity) && self.webIdentity ? !has(self.accessKeyRef) && !has(self.secretKeyRef) && !has(self.sessionTokenRef) : has(self.accessKeyRef) && has(self.secretKeyRef)",
            ScalingPolicyWords.awsAuth)
    ]
}

extension CertificateReference {
    static let rules: [Schema.ValidationRule] = [.exactlyOne(of: ["configMap", "secret"])]
}

extension SecretReference {
    /// A name as one would write it who means a Secret of another namespace.
    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "!self.name.contains('/')", ScalingPolicyWords.secretOfOtherNamespace, at: ".name",
            value: .text("self.name"))
    ]
}
