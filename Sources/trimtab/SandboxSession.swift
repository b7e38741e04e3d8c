import Foundation
import KubeClient
import KubeCore
import KubeRuntime
import Logging
import NIOPosix
import Operator
import OperatorCore
import Sandbox
import ServiceLifecycle
import UnixSignals

/// `trimtab sandbox`: the embedded control plane, its simulators, the operator and the table, as one group of services.
struct SandboxSession {
    struct Options: Sendable {
        let duration: Duration?
        let runsOperator: Bool
        let simulatesLoad: Bool
        let port: Int
        let dataFile: String?
        let kubeconfig: String
        /// A folder of manifests.
        let samples: String?
        /// Files and folders of definitions.
        let crds: [String]
    }

    let options: Options
    let logger: Logger

    func run() async throws {
        let multi = try CurlMulti()
        var configuration = ControlPlane.Configuration()
        configuration.dataFile = options.dataFile
        configuration.outbound = CurlOutboundCalls(multi: multi)
        let plane = try ControlPlane(configuration: configuration, logger: logger)
        let server = try SandboxServer(controlPlane: plane, port: options.port, logger: logger)
        var services: [any Service] = [
            server, SandboxSimulation(plane, server, simulatesLoad: options.simulatesLoad, logger: logger),
        ]
        if options.simulatesLoad {
            services.append(
                RedisWorkers(controlPlane: plane, group: MultiThreadedEventLoopGroup.singleton, logger: logger))
        }
        services.append(SandboxStage(options: options, server: server, multi: multi, logger: logger))
        var group = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .cancelGroup)
            }, gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        group.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: group).run()
    }
}

/// Works until shutdown; being cancelled by it is no error.
func endingQuietly(_ work: @escaping @Sendable () async throws -> Void) async throws {
    do {
        try await cancelWhenGracefulShutdown { try await work() }
    } catch is CancellationError {}
}

/// The controllers of a cluster, simulated.
struct SandboxSimulation: Service {
    private let simulator: ClusterSimulator
    private let autoscaler: HorizontalAutoscalerSimulator
    /// Also serves metrics.k8s.io and custom.metrics.k8s.io; nil: the cluster has no metrics.
    private let load: LoadSimulator?

    init(_ plane: ControlPlane, _ server: SandboxServer, simulatesLoad: Bool, logger: Logger) {
        var configuration = ClusterSimulator.Configuration()
        configuration.rootCertificatePEM = server.authorityPEM
        simulator = ClusterSimulator(controlPlane: plane, configuration: configuration, logger: logger)
        autoscaler = HorizontalAutoscalerSimulator(controlPlane: plane, logger: logger)
        load = simulatesLoad ? LoadSimulator(controlPlane: plane, logger: logger) : nil
    }

    func run() async throws {
        try await endingQuietly {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await simulator.run() }
                group.addTask { await autoscaler.run() }
                if let load { group.addTask { try await load.run() } }
            }
        }
    }
}

/// What happens on the running control plane: definitions and samples are loaded, then the operator works.
struct SandboxStage: Service {
    let options: SandboxSession.Options
    let server: SandboxServer
    let multi: CurlMulti
    let logger: Logger

    func run() async throws {
        let port = try await server.boundPort()
        try writeKubeconfig(port: port)
        let client = Client(transport: server.controlPlane.transport(as: .administrator))
        try await load(client)
        Console.print("kubectl: export KUBECONFIG=\(options.kubeconfig)")
        var services: [any Service] = [PolicyTableService(client: client)]
        if options.runsOperator { services.append(try operatorGroup()) }
        var group = ServiceGroupConfiguration(services: services, logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(8)
        let running = ServiceGroup(configuration: group)
        guard let duration = options.duration else { return try await running.run() }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await running.run() }
            tasks.addTask {
                try await endingQuietly { try await ContinuousClock().sleep(for: duration) }
                await running.triggerGracefulShutdown()
            }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    private func writeKubeconfig(port: Int) throws {
        let path = options.kubeconfig
        let text = Data(try server.kubeconfig(port: port).utf8)
        // It holds a private key: nobody else may read it, not even between two calls. A new file also replaces a link
        // that somebody else has laid in a folder all may write to.
        let temporary = path + ".\(ProcessInfo.processInfo.processIdentifier)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot create", temporary) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: text)
        try file.close()
        guard rename(temporary, path) == 0 else { throw Self.failure("cannot write", path) }
    }

    private static func failure(_ attempt: String, _ path: String) -> CommandFailure {
        CommandFailure(
            "\(attempt) the kubeconfig \(path): \(String(cString: strerror(errno))); choose another with --kubeconfig")
    }

    private func load(_ client: Client) async throws {
        let loader = ManifestLoader(client: client)
        // A real one among --crds replaces it.
        for definition in BundledDefinitions.all { _ = try await loader.apply(definition, file: "built-in") }
        for file in CustomResourceDefinitions.files {
            _ = try await loader.apply(file.definition, file: file.name)
        }
        for path in options.crds { try await load(path, with: loader) }
        if let samples = options.samples { try await load(samples, with: loader) }
    }

    private func load(_ path: String, with loader: ManifestLoader) async throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure("no file or folder \(path); name one that is there, or --samples none")
        }
        let names =
            isFolder.boolValue
            ? try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
                .map { "\(path)/\($0)" } : [path]
        for name in names {
            let data = try Data(contentsOf: URL(filePath: name))
            let applied = try await loader.apply(yaml: Array(data), file: name)
            Console.print("loaded \(name): \(applied.joined(separator: ", "))")
        }
    }

    /// The operator over loopback HTTPS, as it would reach any cluster.
    private func operatorGroup() throws -> ServiceGroup {
        let cluster = try ConfigurationLoader(environment: .current(), kubeconfigPath: options.kubeconfig).load()
        let multi = multi
        let app = OperatorApp(
            transport: try CurlTransport(configuration: cluster, multi: multi),
            configuration: OperatorConfiguration(
                identity: "sandbox", electsLeader: false, telemetry: nil, version: Trimtab.version),
            makeTransport: { try CurlTransport(configuration: $0, multi: multi) }, logger: logger)
        return ServiceGroup(services: app.services, logger: logger)
    }
}
