package import KubeClient
package import KubeCore
import OperatorCore

/// Asks the cluster's metrics APIs: metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io.
package struct MetricsAPIClient: Sendable {
    /// One question; equal questions have equal answers.
    package enum Query: Hashable, Sendable {
        case resource(namespace: String, selector: String, name: String, container: String)
        case pods(namespace: String, selector: String, metric: String, metricSelector: String)
        case object(namespace: String, resource: String, name: String, metric: String, metricSelector: String)
        case external(namespace: String, metric: String, selector: String)
    }

    private let client: Client

    package init(client: Client) {
        self.client = client
    }

    /// Never throws: what went wrong is the answer, in the words of the HPA controller.
    package func ask(_ query: Query) async -> HorizontalAutoscaler.MetricAnswer {
        do {
            let response = try await client.raw(Self.request(query))
            guard response.status == 200 else { return .failed(Self.problem(response, query)) }
            return Self.answer(try JSONValue(parsing: response.body), to: query)
        } catch {
            return .failed("unable to get metrics from \(query.api): \(error)")
        }
    }

    static func request(_ query: Query) -> HTTPRequest {
        var items: [HTTPRequest.QueryItem] = []
        func add(_ name: String, _ value: String) {
            if !value.isEmpty { items.append(.init(name, value)) }
        }
        let path: String
        switch query {
        case .resource(let namespace, let selector, _, _):
            path = "/apis/metrics.k8s.io/v1beta1/namespaces/\(namespace)/pods"
            add("labelSelector", selector)
        case .pods(let namespace, let selector, let metric, let metricSelector):
            path = "\(custom)/namespaces/\(namespace)/pods/*/\(PercentEncoding.encode(metric))"
            add("labelSelector", selector)
            add("metricLabelSelector", metricSelector)
        case .object(let namespace, let resource, let name, let metric, let metricSelector):
            let metric = PercentEncoding.encode(metric)
            path =
                resource == "namespaces"
                ? "\(custom)/namespaces/\(namespace)/metrics/\(metric)"
                : "\(custom)/namespaces/\(namespace)/\(resource)/\(PercentEncoding.encode(name))/\(metric)"
            add("metricLabelSelector", metricSelector)
        case .external(let namespace, let metric, let selector):
            path = "/apis/external.metrics.k8s.io/v1beta1/namespaces/\(namespace)/\(PercentEncoding.encode(metric))"
            add("labelSelector", selector)
        }
        return HTTPRequest(method: "GET", path: path, query: items, headers: ["Accept": "application/json"])
    }

    private static let custom = "/apis/custom.metrics.k8s.io/v1beta2"

    static func answer(_ json: JSONValue, to query: Query) -> HorizontalAutoscaler.MetricAnswer {
        let items = json["items"]?.arrayValue ?? []
        switch query {
        case .resource(_, _, let name, let container):
            return MetricsAPIAnswers.resource(name, container: container, of: items.compactMap(usage))
        case .pods: return MetricsAPIAnswers.custom(items.compactMap(podValue))
        case .object:
            guard let value = items.first.flatMap({ milli($0["value"]) }) else {
                return .failed("no metrics returned from custom metrics API")
            }
            return .value(value)
        case .external: return MetricsAPIAnswers.external(items.compactMap { milli($0["value"]) })
        }
    }

    private static func usage(_ item: JSONValue) -> MetricsAPIAnswers.PodUsage? {
        guard let name = item[path: "metadata", "name"]?.stringValue, let time = time(item["timestamp"]) else {
            return nil
        }
        let containers = (item["containers"]?.arrayValue ?? []).map { container in
            MetricsAPIAnswers.ContainerUsage(
                name: container["name"]?.stringValue ?? "",
                usageMilli: container["usage"].map(AutoscalerPod.milli) ?? [:])
        }
        return .init(name: name, time: time, windowSeconds: window(item["window"]) ?? 60, containers: containers)
    }

    private static func podValue(_ item: JSONValue) -> MetricsAPIAnswers.PodValue? {
        guard let name = item[path: "describedObject", "name"]?.stringValue, let time = time(item["timestamp"]),
            let value = milli(item["value"])
        else { return nil }
        return .init(name: name, time: time, windowSeconds: item["windowSeconds"]?.int64Value, milliValue: value)
    }

    private static func milli(_ value: JSONValue?) -> Int64? {
        switch value {
        case .string(let text)?: Quantity(text)?.milliValue
        case .integer(let number)?: Quantity("\(number)")?.milliValue
        default: nil
        }
    }

    private static func time(_ value: JSONValue?) -> Timestamp? {
        value?.stringValue.flatMap(Timestamp.init(rfc3339:))
    }

    /// A Go duration such as `1m0s` or `15.02s`.
    private static func window(_ value: JSONValue?) -> Int64? {
        value?.stringValue.flatMap { Interval($0) }.map { max(1, $0.duration.components.seconds) }
    }

    private static func problem(_ response: HTTPResponse, _ query: Query) -> String {
        let status = (try? JSONValue(parsing: response.body)).flatMap(APIStatus.init(json:))
        var text = "unable to get metrics from \(query.api): "
        text += status?.message ?? "the server answered \(response.status)"
        if response.status == 404 || response.status == 503 { text += "; is \(query.server) installed and ready?" }
        return text
    }
}

extension MetricsAPIClient.Query {
    fileprivate var api: String {
        switch self {
        case .resource: "resource metrics API"
        case .pods, .object: "custom metrics API"
        case .external: "external metrics API"
        }
    }

    fileprivate var server: String {
        switch self {
        case .resource: "metrics-server"
        case .pods, .object: "an adapter that serves custom.metrics.k8s.io"
        case .external: "an adapter that serves external.metrics.k8s.io"
        }
    }
}
