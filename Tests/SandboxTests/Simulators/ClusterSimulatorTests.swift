import KubeClient
import KubeCore
import Logging
import TestSupport
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(2))) struct ClusterSimulatorTests {
    /// A control plane with its simulators at work.
    private func withCluster(_ body: @Sendable (ControlPlane, Client) async throws -> Void) async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let controlPlane = try ControlPlane(logger: logger)
        var configuration = ClusterSimulator.Configuration()
        configuration.startDelay = .zero
        configuration.readyDelay = .zero
        configuration.rootCertificatePEM = "PEM"
        let simulator = ClusterSimulator(controlPlane: controlPlane, configuration: configuration, logger: logger)
        let client = Client(transport: controlPlane.transport(as: .administrator), options: ClientOptions(retry: .none))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controlPlane.run() }
            group.addTask { await simulator.run() }
            try await body(controlPlane, client)
            group.cancelAll()
        }
    }

    /// The first state of an object that satisfies the condition.
    private func wait(
        _ controlPlane: ControlPlane, _ type: ResourceType, _ key: ObjectKey = .demoWeb,
        until condition: (JSONValue) -> Bool
    ) async throws -> JSONValue {
        for await change in controlPlane.changes(of: GroupResource(type)) {
            switch change {
            case .added(let object), .modified(let object, _):
                if object.simulatedMeta.key == key, condition(object) { return object }
            case .deleted, .reset: break
            }
        }
        throw CancellationError()
    }

    private func isComplete(_ deployment: JSONValue, replicas: Int) -> Bool {
        deployment.simulatedInt("status", "observedGeneration") == Int(deployment.simulatedMeta.generation)
            && deployment.simulatedInt("status", "updatedReplicas") == replicas
            && deployment.simulatedInt("status", "replicas") == replicas
            && deployment.simulatedInt("status", "availableReplicas") == replicas
    }

    private func makeNamespace(_ client: Client) async throws {
        _ = try await client.create(
            ["kind": "Namespace", "apiVersion": "v1", "metadata": ["name": "demo"]], as: .simulatedNamespaces)
    }

    @Test("A deployment comes up, rolls, is undone, scaled and deleted with all it owns")
    func deployment() async throws {
        try await withCluster { controlPlane, client in
            try await makeNamespace(client)
            _ = try await client.create(.testDeployment(), as: .simulatedDeployments)
            let ready = try await wait(controlPlane, .simulatedDeployments) { isComplete($0, replicas: 2) }
            #expect(ready.simulatedMeta.annotations[ReplicaSetState.revisionKey] == "1")
            let pods = controlPlane.objects(GroupResource(.simulatedPods), namespace: "demo").map(PodReading.init)
            #expect(pods.count == 2 && pods.allSatisfy { $0.isReady && $0.node.hasPrefix("sandbox-node-") })
            _ = try await client.patch(
                .simulatedDeployments, .demoWeb,
                .strategic(["spec": ["template": ["spec": ["containers": [["name": "main", "image": "nginx:2"]]]]]]))
            _ = try await wait(controlPlane, .simulatedDeployments) {
                $0.simulatedMeta.annotations[ReplicaSetState.revisionKey] == "2" && isComplete($0, replicas: 2)
            }
            _ = try await client.patch(.simulatedDeployments, .demoWeb, .merge(["spec": ["replicas": 4]]))
            _ = try await wait(controlPlane, .simulatedDeployments) { isComplete($0, replicas: 4) }
            let messages = controlPlane.objects(GroupResource(.simulatedEvents), namespace: "demo")
                .compactMap { $0["message"]?.stringValue }
            #expect(messages.contains { $0.hasPrefix("Scaled up replica set web-") && $0.hasSuffix(" from 0 to 2") })
            #expect(messages.filter { $0.hasPrefix("Created pod: web-") }.count == 6)
            _ = try await client.delete(
                .simulatedDeployments, .demoWeb, options: DeleteOptions(propagation: .background))
            for await _ in controlPlane.changes(of: GroupResource(.simulatedPods)) {
                if controlPlane.objects(GroupResource(.simulatedPods), namespace: "demo").isEmpty { break }
            }
            #expect(controlPlane.objects(GroupResource(.simulatedReplicaSets), namespace: "demo").isEmpty)
        }
    }

    @Test("Every namespace gets its root certificate, and nodes are registered as ready")
    func furniture() async throws {
        try await withCluster { controlPlane, client in
            try await makeNamespace(client)
            let map = try await wait(
                controlPlane, .simulatedConfigMaps, ObjectKey(namespace: "demo", name: "kube-root-ca.crt")
            ) { _ in true }
            #expect(map[path: "data", "ca.crt"] == "PEM")
            let node = try await wait(
                controlPlane, .simulatedNodes, ObjectKey(namespace: "", name: "sandbox-node-2")
            ) { $0[path: "status", "allocatable", "pods"] != nil }
            #expect(node[path: "status", "allocatable", "cpu"] == "16")
        }
    }

    @Test("A StatefulSet and a Job run to their ends on the control plane")
    func others() async throws {
        try await withCluster { controlPlane, client in
            try await makeNamespace(client)
            _ = try await client.create(
                [
                    "kind": "StatefulSet", "apiVersion": "apps/v1", "metadata": ["name": "web", "namespace": "demo"],
                    "spec": [
                        "replicas": 2, "serviceName": "web", "selector": ["matchLabels": ["app": "web"]],
                        "template": .testTemplate("web", image: "db"),
                    ],
                ], as: .simulatedStatefulSets)
            _ = try await wait(controlPlane, .simulatedStatefulSets) { $0.simulatedInt("status", "readyReplicas") == 2 }
            var template = JSONValue.testTemplate("job", image: "work")
            template.simulate("Never", at: "spec", "restartPolicy")
            template.simulate(["sandbox.trimtab.dev/run-duration": "0s"], at: "metadata", "annotations")
            _ = try await client.create(
                [
                    "kind": "Job", "apiVersion": "batch/v1", "metadata": ["name": "web", "namespace": "demo"],
                    "spec": ["completions": 3, "template": template],
                ], as: .simulatedJobs)
            let done = try await wait(controlPlane, .simulatedJobs) {
                $0[path: "status", "completionTime"] != nil
            }
            #expect(done.simulatedInt("status", "succeeded") == 3)
        }
    }
}
