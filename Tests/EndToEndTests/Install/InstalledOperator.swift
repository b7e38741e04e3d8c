import KubeClient
import KubeCore
import KubeRuntime
import Logging
import Operator
import OperatorCore
import Sandbox
import ServiceLifecycle
import TestSupport

/// A control plane with everything of `config/install.yaml` applied, and the operator that runs with no other rights
/// than its ServiceAccount's.
struct InstalledOperator {
    let plane: ControlPlane
    let log: AccessLog
    /// The administrator's.
    let client: Client

    private static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    static let namespaces = ResourceType("v1", "Namespace", plural: "namespaces", isNamespaced: false)

    static func run(_ body: @Sendable (InstalledOperator) async throws -> Void) async throws {
        let account = InstallManifests.serviceAccount
        let log = AccessLog(user: "system:serviceaccount:\(account.namespace):\(account.name)")
        var configuration = ControlPlane.Configuration()
        configuration.onAuthorization = { log.record($0) }
        let plane = try ControlPlane(configuration: configuration, logger: silent)
        let installed = InstalledOperator(
            plane: plane, log: log, client: Client(transport: plane.transport(as: .administrator)))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await plane.run() }
            tasks.addTask { await ClusterSimulator(controlPlane: plane, logger: silent).run() }
            try await installed.install()
            try await body(installed)
            tasks.cancelAll()
        }
    }

    private func install() async throws {
        let loader = ManifestLoader(client: client)
        for object in try InstallManifests.flat() + BundledDefinitions.all {
            _ = try await loader.apply(object, file: "install.yaml")
        }
        for version in ["metrics.k8s.io/v1beta1", "custom.metrics.k8s.io/v1beta2", "external.metrics.k8s.io/v1beta1"] {
            guard let version = GroupVersion(apiVersion: version) else { continue }
            // No values: it is the question that matters here.
            let empty: JSONValue = ["kind": "List", "items": []]
            try plane.registerAPI(version) { _, _ in HTTPResponse(status: 200, body: empty.serialized()) }
        }
    }

    /// Runs the operator while `body` runs. `alter` stands between it and the control plane.
    func operating(
        alter: (any HTTPTransport) -> any HTTPTransport = { $0 }, _ body: @Sendable () async throws -> Void
    ) async throws {
        let account = InstallManifests.serviceAccount
        let transport = alter(
            plane.transport(as: .serviceAccount(namespace: account.namespace, name: account.name)))
        let app = OperatorApp(
            transport: transport,
            configuration: OperatorConfiguration(identity: "test", namespace: account.namespace, telemetry: nil),
            logger: Self.silent)
        let group = ServiceGroup(services: app.services, logger: Self.silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    @discardableResult
    func apply(_ object: JSONValue) async throws -> String {
        try await ManifestLoader(client: client).apply(object, file: "test")
    }

    /// The rights that the bindings of the operator's ServiceAccount give it, as the control plane has them now.
    var permissions: [Permission] {
        let group = "rbac.authorization.k8s.io"
        return ["clusterrolebindings", "rolebindings"].flatMap { plural -> [Permission] in
            plane.objects(GroupResource(group: group, resource: plural)).filter(Self.isOurs).flatMap { binding in
                let kind = binding[path: "roleRef", "kind"]?.stringValue ?? ""
                let namespace = binding[path: "metadata", "namespace"]?.stringValue ?? ""
                let key = ObjectKey(
                    namespace: kind == "Role" ? namespace : "",
                    name: binding[path: "roleRef", "name"]?.stringValue ?? "")
                let roles = GroupResource(group: group, resource: kind == "Role" ? "roles" : "clusterroles")
                return plane.object(roles, key).map(Permission.all) ?? []
            }
        }
    }

    private static func isOurs(_ binding: JSONValue) -> Bool {
        let account = InstallManifests.serviceAccount
        return (binding["subjects"]?.arrayValue ?? []).contains {
            $0["name"]?.stringValue == account.name && $0["namespace"]?.stringValue == account.namespace
        }
    }

    /// The object once `condition` holds; nil when the test's time is over.
    func first(
        _ type: ResourceType, _ name: String, where condition: @Sendable (JSONValue) -> Bool
    ) async -> JSONValue? {
        let resource = GroupResource(group: type.kind.group, resource: type.plural)
        let key = ObjectKey(namespace: "shop", name: name)
        for await _ in plane.changes(of: resource) {
            if let object = plane.object(resource, key), condition(object) { return object }
        }
        return nil
    }
}

/// A server that knows no streamed lists, as those before 1.32.
struct WithoutInitialEvents: HTTPTransport {
    let base: any HTTPTransport

    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        try await base.send(request, deadline: deadline, maximumBodySize: maximumBodySize)
    }

    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        guard request.query.contains(where: { $0.name == "sendInitialEvents" }) else {
            return try await base.open(request, idleTimeout: idleTimeout)
        }
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Invalid", "code": 422,
            "message": "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled",
        ]
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(status.serialized())
            continuation.finish()
        }
        return HTTPStream(status: 422, headers: ["Content-Type": "application/json"], body: body)
    }
}
