/// Answers `/healthz`, `/livez`, `/readyz` and `/metrics`; whoever serves HTTP passes requests in.
package struct HealthEndpoints: Sendable {
    /// One thing that must be well; nil when it is, else what is wrong, in one line.
    package struct Check: Sendable {
        package let name: String
        package let problem: @Sendable () async -> String?

        package init(_ name: String, problem: @escaping @Sendable () async -> String?) {
            self.name = name
            self.problem = problem
        }
    }

    package struct Answer: Hashable, Sendable {
        package var status: Int
        package var contentType: String
        package var body: String
    }

    private let metrics: MetricsRegistry
    private let liveness: [Check]
    private let readiness: [Check]

    /// `readiness` decides whether traffic (webhook calls) is sent here; `liveness` whether the process is restarted.
    /// Only what a restart can mend belongs into `liveness`.
    package init(metrics: MetricsRegistry, liveness: [Check] = [], readiness: [Check] = []) {
        self.metrics = metrics
        self.liveness = liveness
        self.readiness = readiness
    }

    /// `target` is path and query of the request line; `?verbose` lists all checks, and so does a failure.
    package func answer(method: String, target: String) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        let isVerbose = parts.count > 1 && parts[1].split(separator: "&").contains { $0.hasPrefix("verbose") }
        let checks: [Check]
        switch path {
        case "/metrics", "/healthz", "/livez", "/readyz":
            guard method == "GET" || method == "HEAD" else {
                return Answer(status: 405, contentType: Self.plain, body: "method \(method) is not allowed here\n")
            }
            if path == "/metrics" {
                return Answer(status: 200, contentType: Self.exposition, body: metrics.exposition())
            }
            checks = path == "/readyz" ? readiness : liveness
        default:
            return Answer(
                status: 404, contentType: Self.plain, body: "not found; served: /healthz /livez /readyz /metrics\n")
        }
        return await Self.run(checks, name: String(path.dropFirst()), isVerbose: isVerbose)
    }

    private static let plain = "text/plain; charset=utf-8"
    private static let exposition = "text/plain; version=0.0.4; charset=utf-8"

    private static func run(_ checks: [Check], name: String, isVerbose: Bool) async -> Answer {
        var lines = ["[+]ping ok"]
        var isWell = true
        for check in checks {
            if let problem = await check.problem() {
                isWell = false
                lines.append("[-]\(check.name) failed: \(problem)")
            } else {
                lines.append("[+]\(check.name) ok")
            }
        }
        guard isVerbose || !isWell else { return Answer(status: 200, contentType: plain, body: "ok") }
        lines.append("\(name) check \(isWell ? "passed" : "failed")")
        return Answer(status: isWell ? 200 : 500, contentType: plain, body: lines.joined(separator: "\n") + "\n")
    }
}
