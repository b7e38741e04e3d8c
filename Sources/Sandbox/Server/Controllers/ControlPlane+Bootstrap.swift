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
        for (name, value, description) in [
            (
                "system-cluster-critical", Int64(2_000_000_000),
                "For pods without which the cluster does not work, on whichever node they run."
            ), ("system-node-critical", 2_000_001_000, "For pods without which their own node does not work."),
        ] {
            provide(
                GroupResource(group: "scheduling.k8s.io", resource: "priorityclasses"),
                [
                    "kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1",
                    "metadata": ["name": .string(name), "generation": 1], "value": .integer(value),
                    "description": .string(description), "preemptionPolicy": "PreemptLowerPriority",
                ])
        }
        for version in BuiltInKinds.groupVersions where version.group != "apiregistration.k8s.io" {
            provideLocalAPIService(version, managed: "onstart")
        }
        provide(GroupResource(resource: "services"), Self.kubernetesService)
        for role in RoleAggregation.settled(BootstrapPolicy.clusterRoles) {
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

    /// The object that stands for a group version the control plane answers for itself.
    func provideLocalAPIService(_ version: GroupVersion, managed: String) {
        let priority = Self.priority(of: version)
        var spec = JSONObject()
        if !version.group.isEmpty { spec["group"] = .string(version.group) }
        spec["version"] = .string(version.version)
        spec["groupPriorityMinimum"] = .integer(priority.group)
        spec["versionPriority"] = .integer(priority.version)
        provide(
            .apiServices,
            [
                "kind": "APIService", "apiVersion": "apiregistration.k8s.io/v1",
                "metadata": [
                    "name": .string("\(version.version).\(version.group)"),
                    "labels": ["kube-aggregator.kubernetes.io/automanaged": .string(managed)],
                ],
                "spec": .object(spec), "status": [:],
            ])
    }

    /// Takes away what stands for versions that a definition no longer serves.
    func withdrawLocalAPIServices(of group: String) {
        for service in store.list(.apiServices, namespace: nil).objects {
            let spec = service.value["spec"]
            guard spec?["group"]?.stringValue == group, spec?["service"] == nil,
                let version = spec?["version"]?.stringValue,
                !registry.all.contains(where: { $0.kind.group == group && $0.kind.version == version })
            else { continue }
            do throws(ObjectStore.Refusal) {
                _ = try store.remove(.apiServices, service.key, last: service.value, at: service.revision)
            } catch {}  // whoever wrote since decides
        }
    }

    /// Which of several groups that serve one kind clients prefer; the numbers are kube-apiserver's.
    private static func priority(of version: GroupVersion) -> (group: Int64, version: Int64) {
        let groups: [String: Int64] = [
            "": 18000, "apps": 17800, "events.k8s.io": 17750, "authentication.k8s.io": 17700,
            "authorization.k8s.io": 17600, "autoscaling": 17500, "batch": 17400, "certificates.k8s.io": 17300,
            "networking.k8s.io": 17200, "policy": 17100, "rbac.authorization.k8s.io": 17000, "storage.k8s.io": 16800,
            "apiextensions.k8s.io": 16700, "admissionregistration.k8s.io": 16700, "scheduling.k8s.io": 16600,
            "coordination.k8s.io": 16500, "node.k8s.io": 16300, "discovery.k8s.io": 16200, "resource.k8s.io": 16200,
            "flowcontrol.apiserver.k8s.io": 16100,
        ]
        guard let group = groups[version.group] else { return (1000, 100) }
        switch version.group {
        case "": return (group, 1)
        case "autoscaling" where version.version == "v2": return (group, 30)
        case "resource.k8s.io", "flowcontrol.apiserver.k8s.io": return (group, 21)
        default: return (group, 15)
        }
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
