import HTTPServing
package import KubeClient
package import KubeCore
package import KubeRuntime
package import OperatorCore

/// A kind of object that tells API servers by which authorities to check a certificate of ours.
package protocol TrustKind: Sendable {
    static var resourceType: ResourceType { get }
}

package enum ValidatingKind: TrustKind {
    package static let resourceType = ResourceType(
        "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", plural: "validatingwebhookconfigurations",
        isNamespaced: false)
}

package enum MutatingKind: TrustKind {
    package static let resourceType = ResourceType(
        "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", plural: "mutatingwebhookconfigurations",
        isNamespaced: false)
}

package enum DefinitionKind: TrustKind {
    package static let resourceType = ResourceType(
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", plural: "customresourcedefinitions", isNamespaced: false)
}

package enum APIServiceKind: TrustKind {
    package static let resourceType = ResourceType(
        "apiregistration.k8s.io/v1", "APIService", plural: "apiservices", isNamespaced: false)
}

/// Such an object, kept as far as `TrustBundle` looks at it: the schema of a CRD would be a hundred times that.
package struct TrustingObject<Kind: TrustKind>: KubeObject {
    package static var resourceType: ResourceType { Kind.resourceType }

    package let metadata: ObjectMeta
    let json: JSONValue

    package init(json: JSONValue) throws {
        metadata = ObjectMeta(json: json["metadata"] ?? .null)
        var kept: JSONObject = ["kind": .string(Kind.resourceType.kind.kind)]
        if let webhooks = json["webhooks"] { kept["webhooks"] = webhooks }
        if var spec = json["spec"]?.objectValue {
            let members: Set = ["conversion", "service", "caBundle", "insecureSkipTLSVerify"]
            spec.removeAll { !members.contains($0.key) }
            kept["spec"] = .object(spec)
        }
        self.json = .object(kept)
    }
}

/// Follows one object that is to trust us, and changes whom it trusts.
package struct TrustFollower: Sendable {
    /// What was seen, with what is needed to change it.
    struct Observation: Sendable {
        var target: TrustTarget
        var bundles: [String: TrustBundle] = [:]
        var resourceVersion = ""
        /// The certificates that are trusted now, by fingerprint.
        var certificates: [String: String] = [:]
    }

    let name: String
    /// False until it is known whether the object is there and what it says, or that it cannot be read.
    let isKnown: @Sendable () -> Bool
    let observe: @Sendable () -> Observation
    /// Throws `APIError`.
    let patch: @Sendable (_ operations: JSONValue) async throws -> Void
    let run: @Sendable () async throws -> Void
    let onChange: @Sendable (@escaping @Sendable () -> Void) -> Void

    package init(
        _ target: WebhookConfiguration.Target, address: WebhookAddress, client: Client, clock: RuntimeClock,
        registry: MetricsRegistry
    ) {
        switch target.kind {
        case .validatingWebhookConfiguration:
            self.init(ValidatingKind.self, target.name, address, client, clock, registry)
        case .mutatingWebhookConfiguration:
            self.init(MutatingKind.self, target.name, address, client, clock, registry)
        case .customResourceDefinition: self.init(DefinitionKind.self, target.name, address, client, clock, registry)
        case .apiService: self.init(APIServiceKind.self, target.name, address, client, clock, registry)
        }
    }

    private init<Kind: TrustKind>(
        _ kind: Kind.Type, _ name: String, _ address: WebhookAddress, _ client: Client, _ clock: RuntimeClock,
        _ registry: MetricsRegistry
    ) {
        let key = ObjectKey(namespace: "", name: name)
        let informer = Informer<TrustingObject<Kind>>(
            client: client, scope: Scope(fieldSelector: "metadata.name=\(name)"), clock: clock, registry: registry)
        let title = "\(Kind.resourceType.kind.kind) \(name)"
        self.name = title
        isKnown = { informer.condition != .starting }
        observe = {
            guard informer.hasSynced || !informer.isServed else {
                return Observation(target: TrustTarget(name: title, entries: nil))
            }
            guard let object = informer.store[key] else {
                return Observation(target: TrustTarget(name: title, entries: []))
            }
            return Self.observation(of: object, title, address)
        }
        patch = { operations in
            let changed = try await client.patch(Kind.resourceType, key, .json(operations))
            informer.store.apply(try TrustingObject<Kind>(json: changed))
        }
        run = { try await informer.run() }
        onChange = { handler in
            informer.onEvents { _ in handler() }
            informer.onCondition { _ in handler() }
        }
    }

    private static func observation<Kind>(
        of object: TrustingObject<Kind>, _ name: String, _ address: WebhookAddress
    ) -> Observation {
        var observation = Observation(target: TrustTarget(name: name, entries: []))
        observation.resourceVersion = object.metadata.resourceVersion
        for bundle in TrustBundle.find(in: object.json, for: address) {
            observation.bundles[bundle.pointer] = bundle
            var certificates: [CertificateDescription] = []
            var isWellFormed = bundle.isDecodable
            if !bundle.text.isEmpty {
                do {
                    certificates = try CertificateInspection.certificates(pem: bundle.text)
                } catch {
                    // What is there is of no use to anybody, and is replaced.
                    isWellFormed = false
                }
            }
            for certificate in certificates { observation.certificates[certificate.fingerprint] = certificate.pem }
            observation.target.entries?.append(
                .init(
                    pointer: bundle.pointer, authorities: certificates.map(CertificateInfo.init),
                    isWellFormed: isWellFormed))
        }
        return observation
    }
}
