import KubeCore

/// What concerns the mesh rather than the workloads.
extension PreflightCheck {
    mutating func sidecars() {
        guard !observation.pods.isEmpty else { return }
        let without = observation.pods.filter { !hasProxy($0) }
        guard let first = without.first, !isAmbient else { return }
        report(
            "SidecarNotInjected",
            "pod \(first.name) and \(without.count - 1) others have no istio-proxy: label the namespace istio-injection=enabled "
                + "or istio.io/rev and restart the workloads")
    }

    /// A proxy may be a container or, as a native sidecar, an init container.
    private func hasProxy(_ pod: JSONValue) -> Bool {
        ["containers", "initContainers"].contains { list in
            (pod[path: "spec", list]?.arrayValue ?? []).contains { $0["name"] == "istio-proxy" }
        }
    }

    private var isAmbient: Bool {
        observation.namespaceLabels["istio.io/dataplane-mode"] == "ambient"
            && observation.namespaceLabels["istio.io/use-waypoint"] != nil
    }

    mutating func virtualServices() {
        for (reference, object) in zip(istio?.virtualServices ?? [], observation.virtualServices) where object == nil {
            report(
                "VirtualServiceMissing",
                "VirtualService \(reference.name) does not exist in namespace \(reference.namespace ?? observation.namespace)"
            )
        }
        for own in observation.virtualServices.compactMap(\.self) where isInMesh(own) {
            let hosts = hosts(own)
            let rival = observation.otherVirtualServices.first {
                isInMesh($0) && !self.hosts($0).isDisjoint(with: hosts)
            }
            guard let rival, let host = self.hosts(rival).intersection(hosts).min() else { continue }
            report(
                "HostClaimedTwice",
                "host \(host) is claimed by VirtualService \(own.name) and by \(rival.namespace)/\(rival.name); only one of them takes effect"
            )
        }
    }

    private func hosts(_ service: JSONValue) -> Set<String> {
        Set(
            (service[path: "spec", "hosts"]?.arrayValue ?? []).compactMap(\.stringValue).map {
                RouteDestination.resolve($0, namespace: service.namespace)
            })
    }

    /// Without gateways a VirtualService is for the sidecars of the mesh.
    private func isInMesh(_ service: JSONValue) -> Bool {
        guard let gateways = service[path: "spec", "gateways"]?.arrayValue, !gateways.isEmpty else { return true }
        return gateways.contains("mesh")
    }

    mutating func gateways() {
        for service in observation.virtualServices.compactMap(\.self) {
            for reference in (service[path: "spec", "gateways"]?.arrayValue ?? []).compactMap(\.stringValue)
            where reference != "mesh" {
                let key = reference.contains("/") ? reference : "\(service.namespace)/\(reference)"
                guard let gateway = observation.gateways[key] else {
                    report(
                        "GatewayMissing", "VirtualService \(service.name) names gateway \(key), which does not exist")
                    continue
                }
                let served = servedHosts(gateway)
                let hosts = (service[path: "spec", "hosts"]?.arrayValue ?? []).compactMap(\.stringValue)
                if let host = hosts.first(where: { host in !served.contains { matches(host, $0) } }) {
                    report(
                        "HostNotInGateway",
                        "gateway \(key) serves \(served.sorted().joined(separator: ", ")), not \(host) of VirtualService \(service.name)"
                    )
                }
            }
        }
    }

    private func servedHosts(_ gateway: JSONValue) -> [String] {
        (gateway[path: "spec", "servers"]?.arrayValue ?? []).flatMap { server in
            (server["hosts"]?.arrayValue ?? []).compactMap(\.stringValue).map { host in
                // "namespace/host" limits who may use the host; the host is what is served.
                host.split(separator: "/", maxSplits: 1).last.map(String.init) ?? host
            }
        }
    }

    private func matches(_ host: String, _ pattern: String) -> Bool {
        if pattern == "*" || host == "*" || pattern == host { return true }
        if pattern.hasPrefix("*.") { return host.hasSuffix(pattern.dropFirst()) }
        return host.hasPrefix("*.") && pattern.hasSuffix(host.dropFirst())
    }

    // MARK: Mutual TLS

    mutating func mutualTLS() {
        for rule in observation.destinationRules {
            let host = RouteDestination.resolve(
                rule[path: "spec", "host"]?.stringValue ?? "", namespace: rule.namespace)
            guard host == pair.stable.host || host == pair.canary.host,
                let mode = rule[path: "spec", "trafficPolicy", "tls"]?["mode"]?.stringValue,
                mode == "DISABLE" || mode == "SIMPLE"
            else { continue }
            for workload in [observation.stable, observation.canary].compactMap(\.self)
            where peerMode(for: workload.templateLabels) == "STRICT" {
                return report(
                    "MtlsMismatch",
                    "DestinationRule \(rule.name) sends with tls \(mode) and PeerAuthentication is STRICT for \(workload.name): "
                        + "every request would fail; remove tls from the rule")
            }
        }
        let unproxied = observation.pods.filter { !hasProxy($0) }
        guard !isAmbient, let pod = unproxied.first, peerMode(for: pod.labels("metadata", "labels")) == "STRICT" else {
            return
        }
        report("MtlsMismatch", "PeerAuthentication is STRICT, and pod \(pod.name) has no proxy to answer mutual TLS")
    }

    /// The mode in force for pods: that of a policy which selects them, else the namespace's, else the mesh's.
    func peerMode(for labels: [String: String]) -> String {
        if let mode = spec.traffic.istio?.mtls?.mode { return mode.rawValue }
        func mode(_ policy: JSONValue) -> String? {
            let mode = policy[path: "spec", "mtls", "mode"]?.stringValue
            return mode == "UNSET" ? nil : mode
        }
        let here = observation.peerAuthentications.filter { $0.namespace == observation.namespace }
        let selecting = here.first { policy in
            let wanted = policy.labels("spec", "selector", "matchLabels")
            return !wanted.isEmpty && wanted.allSatisfy { labels[$0.key] == $0.value }
        }
        let general = here.first { $0.labels("spec", "selector", "matchLabels").isEmpty }
        let mesh = observation.peerAuthentications.first {
            $0.namespace == observation.rootNamespace && $0.labels("spec", "selector", "matchLabels").isEmpty
        }
        return [selecting, general, mesh].compactMap { $0.flatMap(mode) }.first ?? "PERMISSIVE"
    }

    // MARK: Others

    mutating func others() {
        if spec.capacity?.canary != nil, let scaler = observation.canaryScalers.first {
            report(
                "AutoscalerConflict",
                "capacity.canary would write the replicas that \(scaler) writes; remove one of the two")
        }
        if let manager = observation.otherManagers.first {
            report("ManagedTwice", "\(manager) manages the same route or workload; remove one of the two")
        }
        for metric in observation.silentMetrics {
            report(
                "MetricsSilent",
                "metric \(metric) gave nothing for the stable version in the last 5 minutes: the canary could never pass; check its query, or send traffic"
            )
        }
    }
}
