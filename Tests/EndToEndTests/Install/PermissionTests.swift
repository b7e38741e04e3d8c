import KubeClient
import KubeCore
import OperatorCore
import Sandbox
import Testing

/// The operator does everything it can do under the rights of its ServiceAccount: none may be missing, none too many.
@Suite("Permissions", .timeLimit(.minutes(1))) struct PermissionTests {
    /// Rights that the sandbox gives no occasion to use.
    static let unobservable: [String: String] = [
        "ClusterRole trimtab-operator: update scalingpolicies/finalizers.trimtab.dev":
            "asked for by the admission plug-in OwnerReferencesPermissionEnforcement, which few clusters turn on"
    ]

    private static let deployments = ResourceType("apps/v1", "Deployment", plural: "deployments")

    private static func workload(_ kind: String, _ name: String) -> JSONValue {
        var spec: JSONValue = [
            "replicas": 1, "selector": ["matchLabels": ["app": .string(name)]],
            "template": [
                "metadata": ["labels": ["app": .string(name)]],
                "spec": ["containers": [["name": "app", "image": "example.com/app:1"]]],
            ],
        ]
        if kind == "StatefulSet" { spec["serviceName"] = .string(name) }
        return [
            "apiVersion": "apps/v1", "kind": .string(kind), "metadata": ["name": .string(name), "namespace": "shop"],
            "spec": spec,
        ]
    }

    private static func policy(
        _ name: String, target: String = "Deployment", apiVersion: String = "apps/v1", engine: String = "Native",
        trigger: JSONValue, members: JSONObject = [:]
    ) -> JSONValue {
        var spec: JSONObject = [
            "targetRef": ["apiVersion": .string(apiVersion), "kind": .string(target), "name": .string(name)],
            "engine": .string(engine), "syncInterval": "5s", "replicas": ["min": 1, "max": 9], "triggers": [trigger],
        ]
        for member in members { spec[member.key] = member.value }
        return [
            "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
            "metadata": ["name": .string(name), "namespace": "shop"], "spec": .object(spec),
        ]
    }

    /// Always open: wants two replicas. One more each time is within what the default behavior adds in 15 s.
    private static let always: JSONValue = [
        "name": "always",
        "source": ["schedule": ["start": "0 0 29 2 *", "end": "* * * * *", "timeZone": "UTC", "replicas": 2]],
        "target": ["replicas": true],
    ]

    private static let cpu: JSONValue = [
        "name": "cpu", "source": ["resource": ["name": "cpu"]], "target": ["averageValue": "500m"],
    ]

    private static let memory: JSONValue = [
        "mode": "Initial", "containers": [["name": "*", "controlledResources": ["memory"]]],
    ]

    /// What the operator reads for its triggers.
    private static let metrics: [(String, JSONValue)] = [
        ("resource", ["resource": ["name": "cpu"]]),
        ("pods", ["pods": ["metric": "requests"]]),
        (
            "object",
            [
                "object": [
                    "describedObject": ["apiVersion": "v1", "kind": "Service", "name": "web"], "metric": "requests",
                ]
            ]
        ),
        ("external", ["external": ["metric": "queue"]]),
        ("redis", ["redisList": ["connection": "queue", "keys": ["orders"]]]),
    ]

    private static let queue: JSONObject = [
        "connections": [
            [
                "name": "queue", "redis": ["addresses": ["127.0.0.1:1"]], "timeout": "1s",
                "auth": [
                    "password": ["secretRef": ["name": "redis"]],
                    "tls": ["caRef": ["configMap": "redis-ca", "key": "ca.crt"]],
                ],
            ]
        ]
    ]

    /// A kind of a user's own, and the role by which it may be scaled.
    private static let widgets: [JSONValue] = [
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "widgets.example.com"],
            "spec": [
                "group": "example.com", "scope": "Namespaced",
                "names": ["plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                        "subresources": [
                            "scale": [
                                "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
                                "labelSelectorPath": ".status.selector",
                            ]
                        ],
                    ]
                ],
            ],
        ],
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
            "metadata": [
                "name": "trimtab-scales-widgets",
                "labels": ["rbac.trimtab.dev/aggregate-to-scale-targets": "true"],
            ],
            "rules": [
                ["apiGroups": ["example.com"], "resources": ["widgets/scale"], "verbs": ["get", "patch"]],
                ["apiGroups": ["example.com"], "resources": ["widgets"], "verbs": ["list", "watch"]],
            ],
        ],
    ]

    private static let credentials: [JSONValue] = [
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
            "metadata": ["name": "trimtab-credentials", "namespace": "shop"],
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "trimtab-credentials",
            ],
            "subjects": [["kind": "ServiceAccount", "name": "trimtab", "namespace": "trimtab-system"]],
        ],
        [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "redis", "namespace": "shop"],
            "stringData": ["password": "secret"],
        ],
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "redis-ca", "namespace": "shop"],
            "data": ["ca.crt": "none"],
        ],
    ]

    private func prepare(_ installed: InstalledOperator) async throws {
        _ = try await installed.client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]], as: InstalledOperator.namespaces)
        for object in Self.widgets + Self.credentials { try await installed.apply(object) }
        for kind in ["Deployment", "StatefulSet", "ReplicaSet"] {
            try await installed.apply(Self.workload(kind, kind.lowercased()))
            try await installed.apply(Self.policy(kind.lowercased(), target: kind, trigger: Self.always))
        }
        try await installed.apply([
            "apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "widget", "namespace": "shop"],
            "spec": ["replicas": 1],
        ])
        try await installed.apply(
            Self.policy("widget", target: "Widget", apiVersion: "example.com/v1", trigger: Self.always))
        for (name, source) in Self.metrics {
            try await installed.apply(Self.workload("Deployment", name))
            let target: JSONValue = name == "object" ? ["value": "10"] : ["averageValue": "10"]
            let trigger: JSONValue = ["name": .string(name), "source": source, "target": target]
            try await installed.apply(Self.policy(name, trigger: trigger, members: Self.queue))
        }
        try await installed.apply(Self.workload("Deployment", "web"))
        try await installed.apply(
            Self.policy("web", engine: "HPA", trigger: Self.cpu, members: ["vertical": Self.memory]))
    }

    /// From an owned HPA and VPA to neither.
    private func abandonAutoscalers(_ installed: InstalledOperator) async throws {
        for type in [HorizontalPodAutoscalerPlan.resourceType, VerticalPodAutoscalerPlan.resourceType] {
            _ = try #require(await installed.first(type, "web") { _ in true }, "no \(type.kind.kind) was made")
        }
        try await installed.apply(Self.policy("web", trigger: Self.always))
    }

    /// A count that somebody keeps changing back: its event is told once, then counted.
    private func changeBack(_ installed: InstalledOperator) async throws {
        for _ in 0..<2 {
            let scaled = await installed.first(Self.deployments, "deployment") { $0[path: "spec", "replicas"] == 2 }
            _ = try #require(scaled, "the Deployment was not scaled")
            _ = try await installed.client.patch(
                Self.deployments, ObjectKey(namespace: "shop", name: "deployment"), .merge(["spec": ["replicas": 1]]))
        }
    }

    @Test("Given the install manifests, then the operator has every right it needs and none it does not use")
    func permissions() async throws {
        try await InstalledOperator.run { installed in
            try await prepare(installed)
            let needed = { @Sendable in
                installed.permissions.filter { Self.unobservable["\($0)"] == nil }
            }
            do {
                try await installed.operating {
                    try await abandonAutoscalers(installed)
                    try await changeBack(installed)
                    // `list` is for other servers.
                    await installed.log.wait { $0.unused(needed()).allSatisfy { $0.verb == "list" } }
                }
                try await installed.operating(alter: { WithoutInitialEvents(base: $0) }) {
                    await installed.log.wait { $0.unused(needed()).isEmpty }
                }
            } catch is CancellationError {}  // the time is over: say what is unused
            #expect(installed.log.refused == [], "the roles of config/rbac lack these")
            #expect(installed.log.unused(needed()).map(\.description) == [], "the roles of config/rbac have these")
            for name in Self.unobservable.keys {
                #expect(installed.permissions.contains { "\($0)" == name }, "an exception for nothing: \(name)")
            }
        }
    }

    @Test("Given a namespace that granted no credentials, then its policy says how to, and nothing else stops")
    func withoutCredentials() async throws {
        try await InstalledOperator.run { installed in
            _ = try await installed.client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]],
                as: InstalledOperator.namespaces)
            try await installed.apply(Self.workload("Deployment", "redis"))
            let trigger: JSONValue = [
                "name": "redis", "source": ["redisList": ["connection": "queue", "keys": ["orders"]]],
                "target": ["averageValue": "10"],
            ]
            try await installed.apply(Self.policy("redis", trigger: trigger, members: Self.queue))
            try await installed.operating {
                let policy = await installed.first(ScalingPolicy.resourceType, "redis") {
                    $0[path: "status", "triggers"]?.arrayValue?.first?["lastError"] != nil
                }
                let error = policy?[path: "status", "triggers"]?.arrayValue?.first?["lastError"]?.stringValue ?? ""
                let command =
                    "kubectl create rolebinding trimtab-credentials -n shop --clusterrole=trimtab-credentials "
                    + "--serviceaccount=trimtab-system:trimtab"
                #expect(error.contains(command), "\(error)")
            }
        }
    }
}
