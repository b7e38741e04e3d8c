import KubeCore

/// Looks for everything that would make a rollout fail later, before it moves anything.
///
/// The reasons are part of the API; istioctl's own analyzers find some of them too (IST0101, IST0109, IST0132, IST0173).
package enum Preflight {
    /// All problems at once, the most fundamental first; empty when a run may begin.
    package static func problems(_ observation: PreflightObservation) -> [CanarySnapshot.Problem] {
        var check = PreflightCheck(observation)
        check.unsupported()
        check.workloads()
        check.service()
        check.subsets()
        check.sidecars()
        check.virtualServices()
        check.gateways()
        check.mutualTLS()
        check.others()
        return check.problems
    }
}

struct PreflightCheck {
    typealias Problem = CanarySnapshot.Problem

    let observation: PreflightObservation
    let spec: CanaryRolloutSpec
    let istio: IstioTraffic?
    let pair: RoutePair
    var problems: [Problem] = []

    init(_ observation: PreflightObservation) {
        self.observation = observation
        spec = observation.spec
        istio = observation.spec.traffic.istio
        let none = RouteDestination(host: "")
        pair = istio?.pair(namespace: observation.namespace) ?? RoutePair(stable: none, canary: none)
    }

    mutating func report(_ reason: String, _ message: String) {
        problems.append(Problem(reason, message))
    }

    /// What the types have room for and this version does not do.
    mutating func unsupported() {
        var declared: [String] = []
        if spec.workloads.source != nil { declared.append("workloads.source (Revision mode)") }
        if spec.traffic.gatewayAPI != nil { declared.append("traffic.gatewayAPI") }
        if spec.capacity?.scalingPolicyRef != nil { declared.append("capacity.scalingPolicyRef") }
        guard !declared.isEmpty else { return }
        report("NotImplemented", "\(declared.joined(separator: ", ")) is not carried out by this version; remove it")
    }

    // MARK: Workloads

    mutating func workloads() {
        guard let stable = spec.workloads.stable, let canary = spec.workloads.canary else { return }
        if stable == canary {
            return report("SameWorkloadTwice", "stable and canary are both \(stable); name two workloads")
        }
        for (reference, object) in [(stable, observation.stable), (canary, observation.canary)] where object == nil {
            report("WorkloadMissing", "\(reference) does not exist in namespace \(observation.namespace)")
        }
        guard let first = observation.stable, let second = observation.canary else { return }
        if selects(first, second.templateLabels) || selects(second, first.templateLabels) {
            report(
                "SelectorOverlap",
                "the selectors of \(stable) and \(canary) match each other's pods; give each a label of its own")
        }
    }

    private func selects(_ workload: JSONValue, _ labels: [String: String]) -> Bool {
        guard let json = workload[path: "spec", "selector"], case .success(let selector) = LabelSelector.read(json)
        else { return false }
        return !selector.isEmpty && selector.matches(labels)
    }

    // MARK: Services

    mutating func service() {
        for (arm, workload, role) in arms {
            guard let service = observation.services[arm.host] else {
                if arm.host.hasSuffix(".svc.cluster.local"),
                    !problems.contains(where: { $0.message.contains(arm.host) })
                {
                    report("ServiceMissing", "Service \(arm.host) does not exist")
                }
                continue
            }
            let selector = service.labels("spec", "selector")
            guard let workload, !selector.isEmpty else { continue }
            let labels = workload.templateLabels
            if let odd = selector.filter({ labels[$0.key] != $0.value }).min(by: { $0.key < $1.key }) {
                report(
                    role == "stable" ? "ServiceSelectsNoStablePod" : "ServiceSelectsNoCanaryPod",
                    "Service \(service.name) selects \(odd.key)=\(odd.value), which the pods of \(workload.name) do not have"
                        + (arm.subset == nil ? "" : "; a Service of both versions must not select on the version label")
                )
            }
        }
    }

    private var arms: [(RouteDestination, JSONValue?, String)] {
        [(pair.stable, observation.stable, "stable"), (pair.canary, observation.canary, "canary")]
    }

    // MARK: Subsets

    mutating func subsets() {
        for (arm, workload, role) in arms {
            guard let name = arm.subset else { continue }
            let found = definitions(of: name, host: arm.host)
            guard let (rule, subset) = found.first else {
                if istio?.destinationRule?.manage != .ensure {
                    report(
                        "SubsetMissing",
                        "no DestinationRule of \(arm.host) defines subset \(name); define it, or set destinationRule.manage to Ensure"
                    )
                }
                continue
            }
            if found.count > 1 {
                report(
                    "SubsetShadowed",
                    "subset \(name) is defined by \(found.map { $0.rule.name }.joined(separator: " and ")); Istio uses that of \(rule.name) only"
                )
            }
            check(subset, name, workload, other: role == "stable" ? observation.canary : observation.stable)
            checkPods(of: subset, name, role)
        }
    }

    private func definitions(of name: String, host: String) -> [(rule: JSONValue, subset: JSONValue)] {
        observation.destinationRules.flatMap { rule -> [(rule: JSONValue, subset: JSONValue)] in
            let ruleHost = RouteDestination.resolve(
                rule[path: "spec", "host"]?.stringValue ?? "", namespace: rule.namespace)
            guard ruleHost == host else { return [] }
            return (rule[path: "spec", "subsets"]?.arrayValue ?? []).filter { $0["name"]?.stringValue == name }
                .map { (rule, $0) }
        }
    }

    private mutating func check(_ subset: JSONValue, _ name: String, _ workload: JSONValue?, other: JSONValue?) {
        let wanted = subset.labels("labels")
        guard let workload else { return }
        let labels = workload.templateLabels
        let missing = wanted.filter { labels[$0.key] != $0.value }
        if !missing.isEmpty {
            report(
                "PodsMissingVersionLabel",
                "subset \(name) needs \(text(missing)) on the pod template of \(workload.name), found \(text(labels))")
        } else if let other, wanted.allSatisfy({ other.templateLabels[$0.key] == $0.value }) {
            report(
                "SubsetLabelsDiffer",
                "subset \(name) selects \(text(wanted)), which the pods of \(other.name) have too; it must tell the versions apart"
            )
        }
    }

    private mutating func checkPods(of subset: JSONValue, _ name: String, _ role: String) {
        // A canary without pods is waited for; a stable side without pods could not take traffic back.
        guard role == "stable" else { return }
        let wanted = subset.labels("labels")
        let hasReady = observation.pods.contains { pod in
            let labels = pod.labels("metadata", "labels")
            return wanted.allSatisfy { labels[$0.key] == $0.value } && isReady(pod)
        }
        if !hasReady {
            report("SubsetSelectsNoPods", "subset \(name) selects no ready pod: stable must serve before a run begins")
        }
    }

    private func isReady(_ pod: JSONValue) -> Bool {
        (pod[path: "status", "conditions"]?.arrayValue ?? []).contains {
            $0["type"] == "Ready" && $0["status"] == "True"
        }
    }

    func text(_ labels: [String: String]) -> String {
        labels.isEmpty
            ? "none" : labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
