import KubeCore

/// Tells which pods stand behind a Service, as one EndpointSlice and the older Endpoints.
///
/// Not simulated: slices of more than one thousand addresses, topology hints, IPv6.
/// Source: Kubernetes documentation, "EndpointSlices".
enum EndpointsController {
    /// At most so many addresses in one slice, as upstream; of more the first are told.
    private static let limit = 1000

    /// `slice` and `endpoints` are the Service's own as they are now; `pods` those of its namespace.
    static func plan(
        _ service: JSONValue, pods: [PodReading], slice: JSONValue?, endpoints: JSONValue?
    ) -> SimulatorPlan {
        let meta = service.simulatedMeta
        let spec = service["spec"]
        guard !meta.isBeingDeleted, spec?["type"] != "ExternalName",
            let selector = spec?["selector"]?.objectValue, !selector.isEmpty
        else { return SimulatorPlan() }
        let chosen = pods.filter { pod in
            !pod.isFinished && pod.json[path: "status", "podIP"]?.stringValue != nil
                && selector.allSatisfy { pod.meta.labels[$0.key] == $0.value.stringValue }
        }.prefix(limit)
        var plan = SimulatorPlan()
        let members = chosen.map { member($0, service) }
        var wanted = slice ?? newSlice(service)
        wanted["endpoints"] = .array(members)
        wanted["ports"] = .array(ports(service, pods: Array(chosen)))
        if slice == nil {
            plan.actions.append(.create(.simulatedSlices, wanted, nil))
        } else if wanted != slice {
            plan.actions.append(.update(.simulatedSlices, wanted, []))
        }
        var older = endpoints ?? newEndpoints(service)
        older["subsets"] = chosen.isEmpty ? nil : [subset(service, Array(chosen))]
        if endpoints == nil {
            plan.actions.append(.create(.simulatedEndpoints, older, nil))
        } else if older != endpoints {
            plan.actions.append(.update(.simulatedEndpoints, older, []))
        }
        return plan
    }

    private static func newSlice(_ service: JSONValue) -> JSONValue {
        let meta = service.simulatedMeta
        return [
            "kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1",
            "metadata": [
                // One slice for each service: a fixed name is found again without an index.
                "name": .string("\(meta.name)-\(TemplateHash.of(.string(meta.uid)).prefix(5))"),
                "namespace": .string(meta.namespace),
                "labels": [
                    "kubernetes.io/service-name": .string(meta.name),
                    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                ], "ownerReferences": [service.simulatedOwner(kind: "Service", apiVersion: "v1")],
            ], "addressType": "IPv4",
        ]
    }

    private static func newEndpoints(_ service: JSONValue) -> JSONValue {
        let meta = service.simulatedMeta
        return [
            "kind": "Endpoints", "apiVersion": "v1",
            "metadata": [
                "name": .string(meta.name), "namespace": .string(meta.namespace),
                "labels": ["endpoints.kubernetes.io/managed-by": "endpoint-controller"],
            ],
        ]
    }

    private static func member(_ pod: PodReading, _ service: JSONValue) -> JSONValue {
        let isServing = pod.isReady
        let publishes = service[path: "spec", "publishNotReadyAddresses"]?.boolValue ?? false
        return [
            "addresses": [pod.json[path: "status", "podIP"] ?? ""],
            "conditions": [
                "ready": .bool(publishes || isServing && !pod.meta.isBeingDeleted), "serving": .bool(isServing),
                "terminating": .bool(pod.meta.isBeingDeleted),
            ], "targetRef": reference(pod), "nodeName": .string(pod.node),
        ]
    }

    private static func reference(_ pod: PodReading) -> JSONValue {
        [
            "kind": "Pod", "namespace": .string(pod.meta.namespace), "name": .string(pod.meta.name),
            "uid": .string(pod.meta.uid),
        ]
    }

    /// A port named in the pods is the first one of that name. Without pods, or without that name, there is none.
    private static func ports(_ service: JSONValue, pods: [PodReading]) -> [JSONValue] {
        guard let first = pods.first else { return [] }
        return (service[path: "spec", "ports"]?.arrayValue ?? []).compactMap { port in
            var number = port["targetPort"] ?? port["port"] ?? 0
            if let name = number.stringValue {
                let declared = first.json[path: "spec", "containers"]?.arrayValue ?? []
                let found = declared.flatMap { $0["ports"]?.arrayValue ?? [] }.first { $0["name"]?.stringValue == name }
                guard let containerPort = found?["containerPort"] else { return nil }
                number = containerPort
            }
            return ["name": port["name"] ?? "", "port": number, "protocol": port["protocol"] ?? "TCP"]
        }
    }

    private static func subset(_ service: JSONValue, _ pods: [PodReading]) -> JSONValue {
        func addresses(_ pods: [PodReading]) -> [JSONValue] {
            pods.map { pod in
                [
                    "ip": pod.json[path: "status", "podIP"] ?? "", "nodeName": .string(pod.node),
                    "targetRef": reference(pod),
                ]
            }
        }
        let living = pods.filter { !$0.meta.isBeingDeleted }
        var subset = JSONObject()
        subset.setList("addresses", addresses(living.filter(\.isReady)))
        subset.setList("notReadyAddresses", addresses(living.filter { !$0.isReady }))
        let ports = ports(service, pods: pods).map { port -> JSONValue in
            var port = port
            if port["name"] == "" { port["name"] = nil }
            return port
        }
        subset.setList("ports", ports)
        return .object(subset)
    }
}
