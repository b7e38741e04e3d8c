import HTTPServing
import KubeClient
import KubeCore
import Logging
import Operator
import OperatorCore
import Sandbox

/// The operator with its webhook on a control plane of its own, all in this process.
struct WebhookRole {
    /// The certificate is written here, for nginx.
    let folder: String
    let logger: Logger

    func run() async throws {
        let plane = try ControlPlane(logger: logger)
        let client = Client(transport: plane.transport(as: .administrator))
        let loader = ManifestLoader(client: client)
        for file in CustomResourceDefinitions.files { _ = try await loader.apply(file.definition, file: file.name) }
        let namespaces = ResourceType("v1", "Namespace", plural: "namespaces", isNamespaced: false)
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "trimtab-system"]], as: namespaces)
        let secret = ObjectKey(namespace: "trimtab-system", name: WebhookDefaults.secret)
        let service = ObjectKey(namespace: "trimtab-system", name: WebhookDefaults.service)
        let app = OperatorApp(
            transport: plane.transport(as: .administrator),
            configuration: OperatorConfiguration(
                identity: "benchmark", electsLeader: false, telemetry: nil,
                webhook: WebhookConfiguration(
                    host: "127.0.0.1", port: 0, address: WebhookAddress(service: service), secret: secret)),
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await plane.run() }
            group.addTask { try await app.run() }
            group.addTask {
                guard let webhook = app.webhook else { return }
                let port = try await webhook.server.boundPort()
                let kept = try CertificateSecret(json: try await client.get(CertificateSecret.resourceType, secret))
                for name in [CertificateMaterial.Key.certificate, CertificateMaterial.Key.privateKey] {
                    try BenchmarkFile.write(
                        String(decoding: kept.data[name] ?? [], as: UTF8.self), to: "\(folder)/\(name)")
                }
                BenchmarkChild.greet("\(port)")
            }
            try await group.waitForAll()
        }
    }
}
