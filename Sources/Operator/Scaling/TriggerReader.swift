package import KubeClient
package import KubeCore
package import OperatorCore

/// Reads the triggers of policies, each no more often than its interval; equal questions of several policies are
/// asked once.
package struct TriggerReader: Sendable {
    private struct SourceKey: Hashable, Sendable {
        let namespace: String
        let connection: Connection?
        let source: TriggerSource
    }

    /// What was read for one policy.
    package struct Readings: Sendable {
        package var answers: [String: HorizontalAutoscaler.MetricAnswer] = [:]
        package var readings: [String: Reading] = [:]
    }

    private enum Answer: Sendable {
        case metric(HorizontalAutoscaler.MetricAnswer)
        case reading(Reading)
    }

    private let metrics: MetricsAPIClient
    private let resources: ResourceMapper
    private let sources: MetricSources
    private let metricCache: AgedCache<MetricsAPIClient.Query, HorizontalAutoscaler.MetricAnswer>
    private let sourceCache: AgedCache<SourceKey, Reading>
    private let wallTime: @Sendable () -> Timestamp

    /// `resources` knows under which name the server serves the objects of object metrics.
    package init<C: Clock<Duration>>(
        metrics: MetricsAPIClient, resources: ResourceMapper, sources: MetricSources, clock: C,
        wallTime: @escaping @Sendable () -> Timestamp
    ) {
        self.metrics = metrics
        self.resources = resources
        self.sources = sources
        self.wallTime = wallTime
        metricCache = AgedCache(clock: clock)
        sourceCache = AgedCache(clock: clock)
    }

    /// Reads all enabled triggers at the same time. `selector` is that of the target's pods, in text form.
    package func read(_ policy: ScalingPolicy, selector: String) async -> Readings {
        await withTaskGroup(of: (String, Answer)?.self) { group in
            for trigger in policy.spec.triggers ?? [] where trigger.enabled {
                group.addTask { await self.read(trigger, of: policy, selector: selector).map { (trigger.name, $0) } }
            }
            var result = Readings()
            for await case let (name, answer)? in group {
                switch answer {
                case .metric(let answer): result.answers[name] = answer
                case .reading(let reading): result.readings[name] = reading
                }
            }
            return result
        }
    }

    /// Nil for a schedule, which the planner reads off the clock.
    private func read(_ trigger: Trigger, of policy: ScalingPolicy, selector: String) async -> Answer? {
        // A tenth less than the interval: the pass that is due may come a little early.
        let interval = (trigger.interval ?? policy.spec.syncInterval).duration
        let age = interval - interval / 10
        let namespace = policy.metadata.namespace
        if case .schedule = trigger.source { return nil }
        do throws(UnknownKind) {
            if let query = try await query(trigger.source, namespace: namespace, selector: selector) {
                return .metric(await metricCache.value(query, maximumAge: age) { await metrics.ask(query) })
            }
        } catch {
            return .metric(.failed("unable to get metric \(trigger.name): \(error.reason)"))
        }
        let connection = policy.spec.connections?.first { $0.name == trigger.source.connection }
        let key = SourceKey(namespace: namespace, connection: connection, source: trigger.source)
        let reading = await sourceCache.value(key, maximumAge: age) {
            await sources.read(trigger, of: policy.spec, namespace: namespace, now: wallTime())
        }
        return .reading(reading)
    }

    /// Why the object of an object metric cannot be addressed.
    private struct UnknownKind: Error {
        let reason: String
    }

    /// Nil for sources outside of the metrics APIs.
    private func query(
        _ source: TriggerSource, namespace: String, selector: String
    ) async throws(UnknownKind) -> MetricsAPIClient.Query? {
        switch source {
        case .resource(let source):
            .resource(
                namespace: namespace, selector: selector, name: source.name, container: source.container ?? "")
        case .pods(let source):
            .pods(
                namespace: namespace, selector: selector, metric: source.metric,
                metricSelector: source.selector?.description ?? "")
        case .object(let source):
            .object(
                namespace: namespace, resource: try await resource(of: source.describedObject),
                name: source.describedObject.name, metric: source.metric,
                metricSelector: source.selector?.description ?? "")
        case .external(let source):
            .external(
                namespace: namespace, metric: source.metric, selector: source.selector?.description ?? "")
        default: nil
        }
    }

    /// `services`, `ingresses.networking.k8s.io`: as the server names the kind.
    private func resource(of object: TargetReference) async throws(UnknownKind) -> String {
        let unknown = UnknownKind(reason: "no matches for kind \"\(object.kind)\" in version \"\(object.apiVersion)\"")
        guard let kind = GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind) else { throw unknown }
        let found: ServedResource?
        do {
            found = try await resources.resource(of: kind)
        } catch {
            throw UnknownKind(reason: "\(error)")
        }
        guard let found else { throw unknown }
        return found.type.resource.groupResource
    }
}
