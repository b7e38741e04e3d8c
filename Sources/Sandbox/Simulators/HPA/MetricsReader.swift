import KubeClient
import KubeCore

/// Asks the aggregated metrics APIs as the HPA controller does.
struct MetricsReader: Sendable {
    let client: Client
    let registry: ResourceRegistry

    func read(
        _ metric: AutoscalerMetric, namespace: String, selector: String
    ) async -> HorizontalAutoscaler.MetricAnswer {
        switch metric {
        case .resource(let name, _):
            await resource(name, container: "", namespace: namespace, selector: selector)
        case .containerResource(let name, let container, _):
            await resource(name, container: container, namespace: namespace, selector: selector)
        case .pods(let identifier, _):
            await custom("pods/*/\(PercentEncoding.encode(identifier.name))", identifier, namespace, selector: selector)
            {
                items in MetricsAPIAnswers.custom(items.map(Self.podValue))
            }
        case .object(let identifier, let object, _):
            await self.object(identifier, object, namespace: namespace)
        case .external(let identifier, _): await external(identifier, namespace: namespace)
        case .unknown: .failed("not asked")
        }
    }

    // MARK: metrics.k8s.io

    private func resource(
        _ name: String, container: String, namespace: String, selector: String
    ) async -> HorizontalAutoscaler.MetricAnswer {
        let path = "/apis/metrics.k8s.io/v1beta1/namespaces/\(namespace)/pods"
        do {
            let items = try await items(at: path, [.init("labelSelector", selector)], naming: "pods.metrics.k8s.io")
            return MetricsAPIAnswers.resource(name, container: container, of: items.map(Self.podUsage))
        } catch {
            return .failed("unable to fetch metrics from resource metrics API: \(error.words)")
        }
    }

    private static func podUsage(_ item: JSONValue) -> MetricsAPIAnswers.PodUsage {
        let window = item["window"]?.stringValue.flatMap(GoDuration.parse)?.components.seconds
        return MetricsAPIAnswers.PodUsage(
            name: item["metadata"]?["name"]?.stringValue ?? "", time: time(item["timestamp"]),
            windowSeconds: window ?? 0,
            containers: (item["containers"]?.arrayValue ?? []).map { container in
                .init(
                    name: container["name"]?.stringValue ?? "",
                    usageMilli: AutoscalerPod.milli(container["usage"] ?? [:]))
            })
    }

    private static func time(_ json: JSONValue?) -> Timestamp {
        json?.stringValue.flatMap(Timestamp.init(rfc3339:)) ?? Timestamp(seconds: 0)
    }

    // MARK: custom.metrics.k8s.io

    private func object(
        _ identifier: MetricIdentifier, _ object: DescribedObject, namespace: String
    ) async -> HorizontalAutoscaler.MetricAnswer {
        let group = GroupVersion(apiVersion: object.apiVersion)?.group ?? ""
        let metric = PercentEncoding.encode(identifier.name)
        var path = "metrics/\(metric)"
        if !(group.isEmpty && object.kind == "Namespace") {
            let kind = registry.all.first { $0.kind.group == group && $0.kind.kind == object.kind }
            guard let kind else {
                return .failed(
                    "unable to fetch metrics from custom metrics API: no matches for kind \"\(object.kind)\" in "
                        + "group \"\(group)\"")
            }
            path = "\(kind.groupResource)/\(PercentEncoding.encode(object.name))/\(metric)"
        }
        return await custom(path, identifier, namespace, selector: nil) { items in
            guard let value = items.first?["value"].flatMap(Self.milli) else {
                return .failed("no metrics returned from custom metrics API")
            }
            return .value(value)
        }
    }

    private func custom(
        _ path: String, _ identifier: MetricIdentifier, _ namespace: String, selector: String?,
        _ answer: ([JSONValue]) -> HorizontalAutoscaler.MetricAnswer
    ) async -> HorizontalAutoscaler.MetricAnswer {
        var query: [HTTPRequest.QueryItem] = []
        if let selector { query.append(.init("labelSelector", selector)) }
        if let text = identifier.queryText, !text.isEmpty { query.append(.init("metricLabelSelector", text)) }
        var last: any Error = CancellationError()
        // The newest version that is registered: both are in use.
        for version in ["v1beta2", "v1beta1"] {
            do {
                return answer(
                    try await items(
                        at: "/apis/custom.metrics.k8s.io/\(version)/namespaces/\(namespace)/\(path)", query,
                        naming: "*.custom.metrics.k8s.io"))
            } catch let error as APIError where error.isNotFound {
                last = error
            } catch {
                return .failed("unable to fetch metrics from custom metrics API: \(error.words)")
            }
        }
        return .failed("unable to fetch metrics from custom metrics API: \(last.words)")
    }

    private static func podValue(_ item: JSONValue) -> MetricsAPIAnswers.PodValue {
        MetricsAPIAnswers.PodValue(
            name: item["describedObject"]?["name"]?.stringValue ?? "", time: time(item["timestamp"]),
            windowSeconds: item["windowSeconds"]?.int64Value, milliValue: item["value"].flatMap(milli) ?? 0)
    }

    private static func milli(_ json: JSONValue) -> Int64? {
        switch json {
        case .string(let text): Quantity(text)?.milliValue
        case .integer(let value): Quantity(value).milliValue
        default: nil
        }
    }

    // MARK: external.metrics.k8s.io

    private func external(
        _ identifier: MetricIdentifier, namespace: String
    ) async -> HorizontalAutoscaler.MetricAnswer {
        let name = PercentEncoding.encode(identifier.name)
        let path = "/apis/external.metrics.k8s.io/v1beta1/namespaces/\(namespace)/\(name)"
        do {
            let items = try await items(
                at: path, [.init("labelSelector", identifier.queryText ?? "")],
                naming: "\(identifier.name).external.metrics.k8s.io")
            return MetricsAPIAnswers.external(items.compactMap { $0["value"].flatMap(Self.milli) })
        } catch {
            return .failed("unable to fetch metrics from external metrics API: \(error.words)")
        }
    }

    // MARK: The wire

    /// `resource` is how client-go names what it could not find.
    private func items(
        at path: String, _ query: [HTTPRequest.QueryItem], naming resource: String
    ) async throws -> [JSONValue] {
        let request = HTTPRequest(
            method: "GET", path: path, query: query.filter { !$0.value.isEmpty },
            headers: ["Accept": "application/json"])
        let response = try await client.raw(request)
        if let failure = APIResponse.failure(response, attempt: "get \(resource)") {
            guard failure.isNotFound, failure.status?.message.isEmpty != false || !Self.isStatus(response) else {
                throw failure
            }
            throw APIError(
                status: APIStatus(
                    message: "the server could not find the requested resource (get \(resource))", reason: "NotFound",
                    code: 404))
        }
        let body = try APIResponse.object(response, attempt: "get \(resource)")
        // A single value is answered by some adapters without a list round it.
        return body["items"]?.arrayValue ?? [body]
    }

    /// Whether the answer explains itself, rather than being the server's page for an unknown path.
    private static func isStatus(_ response: HTTPResponse) -> Bool {
        (try? JSONValue(parsing: response.body)).flatMap(APIStatus.init(json:)) != nil
    }
}

extension MetricIdentifier {
    /// The selector in the text form of a query; nil without one, or when it is none.
    fileprivate var queryText: String? {
        guard let selector, case .success(let read) = LabelSelector.read(selector.json) else { return nil }
        return read.description
    }
}

extension Error {
    fileprivate var words: String {
        guard let error = self as? APIError else { return "\(self)" }
        return error.status?.message ?? error.message
    }
}
