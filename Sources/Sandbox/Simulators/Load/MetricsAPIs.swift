import KubeCore

/// Answers of metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io from a snapshot.
///
/// Source: k8s.io/metrics API types, Kubernetes documentation "Resource metrics pipeline".
struct MetricsAPIs {
    static let resource = GroupVersion(group: "metrics.k8s.io", version: "v1beta1")
    static let custom = GroupVersion(group: "custom.metrics.k8s.io", version: "v1beta2")
    static let external = GroupVersion(group: "external.metrics.k8s.io", version: "v1beta1")

    let snapshot: MetricsSnapshot

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let parts = request.path.split(separator: "/").map { PercentEncoding.decode($0) ?? String($0) }
        guard parts.count >= 3, parts[0] == "apis" else { return Self.notFound("the path names no API") }
        guard request.method == "GET" else {
            return Self.failure(APIStatus(message: "only reading is served", reason: "MethodNotAllowed", code: 405))
        }
        let rest = Array(parts.dropFirst(3))
        do {
            switch parts[1] {
            case Self.resource.group: return try resourceAnswer(rest, request)
            case Self.custom.group: return try customAnswer(rest, request)
            case Self.external.group: return try externalAnswer(rest, request)
            default: return Self.notFound("the server could not find the requested resource")
            }
        } catch {
            return Self.failure(APIStatus(message: "\(error)", reason: "BadRequest", code: 400))
        }
    }

    private func selector(_ request: HTTPRequest, _ parameter: String) throws -> LabelSelector {
        try LabelSelector(request.queryValue(parameter) ?? "")
    }

    // MARK: - metrics.k8s.io

    private func resourceAnswer(_ path: [String], _ request: HTTPRequest) throws -> HTTPResponse {
        switch (path.first, path.count) {
        case (nil, _):
            return Self.list(
                Self.resource, [("nodes", "NodeMetrics", false), ("pods", "PodMetrics", true)], ["get", "list"])
        case ("nodes", 1): return Self.items("NodeMetricsList", nodes.map(node))
        case ("nodes", 2):
            guard let found = nodes.first(where: { $0.name == path[1] }) else {
                return Self.notFound("nodemetrics.metrics.k8s.io \"\(path[1])\" not found")
            }
            return Self.ok(node(found))
        case ("pods", 1): return Self.items("PodMetricsList", try pods(nil, request).map(pod))
        case ("namespaces", 3) where path[2] == "pods":
            return Self.items("PodMetricsList", try pods(path[1], request).map(pod))
        case ("namespaces", 4) where path[2] == "pods":
            guard let found = snapshot.pods.first(where: { $0.key == ObjectKey(namespace: path[1], name: path[3]) })
            else { return Self.notFound("podmetrics.metrics.k8s.io \"\(path[1])/\(path[3])\" not found") }
            return Self.ok(pod(found))
        default: return Self.notFound("the server could not find the requested resource")
        }
    }

    private func pods(_ namespace: String?, _ request: HTTPRequest) throws -> [MetricsSnapshot.PodUsage] {
        let selector = try selector(request, "labelSelector")
        return snapshot.pods.filter { pod in
            (namespace == nil || pod.key.namespace == namespace) && selector.matches(pod.labels)
        }
    }

    private func pod(_ pod: MetricsSnapshot.PodUsage) -> JSONValue {
        var metadata: JSONValue = [
            "name": .string(pod.key.name), "namespace": .string(pod.key.namespace),
            "creationTimestamp": .string(snapshot.time.rfc3339),
        ]
        if !pod.labels.isEmpty {
            metadata["labels"] = .object(
                JSONObject(pod.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        return [
            "kind": "PodMetrics", "apiVersion": .string(Self.resource.apiVersion), "metadata": metadata,
            "timestamp": .string(snapshot.time.rfc3339), "window": "15s",
            "containers": .array(
                pod.containers.map { container in
                    ["name": .string(container.name), "usage": Self.usage(container.cpuMillis, container.memoryBytes)]
                }),
        ]
    }

    private static func usage(_ cpuMillis: Int64, _ memoryBytes: Int64) -> JSONValue {
        ["cpu": .string("\(cpuMillis)m"), "memory": .string("\(memoryBytes / 1024)Ki")]
    }

    private var nodes: [(name: String, cpu: Int64, memory: Int64)] {
        let byNode = Dictionary(grouping: snapshot.pods.filter { !$0.node.isEmpty }, by: \.node)
        return byNode.sorted { $0.key < $1.key }.map { name, pods in
            let containers = pods.flatMap(\.containers)
            return (name, containers.reduce(0) { $0 + $1.cpuMillis }, containers.reduce(0) { $0 + $1.memoryBytes })
        }
    }

    private func node(_ node: (name: String, cpu: Int64, memory: Int64)) -> JSONValue {
        [
            "kind": "NodeMetrics", "apiVersion": .string(Self.resource.apiVersion),
            "metadata": ["name": .string(node.name), "creationTimestamp": .string(snapshot.time.rfc3339)],
            "timestamp": .string(snapshot.time.rfc3339), "window": "15s", "usage": Self.usage(node.cpu, node.memory),
        ]
    }

    // MARK: - custom.metrics.k8s.io

    private static let kinds = [
        "pods": "Pod", "services": "Service", "deployments.apps": "Deployment", "statefulsets.apps": "StatefulSet",
    ]

    private func customAnswer(_ path: [String], _ request: HTTPRequest) throws -> HTTPResponse {
        if path.isEmpty {
            let names = Set(snapshot.series.filter { $0.labels["pod"] != nil }.map { "pods/\($0.name)" }).sorted()
            return Self.list(Self.custom, names.map { ($0, "MetricValueList", true) }, ["get"])
        }
        guard path.count == 5, path[0] == "namespaces" else {
            return Self.notFound("the server could not find the requested resource")
        }
        let (namespace, resource, name, metric) = (path[1], path[2], path[3], path[4])
        let metricSelector = try selector(request, "metricLabelSelector")
        let isPod = resource == "pods"
        let podSelector = try selector(request, "labelSelector")
        let chosen = Set(
            snapshot.pods.filter { $0.key.namespace == namespace && podSelector.matches($0.labels) }.map(\.key.name))
        let found = snapshot.series.filter { series in
            guard series.name == metric, series.labels["namespace"] == namespace,
                metricSelector.matches(series.labels), (series.labels["pod"] != nil) == isPod
            else { return false }
            if isPod {
                return chosen.contains(series.labels["pod"] ?? "") && (name == "*" || series.labels["pod"] == name)
            }
            return series.labels["workload"] == name || name == "*"
        }
        guard !found.isEmpty || (isPod && name == "*") else {
            return Self.notFound("the server could not find the metric \(metric) for \(resource) \(name)")
        }
        let items = found.map { series -> JSONValue in
            [
                "describedObject": [
                    "kind": .string(Self.kinds[resource] ?? resource), "namespace": .string(namespace),
                    "name": .string(series.labels[isPod ? "pod" : "workload"] ?? ""),
                    "apiVersion": resource.hasSuffix(".apps") ? "apps/v1" : "v1",
                ], "metric": ["name": .string(metric), "selector": nil], "timestamp": .string(snapshot.time.rfc3339),
                "value": Self.quantity(series.value),
            ]
        }
        return Self.ok([
            "kind": "MetricValueList", "apiVersion": .string(Self.custom.apiVersion), "metadata": [:],
            "items": .array(items),
        ])
    }

    // MARK: - external.metrics.k8s.io

    private func externalAnswer(_ path: [String], _ request: HTTPRequest) throws -> HTTPResponse {
        if path.isEmpty {
            let names = Set(snapshot.series.filter { $0.labels["pod"] == nil }.map(\.name)).sorted()
            return Self.list(Self.external, names.map { ($0, "ExternalMetricValueList", true) }, ["get"])
        }
        guard path.count == 3, path[0] == "namespaces" else {
            return Self.notFound("the server could not find the requested resource")
        }
        let selector = try selector(request, "labelSelector")
        let items = snapshot.series.filter {
            $0.name == path[2] && $0.labels["pod"] == nil && selector.matches($0.labels)
        }.map { series -> JSONValue in
            [
                "metricName": .string(series.name),
                "metricLabels": .object(
                    JSONObject(series.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                "timestamp": .string(snapshot.time.rfc3339), "value": Self.quantity(series.value),
            ]
        }
        return Self.ok([
            "kind": "ExternalMetricValueList", "apiVersion": .string(Self.external.apiVersion), "metadata": [:],
            "items": .array(items),
        ])
    }

    // MARK: - Forms

    /// In thousandths, rounded up as adapters do.
    private static func quantity(_ value: Double) -> JSONValue {
        .string("\(Quantity(milli: Int64(exactly: (value * 1000).rounded(.up)) ?? .max))")
    }

    private static func items(_ kind: String, _ items: [JSONValue]) -> HTTPResponse {
        ok(["kind": .string(kind), "apiVersion": .string(resource.apiVersion), "metadata": [:], "items": .array(items)])
    }

    private static func list(
        _ version: GroupVersion, _ resources: [(name: String, kind: String, isNamespaced: Bool)], _ verbs: [String]
    ) -> HTTPResponse {
        ok([
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(version.apiVersion),
            "resources": .array(
                resources.map { resource in
                    [
                        "name": .string(resource.name), "singularName": "", "namespaced": .bool(resource.isNamespaced),
                        "kind": .string(resource.kind), "verbs": .array(verbs.map(JSONValue.string)),
                    ]
                }),
        ])
    }

    private static func ok(_ body: JSONValue) -> HTTPResponse {
        HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: body.serialized())
    }

    private static func notFound(_ message: String) -> HTTPResponse {
        failure(APIStatus(message: message, reason: "NotFound", code: 404))
    }

    private static func failure(_ status: APIStatus) -> HTTPResponse {
        HTTPResponse(
            status: status.code, headers: ["Content-Type": "application/json"], body: status.json.serialized())
    }
}
