import KubeClient
package import KubeCore
package import Logging
import NIOConcurrencyHelpers

/// The HorizontalPodAutoscaler controller of the embedded control plane.
///
/// ```
/// every sync period, and when an HPA appears:
///   GET /scale, pods, metrics APIs -> HorizontalAutoscaler.decide -> PUT /scale -> finish -> events, PUT /status
/// ```
/// It reads metrics only through the aggregated APIs that are registered, as kube-controller-manager does. What it
/// remembers (recommendations, scale events) is lost with it, as there.
package final class HorizontalAutoscalerSimulator: Sendable {
    package struct Configuration: Sendable {
        /// `--horizontal-pod-autoscaler-sync-period`
        package var syncPeriod: Duration = .seconds(15)
        package var settings = HorizontalAutoscaler.Settings()

        package init() {}
    }

    private struct Memory {
        var histories: [ObjectKey: AutoscalerHistory] = [:]
        /// Of the last scale that was read, by autoscaler.
        var selectors: [ObjectKey: LabelSelector] = [:]
    }

    static let resourceType = ResourceType(
        "autoscaling/v2", "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers")
    private static let pods = ResourceType("v1", "Pod", plural: "pods")

    private let controlPlane: ControlPlane
    private let configuration: Configuration
    private let logger: Logger
    private let client: Client
    private let metrics: MetricsReader
    private let events: HorizontalAutoscalerEvents
    private let memory = NIOLockedValueBox(Memory())

    package init(controlPlane: ControlPlane, configuration: Configuration = Configuration(), logger: Logger) {
        self.controlPlane = controlPlane
        self.configuration = configuration
        self.logger = logger
        client = Client(
            transport: controlPlane.transport(as: .controllers), options: ClientOptions(retry: .none))
        metrics = MetricsReader(client: client, registry: controlPlane.registry)
        events = HorizontalAutoscalerEvents(client: client)
    }

    /// Works until cancelled.
    package func run() async {
        let (work, enqueue) = AsyncStream.makeStream(of: ObjectKey?.self, bufferingPolicy: .bufferingNewest(1024))
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                for await change in controlPlane.changes(of: GroupResource(Self.resourceType)) {
                    if case .added(let object) = change {
                        enqueue.yield(ObjectMeta(json: object["metadata"] ?? .null).key)
                    }
                    if case .deleted(let object) = change { forget(object) }
                }
            }
            group.addTask { [self] in
                while !Task.isCancelled {
                    do { try await controlPlane.configuration.clock.sleep(for: configuration.syncPeriod) } catch {
                        return
                    }
                    enqueue.yield(nil)
                }
            }
            // One at a time: an HPA that is both new and due is looked at twice in a row, never at once.
            for await key in work {
                if let key { await reconcile(key) } else { await reconcileAll() }
            }
            group.cancelAll()
        }
    }

    /// One pass over every autoscaler.
    package func reconcileAll() async {
        for object in controlPlane.objects(GroupResource(Self.resourceType)) {
            await reconcile(ObjectMeta(json: object["metadata"] ?? .null).key)
        }
    }

    /// One pass over one autoscaler. What goes wrong stands in its conditions and events.
    package func reconcile(_ key: ObjectKey) async {
        do {
            let object = try await client.get(Self.resourceType, key)
            try await reconcile(object, key)
        } catch let error as APIError where error.isNotFound {
            memory.withLockedValue { $0.histories[key] = nil }
        } catch {
            logger.debug("autoscaler will try again", error: error, metadata: ["object.key": "\(key)"])
        }
    }

    private func forget(_ object: JSONValue) {
        let key = ObjectMeta(json: object["metadata"] ?? .null).key
        memory.withLockedValue { memory in
            memory.histories[key] = nil
            memory.selectors[key] = nil
        }
    }
}

extension HorizontalAutoscalerSimulator {
    /// A scale as read, and how to write it.
    private struct Target {
        var type: ResourceType
        var key: ObjectKey
        var scale: JSONValue

        var selector: String { scale["status"]?["selector"]?.stringValue ?? "" }
        var reading: HorizontalAutoscaler.Scale {
            .init(
                specReplicas: Int32(clamping: scale["spec"]?["replicas"]?.int64Value ?? 0),
                statusReplicas: Int32(clamping: scale["status"]?["replicas"]?.int64Value ?? 0))
        }
    }

    private struct TargetError: Error {
        /// For condition and event.
        var message: String
        var error: String
    }

    private func reconcile(_ object: JSONValue, _ key: ObjectKey) async throws {
        let autoscaler = HorizontalAutoscaler(settings: configuration.settings)
        let spec = HorizontalAutoscaler.Spec(json: object["spec"] ?? [:])
        let now = controlPlane.configuration.now()
        var input = HorizontalAutoscaler.Input(
            namespace: key.namespace, spec: spec, status: AutoscalerStatus(json: object["status"] ?? [:]),
            scale: .failed(message: "", error: ""), selection: .pods([]), answers: [],
            history: memory.withLockedValue { $0.histories[key] } ?? AutoscalerHistory(),
            now: Timestamp(seconds: now.seconds))
        var target: Target?
        do {
            let found = try await readTarget(object["spec"]?["scaleTargetRef"] ?? [:], key)
            target = found
            input.scale = .found(found.reading)
            input.selection = try await select(found.selector, key)
            input.answers = await answers(spec, found, namespace: key.namespace)
        } catch let error as TargetError {
            input.scale = .failed(message: error.message, error: error.error)
        }
        let decision = autoscaler.decide(input)
        var write = HorizontalAutoscaler.WriteResult.written
        if let rescale = decision.rescale, let target { write = await scale(target, to: rescale.to) }
        let outcome = autoscaler.finish(decision, of: input, write: write)
        memory.withLockedValue { $0.histories[key] = outcome.history }
        for event in outcome.events { await events.post(event, about: object, now: now) }
        if outcome.statusChanged { try await report(outcome.status, on: object) }
    }

