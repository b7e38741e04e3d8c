package import KubeCore

/// What the API server fills into services, endpoints, ingresses and network policies.
enum ServiceDefaults {
    static func fillService(_ object: inout JSONValue) {
        object.ensureObject("spec")
        object.change("spec") { spec in
            spec.fill("sessionAffinity", "None")
            spec.fill("type", "ClusterIP")
            spec.changeEach("ports") { port in
                port.fill("protocol", "TCP")
                if port["targetPort"] == nil || port["targetPort"] == 0 || port["targetPort"] == "" {
                    port["targetPort"] = port["port"]
                }
            }
            if spec["sessionAffinity"] == "ClientIP" {
                spec.ensureObject("sessionAffinityConfig")
                spec.change("sessionAffinityConfig") { config in
                    config.ensureObject("clientIP")
                    config.change("clientIP") { $0.fill("timeoutSeconds", 10800) }
                }
            }
            let type = spec["type"]?.stringValue ?? ""
            guard type != "ExternalName" else { return }
            spec.fill("internalTrafficPolicy", "Cluster")
            if type == "NodePort" || type == "LoadBalancer" { spec.fill("externalTrafficPolicy", "Cluster") }
            if type == "LoadBalancer" { spec.fill("allocateLoadBalancerNodePorts", true) }
            fillFamilies(&spec)
        }
    }

    /// This control plane speaks IPv4 only, as a single-stack cluster does.
    private static func fillFamilies(_ spec: inout JSONValue) {
        if spec["ipFamilies"].map(\.isEmptyOrAbsentList) ?? true { spec["ipFamilies"] = ["IPv4"] }
        spec.fill("ipFamilyPolicy", "SingleStack")
        guard let address = nonEmpty(spec["clusterIP"]) else { return }
        if spec["clusterIPs"].map(\.isEmptyOrAbsentList) ?? true { spec["clusterIPs"] = [.string(address)] }
    }

    static func fillEndpoints(_ object: inout JSONValue) {
        object.changeEach("subsets") { subset in
            subset.changeEach("ports") { $0.fill("protocol", "TCP") }
        }
    }

    static func fillEndpointSlice(_ object: inout JSONValue) {
        object.changeEach("ports") { port in
            if port["name"] == nil { port["name"] = "" }
            port.fill("protocol", "TCP")
        }
    }

    static func fillIngressClass(_ object: inout JSONValue) {
        object.change(["spec", "parameters"]) { $0.fill("scope", "Cluster") }
    }

    static func fillNetworkPolicy(_ object: inout JSONValue) {
        object.change("spec") { spec in
            for direction in ["ingress", "egress"] {
                spec.changeEach(direction) { rule in
                    rule.changeEach("ports") { $0.fill("protocol", "TCP") }
                }
            }
            guard spec["policyTypes"].map(\.isEmptyOrAbsentList) ?? true else { return }
            let hasEgress = !(spec["egress"].map(\.isEmptyOrAbsentList) ?? true)
            spec["policyTypes"] = hasEgress ? ["Ingress", "Egress"] : ["Ingress"]
        }
    }
}

/// The addresses and ports a cluster hands out to services.
///
/// Pure: the caller keeps what is taken. Addresses come from 10.96.0.0/16 and node ports from 30000-32767, the
/// defaults of kubeadm and of the API server; equal services get equal addresses where they are free.
package enum ServiceAllocation {
    private static let firstPort: UInt64 = 30000
    private static let portCount: UInt64 = 2768
    /// Below lie the addresses of `kubernetes` and of the cluster's DNS.
    private static let firstAddress: UInt64 = 256
    private static let addressCount: UInt64 = 65_536 - 256 - 1

    /// Gives the service a cluster IP and node ports where its type wants them and it has none.
    ///
    /// Returns false when everything is taken; the service is unchanged then.
    package static func allocate(
        _ service: inout JSONValue, takenAddresses: Set<String>, takenPorts: Set<Int64>
    ) -> Bool {
        guard let spec = service["spec"] else { return true }
        let type = spec["type"]?.stringValue ?? "ClusterIP"
        guard type != "ExternalName" else { return true }
        let seed = hash(
            "\(service[path: "metadata", "namespace"]?.stringValue ?? "")/"
                + "\(service[path: "metadata", "name"]?.stringValue ?? "")")
        var result = service
        if nonEmpty(spec["clusterIP"]) == nil {
            guard let address = freeAddress(seed, takenAddresses) else { return false }
            result.change("spec") { spec in
                spec["clusterIP"] = .string(address)
                spec["clusterIPs"] = [.string(address)]
            }
        }
        let wantsPorts =
            type == "NodePort"
            || (type == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"]?.boolValue != false)
        if wantsPorts, !allocatePorts(&result, seed, takenPorts) { return false }
        service = result
        return true
    }

    private static func allocatePorts(_ service: inout JSONValue, _ seed: UInt64, _ taken: Set<Int64>) -> Bool {
        var taken = taken
        var isComplete = true
        service.change("spec") { spec in
            spec.changeEach("ports") { port in
                if let number = port["nodePort"]?.int64Value, number != 0 {
                    taken.insert(number)
                    return
                }
                let free = (0..<portCount).lazy.map { Int64(firstPort + (seed % portCount + $0) % portCount) }
                    .first { !taken.contains($0) }
                guard let free else {
                    isComplete = false
                    return
                }
                taken.insert(free)
                port["nodePort"] = .integer(free)
            }
        }
        return isComplete
    }

    private static func freeAddress(_ seed: UInt64, _ taken: Set<String>) -> String? {
        (0..<addressCount).lazy.map { offset in
            let host = firstAddress + (seed % addressCount + offset) % addressCount
            return "10.96.\(host / 256).\(host % 256)"
        }.first { !taken.contains($0) }
    }

    /// FNV-1a: spreads names evenly and equally on every machine.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
