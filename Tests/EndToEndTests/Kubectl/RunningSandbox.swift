import Foundation
import KubeClient
import Logging
import Sandbox
import TestSupport
import Testing

/// A Sandbox on loopback and a folder from which kubectl is run against it.
struct RunningSandbox {
    struct Result {
        let exitCode: Int32
        let output: String
        let errors: String
    }

    let kubectl: String
    let folder: URL
    private let serving: Task<Void, any Error>

    static func start(kubectl: String) async throws -> RunningSandbox {
        let logger = Logger(label: "sandbox", factory: { _ in SwiftLogNoOpLogHandler() })
        var configuration = ControlPlane.Configuration()
        configuration.outbound = CurlOutboundCalls(multi: try CurlMulti())
        let plane = try ControlPlane(configuration: configuration, logger: logger)
        let server = try SandboxServer(controlPlane: plane, logger: logger)
        let workloads = ClusterSimulator(controlPlane: plane, logger: logger)
        let autoscaler = HorizontalAutoscalerSimulator(controlPlane: plane, logger: logger)
        let serving = Task {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await server.run() }
                group.addTask { await workloads.run() }
                group.addTask { await autoscaler.run() }
            }
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "trimtab-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try server.kubeconfig(port: try await server.boundPort())
            .write(to: folder.appending(path: "kubeconfig"), atomically: true, encoding: .utf8)
        return RunningSandbox(kubectl: kubectl, folder: folder, serving: serving)
    }

    func stop() {
        serving.cancel()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The recorded commands read their files from `in/` and work in the namespace demo.
    func prepareTranscript() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "in").path, withDestinationPath: "\(Transcript.folder)/input")
        _ = try await run(["create", "namespace", "demo"])
    }

    /// A recorded command; one that was ended by a time limit is given a shorter one.
    func kubectl(_ command: Transcript.Command) async throws -> Result {
        try await run(shellWords(command.line), limitSeconds: command.exitCode == 124 ? 3 : nil)
    }

    /// Suspends, so that the server in this process has every thread it needs.
    func run(_ arguments: [String], limitSeconds: Int? = nil) async throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: limitSeconds == nil ? kubectl : "/usr/bin/timeout")
        process.arguments = (limitSeconds.map { ["\($0)", kubectl] } ?? []) + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["KUBECONFIG": folder.appending(path: "kubeconfig").path, "HOME": folder.path]
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: a full pipe would block the program while the other is read.
        let (output, errors) = (folder.appending(path: "stdout"), folder.appending(path: "stderr"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let exitCode = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return Result(
            exitCode: exitCode, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