    private func report(_ status: AutoscalerStatus, on object: JSONValue) async throws {
        var changed = object
        changed["status"] = status.json
        _ = try await client.update(
            changed, as: Self.resourceType, subresource: "status",
            options: WriteOptions(fieldManager: "kube-controller-manager"))
    }

    private func readTarget(_ reference: JSONValue, _ key: ObjectKey) async throws -> Target {
        let apiVersion = reference["apiVersion"]?.stringValue ?? ""
        let kind = reference["kind"]?.stringValue ?? ""
        let name = reference["name"]?.stringValue ?? ""
        guard let groupVersion = GroupVersion(apiVersion: apiVersion) else {
            let problem = "unexpected GroupVersion string: \(apiVersion)"
            throw TargetError(message: problem, error: "invalid API version in scale target reference: \(problem)")
        }
        let resources = controlPlane.registry.all.filter { $0.kind.group == groupVersion.group && $0.kind.kind == kind }
        guard let resource = resources.first(where: { $0.kind.version == groupVersion.version }) ?? resources.first
        else {
            let problem = "no matches for kind \"\(kind)\" in group \"\(groupVersion.group)\""
            throw TargetError(
                message: problem, error: "unable to determine resource for scale target reference: \(problem)")
        }
        let type = ResourceType(kind: resource.kind, plural: resource.plural, isNamespaced: resource.isNamespaced)
        let target = ObjectKey(namespace: key.namespace, name: name)
        do {
            return Target(type: type, key: target, scale: try await client.get(type, target, subresource: "scale"))
        } catch let error as APIError {
            let problem = Self.words(error)
            throw TargetError(
                message: problem,
                error: "failed to query scale subresource for \(kind)/\(key.namespace)/\(name): \(problem)")
        }
    }

    /// The server's own message.
    private static func words(_ error: APIError) -> String { error.status?.message ?? error.message }

    private func select(_ selector: String, _ key: ObjectKey) async throws -> HorizontalAutoscaler.Selection {
        let own: LabelSelector?
        // One that cannot be read selects nobody; the pass says so.
        do { own = try LabelSelector(selector) } catch { own = nil }
        memory.withLockedValue { $0.selectors[key] = own }
        let others = memory.withLockedValue { memory in
            memory.selectors.filter { $0.key.namespace == key.namespace && $0.key != key }
        }
        // Only what is selected is read whole: with many autoscalers in one namespace the others are many.
        let pods = controlPlane.objects(GroupResource(Self.pods), namespace: key.namespace).compactMap {
            pod -> HorizontalAutoscaler.Selection.LabelledPod? in
            let labels = ObjectMeta(json: pod["metadata"] ?? .null).labels
            guard own?.matches(labels) == true else { return nil }
            return .init(labels: labels, pod: AutoscalerPod(json: pod))
        }
        let named = Dictionary(others.map { ("\($0.key)", $0.value) }, uniquingKeysWith: { first, _ in first })
        return .init(selector: selector, name: "\(key)", pods: pods, others: named)
    }

    /// Nothing is asked where the pass will not look at it.
    private func answers(
        _ spec: HorizontalAutoscaler.Spec, _ target: Target, namespace: String
    ) async -> [HorizontalAutoscaler.MetricAnswer] {
        let current = target.reading.specReplicas
        let isOut = current > spec.maxReplicas || (current != 0 && current < spec.minReplicas)
        guard !isOut, current != 0 || configuration.settings.scaleToZero else { return [] }
        var answers: [HorizontalAutoscaler.MetricAnswer] = []
        for metric in spec.metrics {
            answers.append(await metrics.read(metric, namespace: namespace, selector: target.selector))
        }
        return answers
    }

    /// PUT of the scale; again with the new version when somebody else was faster.
    private func scale(_ target: Target, to replicas: Int32) async -> HorizontalAutoscaler.WriteResult {
        var scale = target.scale
        var attempts = 0
        while true {
            var spec = scale["spec"] ?? [:]
            spec["replicas"] = .integer(Int64(replicas))
            scale["spec"] = spec
            do {
                _ = try await client.update(
                    scale, as: target.type, subresource: "scale",
                    options: WriteOptions(fieldManager: "kube-controller-manager"))
                return .written
            } catch let error as APIError where error.isConflict && attempts < 4 {
                attempts += 1
                do {
                    scale = try await client.get(target.type, target.key, subresource: "scale")
                } catch {
                    return .failed("\(error)")
                }
            } catch let error as APIError {
                return .failed(Self.words(error))
            } catch {
                return .failed("\(error)")
            }
        }
    }
}
