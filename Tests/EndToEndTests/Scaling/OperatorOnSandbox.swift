import KubeClient
import KubeCore
import KubeRuntime
import Logging
import NIOConcurrencyHelpers
import Operator
import OperatorCore
import Sandbox
import ServiceLifecycle
import TestSupport

/// The operator against an embedded control plane, in one process and without sockets.
struct OperatorOnSandbox {
    static let deployments = ResourceType("apps/v1", "Deployment", plural: "deployments")

    let plane: ControlPlane
    let client: Client
    /// What the operator sends.
    let requests: RecordingTransport

    /// Runs `body` while the control plane and the operator run; the CRD is installed first unless told otherwise.
    static func run(
        installsCRD: Bool = true, _ body: @Sendable (OperatorOnSandbox) async throws -> Void
    ) async throws {
        let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let plane = try ControlPlane(logger: silent)
        let requests = RecordingTransport(plane.transport(as: .administrator))
        let sandbox = OperatorOnSandbox(
            plane: plane, client: Client(transport: plane.transport(as: .administrator)), requests: requests)
        if installsCRD { try await sandbox.installCRD() }
        let app = OperatorApp(
            transport: requests,
            configuration: OperatorConfiguration(identity: "test", electsLeader: false, telemetry: nil), logger: silent)
        let group = ServiceGroup(services: app.services, logger: silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await plane.run() }
            tasks.addTask { try await group.run() }
            try await body(sandbox)
            await group.triggerGracefulShutdown()
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    func installCRD() async throws {
        _ = try await client.create(
            CustomResourceDefinitions.scalingPolicies,
            as: ResourceType(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition", plural: "customresourcedefinitions",
                isNamespaced: false))
    }

    func createDeployment(_ name: String, replicas: Int64 = 1) async throws {
        _ = try await client.create(
            [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": .string(name), "namespace": "default"],
                "spec": [
                    "replicas": .integer(replicas), "selector": ["matchLabels": ["app": .string(name)]],
                    "template": [
                        "metadata": ["labels": ["app": .string(name)]],
                        "spec": ["containers": [["name": "app", "image": "example.com/app:1"]]],
                    ],
                ],
            ], as: Self.deployments)
    }

    func createPolicy(_ name: String, spec: JSONValue) async throws {
        _ = try await client.create(
            [
                "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
                "metadata": ["name": .string(name), "namespace": "default"], "spec": spec,
            ], as: ScalingPolicy.resourceType)
    }

    static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

    /// The object once `condition` holds; the test's time limit ends the wait.
    func first(
        _ type: ResourceType, _ name: String, where condition: @Sendable (JSONValue) -> Bool
    ) async -> JSONValue? {
        let resource = GroupResource(group: type.kind.group, resource: type.plural)
        for await _ in plane.changes(of: resource) {
            if let object = plane.object(resource, Self.key(name)), condition(object) { return object }
        }
        return nil
    }

    /// The first event (events.k8s.io/v1) for which `condition` holds. Both event APIs show the same objects, which
    /// are kept as those of the core group.
    func firstEvent(where condition: @Sendable (JSONValue) -> Bool) async throws -> JSONValue? {
        for await _ in plane.changes(of: GroupResource(resource: "events")) {
            let events = try await client.list(EventRecorder.resourceType).items
            if let event = events.first(where: condition) { return event }
        }
        return nil
    }

    static func condition(_ type: String, _ object: JSONValue) -> Condition? {
        (object[path: "status", "conditions"]?.arrayValue ?? []).compactMap(Condition.init(json:))[type: type]
    }
}

/// Passes requests on and remembers those that change something.
final class RecordingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let log = NIOLockedValueBox<[HTTPRequest]>([])

    init(_ base: any HTTPTransport) {
        self.base = base
    }

    var writes: [String] { log.withLockedValue { $0.map { "\($0.method) \($0.path)" } } }

    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        if request.method != "GET" { log.withLockedValue { $0.append(request) } }
        return try await base.send(request, deadline: deadline, maximumBodySize: maximumBodySize)
    }

    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        try await base.open(request, idleTimeout: idleTimeout)
    }
}
