package import HTTPServing
import KubeCore

/// What a control plane must find again after a restart and nobody may read through its API: its keys.
///
/// They lie in the store, and so in its data file, under a resource that is not served.
struct KeptSecrets: Sendable {
    private static let resource = GroupResource(group: "internal.sandbox.trimtab.dev", resource: "keys")

    let store: ObjectStore

    /// The members kept under `name`; made by `make` and kept when there are none.
    func value(_ name: String, make: () throws -> [String: String]) rethrows -> [String: String] {
        let key = ObjectKey(namespace: "", name: name)
        if let kept = store.object(Self.resource, key)?.value[path: "data"]?.objectValue {
            return Dictionary(
                kept.members.compactMap { member in member.value.stringValue.map { (member.key, $0) } },
                uniquingKeysWith: { $1 })
        }
        let made = try make()
        let data = JSONObject(made.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        do throws(ObjectStore.Refusal) {
            _ = try store.put(
                Self.resource, key, ["metadata": ["name": .string(name)], "data": .object(data)], expecting: .absent)
        } catch {}  // only one part of the process asks for one name
        return made
    }
}

extension ControlPlane {
    /// The authority of this control plane's certificates: the one it had before its restart, when it keeps its objects.
    package func keptAuthority() throws -> CertificateAuthority {
        let kept = try KeptSecrets(store: store).value("authority") {
            let made = try CertificateAuthority(commonName: "trimtab-sandbox-ca")
            return ["certificate": try made.certificatePEM, "key": try made.privateKeyPEM]
        }
        return try CertificateAuthority(certificatePEM: kept["certificate"] ?? "", privateKeyPEM: kept["key"] ?? "")
    }
}
