import KubeCore

extension KindBehavior {
    /// The behaviour of a kind; that of a plain object for kinds without rules of their own.
    static func of(_ kind: GroupVersionKind) -> KindBehavior {
        switch kind.group {
        case "": core(kind.kind)
        case "apps", "batch": workload(kind.kind)
        case "autoscaling": autoscaler(kind.version)
        case "networking.k8s.io", "discovery.k8s.io": network(kind.kind)
        case "rbac.authorization.k8s.io": role(kind.kind)
        case "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io": `extension`(kind.kind)
        default: other(kind.kind)
        }
    }

    private static func core(_ kind: String) -> KindBehavior {
        switch kind {
        case "Pod": pod
        case "Service": service
        case "ConfigMap":
            KindBehavior(validate: DataValidation.configMap, printer: .configMaps)
        case "Secret":
            KindBehavior(
                complete: CoreDefaults.completeSecret, defaults: CoreDefaults.fillSecret,
                validate: DataValidation.secret, printer: .secrets, selectableFields: ["type"])
        case "Namespace":
            KindBehavior(
                defaults: CoreDefaults.fillNamespace, name: .label, strategy: .statusWithoutGeneration,
                prepareForCreate: CoreDefaults.prepareNamespace, printer: .namespaces,
                selectableFields: ["status.phase"])
        case "Node":
            KindBehavior(
                strategy: .statusWithoutGeneration, printer: .nodes, selectableFields: ["spec.unschedulable"],
                selectableValues: nodeField)
        case "Event":
            KindBehavior(
                validate: EventValidation.core, printer: .events, selectableFields: eventFields,
                selectableValues: eventField)
        case "ServiceAccount": KindBehavior(printer: .serviceAccounts)
        case "Endpoints": KindBehavior(defaults: ServiceDefaults.fillEndpoints, printer: .endpoints)
        case "ReplicationController":
            KindBehavior(
                defaults: WorkloadDefaults.fillReplicationController, validate: WorkloadValidation.controller,
                strategy: .status, printer: .replicationControllers, selectableFields: ["status.replicas"])
        case "PodTemplate":
            KindBehavior(
                defaults: { $0.change("template", PodDefaults.fillTemplate) }, strategy: .generation,
                printer: .podTemplates)
        case "PersistentVolume":
            KindBehavior(
                defaults: StorageDefaults.fillVolume, strategy: .statusWithoutGeneration, printer: .volumes)
        case "PersistentVolumeClaim":
            KindBehavior(
                defaults: StorageDefaults.fillClaim, validate: StorageValidation.claim,
                strategy: .statusWithoutGeneration, printer: .claims)
        case "LimitRange": KindBehavior(defaults: CoreDefaults.fillLimitRange, printer: .nameAndCreation)
        case "ResourceQuota": KindBehavior(strategy: .statusWithoutGeneration, printer: .quotas)
        case "ComponentStatus": KindBehavior(printer: .componentStatuses)
        default: KindBehavior()
        }
    }

    private static var pod: KindBehavior {
        KindBehavior(
            defaults: PodDefaults.fillPod, validate: PodValidation.pod, strategy: .status,
            prepareForCreate: PodStatusRules.prepareForCreate, printer: .pods,
            selectableFields: [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName",
            ],
            selectableValues: { field, pod in
                field == "spec.hostNetwork" ? "\(pod[path: "spec", "hostNetwork"]?.boolValue ?? false)" : nil
            })
    }

    private static var service: KindBehavior {
        KindBehavior(
            defaults: ServiceDefaults.fillService, name: .label1035, validate: ServiceValidation.service,
            strategy: .statusWithoutGeneration, prepareForUpdate: ServiceValidation.keepAddresses, printer: .services,
            selectableFields: ["spec.clusterIP", "spec.type"])
    }

    private static func workload(_ kind: String) -> KindBehavior {
        switch kind {
        case "Deployment":
            KindBehavior(
                defaults: WorkloadDefaults.fillDeployment, validate: WorkloadValidation.deployment, strategy: .status,
                printer: .deployments)
        case "ReplicaSet":
            KindBehavior(
                defaults: WorkloadDefaults.fillReplicaSet, validate: WorkloadValidation.replicaSet, strategy: .status,
                printer: .replicaSets, selectableFields: ["status.replicas"])
        case "StatefulSet":
            KindBehavior(
                defaults: WorkloadDefaults.fillStatefulSet, validate: WorkloadValidation.statefulSet,
                strategy: .status, printer: .statefulSets)
        case "DaemonSet":
            KindBehavior(
                defaults: WorkloadDefaults.fillDaemonSet, validate: WorkloadValidation.daemonSet, strategy: .status,
                printer: .daemonSets)
        case "Job":
            KindBehavior(
                defaults: WorkloadDefaults.fillJob, validate: JobValidation.job, strategy: .status,
                prepareForCreate: WorkloadDefaults.selectPodsOfJob, printer: .jobs,
                selectableFields: ["status.successful"],
                selectableValues: { _, job in "\(job[path: "status", "succeeded"]?.int64Value ?? 0)" })
        case "CronJob":
            KindBehavior(
                defaults: WorkloadDefaults.fillCronJob, validate: JobValidation.cronJob, strategy: .status,
                printer: .cronJobs)
        case "ControllerRevision": KindBehavior(printer: .controllerRevisions)
        default: KindBehavior()
        }
    }

