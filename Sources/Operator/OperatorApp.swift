package import HTTPServing
package import KubeClient
package import KubeCore
package import KubeRuntime
package import Logging
import NIOPosix
package import OperatorCore
package import ServiceLifecycle

/// How the operator runs; read from flags and environment by `trimtab` once.
package struct OperatorConfiguration: Sendable {
    /// Where health and metrics are served.
    package struct Telemetry: Sendable {
        package var host: String
        package var port: Int

        package init(host: String = "0.0.0.0", port: Int = 8080) {
            self.host = host
            self.port = port
        }
    }

    /// Unique to this process: the pod's name, or host name and process id.
    package var identity: String
    /// Where the leader lease lives.
    package var namespace: String
    /// Without it this must be the only operator of the cluster.
    package var electsLeader: Bool
    /// Nil serves none.
    package var telemetry: Telemetry?
    /// Nil serves none.
    package var webhook: WebhookConfiguration?
    /// Policies reconciled at the same time.
    package var workers: Int
    /// The hosts that policies may make the operator talk to; nil: all.
    package var egress: EgressList?
    package var version: String

    package init(
        identity: String, namespace: String = "trimtab-system", electsLeader: Bool = true,
        telemetry: Telemetry? = Telemetry(), webhook: WebhookConfiguration? = nil, workers: Int = 8,
        egress: EgressList? = nil,
        version: String = "0.0.0-dev"
    ) {
        self.identity = identity
        self.namespace = namespace
        self.electsLeader = electsLeader
        self.telemetry = telemetry
        self.webhook = webhook
        self.workers = workers
        self.egress = egress
        self.version = version
    }
}

/// The operator: every part of it, and how they hang together. Wiring happens here and nowhere else.
package struct OperatorApp: Sendable {
    /// In the order they depend on each other; shut down backwards.
    package let services: [any Service]
    package let registry: MetricsRegistry
    package let health: HealthEndpoints
    package let telemetry: HTTPServer?
    package let policies: Informer<ScalingPolicy>
    package let webhook: Webhook?
    private let logger: Logger

    package static let fieldManager = "trimtab"
    package static let reportingController = "trimtab.dev/operator"

    /// - Parameters:
    ///   - transport: To the API server; not yet measured or fenced.
    ///   - makeTransport: Connects to a metric source over HTTP, such as Prometheus.
    package init<C: Clock<Duration>>(
        transport: any HTTPTransport, configuration: OperatorConfiguration, clock: C = ContinuousClock(),
        wallTime: @escaping @Sendable () -> Timestamp = RuntimeClock.systemWallTime,
        makeTransport: @escaping @Sendable (ClusterConfiguration) throws -> any HTTPTransport = {
            try CurlTransport(configuration: $0)
        },
        logger: Logger
    ) {
        let time = RuntimeClock(clock, wallTime: wallTime)
        let registry = MetricsRegistry(maximumSeries: 25_000)
        ProcessMetrics.register(in: registry, version: configuration.version)
        let measured = MeasuredTransport(transport, registry: registry, clock: time)
        let client = Client(transport: measured)

        let election =
            configuration.electsLeader
            ? LeaderElector(
                transport: measured, key: ObjectKey(namespace: configuration.namespace, name: "trimtab-leader"),
                configuration: .init(identity: configuration.identity), clock: time, registry: registry) : nil
        let fence = election?.fence ?? .alwaysOpen(clock: time)
        let events = EventRecorder(
            client: Client(transport: FencedTransport(measured, fence: fence)),
            controller: Self.reportingController, instance: configuration.identity, clock: time, registry: registry)
        let applier = Applier(
            transport: measured,
            configuration: .init(fieldManager: Self.fieldManager, digestAnnotation: "trimtab.dev/applied"),
            fence: fence, events: events, registry: registry)

        let caches = ScalingPolicyReconciler.Caches(
            policies: Informer(
                client: client, indexes: [.target], clock: time, registry: registry,
                compact: { $0.compact(&$1) }),
            horizontals: Informer(
                client: client, indexes: [ObservedAutoscaler<HorizontalKind>.targetIndex], clock: time,
                registry: registry),
            verticals: Informer(
                client: client, indexes: [ObservedAutoscaler<VerticalKind>.targetIndex], clock: time,
                registry: registry),
            pods: PodCache(client: client, clock: time, registry: registry),
            targets: TargetWatcher(client: client, clock: time, registry: registry),
            definitions: DefinitionWatcher(client: client, clock: time, registry: registry))
        // A kind once found does not move; one that is not served may be installed at any time.
        let resources = ResourceMapper(client: client, minimumInterval: .seconds(30), clock: clock)
        let targets = TargetReader(client: client, resources: resources, watcher: caches.targets)
        let sources = MetricSources(
            secrets: SecretReader(client: client, clock: clock), clock: clock,
            group: MultiThreadedEventLoopGroup.singleton, makeTransport: makeTransport)
        let timeZones = TimeZoneFiles()
        let webhook = configuration.webhook.map { settings in
            Webhook(
                configuration: settings, transport: measured, caches: caches, targets: AgedCache(clock: clock),
                target: { try await targets.surroundings(of: $0, namespace: $1) }, timeZones: timeZones,
                egress: configuration.egress, instance: configuration.identity, clock: time, registry: registry,
                logger: logger)
        }
        let reconciler = ScalingPolicyReconciler(
            caches: caches, targets: targets,
            triggers: TriggerReader(
                metrics: MetricsAPIClient(client: client), resources: resources, sources: sources, clock: clock,
                wallTime: wallTime),
            timeZones: timeZones, egress: configuration.egress, applier: applier, clock: time,
            metrics: ScalingMetrics(registry: registry, clock: time))
        let controller = ScalingController(
            caches: caches, targets: targets, reconciler: reconciler, gate: fence.gate, workers: configuration.workers,
            clock: time,
            registry: registry, logger: logger)

        let policies = caches.policies
        let listed = HealthEndpoints.Check("scalingpolicies") {
            if policies.hasSynced { return nil }
            return policies.isServed ? "the policies were not listed yet" : "the CRD of ScalingPolicy is not installed"
        }
        let health = HealthEndpoints(metrics: registry, readiness: [listed, webhook?.server.check].compactMap(\.self))
        let telemetry = configuration.telemetry.map { address in
            HTTPServer.telemetry(health, host: address.host, port: address.port, logger: logger)
        }
        self.registry = registry
        self.health = health
        self.telemetry = telemetry
        self.policies = policies
        self.webhook = webhook
        self.logger = logger
        var services: [any Service] = []
        if let telemetry { services.append(telemetry) }
        // Shut down nearly last: reviews are answered, from caches that stand still, while all else stops.
        if let webhook { services += webhook.services }
        if let election { services.append(election) }
        services += [
            MemoryTrimmer(clock: time), events, caches.definitions, caches.policies, caches.horizontals,
            caches.verticals, caches.pods, caches.targets, controller,
        ]
        self.services = services
    }

    /// Runs until SIGTERM or SIGINT, then stops in order; throws the error of the first part that failed.
    package func run() async throws {
        try await Manager(services: services, logger: logger).run()
    }
}
