import KubeClient
import KubeCore
import OperatorCore

/// The objects the operator is measured with: small Deployments, each with one policy on its CPU that an HPA carries
/// out.
struct OperatorWorkload {
    static let namespace = "benchmark"
    static let deployments = ResourceType("apps/v1", "Deployment", plural: "deployments")
    static let policies = TrimtabAPI.scalingPolicies
    static let horizontals = HorizontalPodAutoscalerPlan.resourceType

    let count: Int
    let client: Client

    static func name(_ index: Int) -> String { "web-\(index)" }
    static func key(_ index: Int) -> ObjectKey { ObjectKey(namespace: namespace, name: name(index)) }

    func createDeployments() async throws { try await create(Self.deployments, Self.deployment) }
    func createPolicies() async throws { try await create(Self.policies, Self.policy) }

    private func create(_ type: ResourceType, _ object: @Sendable @escaping (Int) -> JSONValue) async throws {
        try await each { _ = try await client.create(object($0), as: type) }
    }

    /// Eight at a time: enough to keep a server of two cores busy.
    func each(_ body: @Sendable @escaping (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for index in stride(from: worker, to: count, by: 8) { try await body(index) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Policies that are Ready and whose HPA is there.
    func convergedCount() async throws -> Int {
        var ready: Set<String> = []
        try await page(Self.policies) { policy in
            let conditions = (policy[path: "status", "conditions"]?.arrayValue ?? []).compactMap(Condition.init(json:))
            if conditions.isTrue("Ready") { ready.insert(policy[path: "metadata", "name"]?.stringValue ?? "") }
        }
        var converged = 0
        try await page(Self.horizontals) { horizontal in
            if ready.contains(horizontal[path: "metadata", "name"]?.stringValue ?? "") { converged += 1 }
        }
        return converged
    }

    private func page(_ type: ResourceType, _ body: (JSONValue) -> Void) async throws {
        var token: String?
        repeat {
            let list = try await client.list(
                type, namespace: Self.namespace, options: ListOptions(limit: 500, continueToken: token))
            list.items.forEach(body)
            token = list.continueToken
        } while token != nil
    }

    static func deployment(_ index: Int) -> JSONValue {
        let labels: JSONValue = ["app": .string(name(index))]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name(index)), "namespace": .string(namespace)],
            "spec": [
                "replicas": 1, "selector": ["matchLabels": labels],
                "template": [
                    "metadata": ["labels": labels],
                    "spec": [
                        "containers": [
                            [
                                "name": "web", "image": "example.org/web:1",
                                "resources": ["requests": ["cpu": "100m"]],
                            ]
                        ]
                    ],
                ],
            ],
        ]
    }

    static func policy(_ index: Int) -> JSONValue {
        [
            "apiVersion": .string(TrimtabAPI.apiVersion), "kind": "ScalingPolicy",
            "metadata": ["name": .string(name(index)), "namespace": .string(namespace)],
            "spec": [
                "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .string(name(index))],
                "replicas": ["min": 1, "max": 10],
                "triggers": [
                    [
                        "name": "cpu", "source": ["resource": ["name": "cpu"]],
                        "target": ["utilization": 70],
                    ]
                ],
            ],
        ]
    }
}