    private static func autoscaler(_ version: String) -> KindBehavior {
        // v1 is completed and checked in the form of v2; its own form lacks the members the rules are about.
        version == "v2"
            ? KindBehavior(
                defaults: AutoscalingDefaults.fill, validate: AutoscalerValidation.v2,
                strategy: .statusWithoutGeneration,
                // The two members of an empty status that its type always writes.
                prepareForCreate: { $0["status"] = ["desiredReplicas": 0, "currentMetrics": nil] },
                printer: .autoscalers)
            : KindBehavior(
                defaults: { $0.change("spec") { $0.fill("minReplicas", 1) } }, validate: AutoscalerValidation.v1,
                strategy: .statusWithoutGeneration, conversion: AutoscalerConversion.v1, printer: .autoscalersV1)
    }

    private static func network(_ kind: String) -> KindBehavior {
        switch kind {
        case "Ingress": KindBehavior(validate: ServiceValidation.ingress, strategy: .status, printer: .ingresses)
        case "IngressClass":
            KindBehavior(defaults: ServiceDefaults.fillIngressClass, strategy: .generation, printer: .ingressClasses)
        case "NetworkPolicy":
            KindBehavior(
                defaults: ServiceDefaults.fillNetworkPolicy, strategy: .generation, printer: .networkPolicies)
        case "ServiceCIDR": KindBehavior(strategy: .statusWithoutGeneration, printer: .serviceCIDRs)
        case "IPAddress": KindBehavior(printer: .ipAddresses)
        case "EndpointSlice":
            KindBehavior(
                defaults: ServiceDefaults.fillEndpointSlice, strategy: .generation, printer: .endpointSlices)
        default: KindBehavior()
        }
    }

    private static func role(_ kind: String) -> KindBehavior {
        switch kind {
        case "Role", "ClusterRole":
            KindBehavior(
                name: .pathSegment, validate: RoleValidation.role, printer: kind == "Role" ? .roles : .clusterRoles)
        default:
            KindBehavior(
                defaults: CoreDefaults.fillBinding, name: .pathSegment, validate: RoleValidation.binding,
                printer: .roleBindings)
        }
    }

    private static func `extension`(_ kind: String) -> KindBehavior {
        switch kind {
        case "ValidatingWebhookConfiguration":
            KindBehavior(
                defaults: ExtensionDefaults.fillWebhooks, validate: WebhookValidation.validating,
                strategy: .generation, printer: .webhooks)
        case "MutatingWebhookConfiguration":
            KindBehavior(
                defaults: ExtensionDefaults.fillMutatingWebhooks, validate: WebhookValidation.mutating,
                strategy: .generation, printer: .webhooks)
        case "CustomResourceDefinition":
            KindBehavior(
                defaults: ExtensionDefaults.fillDefinition, validate: DefinitionValidation.definition,
                strategy: .status, prepareForCreate: ExtensionDefaults.prepareDefinition,
                prepareForUpdate: { object, _, subresource in
                    if subresource.isEmpty { ExtensionDefaults.addStoredVersion(&object) }
                }, printer: .definitions)
        case "APIService":
            KindBehavior(
                defaults: ExtensionDefaults.fillAPIService, validate: DefinitionValidation.apiService,
                strategy: .statusWithoutGeneration, printer: .apiServices)
        case "ValidatingAdmissionPolicy": KindBehavior(strategy: .status, printer: .nameAndCreation)
        default: KindBehavior(strategy: .generation)
        }
    }

    private static func other(_ kind: String) -> KindBehavior {
        switch kind {
        case "Lease": KindBehavior(validate: DataValidation.lease, printer: .leases)
        case "Event":
            KindBehavior(validate: EventValidation.events, conversion: EventConversion.events, printer: .events)
        case "PodDisruptionBudget":
            KindBehavior(validate: WorkloadValidation.budget, strategy: .status, printer: .budgets)
        case "PriorityClass":
            KindBehavior(defaults: CoreDefaults.fillPriorityClass, strategy: .generation, printer: .priorityClasses)
        case "RuntimeClass": KindBehavior(printer: .runtimeClasses)
        case "StorageClass":
            KindBehavior(defaults: StorageDefaults.fillStorageClass, printer: .storageClasses)
        case "VolumeAttachment", "FlowSchema", "PriorityLevelConfiguration": KindBehavior(strategy: .status)
        case "ResourceClaim", "CertificateSigningRequest": KindBehavior(strategy: .statusWithoutGeneration)
        default: KindBehavior()
        }
    }
}

// MARK: - Field selectors

extension KindBehavior {
    fileprivate static let eventFields = [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
        "reportingComponent", "source", "type",
    ]

    @Sendable fileprivate static func eventField(_ field: String, _ event: JSONValue) -> String? {
        guard field == "source" else { return nil }
        return nonEmpty(event[path: "source", "component"]) ?? event["reportingComponent"]?.stringValue ?? ""
    }

    @Sendable fileprivate static func nodeField(_ field: String, _ node: JSONValue) -> String? {
        field == "spec.unschedulable" ? "\(node[path: "spec", "unschedulable"]?.boolValue ?? false)" : nil
    }
}
