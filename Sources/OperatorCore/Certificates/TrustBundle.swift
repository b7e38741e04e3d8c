package import KubeCore

/// Who reaches the webhook, as the objects that point to it spell it.
package struct WebhookAddress: Hashable, Sendable, Codable {
    /// The Service in front of it.
    package var service: ObjectKey?
    /// `https://host:port` for API servers that reach it without a Service.
    package var origin: String?

    package init(service: ObjectKey? = nil, origin: String? = nil) {
        self.service = service
        self.origin = origin
    }

    /// Whether a `clientConfig` (of a webhook or a conversion) or the `spec` of an APIService points here.
    func isMeant(by config: JSONValue) -> Bool {
        if let service, let given = config["service"] {
            return given["name"]?.stringValue == service.name && given["namespace"]?.stringValue == service.namespace
        }
        if let origin, let url = config["url"]?.stringValue { return url == origin || url.hasPrefix(origin + "/") }
        return false
    }

    /// The names and numeric addresses a certificate must be good for.
    package var hosts: [String] {
        var hosts: [String] = []
        if let service {
            let name = service.name + "." + service.namespace
            hosts = [service.name, name, name + ".svc", name + ".svc.cluster.local"]
        }
        if let origin { hosts.append(Self.host(of: origin)) }
        return hosts
    }

    private static func host(of origin: String) -> String {
        let authority = origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? ""
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}

/// A `caBundle` found in an object, and how to change it.
package struct TrustBundle: Hashable, Sendable {
    /// A JSON pointer to it; it may be absent.
    package let pointer: String
    /// The PEM text, decoded; empty when absent.
    package let text: String
    /// Whether what was there is base64.
    package let isDecodable: Bool
    /// Holds in the object that was read; refuses the change when another entry has come to this place.
    private let guardPointer: String
    private let guardValue: JSONValue

    /// The bundles of a webhook configuration, of a CRD with a conversion webhook, or of an APIService, as far as they
    /// are about `address`.
    package static func find(in object: JSONValue, for address: WebhookAddress) -> [TrustBundle] {
        switch object["kind"]?.stringValue {
        case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
            let webhooks = object["webhooks"]?.arrayValue ?? []
            return webhooks.enumerated().compactMap { index, webhook in
                let place = "/webhooks/\(index)"
                return TrustBundle(
                    webhook["clientConfig"], at: place + "/clientConfig", for: address, guarded: place + "/name",
                    webhook["name"])
            }
        case "CustomResourceDefinition":
            let conversion = object[path: "spec", "conversion"]
            guard conversion?["strategy"]?.stringValue == "Webhook" else { return [] }
            return [
                TrustBundle(
                    conversion?[path: "webhook", "clientConfig"], at: "/spec/conversion/webhook/clientConfig",
                    for: address, guarded: "/spec/conversion/strategy", "Webhook")
            ].compactMap(\.self)
        case "APIService":
            // A bundle beside insecureSkipTLSVerify is refused by the API server.
            guard object[path: "spec", "insecureSkipTLSVerify"]?.boolValue != true else { return [] }
            return [
                TrustBundle(
                    object["spec"], at: "/spec", for: address, guarded: "/spec/service",
                    object[path: "spec", "service"])
            ].compactMap(\.self)
        default: return []
        }
    }

    private init?(
        _ config: JSONValue?, at place: String, for address: WebhookAddress, guarded: String, _ value: JSONValue?
    ) {
        guard let config, address.isMeant(by: config) else { return nil }
        pointer = place + "/caBundle"
        guardPointer = guarded
        guardValue = value ?? .null
        let encoded = config["caBundle"]?.stringValue ?? ""
        let bytes = Base64Coding.decode(encoded)
        isDecodable = bytes != nil
        text = String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// The operations of a JSON patch that put `text` in its place, provided the object is still the one that was read.
    package func patch(to text: String, resourceVersion: String) -> JSONValue {
        var operations: [JSONValue] = [["op": "test", "path": .string(guardPointer), "value": guardValue]]
        if !resourceVersion.isEmpty {
            operations.insert(
                ["op": "test", "path": "/metadata/resourceVersion", "value": .string(resourceVersion)], at: 0)
        }
        operations.append([
            "op": "add", "path": .string(pointer), "value": .string(Base64Coding.encode(text.utf8)),
        ])
        return .array(operations)
    }
}
