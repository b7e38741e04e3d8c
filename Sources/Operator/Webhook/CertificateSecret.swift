package import KubeCore

/// A Secret as the webhook reads it.
package struct CertificateSecret: KubeObject {
    package static let resourceType = ResourceType("v1", "Secret", plural: "secrets")

    /// The label that tells a Secret of ours from one somebody made by hand under the same name.
    package static let label = "trimtab.dev/certificates"
    package static let labelValue = "webhook"

    package let metadata: ObjectMeta
    /// Decoded; a value that is no base64 is left out.
    package let data: [String: [UInt8]]

    package init(json: JSONValue) throws {
        metadata = ObjectMeta(json: json["metadata"] ?? .null)
        var data: [String: [UInt8]] = [:]
        for member in json["data"]?.objectValue?.members ?? [] {
            data[member.key] = member.value.stringValue.flatMap(Base64Coding.decode)
        }
        self.data = data
    }

    /// Whether the operator may change it: it bears the label, or holds nothing yet.
    package var isOurs: Bool {
        metadata.labels[Self.label] == Self.labelValue || data.values.allSatisfy(\.isEmpty)
    }

    /// A Secret to be created.
    package static func json(_ key: ObjectKey, data: [String: String]) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace), "labels": labels],
            "data": encoded(data),
        ]
    }

    /// A merge patch that changes `data` if the Secret is still the one that was read.
    package func patch(data: [String: String]) -> JSONValue {
        [
            "metadata": ["resourceVersion": .string(metadata.resourceVersion), "labels": Self.labels],
            "data": Self.encoded(data),
        ]
    }

    private static var labels: JSONValue {
        [label: .string(labelValue), "app.kubernetes.io/managed-by": "trimtab"]
    }

    private static func encoded(_ data: [String: String]) -> JSONValue {
        .object(
            JSONObject(
                data.sorted { $0.key < $1.key }.map { ($0.key, .string(Base64Coding.encode($0.value.utf8))) }))
    }
}
