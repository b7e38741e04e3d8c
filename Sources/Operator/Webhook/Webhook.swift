package import KubeClient
package import KubeRuntime
package import Logging
package import OperatorCore
package import ServiceLifecycle

/// The admission webhook with all it is made of.
package struct Webhook: Sendable {
    package let server: WebhookServer
    package let keeper: CertificateKeeper
    private let events: EventRecorder
    private let scaledObjects: Informer<ObservedAutoscaler<ScaledObjectKind>>

    /// - Parameters:
    ///   - transport: Not fenced: every replica serves, whoever leads, and each may be the first to make a certificate.
    ///   - caches: Those of the operator; `policies`, `horizontals` and `verticals` are indexed by target.
    package init(
        configuration: WebhookConfiguration, transport: any HTTPTransport,
        caches: ScalingPolicyReconciler.Caches, targets: AgedCache<SurroundingsQuestion, ScalingSurroundings.Target>,
        target: @escaping SurroundingsReader.TargetLookup, timeZones: TimeZoneFiles, egress: EgressList?,
        instance: String,
        clock: RuntimeClock, registry: MetricsRegistry, logger: Logger
    ) {
        let client = Client(transport: transport)
        events = EventRecorder(
            client: client, controller: OperatorApp.reportingController, instance: instance, clock: clock,
            registry: registry)
        keeper = CertificateKeeper(
            configuration: configuration, client: client, events: events, clock: clock, registry: registry,
            logger: logger)
        scaledObjects = Informer(
            client: client, indexes: [ObservedAutoscaler<ScaledObjectKind>.targetIndex], clock: clock,
            registry: registry)
        let surroundings = SurroundingsReader(
            policies: caches.policies, horizontals: caches.horizontals, verticals: caches.verticals,
            scaledObjects: scaledObjects, targets: targets, timeZones: timeZones, egress: egress, clock: clock,
            target: target)
        server = WebhookServer(
            configuration: configuration, keeper: keeper, surroundings: surroundings, clock: clock,
            registry: registry, logger: logger)
    }

    /// In the order they depend on each other.
    package var services: [any Service] { [events, scaledObjects, keeper, server] }
}
