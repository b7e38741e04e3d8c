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

/// An embedded control plane that calls the webhooks of one or more operators over TLS.
struct WebhookOnSandbox {
    static let address = WebhookAddress(
        service: ObjectKey(namespace: "trimtab-system", name: WebhookDefaults.service))
    static let secret = ObjectKey(namespace: "trimtab-system", name: WebhookDefaults.secret)
    static let secrets = CertificateSecret.resourceType
    static let configurations = ValidatingKind.resourceType
    static let configuration = ObjectKey(namespace: "", name: WebhookDefaults.configuration)
    static let autoscalers = ResourceType(
        "autoscaling/v2", "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers")

    let plane: ControlPlane
    let client: Client
    let replicas: [OperatorApp]
    let warnings: NIOLockedValueBox<[String]>

    struct Options {
        var replicas = 1
        var certificates = WebhookConfiguration.Certificates.managed
        /// Short enough to see a rotation through.
        var policy = CertificatePolicy(propagation: .milliseconds(200), overlap: .seconds(600))
        var wallTime = RuntimeClock.systemWallTime
        /// Before the operators run.
        var prepare: @Sendable (Client) async throws -> Void = { _ in }
    }

    /// Runs `body` once every replica is ready.
    static func run(
        _ options: Options = Options(), _ body: @Sendable (WebhookOnSandbox) async throws -> Void
    ) async throws {
        let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let ports = NIOLockedValueBox<[Int]>([])
        let turn = NIOLockedValueBox(0)
        var configuration = ControlPlane.Configuration()
        configuration.outbound = CurlOutboundCalls(
            multi: try CurlMulti(),
            services: { service, namespace, port in
                guard service == WebhookDefaults.service, namespace == "trimtab-system", port == 443 else { return nil }
                let open = ports.withLockedValue { $0 }
                let index = turn.withLockedValue { turn in
                    turn += 1
                    return turn
                }
                // In turn, as a Service does it.
                return open.isEmpty ? nil : "https://127.0.0.1:\(open[index % open.count])"
            })
        let plane = try ControlPlane(configuration: configuration, logger: silent)
        let warnings = NIOLockedValueBox<[String]>([])
        var clientOptions = ClientOptions()
        clientOptions.onWarning = { warning in warnings.withLockedValue { $0.append(warning.text) } }
        let client = Client(transport: plane.transport(as: .administrator), options: clientOptions)
        try await prepare(client)
        try await options.prepare(client)
        let apps = (0..<options.replicas).map { app(plane, options, index: $0, silent) }
        let sandbox = WebhookOnSandbox(plane: plane, client: client, replicas: apps, warnings: warnings)
        let groups = apps.map { ServiceGroup(services: $0.services, logger: silent) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await plane.run() }
            for group in groups { tasks.addTask { try await group.run() } }
            for app in apps {
                guard let server = app.webhook?.server else { continue }
                let port = try await server.boundPort()
                ports.withLockedValue { $0.append(port) }
            }
            try await sandbox.waitUntilReady()
            try await body(sandbox)
            for group in groups { await group.triggerGracefulShutdown() }
            for _ in groups { try await tasks.next() }
            tasks.cancelAll()
        }
    }

    private static func app(
        _ plane: ControlPlane, _ options: Options, index: Int, _ logger: Logger
    ) -> OperatorApp {
        OperatorApp(
            transport: plane.transport(as: .administrator),
            configuration: OperatorConfiguration(
                identity: "replica-\(index)", electsLeader: false, telemetry: nil,
                webhook: WebhookConfiguration(
                    host: "127.0.0.1", port: 0, address: address, secret: secret, certificates: options.certificates,
                    policy: options.policy, lingering: .zero)), wallTime: options.wallTime, logger: logger)
    }

    private static func prepare(_ client: Client) async throws {
        let namespaces = ResourceType("v1", "Namespace", plural: "namespaces", isNamespaced: false)
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "trimtab-system"]], as: namespaces)
        _ = try await client.create(
            withoutRules(CustomResourceDefinitions.scalingPolicies),
            as: ResourceType(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition", plural: "customresourcedefinitions",
                isNamespaced: false))
        _ = try await client.create(
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
                "metadata": ["name": .string(configuration.name)],
                "webhooks": [
                    hook(
                        "policies.trimtab.dev", group: TrimtabAPI.group, resource: "scalingpolicies",
                        failurePolicy: "Fail"),
                    hook(
                        "autoscalers.trimtab.dev", group: "autoscaling", resource: "horizontalpodautoscalers",
                        failurePolicy: "Fail"),
                ],
            ], as: configurations)
    }

    private static func hook(
        _ name: String, group: String, resource: String, failurePolicy: String
    ) -> JSONValue {
        [
            "name": .string(name), "admissionReviewVersions": ["v1"], "sideEffects": "None",
            "failurePolicy": .string(failurePolicy), "timeoutSeconds": 10,
            "clientConfig": [
                "service": [
                    "name": .string(WebhookDefaults.service), "namespace": "trimtab-system",
                    "path": .string(WebhookDefaults.validatePath),
                ]
            ],
            "rules": [
                [
                    "apiGroups": [.string(group)], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE"],
                    "resources": [.string(resource)],
                ]
            ],
        ]
    }

    /// The CRD's rules would refuse a policy before the webhook is asked.
    private static func withoutRules(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { $0.key != "x-kubernetes-validations" }
                        .map { ($0.key, withoutRules($0.value)) }))
        case .array(let elements): .array(elements.map(withoutRules))
        default: value
        }
    }

    // MARK: What tests do

    /// Readiness follows writes to the Secret and to the configuration.
    func waitUntilReady() async throws {
        for app in replicas {
            try await settled { await app.health.answer(method: "GET", target: "/readyz").status == 200 }
        }
    }

    /// Returns once `condition` holds; the test's time limit ends the wait.
    func settled(_ condition: @Sendable () async throws -> Bool) async throws {
        while try await !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    static func policy(_ name: String, target: String = "web", min: Int64 = 1, max: Int64 = 5) -> JSONValue {
        [
            "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": [
                "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .string(target)],
                "replicas": ["min": .integer(min), "max": .integer(max)],
                "triggers": [
                    [
                        "name": "cpu", "source": ["resource": ["name": "cpu"]],
                        "target": ["utilization": 70],
                    ]
                ],
            ],
        ]
    }

    @discardableResult
    func create(_ policy: JSONValue, dryRun: Bool = false) async throws -> JSONValue {
        var options = WriteOptions()
        options.dryRun = dryRun
        return try await client.create(policy, as: ScalingPolicy.resourceType, options: options)
    }

    /// The authorities that the configuration's first entry trusts.
    func trusted() async throws -> [String] {
        let object = try await client.get(Self.configurations, Self.configuration)
        return object["webhooks"]?.arrayValue?.map {
            $0[path: "clientConfig", "caBundle"]?.stringValue ?? ""
        } ?? []
    }

    func material() async throws -> CertificateMaterial {
        let secret = try CertificateSecret(json: try await client.get(Self.secrets, Self.secret))
        return try CertificateMaterial(data: secret.data, hosts: Self.address.hosts)
    }
}
