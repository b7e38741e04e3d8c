package import KubeClient
package import KubeCore

/// Counts and times the requests of a transport by verb and code.
///
/// `GET` is told apart as `get`, `list` and `watch` by its path and query, as the API server's own metrics do.
package struct MeasuredTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let requests: Counter
    private let duration: Histogram
    private let clock: RuntimeClock

    package init(_ base: any HTTPTransport, registry: MetricsRegistry, clock: RuntimeClock) {
        self.base = base
        self.clock = clock
        requests = registry.counter(
            "rest_client_requests_total", "API requests; code is <error> when no answer came.",
            labels: ["verb", "code"])
        duration = registry.histogram(
            "rest_client_request_duration_seconds", "From sending a request to its answer, watches apart.",
            labels: ["verb"])
    }

    package func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        let verb = Self.verb(request)
        let start = clock.now()
        do {
            let response = try await base.send(request, deadline: deadline, maximumBodySize: maximumBodySize)
            requests.add(1, verb, "\(response.status)")
            duration.observe(clock.now() - start, verb)
            return response
        } catch {
            requests.add(1, verb, "<error>")
            throw error
        }
    }

    package func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        let verb = Self.verb(request)
        do {
            let stream = try await base.open(request, idleTimeout: idleTimeout)
            requests.add(1, verb, "\(stream.status)")
            return stream
        } catch {
            requests.add(1, verb, "<error>")
            throw error
        }
    }

    static func verb(_ request: HTTPRequest) -> String {
        switch request.method {
        case "POST": return "create"
        case "PUT": return "update"
        case "DELETE": return "delete"
        case "PATCH":
            return request.headers["Content-Type"]?.hasPrefix("application/apply-patch") == true ? "apply" : "patch"
        case "GET", "HEAD":
            if let watch = request.queryValue("watch"), watch == "true" || watch == "1" { return "watch" }
            return isCollection(request.path) ? "list" : "get"
        default: return "other"
        }
    }

    /// `/api/v1/pods`, `/apis/g/v/r` and both under `namespaces/x`; everything else names one thing.
    private static func isCollection(_ path: String) -> Bool {
        var parts = path.split(separator: "/")[...]
        switch parts.popFirst() {
        case "api": parts = parts.dropFirst()
        case "apis": parts = parts.dropFirst(2)
        default: return false
        }
        if parts.first == "namespaces", parts.count >= 3 { parts = parts.dropFirst(2) }
        return parts.count == 1
    }
}
