package import HTTPServing
package import KubeRuntime
package import Logging

extension HTTPServer {
    /// Serves health and metrics, plain HTTP, as kubelet and Prometheus ask for them.
    package static func telemetry(_ endpoints: HealthEndpoints, host: String, port: Int, logger: Logger) -> HTTPServer {
        var configuration = HTTPServerConfiguration(host: host, port: port, security: .plain)
        // A probe and a scrape: nothing that asks for more is a friend.
        configuration.maximumBodySize = 1024
        configuration.maximumConnections = 64
        return HTTPServer(configuration: configuration, logger: logger) { request in
            let answer = await endpoints.answer(method: request.method, target: request.target)
            return ServerResponse(
                status: answer.status, headers: [("Content-Type", answer.contentType)],
                body: .bytes(request.method == "HEAD" ? [] : Array(answer.body.utf8)))
        }
    }
}
