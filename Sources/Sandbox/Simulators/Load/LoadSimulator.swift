package import HTTPServing
import KubeCore
package import Logging
import NIOConcurrencyHelpers

/// Puts load on the workloads that are annotated with a `LoadProfile` and serves what it measures: metrics.k8s.io and
/// custom.metrics.k8s.io in the control plane, and a Prometheus-compatible query endpoint as an HTTP handler.
///
/// Series, by `namespace` and `workload` (and `pod` where one is meant): `http_requests_per_second`,
/// `http_requests_total`, `http_request_errors_total`, `http_request_duration_seconds`, `queue_messages_ready`,
/// `queue_messages_processed_total`, `container_cpu_millicores`, `container_memory_bytes`.
package final class LoadSimulator: Sendable {
    package struct Configuration: Sendable {
        /// Between two measurements.
        package var interval: Duration = .seconds(5)
        package var seed: UInt64 = 1
        /// Off by default: an operator may serve external.metrics.k8s.io itself.
        package var servesExternalMetrics = false

        package init() {}
    }

    private struct State {
        var models: [String: LoadModel] = [:]
        var snapshot: MetricsSnapshot
        var history = SeriesHistory()
        var refused: Set<String> = []
    }

    private let controlPlane: ControlPlane
    private let configuration: Configuration
    private let logger: Logger
    private let started: Timestamp
    private let state: NIOLockedValueBox<State>

    package init(controlPlane: ControlPlane, configuration: Configuration = Configuration(), logger: Logger) {
        self.controlPlane = controlPlane
        self.configuration = configuration
        self.logger = logger
        started = controlPlane.configuration.now()
        state = NIOLockedValueBox(State(snapshot: MetricsSnapshot(time: started)))
    }

    /// Registers the APIs and measures until cancelled.
    package func run() async throws {
        try register()
        while !Task.isCancelled {
            step()
            do { try await controlPlane.configuration.clock.sleep(for: configuration.interval) } catch { return }
        }
    }

    private func register() throws {
        var versions = [MetricsAPIs.resource, MetricsAPIs.custom]
        if configuration.servesExternalMetrics { versions.append(MetricsAPIs.external) }
        for version in versions {
            try controlPlane.registerAPI(version) { [self] request, _ in
                MetricsAPIs(snapshot: state.withLockedValue { $0.snapshot }).answer(request)
            }
        }
    }

    /// `/api/v1/query` of a Prometheus server over the simulated series, for `HTTPServer`.
    @Sendable package func answerQuery(_ request: ServerRequest) async -> ServerResponse {
        let (history, now) = state.withLockedValue { ($0.history, $0.snapshot.time) }
        return PrometheusQuery.answer(request, history: history, now: now)
    }

    // MARK: - Measuring

    /// One measurement of everything that is annotated or runs.
    func step() {
        let now = controlPlane.configuration.now()
        let pods = controlPlane.objects(GroupResource(.simulatedPods)).map(PodReading.init)
            .filter { $0.isActive && $0.phase == "Running" }
        let workloads = [ResourceType.simulatedDeployments, .simulatedStatefulSets].flatMap { type in
            controlPlane.objects(GroupResource(type))
        }
        state.withLockedValue { state in
            let elapsed = max(0, now.preciseSeconds - state.snapshot.time.preciseSeconds)
            var snapshot = MetricsSnapshot(time: now)
            var busy: [ObjectKey: LoadModel.Sample.Pod] = [:]
            for workload in workloads {
                let sample = measure(workload, pods: pods, elapsed: elapsed, now: now, &state, &snapshot)
                for (key, pod) in sample { busy[key] = pod }
            }
            snapshot.pods = pods.map { usage($0, busy[$0.meta.key], &snapshot.series) }
            state.history.append(snapshot)
            state.snapshot = snapshot
        }
    }

    private func measure(
        _ workload: JSONValue, pods: [PodReading], elapsed: Double, now: Timestamp, _ state: inout State,
        _ snapshot: inout MetricsSnapshot
    ) -> [(ObjectKey, LoadModel.Sample.Pod)] {
        let meta = workload.simulatedMeta
        guard let profile = profile(meta, &state) else { return [] }
        guard case .success(let selector) = LabelSelector.read(workload[path: "spec", "selector"] ?? [:]) else {
            return []
        }
        let ready = pods.filter {
            $0.meta.namespace == meta.namespace && $0.isReady && selector.matches($0.meta.labels)
        }
        // The seed follows the name, so that the load of one workload does not depend on the others.
        var seed = configuration.seed
        for byte in "\(meta.namespace)/\(meta.name)".utf8 { seed = (seed ^ UInt64(byte)) &* 1_099_511_628_211 }
        var model = state.models[meta.uid] ?? LoadModel(profile: profile, seed: seed)
        model.adopt(profile)
        let sample = model.step(
            at: now.preciseSeconds - started.preciseSeconds, elapsed: elapsed, readyPods: ready.count)
        state.models[meta.uid] = model
        let labels = ["namespace": meta.namespace, "workload": meta.name]
        var values: [(String, Double)] = []
        if profile.requestsPerSecond != nil {
            values += [
                ("http_requests_per_second", sample.offeredPerSecond), ("http_requests_total", model.requestsTotal),
                ("http_request_errors_total", model.errorsTotal),
                ("http_request_duration_seconds", sample.latencySeconds),
            ]
        }
        if profile.queue != nil {
            values += [
                ("queue_messages_ready", sample.backlog.rounded()),
                ("queue_messages_processed_total", model.messagesTotal),
            ]
        }
        snapshot.series += values.map { MetricsSnapshot.Series(name: $0.0, labels: labels, value: $0.1) }
        if profile.requestsPerSecond != nil {
            for (pod, load) in zip(ready, sample.pods) {
                let podLabels = labels.merging(["pod": pod.meta.name]) { old, _ in old }
                snapshot.series += [
                    .init(name: "http_requests_per_second", labels: podLabels, value: load.servedPerSecond),
                    .init(name: "http_request_duration_seconds", labels: podLabels, value: sample.latencySeconds),
                ]
            }
        }
        return zip(ready, sample.pods).map { ($0.meta.key, $1) }
    }

    private func profile(_ meta: ObjectMeta, _ state: inout State) -> LoadProfile? {
        do {
            return try LoadProfile.read(meta)
        } catch {
            // Said once for each text: it is read again with every measurement.
            if state.refused.insert("\(meta.uid) \(meta.annotations[LoadProfile.annotation] ?? "")").inserted {
                logger.info(
                    "load annotation cannot be read; the workload gets no load", error: error,
                    metadata: ["object.key": "\(meta.key)"])
            }
            return nil
        }
    }

    /// A pod that nobody asks anything takes a little.
    private static let idle = LoadModel.Sample.Pod(servedPerSecond: 0, cpuMillis: 1, memoryBytes: 8 * 1024 * 1024)

    /// A profile may multiply to more than there are numbers.
    private static func whole(_ value: Double) -> Int64 { Int64(min(value.rounded(), 9e18)) }

    /// The first container does the work; the others idle.
    private func usage(
        _ pod: PodReading, _ load: LoadModel.Sample.Pod?, _ series: inout [MetricsSnapshot.Series]
    ) -> MetricsSnapshot.PodUsage {
        let names = (pod.json[path: "spec", "containers"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        let containers = names.enumerated().map { index, name in
            let values = index == 0 ? load ?? Self.idle : Self.idle
            return MetricsSnapshot.PodUsage.Container(
                name: name, cpuMillis: Self.whole(values.cpuMillis), memoryBytes: Self.whole(values.memoryBytes))
        }
        for container in containers {
            let labels = ["namespace": pod.meta.namespace, "pod": pod.meta.name, "container": container.name]
            series += [
                .init(name: "container_cpu_millicores", labels: labels, value: Double(container.cpuMillis)),
                .init(name: "container_memory_bytes", labels: labels, value: Double(container.memoryBytes)),
            ]
        }
        return MetricsSnapshot.PodUsage(
            key: pod.meta.key, node: pod.node, labels: pod.meta.labels, containers: containers)
    }
}
