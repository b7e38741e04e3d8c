import Glibc
import KubeClient
import KubeCore
import OperatorCore

/// The operator in a process of its own against an API server in another: what policies cost it.
struct OperatorBenchmark: Benchmark {
    let name = "operator"
    let summary = "ScalingPolicies from nothing to converged: writes, processor time, memory, latency (--policies N)"
    var policies = 10_000

    private static let idleSeconds = 20.0

    func run() async throws {
        let folder = "/tmp/trimtab-benchmark-\(getpid())"
        mkdir(folder, 0o700)
        let kubeconfig = "\(folder)/kubeconfig"
        let server = try BenchmarkChild(
            [BenchmarkRole.server.rawValue, kubeconfig], log: "\(folder)/server.log")
        defer { server.stop() }
        let cluster = try ConfigurationLoader(environment: .current(), kubeconfigPath: kubeconfig).load()
        let client = Client(transport: try CurlTransport(configuration: cluster))
        let workload = OperatorWorkload(count: policies, client: client)
        let table = FigureTable()

        try await workload.createDeployments()
        let pair = try await baseline(workload)
        let latency = LatencyProbe(workload: workload)
        let direct = try await latency.withoutOperator()

        let start = {
            try BenchmarkChild([BenchmarkRole.operator.rawValue, kubeconfig], log: "\(folder)/operator.log")
        }
        let first = try start()
        let process = OperatorProcess(child: first)
        try await process.rest()
        let idle = ProcessFigures(first.pid)
        table.row("idle without policies", .megabytes(idle.residentKilobytes), limit: 40)

        let before = try await process.counts()
        let beforeSeconds = ProcessFigures(first.pid).processorSeconds
        try await workload.createPolicies()
        try await process.rest()
        let after = ProcessFigures(first.pid)
        let writes = try await process.counts().writes - before.writes
        let converged = try await workload.convergedCount()
        guard converged == policies else {
            throw BenchmarkChild.Failure(
                description: "only \(converged) of \(policies) policies converged; see \(folder)/operator.log")
        }
        let each = (after.processorSeconds - beforeSeconds) / Double(policies) * 1000
        table.row("writes for each policy", .number(writes / Double(policies)), limit: 2)
        table.row("one GET and PATCH by the client", .milliseconds(pair))
        table.row("processor time for each policy", .milliseconds(each), limit: 0.9, baseline: pair)
        table.memory("while it converged", after, idle, objects: 2 * policies)

        let rest = try await process.share(seconds: Self.idleSeconds)
        table.row("one core, idle with all policies", .percent(rest), limit: 1)

        let changes = try await latency.withOperator()
        table.row("change seen by another client, p50", .milliseconds(direct.p50))
        table.row("change seen by another client, p99", .milliseconds(direct.p99))
        table.row("policy changed to HPA written, p50", .milliseconds(changes.p50), baseline: direct.p50)
        table.row("policy changed to HPA written, p99", .milliseconds(changes.p99), limit: 20, baseline: direct.p99)
        first.stop()

        let second = try start()
        defer { second.stop() }
        let restarted = OperatorProcess(child: second)
        try await restarted.rest()
        let again = ProcessFigures(second.pid)
        let repeated = try await restarted.counts().writes
        table.row("writes for each policy at a restart", .number(repeated / Double(policies)))
        table.row(
            "processor time for each at a restart", .milliseconds(again.processorSeconds / Double(policies) * 1000))
        table.memory("after a restart", again, idle, objects: 2 * policies)
        for file in ["kubeconfig", "server.log", "operator.log"] { unlink("\(folder)/\(file)") }
        rmdir(folder)
    }

    /// Milliseconds of processor time of this process for reading the scale of a Deployment and patching it.
    private func baseline(_ workload: OperatorWorkload) async throws -> Double {
        let pairs = OperatorWorkload(count: min(1000, workload.count), client: workload.client)
        let before = ProcessFigures(getpid()).processorSeconds
        try await pairs.each { index in
            let key = OperatorWorkload.key(index)
            _ = try await pairs.client.get(OperatorWorkload.deployments, key, subresource: "scale")
            let patch: JSONValue = ["metadata": ["annotations": ["benchmark": .string("\(index)")]]]
            _ = try await pairs.client.patch(OperatorWorkload.deployments, key, .merge(patch))
        }
        return (ProcessFigures(getpid()).processorSeconds - before) / Double(pairs.count) * 1000
    }
}

/// The operator's process, seen from outside.
struct OperatorProcess {
    let child: BenchmarkChild

    struct Counts {
        /// Requests that changed, or were to change, something.
        var writes = 0.0
    }

    /// Waits until it has nothing more to do: three seconds in a row with at most 1 % of a core.
    func rest() async throws {
        var quiet = 0
        while quiet < 3 { quiet = try await share(seconds: 1) <= 1.01 ? quiet + 1 : 0 }
    }

    /// Percent of a core used while `seconds` pass.
    func share(seconds: Double) async throws -> Double {
        let start = ContinuousClock.now
        let before = ProcessFigures(child.pid).processorSeconds
        try await Task.sleep(for: .seconds(seconds))
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        return (ProcessFigures(child.pid).processorSeconds - before) / elapsed * 100
    }

    /// What the operator's own metrics say of the actions it planned; its lease is none of them.
    func counts() async throws -> Counts {
        let telemetry = try CurlTransport(
            configuration: ClusterConfiguration(server: "http://127.0.0.1:\(child.greeting)"))
        let response = try await telemetry.send(
            HTTPRequest(method: "GET", path: "/metrics"), deadline: .seconds(30), maximumBodySize: 64 << 20)
        var counts = Counts()
        for line in String(decoding: response.body, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("applier_actions_total{") {
            // Refused ones too: a conflict is a request like any other.
            let isWrite = ["written", "conflict", "error", "gone"].contains { line.contains("result=\"\($0)\"") }
            if isWrite, let value = line.split(separator: " ").last.flatMap({ Double($0) }) { counts.writes += value }
        }
        return counts
    }
}
