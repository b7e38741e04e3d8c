import ArgumentParser
import Foundation
import KubeClient
import KubeCore
import Logging
import Operator
import OperatorCore

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the operator in, or against, a cluster.",
        discussion: """
            The cluster is found as kubectl finds it: --kubeconfig, KUBECONFIG, the pod's own service account, \
            ~/.kube/config. Stops in order on SIGTERM and SIGINT.
            """)

    @Option(help: "The kubeconfig file to use.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig to use.")
    var context: String?

    @Option(help: "The namespace that holds the leader lease.")
    var namespace = "trimtab-system"

    @Flag(inversion: .prefixedNo, help: "Elect one leader among several replicas.")
    var leaderElection = true

    @Option(help: "The address that serves /metrics, /healthz and /readyz.")
    var telemetryHost = "0.0.0.0"

    @Option(help: "The port that serves /metrics, /healthz and /readyz; 0 serves none.")
    var telemetryPort = 8080

    @Option(help: "Policies reconciled at the same time.")
    var workers = 8

    @Option(
        help: ArgumentHelp(
            "A host that policies may name, such as redis.shop.svc, *.example.org or prometheus:9090; may be repeated. Without it they may name any.",
            valueName: "host"))
    var allowEgress: [String] = []

    @OptionGroup var webhook: WebhookOptions

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        _ = try webhook.configuration(namespace: namespace)
    }

    func run() async throws {
        let logger = logging.makeLogger(defaultLevel: .info)
        do {
            let loader = ConfigurationLoader(
                environment: .current(), kubeconfigPath: kubeconfig, context: context)
            let cluster = try loader.load()
            logger.info(
                "starting",
                metadata: ["cluster.server": "\(cluster.server)", "cluster.origin": "\(cluster.origin)"])
            let multi = try CurlMulti()
            let app = OperatorApp(
                transport: try CurlTransport(configuration: cluster, multi: multi),
                configuration: try operatorConfiguration(),
                makeTransport: { try CurlTransport(configuration: $0, multi: multi) }, logger: logger)
            try await app.run()
        } catch let error as APIError {
            throw CommandFailure("\(error)")
        }
    }

    private func operatorConfiguration() throws -> OperatorConfiguration {
        let process = ProcessInfo.processInfo
        // A pod's host name is the pod's name; elsewhere several may run on one host.
        let identity = "\(process.hostName)_\(process.processIdentifier)"
        return OperatorConfiguration(
            identity: identity, namespace: namespace, electsLeader: leaderElection,
            telemetry: telemetryPort == 0 ? nil : .init(host: telemetryHost, port: telemetryPort),
            webhook: try webhook.configuration(namespace: namespace), workers: workers,
            egress: allowEgress.isEmpty ? nil : EgressList(patterns: allowEgress), version: Trimtab.version)
    }
}

/// Ends a command with one clear line and exit code 1.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
