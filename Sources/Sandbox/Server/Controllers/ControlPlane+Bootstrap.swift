import KubeCore

// What a fresh cluster holds before anybody writes to it.

extension ControlPlane {
    /// Makes the objects every cluster has; those that are there are left alone.
    func bootstrap() {
        for name in ["default", "kube-system", "kube-public", "kube-node-lease"] {
            provide(
                .namespaces,
                [
                    "kind": "Namespace", "apiVersion": "v1",
                    "metadata": ["name": .string(name), "labels": ["kubernetes.io/metadata.name": .string(name)]],
                    "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
                ])
            provideServiceAccount(in: name)
        }
        provide(GroupResource(resource: "services"), Self.kubernetesService)
        for role in BootstrapPolicy.clusterRoles {
            provide(GroupResource(group: RBACAuthorizer.group, resource: "clusterroles"), role)
        }
        for binding in BootstrapPolicy.clusterRoleBindings {
            provide(GroupResource(group: RBACAuthorizer.group, resource: "clusterrolebindings"), binding)
        }
    }

    private static let kubernetesService: JSONValue = [
        "kind": "Service", "apiVersion": "v1",
        "metadata": [
            "name": "kubernetes", "namespace": "default",
            "labels": ["component": "apiserver", "provider": "kubernetes"],
        ],
        "spec": [
            "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443]],
            "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "type": "ClusterIP", "sessionAffinity": "None",
            "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "internalTrafficPolicy": "Cluster",
        ], "status": ["loadBalancer": [:]],
    ]

    /// Stores an object with a uid and a creation time unless one of its name is there.
    func provide(_ resource: GroupResource, _ object: JSONValue) {
        let meta = ObjectMeta(json: object["metadata"] ?? [:])
        guard store.object(resource, meta.key) == nil else { return }
        var object = object
        let uid = configuration.makeUID()
        let now = configuration.now().rfc3339
        object.modifyMetadata { metadata in
            metadata["uid"] = .string(uid)
            metadata["creationTimestamp"] = .string(now)
        }
        do throws(ObjectStore.Refusal) {
            let stored = try store.put(resource, meta.key, object, expecting: .absent)
            if resource == .apiServices { updateAvailability(of: stored) }
        } catch {}  // it is there already
    }

    /// The object that stands for an aggregated group version.
    func provideAPIService(_ version: GroupVersion) {
        provide(
            .apiServices,
            [
                "kind": "APIService", "apiVersion": "apiregistration.k8s.io/v1",
                "metadata": ["name": .string("\(version.version).\(version.group)")],
                "spec": [
                    "service": ["namespace": "kube-system", "name": "sandbox", "port": 443],
                    "group": .string(version.group), "version": .string(version.version),
                    "insecureSkipTLSVerify": true, "groupPriorityMinimum": 100, "versionPriority": 100,
                ], "status": [:],
            ])
    }
}

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

    static let clusterRoles: [JSONValue] = [
        role(
            "cluster-admin",
            [rule(["*"], ["*"], ["*"]), ["verbs": ["*"], "nonResourceURLs": ["*"]]]),
        role(
            "admin",
            [
                rule(read, workloads, namespaced), rule(write, workloads, namespaced),
                rule(["*"], [""], ["secrets", "pods/eviction", "pods/exec", "pods/portforward"]),
                rule(["*"], ["rbac.authorization.k8s.io"], ["roles", "rolebindings"]),
                rule(["create"], ["authorization.k8s.io"], ["localsubjectaccessreviews"]),
                rule(read, [""], ["namespaces"]),
            ]),
        role(
            "edit",
            [
                rule(read, workloads, namespaced), rule(write, workloads, namespaced),
                rule(["*"], [""], ["secrets", "pods/eviction", "pods/exec", "pods/portforward"]),
                rule(read, [""], ["namespaces"]),
            ]),
        role("view", [rule(read, workloads, namespaced), rule(read, [""], ["namespaces"])]),
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
