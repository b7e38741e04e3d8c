import KubeClient
import KubeCore
import Logging
import Testing

@testable import Sandbox

@Suite("Garbage collector", .timeLimit(.minutes(1))) struct GarbageCollectorTests {
    private static let configMaps = ResourceType("v1", "ConfigMap", plural: "configmaps")
    private static let secrets = ResourceType("v1", "Secret", plural: "secrets")

    /// Owner and dependent are of different resources: their changes reach the collector in either order.
    @Test("Dependents that their owner lets go are kept, whoever is heard of first")
    func orphans() async throws {
        let controlPlane = try ControlPlane(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let client = Client(transport: controlPlane.transport(as: .administrator))
        let run = Task { try await controlPlane.run() }
        defer { run.cancel() }
        for round in 0..<50 {
            let owner = try await client.create(
                ["metadata": ["name": .string("owner-\(round)"), "namespace": "default"]], as: Self.configMaps)
            let uid = owner[path: "metadata", "uid"] ?? ""
            let key = ObjectKey(namespace: "default", name: "dependent-\(round)")
            _ = try await client.create(
                [
                    "metadata": [
                        "name": .string(key.name), "namespace": "default",
                        "ownerReferences": [
                            [
                                "apiVersion": "v1", "kind": "ConfigMap", "name": .string("owner-\(round)"), "uid": uid,
                                "controller": true,
                            ]
                        ],
                    ]
                ], as: Self.secrets)
            try await client.delete(
                Self.configMaps, ObjectKey(namespace: "default", name: "owner-\(round)"),
                options: DeleteOptions(propagation: .orphan))
            for await change in controlPlane.changes(of: GroupResource(resource: "configmaps")) {
                if case .deleted(let object) = change, object[path: "metadata", "uid"] == uid { break }
                if controlPlane.object(
                    GroupResource(resource: "configmaps"), ObjectKey(namespace: "default", name: "owner-\(round)"))
                    == nil
                {
                    break
                }
            }
        }
        // The collector has seen them all once it has collected one whose owner never was.
        _ = try await client.create(
            [
                "metadata": [
                    "name": "last", "namespace": "default",
                    "ownerReferences": [
                        ["apiVersion": "v1", "kind": "ConfigMap", "name": "none", "uid": "0", "controller": true]
                    ],
                ]
            ], as: Self.configMaps)
        let last = ObjectKey(namespace: "default", name: "last")
        for await _ in controlPlane.changes(of: GroupResource(resource: "configmaps")) {
            if controlPlane.object(GroupResource(resource: "configmaps"), last) == nil { break }
        }
        let left = try await client.list(Self.secrets, namespace: "default").items
        #expect(left.count == 50)
        #expect(left.allSatisfy { $0[path: "metadata", "ownerReferences"] == nil })
    }
}
