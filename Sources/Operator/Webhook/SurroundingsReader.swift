package import KubeCore
package import KubeRuntime
package import OperatorCore

/// Finds out what is around an object under review: from the operator's indexed caches, and one look at its target.
package struct SurroundingsReader: Sendable {
    /// The workload as far as it can be found in a moment.
    package typealias TargetLookup =
        @Sendable (TargetReference, _ namespace: String) async throws ->
        ScalingSurroundings.Target

    package struct Answer: Sendable {
        package var surroundings: ScalingSurroundings
        /// What could not be found out.
        package var warnings: [String]
    }

    private let policies: Informer<ScalingPolicy>
    private let horizontals: Informer<ObservedAutoscaler<HorizontalKind>>
    private let verticals: Informer<ObservedAutoscaler<VerticalKind>>
    private let scaledObjects: Informer<ObservedAutoscaler<ScaledObjectKind>>
    private let target: TargetLookup
    private let targets: AgedCache<SurroundingsQuestion, ScalingSurroundings.Target>
    private let timeZones: TimeZoneFiles
    private let egress: EgressList?
    private let clock: RuntimeClock

    /// How long a review waits for its target; the user waits too, and an API server gives up after ten seconds.
    private static let patience = Duration.seconds(1)
    /// A client that applies many policies, or one many times, has their targets looked at once.
    private static let targetAge = Duration.seconds(2)

    package init(
        policies: Informer<ScalingPolicy>, horizontals: Informer<ObservedAutoscaler<HorizontalKind>>,
        verticals: Informer<ObservedAutoscaler<VerticalKind>>,
        scaledObjects: Informer<ObservedAutoscaler<ScaledObjectKind>>,
        targets: AgedCache<SurroundingsQuestion, ScalingSurroundings.Target>, timeZones: TimeZoneFiles,
        egress: EgressList?, clock: RuntimeClock,
        target: @escaping TargetLookup
    ) {
        self.policies = policies
        self.horizontals = horizontals
        self.verticals = verticals
        self.scaledObjects = scaledObjects
        self.target = target
        self.targets = targets
        self.timeZones = timeZones
        self.egress = egress
        self.clock = clock
    }

    /// Never fails: what is not known is left out and said.
    package func surroundings(of request: AdmissionRequest) async -> Answer {
        guard let question = SurroundingsQuestion(request) else {
            return Answer(surroundings: .unknown, warnings: [])
        }
        var answer = Answer(surroundings: .unknown, warnings: [])
        if isComplete {
            answer.surroundings = neighbours(question)
        } else {
            answer.warnings.append(
                "the operator has not read all policies and autoscalers yet: whether others scale "
                    + "\(question.target) was not checked")
        }
        guard !question.policy.isEmpty else { return answer }
        answer.surroundings.egress = egress
        if question.hasSchedules { answer.surroundings.timeZones = timeZones.names }
        answer.surroundings.target = await targets.value(question, maximumAge: Self.targetAge) {
            do {
                return try await lookUp(question)
            } catch {
                // It is looked at for warnings only; the reconciler will say what is wrong with it.
                return .unknown
            }
        }
        return answer
    }

    /// Kinds that are not installed have no objects.
    private var isComplete: Bool {
        policies.hasSynced && (horizontals.hasSynced || !horizontals.isServed)
            && (verticals.hasSynced || !verticals.isServed) && (scaledObjects.hasSynced || !scaledObjects.isServed)
    }

    private func neighbours(_ question: SurroundingsQuestion) -> ScalingSurroundings {
        let value = question.target.indexValue(namespace: question.namespace)
        let index = StoreIndex<ScalingPolicy>.targetName
        let policies = policies.store.objects(index: index, value).filter {
            $0.metadata.name != question.policy && !$0.metadata.isBeingDeleted && $0.spec.mode == .enforce
        }
        func others<Kind>(_ informer: Informer<ObservedAutoscaler<Kind>>) -> [ObservedAutoscaler<Kind>] {
            informer.store.objects(index: index, value).filter { object in
                !object.metadata.isBeingDeleted
                    && (object.owner == nil || object.owner?.name != question.policy)
            }
        }
        let rivals =
            policies.map { ScalingSurroundings.Rival(.scalingPolicy, $0.metadata.name) }
            + others(horizontals).map { .init(.horizontalPodAutoscaler, $0.metadata.name) }
            + others(scaledObjects).map { .init(.scaledObject, $0.metadata.name) }
        let verticals = others(verticals).compactMap { object -> ScalingSurroundings.VerticalRival? in
            guard case .vertical(let rival) = object.claim?.effect else { return nil }
            return rival
        }
        return ScalingSurroundings(
            rivals: rivals.sorted { $0.description < $1.description },
            verticals: verticals.sorted { $0.name < $1.name })
    }

    private func lookUp(_ question: SurroundingsQuestion) async throws -> ScalingSurroundings.Target {
        try await withThrowingTaskGroup(of: ScalingSurroundings.Target.self) { group in
            group.addTask { try await target(question.target, question.namespace) }
            group.addTask {
                try await clock.sleep(for: Self.patience)
                return .unknown
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .unknown
        }
    }
}

/// KEDA's ScaledObject.
package enum ScaledObjectKind: AutoscalerKind {
    package static let resourceType = ResourceType("keda.sh/v1alpha1", "ScaledObject", plural: "scaledobjects")
    package static let targetMember = "scaleTargetRef"
}

extension ObservedAutoscaler {
    /// What it says it scales; nil when that cannot be read.
    fileprivate var claim: ScalingClaim? {
        do {
            return ScalingClaim(try json())
        } catch {
            // Its bytes were written by us a moment ago; there is nothing to say to a user.
            return nil
        }
    }
}
