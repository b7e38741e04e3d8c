import KubeCore

/// The roles and bindings every cluster begins with: those that clients, users and our operator rely on.
///
/// Source: Kubernetes documentation, "Using RBAC Authorization", default roles.
enum BootstrapPolicy {
    private static func role(_ name: String, _ rules: [JSONValue], labels: JSONObject = [:]) -> JSONValue {
        var all: JSONObject = ["kubernetes.io/bootstrapping": "rbac-defaults"]
        for label in labels { all[label.key] = label.value }
        return [
            "kind": "ClusterRole", "apiVersion": "rbac.authorization.k8s.io/v1",
            "metadata": ["name": .string(name), "labels": .object(all)], "rules": .array(rules),
        ]
    }

    private static func binding(_ name: String, to groups: [String]) -> JSONValue {
        [
            "kind": "ClusterRoleBinding", "apiVersion": "rbac.authorization.k8s.io/v1",
            "metadata": [
                "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
            ],
            "subjects": .array(
                groups.map { ["kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": .string($0)] }),
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(name),
            ],
        ]
    }

    private static let read: JSONValue = ["get", "list", "watch"]
    private static let write: JSONValue = ["create", "delete", "deletecollection", "patch", "update"]
    private static let workloads: JSONValue = ["", "apps", "autoscaling", "batch", "networking.k8s.io", "policy"]

    private static func rule(_ verbs: JSONValue, _ groups: JSONValue, _ resources: JSONValue) -> JSONValue {
        ["verbs": verbs, "apiGroups": groups, "resources": resources]
    }

    private static let namespaced: JSONValue = [
        "bindings", "configmaps", "controllerrevisions", "cronjobs", "daemonsets", "daemonsets/status", "deployments",
        "deployments/scale", "deployments/status", "endpoints", "events", "horizontalpodautoscalers",
        "horizontalpodautoscalers/status", "ingresses", "ingresses/status", "jobs", "jobs/status", "limitranges",
        "networkpolicies", "persistentvolumeclaims", "poddisruptionbudgets", "pods", "pods/log", "pods/status",
        "replicasets", "replicasets/scale", "replicasets/status", "replicationcontrollers", "resourcequotas",
        "serviceaccounts", "services", "services/status", "statefulsets", "statefulsets/scale", "statefulsets/status",
    ]

    private static let aggregatedRoles: [JSONValue] = [
        aggregated("admin"),
        aggregated("edit", into: "admin"),
        aggregated("view", into: "edit"),
        role(
            "system:aggregate-to-admin",
            [
                rule(["*"], ["rbac.authorization.k8s.io"], ["roles", "rolebindings"]),
                rule(["create"], ["authorization.k8s.io"], ["localsubjectaccessreviews"]),
            ], labels: [aggregationLabel("admin"): "true"]),
        role(
            "system:aggregate-to-edit",
            [
                rule(write, workloads, namespaced),
                rule(["*"], [""], ["secrets", "pods/eviction", "pods/exec", "pods/portforward"]),
            ], labels: [aggregationLabel("edit"): "true"]),
        role(
            "system:aggregate-to-view", [rule(read, workloads, namespaced), rule(read, [""], ["namespaces"])],
            labels: [aggregationLabel("view"): "true"]),
    ]

    private static func aggregationLabel(_ name: String) -> String {
        "\(RBACAuthorizer.group)/aggregate-to-\(name)"
    }

    /// A role that has the rules of all that carry its label; `into` names the role that gathers it in turn.
    private static func aggregated(_ name: String, into outer: String? = nil) -> JSONValue {
        var labels = JSONObject()
        if let outer { labels[aggregationLabel(outer)] = "true" }
        var object = role(name, [], labels: labels)
        object["aggregationRule"] = [
            "clusterRoleSelectors": [["matchLabels": .object([aggregationLabel(name): "true"])]]
        ]
        return object
    }

    static let clusterRoles: [JSONValue] =
        aggregatedRoles + [
            role(
                "cluster-admin",
                [rule(["*"], ["*"], ["*"]), ["verbs": ["*"], "nonResourceURLs": ["*"]]]),
            role(
                "system:basic-user",
                [
                    rule(
                        ["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
                    rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"]),
                ]),
            role(
                "system:discovery",
                [
                    [
                        "verbs": ["get"],
                        "nonResourceURLs": [
                            "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*",
                            "/readyz", "/version", "/version/",
                        ],
                    ]
                ]),
            role(
                "system:public-info-viewer",
                [["verbs": ["get"], "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"]]]),
            role(
                "system:auth-delegator",
                [
                    rule(["create"], ["authentication.k8s.io"], ["tokenreviews"]),
                    rule(["create"], ["authorization.k8s.io"], ["subjectaccessreviews"]),
                ]),
        ]

    static let clusterRoleBindings: [JSONValue] = [
        binding("cluster-admin", to: ["system:masters"]),
        binding("system:basic-user", to: ["system:authenticated"]),
        binding("system:discovery", to: ["system:authenticated"]),
        binding("system:public-info-viewer", to: ["system:authenticated", "system:unauthenticated"]),
    ]
}
