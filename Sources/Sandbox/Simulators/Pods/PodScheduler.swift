import KubeCore

/// Places pods on simulated nodes: those that fit by requests, the emptiest first.
enum PodScheduler {
    struct Node: Hashable, Sendable {
        var name: String
        var cpuMillis: Int64
        var memoryBytes: Int64
        var pods: Int

        init(name: String, cpuMillis: Int64, memoryBytes: Int64, pods: Int) {
            self.name = name
            self.cpuMillis = cpuMillis
            self.memoryBytes = memoryBytes
            self.pods = pods
        }

        /// What a Node object says it can give; nil when it takes no pods.
        init?(_ json: JSONValue) {
            guard json[path: "spec", "unschedulable"]?.boolValue != true else { return nil }
            func quantity(_ name: String) -> Quantity {
                json[path: "status", "allocatable", name]?.stringValue.flatMap { Quantity($0) } ?? .zero
            }
            self.init(
                name: json.simulatedMeta.name, cpuMillis: quantity("cpu").milliValue,
                memoryBytes: quantity("memory").value, pods: Int(clamping: quantity("pods").value))
        }
    }

    /// What a pod asks for, summed over its containers.
    struct Requests: Hashable, Sendable {
        var cpuMillis: Int64 = 0
        var memoryBytes: Int64 = 0

        init() {}

        init(_ pod: PodReading) {
            for container in pod.json[path: "spec", "containers"]?.arrayValue ?? [] {
                let requests = container[path: "resources", "requests"]
                cpuMillis &+= Self.bounded(requests?["cpu"]?.stringValue.flatMap { Quantity($0) }?.milliValue)
                memoryBytes &+= Self.bounded(requests?["memory"]?.stringValue.flatMap { Quantity($0) }?.value)
            }
        }

        /// No node has as much as the bound, and the sums of many that ask for more do not overflow.
        private static func bounded(_ amount: Int64?) -> Int64 { min(max(amount ?? 0, 0), 1 << 48) }
    }

    /// What placed pods take together.
    struct Use: Hashable, Sendable {
        var requests = Requests()
        var pods = 0

        mutating func add(_ more: Requests) {
            requests.cpuMillis += more.cpuMillis
            requests.memoryBytes += more.memoryBytes
            pods += 1
        }

        mutating func subtract(_ less: Requests) {
            requests.cpuMillis -= less.cpuMillis
            requests.memoryBytes -= less.memoryBytes
            pods -= 1
        }
    }

    enum Decision: Hashable, Sendable {
        case place(String)
        /// The scheduler's own words.
        case wait(String)
    }

    /// `used` is what placed pods that are not finished take, by node.
    static func decide(_ pod: PodReading, nodes: [Node], used: [String: Use]) -> Decision {
        guard !nodes.isEmpty else { return .wait("no nodes available to schedule pods") }
        let wanted = Requests(pod)
        var lacks: [String: Int] = [:]
        var fitting: [Node] = []
        for node in nodes {
            let taken = used[node.name] ?? Use()
            var missing: [String] = []
            if taken.pods + 1 > node.pods { missing.append("Too many pods") }
            if taken.requests.cpuMillis + wanted.cpuMillis > node.cpuMillis { missing.append("Insufficient cpu") }
            if taken.requests.memoryBytes + wanted.memoryBytes > node.memoryBytes {
                missing.append("Insufficient memory")
            }
            if missing.isEmpty { fitting.append(node) }
            for reason in missing { lacks[reason, default: 0] += 1 }
        }
        let best = fitting.min { left, right in
            let (leftPods, rightPods) = (used[left.name]?.pods ?? 0, used[right.name]?.pods ?? 0)
            return leftPods == rightPods ? left.name < right.name : leftPods < rightPods
        }
        if let best { return .place(best.name) }
        let reasons = lacks.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
        let none = "0/\(nodes.count) nodes are available"
        return .wait(
            "\(none): \(reasons). no new claims to deallocate, preemption: \(none): \(nodes.count) No preemption victims "
                + "found for incoming pod.")
    }

    /// Binds the pod, or says once why it cannot be placed.
    static func plan(_ pod: PodReading, nodes: [Node], used: [String: Use], now: Timestamp) -> SimulatorPlan {
        switch decide(pod, nodes: nodes, used: used) {
        case .place(let node): return SimulatorPlan(actions: [.bind(pod.meta.key, node: node)])
        case .wait(let message):
            let conditions = pod.json[path: "status", "conditions"]?.arrayValue ?? []
            let before = conditions.first { $0["type"]?.stringValue == "PodScheduled" }
            if before?["message"]?.stringValue == message { return SimulatorPlan() }
            let time = JSONValue.string(now.rfc3339)
            let condition: JSONValue = [
                "type": "PodScheduled", "status": "False", "lastProbeTime": nil,
                "lastTransitionTime": before?["lastTransitionTime"] ?? time, "reason": "Unschedulable",
                "message": .string(message),
            ]
            var json = pod.json
            json.simulate(
                .array(conditions.filter { $0["type"]?.stringValue != "PodScheduled" } + [condition]), at: "status",
                "conditions")
            let announcement = Announcement(
                about: pod.json, isWarning: true, reason: "FailedScheduling", message: message,
                component: "default-scheduler")
            return SimulatorPlan(actions: [.updateStatus(.simulatedPods, json), .announce(announcement)])
        }
    }

    /// Of a simulated node: 192.0.2.0/24 is set aside for documentation (RFC 5737).
    static func address(of node: String) -> String {
        let number = Int(String(node.reversed().prefix { $0.isNumber }.reversed())) ?? 0
        return "192.0.2.\(number % 254 + 1)"
    }

    /// A node as a kubelet would register it.
    static func nodeObject(_ node: Node, now: Timestamp) -> JSONValue {
        let resources: JSONValue = [
            "cpu": .string("\(Quantity(milli: node.cpuMillis))"),
            "memory": .string("\(node.memoryBytes / 1024)Ki"), "pods": .string("\(node.pods)"),
            "ephemeral-storage": "100Gi",
        ]
        let time = JSONValue.string(now.rfc3339)
        let conditions: [(String, String, String, String)] = [
            ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
        ]
        return [
            "kind": "Node", "apiVersion": "v1",
            "metadata": [
                "name": .string(node.name),
                "labels": [
                    "kubernetes.io/hostname": .string(node.name), "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux",
                    "beta.kubernetes.io/arch": "amd64",
                ],
            ], "spec": [:],
            "status": [
                "capacity": resources, "allocatable": resources,
                "conditions": .array(
                    conditions.map { type, status, reason, message in
                        [
                            "type": .string(type), "status": .string(status), "lastHeartbeatTime": time,
                            "lastTransitionTime": time, "reason": .string(reason), "message": .string(message),
                        ]
                    }),
                "addresses": [
                    ["type": "InternalIP", "address": .string(address(of: node.name))],
                    ["type": "Hostname", "address": .string(node.name)],
                ],
                "nodeInfo": [
                    "machineID": "", "systemUUID": "", "bootID": "", "kernelVersion": "simulated",
                    "osImage": "simulated", "containerRuntimeVersion": "simulated://1", "kubeletVersion": "v1.36.0",
                    "kubeProxyVersion": "", "operatingSystem": "linux", "architecture": "amd64",
                ],
            ],
        ]
    }
}
