import ArgumentParser
import Foundation
import KubeCore
import Logging
import OperatorCore
import Sandbox

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run the operator on an embedded control plane: no cluster, no Docker.",
        discussion: """
            Starts a Kubernetes API server on loopback with simulated nodes, workloads, metrics and load, loads the \
            samples, runs the operator against it and shows what happens. kubectl works against it with the kubeconfig \
            that is printed. Nothing outside this machine is touched.
            """)

    @Option(help: "How long to run, such as 60s or 5m; until Ctrl-C when not given.")
    var duration: Interval?

    @Flag(name: .customLong("no-operator"), help: "Do not run the operator, for one started by hand.")
    var withoutOperator = false

    @Flag(name: .customLong("no-load"), help: "Do not simulate load on the samples.")
    var withoutLoad = false

    @Option(help: "The port of the API server; 0 lets the system choose.")
    var port = 0

    @Option(help: "Keep the objects in this file over restarts.")
    var data: String?

    @Option(help: "Where to write the kubeconfig.")
    var kubeconfig = NSTemporaryDirectory() + "trimtab-sandbox.kubeconfig"

    @Option(help: "A folder of manifests to load at the start, with its folders; none: start empty.")
    var samples = "samples/scalingpolicy"

    @Option(help: "A file or folder of CustomResourceDefinitions to load, such as Istio's; may be given several times.")
    var crds: [String] = []

    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let logger = logging.makeLogger(defaultLevel: .warning)
        let options = SandboxSession.Options(
            duration: duration?.duration, runsOperator: !withoutOperator, simulatesLoad: !withoutLoad, port: port,
            dataFile: data, kubeconfig: kubeconfig, samples: samples == "none" ? nil : samples, crds: crds)
        do {
            try await SandboxSession(options: options, logger: logger).run()
        } catch let error as APIError {
            throw CommandFailure("\(error)")
        }
    }
}

extension Interval: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
