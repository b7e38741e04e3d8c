import Glibc
import HTTPServing
import KubeClient
import KubeCore
import Logging
import Operator
import OperatorCore
import Sandbox
import ServiceLifecycle

/// What this program is in a child process: the API server, the operator under test, or its webhook.
enum BenchmarkRole: String {
    case server = "--as-server"
    case `operator` = "--as-operator"
    case webhook = "--as-webhook"

    /// `place` is the kubeconfig; for the webhook a folder.
    func run(_ place: String) async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            // As `trimtab run` logs: what a log line costs is part of the bill.
            handler.logLevel = self == .operator ? .info : .warning
            return handler
        }
        let logger = Logger(label: "benchmarks")
        switch self {
        case .server: try await serve(place, logger)
        case .operator: try await operate(place, logger)
        case .webhook: try await WebhookRole(folder: place, logger: logger).run()
        }
    }

    /// The control plane without its simulators: the writes counted are answers to policies alone.
    private func serve(_ kubeconfig: String, _ logger: Logger) async throws {
        var configuration = ControlPlane.Configuration()
        // The benchmark's own watch must not fall out of the window while thousands of objects change.
        configuration.watchWindow = 65_536
        let plane = try ControlPlane(configuration: configuration, logger: logger)
        let server = try SandboxServer(controlPlane: plane, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                let port = try await server.boundPort()
                let client = Client(transport: plane.transport(as: .administrator))
                let loader = ManifestLoader(client: client)
                for file in CustomResourceDefinitions.files {
                    _ = try await loader.apply(file.definition, file: file.name)
                }
                for name in ["trimtab-system", OperatorWorkload.namespace] {
                    let namespace: JSONValue = [
                        "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
                    ]
                    _ = try await client.create(namespace, as: ResourceType.namespaces)
                }
                try BenchmarkFile.write(try server.kubeconfig(port: port), to: kubeconfig)
                BenchmarkChild.greet("ready")
            }
            try await group.waitForAll()
        }
    }

    private func operate(_ kubeconfig: String, _ logger: Logger) async throws {
        let cluster = try ConfigurationLoader(environment: .current(), kubeconfigPath: kubeconfig).load()
        let multi = try CurlMulti()
        let app = OperatorApp(
            transport: try CurlTransport(configuration: cluster, multi: multi),
            configuration: OperatorConfiguration(
                identity: "benchmark-\(getpid())", telemetry: .init(host: "127.0.0.1", port: 0)),
            makeTransport: { try CurlTransport(configuration: $0, multi: multi) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            group.addTask {
                guard let telemetry = app.telemetry else { return }
                let port = try await telemetry.boundPort()
                BenchmarkChild.greet("\(port)")
            }
            try await group.waitForAll()
        }
    }
}

extension ResourceType {
    fileprivate static let namespaces = ResourceType("v1", "Namespace", plural: "namespaces", isNamespaced: false)
}
