import ArgumentParser
import Foundation
import KubeCore
import Logging
import Sandbox
import ServiceLifecycle
import UnixSignals

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sandbox", abstract: "x")
    @Option var port = 0
    @Option var kubeconfig = "/tmp/trimtab-sandbox.kubeconfig"
    @Option var data: String?

    func run() async throws {
        let logger = Logger(label: "trimtab")
        let plane = try ControlPlane(configuration: .init(dataFile: data), logger: logger)
        let server = try SandboxServer(controlPlane: plane, port: port, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await ServiceGroup(
                    services: [server], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger
                ).run()
            }
            let port = try await server.boundPort()
            try server.kubeconfig(port: port).write(toFile: kubeconfig, atomically: true, encoding: .utf8)
            print("listening on \(port); kubeconfig \(kubeconfig)")
            try await group.waitForAll()
        }
    }
}
