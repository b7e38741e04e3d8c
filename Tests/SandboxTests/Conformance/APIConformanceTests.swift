import Foundation
import HTTPServing
import KubeClient
import KubeCore
import Logging
import Sandbox
import Testing

/// The same checks against the control plane in this process, over loopback, and against a real cluster.
@Suite("API conformance")
struct APIConformanceTests {
    private static let quiet = Logger(label: "conformance") { _ in SwiftLogNoOpLogHandler() }

    @Test("The control plane in this process conforms")
    func inProcess() async throws {
        let controlPlane = try ControlPlane(logger: Self.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controlPlane.run() }
            try await Self.check(controlPlane.transport(as: .administrator))
            group.cancelAll()
        }
    }

    @Test("The control plane over loopback conforms")
    func loopback() async throws {
        let controlPlane = try ControlPlane(logger: Self.quiet)
        let server = try SandboxServer(controlPlane: controlPlane, logger: Self.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let port = try await server.boundPort()
            let text = try server.kubeconfig(port: port)
            let kubeconfig = try Kubeconfig(parsing: Array(text.utf8), path: "kubeconfig")
            try await Self.check(CurlTransport(configuration: kubeconfig.configuration()))
            group.cancelAll()
        }
    }

    @Test(
        "A real cluster conforms",
        .enabled(
            if: ProcessInfo.processInfo.environment["TRIMTAB_TEST_KUBECONFIG"] != nil,
            "TRIMTAB_TEST_KUBECONFIG names no cluster"))
    func realCluster() async throws {
        let path = ProcessInfo.processInfo.environment["TRIMTAB_TEST_KUBECONFIG"] ?? ""
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let kubeconfig = try Kubeconfig(parsing: bytes, path: path)
        try await Self.check(CurlTransport(configuration: kubeconfig.configuration()))
    }

    private static func check(_ transport: any HTTPTransport) async throws {
        let run = RandomNames.suffix()
        for (index, item) in (ConformanceCases.all + ConformanceCases.watching).enumerated() {
            let client = ConformanceClient(transport: transport, namespace: "conf-\(run)-\(index)")
            let namespace: JSONValue = [
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(client.namespace)],
            ]
            _ = try await client.create("/api/v1/namespaces", namespace)
            do {
                try await item.check(client)
            } catch {
                Issue.record("\(item.name): \(error)")
            }
            _ = try await client.send("DELETE", "/api/v1/namespaces/\(client.namespace)")
        }
    }
}
