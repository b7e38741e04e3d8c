import KubeCore

/// Which controller plans a piece of work, and what it looks at.
struct SimulatorPlanner {
    static let rootCertificateName = "kube-root-ca.crt"

    let cache: ObjectCache
    let configuration: ClusterSimulator.Configuration
    /// Gives a pod's new address.
    let address: () -> String
    let now: Timestamp

    func plan(_ work: SimulatorWork) -> SimulatorPlan {
        switch work {
        case .deployment(let key): withObject(key, .simulatedDeployments, plan(deployment:))
        case .replicaSet(let key):
            withObject(key, .simulatedReplicaSets) { ReplicaSetController.plan($0, pods: pods(of: $0), now: now) }
        case .statefulSet(let key):
            withObject(key, .simulatedStatefulSets) { set in
                StatefulSetController.plan(
                    set, pods: pods(of: set),
                    revisions: cache.children(of: set.simulatedMeta.uid, .simulatedRevisions), now: now)
            }
        case .daemonSet(let key):
            withObject(key, .simulatedDaemonSets) { set in
                DaemonSetController.plan(set, pods: pods(of: set), nodes: cache.all(.simulatedNodes), now: now)
            }
        case .job(let key):
            withObject(key, .simulatedJobs) { JobController.plan($0, pods: pods(of: $0), now: now) }
        case .cronJob(let key):
            withObject(key, .simulatedCronJobs) { cronJob in
                CronJobController.plan(
                    cronJob, jobs: cache.children(of: cronJob.simulatedMeta.uid, .simulatedJobs), now: now)
            }
        case .pod(let key): withObject(key, .simulatedPods) { plan(pod: PodReading($0)) }
        case .service(let key): withObject(key, .simulatedServices, plan(service:))
        case .budget(let key): withObject(key, .simulatedBudgets, plan(budget:))
        case .namespace(let key): withObject(key, .simulatedNamespaces, plan(namespace:))
        }
    }

    private func withObject(
        _ key: ObjectKey, _ type: ResourceType, _ plan: (JSONValue) -> SimulatorPlan
    ) -> SimulatorPlan {
        cache.object(key, type).map(plan) ?? SimulatorPlan()
    }

    private func pods(of owner: JSONValue) -> [PodReading] {
        cache.children(of: owner.simulatedMeta.uid, .simulatedPods).map(PodReading.init)
    }

    private func plan(deployment: JSONValue) -> SimulatorPlan {
        let sets = cache.children(of: deployment.simulatedMeta.uid, .simulatedReplicaSets)
        return DeploymentController.plan(deployment, replicaSets: sets, pods: sets.flatMap(pods(of:)), now: now)
    }

    private func plan(pod: PodReading) -> SimulatorPlan {
        if pod.node.isEmpty, pod.isActive {
            let nodes = cache.all(.simulatedNodes).compactMap(PodScheduler.Node.init)
            return PodScheduler.plan(pod, nodes: nodes, used: cache.nodeUse, now: now)
        }
        let timings = PodTimings(
            start: configuration.startDelay, ready: configuration.readyDelay, stop: configuration.stopDelay,
            run: configuration.jobDuration)
        return PodLifecycle.plan(pod, timings: timings, address: address, now: now)
    }

    private func plan(service: JSONValue) -> SimulatorPlan {
        let meta = service.simulatedMeta
        guard let selector = service[path: "spec", "selector"]?.objectValue, !selector.isEmpty else {
            return SimulatorPlan()
        }
        let pods = cache.objects(.simulatedPods, namespace: meta.namespace) { pod in
            let labels = pod[path: "metadata", "labels"]
            return selector.allSatisfy { labels?[$0.key] == $0.value }
        }
        return EndpointsController.plan(
            service, pods: pods.map(PodReading.init), slice: cache.children(of: meta.uid, .simulatedSlices).first,
            endpoints: cache.object(meta.key, .simulatedEndpoints))
    }

    private func plan(budget: JSONValue) -> SimulatorPlan {
        let namespace = budget.simulatedMeta.namespace
        guard case .success(let selector) = LabelSelector.read(budget[path: "spec", "selector"] ?? [:]) else {
            return SimulatorPlan()
        }
        let pods = cache.objects(.simulatedPods, namespace: namespace) {
            selector.matches(ObjectMeta(json: $0["metadata"] ?? [:]).labels)
        }
        return DisruptionBudgetController.plan(
            budget, pods: pods.map(PodReading.init), expected: { expectedPods(of: $0) }, now: now)
    }

    /// What the controllers of the pods want together; a pod without one counts for itself.
    private func expectedPods(of pods: [PodReading]) -> Int {
        var controllers: Set<OwnerReference> = []
        var count = 0
        for pod in pods {
            guard let controller = pod.meta.controller else {
                count += 1
                continue
            }
            guard controllers.insert(controller).inserted else { continue }
            let key = ObjectKey(namespace: pod.meta.namespace, name: controller.name)
            let type: ResourceType? =
                switch controller.kind {
                case "ReplicaSet": .simulatedReplicaSets
                case "StatefulSet": .simulatedStatefulSets
                default: nil
                }
            let owner = type.flatMap { cache.object(key, $0) }
            count +=
                owner?.simulatedInt("spec", "replicas", default: 1)
                ?? pods.count { $0.meta.controller == controller }
        }
        return count
    }

    private func plan(namespace: JSONValue) -> SimulatorPlan {
        let meta = namespace.simulatedMeta
        guard let certificate = configuration.rootCertificatePEM, !meta.isBeingDeleted else { return SimulatorPlan() }
        let description =
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
            + "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of "
            + "Kubernetes clusters."
        return SimulatorPlan(actions: [
            .create(
                .simulatedConfigMaps,
                [
                    "kind": "ConfigMap", "apiVersion": "v1",
                    "metadata": [
                        "name": .string(Self.rootCertificateName), "namespace": .string(meta.name),
                        "annotations": ["kubernetes.io/description": .string(description)],
                    ], "data": ["ca.crt": .string(certificate)],
                ], nil)
        ])
    }
}
