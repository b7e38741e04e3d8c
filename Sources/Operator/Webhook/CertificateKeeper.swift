package import HTTPServing
package import KubeClient
import KubeCore
package import KubeRuntime
package import Logging
import NIOConcurrencyHelpers
package import OperatorCore
import ServiceLifecycle

/// Keeps the webhook's certificate: observes Secret and trust, has `CertificatePlanner` decide, and does what it says.
///
/// Every replica runs one. They agree by the resourceVersion of what they write: who is late is refused, reads what the
/// others wrote, and plans again.
package final class CertificateKeeper: Service {
    private struct State {
        var identity: TLSIdentity?
        var inUse: ServingCertificate?
        var inUseSince = Duration.zero
        var trustedSince: [String: Duration] = [:]
        /// API servers trust what is shown; once they did it is not taken back, since nobody is better off then.
        var isTrusted = false
        var problem: String?
    }

    private let configuration: WebhookConfiguration
    private let client: Client
    private let clock: RuntimeClock
    private let events: EventRecorder
    private let metrics: CertificateMetrics
    private let logger: Logger
    private let secrets: Informer<CertificateSecret>
    private let followers: [TrustFollower]
    private let maker: CertificateMaker
    private let changed = WakeSignal()
    private let hasIdentity = Gate()
    private let state = NIOLockedValueBox(State())

    package init(
        configuration: WebhookConfiguration, client: Client, events: EventRecorder, clock: RuntimeClock,
        registry: MetricsRegistry, logger: Logger
    ) {
        self.configuration = configuration
        self.client = client
        self.clock = clock
        self.events = events
        self.logger = logger
        metrics = CertificateMetrics(registry: registry)
        secrets = Informer(
            client: client,
            scope: Scope(
                namespace: configuration.secret.namespace,
                fieldSelector: "metadata.name=\(configuration.secret.name)"), clock: clock)
        followers = configuration.targets.map {
            TrustFollower($0, address: configuration.address, client: client, clock: clock, registry: registry)
        }
        maker = CertificateMaker(policy: configuration.policy, hosts: configuration.address.hosts)
        secrets.onEvents { [changed] _ in changed.signal() }
        secrets.onCondition { [changed] _ in changed.signal() }
        for follower in followers { follower.onChange { [changed] in changed.signal() } }
    }

    /// Waits until there is a certificate to serve; it is replaced in the returned value from then on.
    package func identity() async throws -> TLSIdentity {
        try await hasIdentity.wait()
        guard let identity = state.withLockedValue({ $0.identity }) else {
            preconditionFailure("the gate is opened once there is an identity")
        }
        return identity
    }

    /// Why the webhook could not be called with success now; nil when it can.
    package var problem: String? {
        state.withLockedValue { state in
            guard state.inUse != nil else {
                return state.problem ?? "no certificate was read from Secret \(configuration.secret) yet"
            }
            return state.isTrusted ? nil : "the webhook configuration does not trust the certificate yet"
        }
    }

    /// What is shown to new connections, for tests and metrics.
    package var inUse: ServingCertificate? { state.withLockedValue { $0.inUse } }

    package func run() async throws {
        try await runUntilGracefulShutdown { [self] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.secrets.run() }
                for follower in followers { group.addTask { try await follower.run() } }
                group.addTask { try await self.keep() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    // MARK: Observe, plan, perform

    private func keep() async throws {
        while true {
            let wait = try await pass()
            try await clock.wait(until: wait.map { clock.now() + $0 }, or: changed)
        }
    }

    /// One look; returns when to look again although nothing happens, nil for never.
    private func pass() async throws -> Duration? {
        guard secrets.hasSynced else {
            if case .failing(let reason) = secrets.condition {
                setProblem("Secret \(configuration.secret) cannot be read: \(reason)")
            }
            return nil
        }
        guard followers.allSatisfy({ $0.isKnown() }) else { return nil }
        let now = clock.timestamp()
        let observation = observe()
        let plan = CertificatePlanner.plan(observation.snapshot, policy: configuration.policy, now: now)
        setProblem(plan.problem.map { "Secret \(configuration.secret): \($0)" })
        if plan.servesKept, let material = observation.material { show(material) }
        noteTrust(observation)
        do {
            try await write(plan.write, observation, now)
            try await trust(plan.trust, observation)
        } catch let error as APIError where error.tellsOfAnotherWriter {
            // What they wrote arrives by the watch.
            logger.debug("Another writer was faster", error: error)
            return .seconds(1)
        } catch let error as APIError {
            setProblem("\(error)")
            return .seconds(10)
        }
        metrics.report(observation.material?.kept, inUse: inUse)
        return plan.lookAgain
    }

    private struct Observation: Sendable {
        var snapshot: CertificateSnapshot
        var secret: CertificateSecret?
        var material: CertificateMaterial?
        var trust: [TrustFollower.Observation]
    }

    private func observe() -> Observation {
        let secret = secrets.store[configuration.secret]
        let trust = followers.map { $0.observe() }
        var content = CertificateSnapshot.Secret.missing
        var material: CertificateMaterial?
        if let secret {
            do {
                let read = try CertificateMaterial(data: secret.data, hosts: configuration.address.hosts)
                material = read
                content = .kept(read.kept)
            } catch {
                content = .unusable("\(error)")
            }
        }
        let now = clock.now()
        let targets = trust.map(\.target)
        let snapshot = state.withLockedValue { state in
            Self.follow(targets, &state.trustedSince, now)
            return CertificateSnapshot(
                secret: content, isManaged: configuration.certificates == .managed && secret?.isOurs ?? true,
                targets: targets, inUse: state.inUse, inUseFor: now - state.inUseSince,
                trustedFor: state.trustedSince.mapValues { now - $0 })
        }
        return Observation(snapshot: snapshot, secret: secret, material: material, trust: trust)
    }

    /// Since when every entry has trusted an authority.
    private static func follow(_ targets: [TrustTarget], _ since: inout [String: Duration], _ now: Duration) {
        let bundles = targets.flatMap { $0.entries ?? [] }.map { Set($0.authorities.map(\.id)) }
        let common = bundles.dropFirst().reduce(bundles.first ?? []) { $0.intersection($1) }
        since = since.filter { common.contains($0.key) }
        for id in common where since[id] == nil { since[id] = now }
    }

    private func setProblem(_ problem: String?) {
        let isNew = state.withLockedValue { state in
            defer { state.problem = problem }
            return problem != nil && state.problem != problem
        }
        guard isNew, let problem else { return }
        logger.warning("The webhook's certificate needs attention", metadata: ["webhook.problem": "\(problem)"])
        events.record(event(.warning, reason: "CertificateProblem", action: "Check", note: problem))
    }

    // MARK: Showing

    private func show(_ material: CertificateMaterial) {
        let before = state.withLockedValue { $0.inUse?.info }
        do {
            if let identity = state.withLockedValue({ $0.identity }) {
                try identity.reload(certificateChainPEM: material.chainPEM, privateKeyPEM: material.privateKeyPEM)
            } else {
                let identity = try TLSIdentity(
                    certificateChainPEM: material.chainPEM, privateKeyPEM: material.privateKeyPEM)
                state.withLockedValue { $0.identity = identity }
            }
        } catch {
            // What was read a moment ago can be read again; the former stays in use.
            return setProblem("Secret \(configuration.secret) cannot be served: \(error)")
        }
        let serving = material.kept.serving
        state.withLockedValue { state in
            state.inUse = serving
            state.inUseSince = clock.now()
        }
        hasIdentity.open()
        metrics.reloads.add()
        logger.info(
            "Serving another certificate",
            metadata: [
                "webhook.certificate.before": "\(before?.notAfter.rfc3339 ?? "none")",
                "webhook.certificate.notAfter": "\(serving.info.notAfter.rfc3339)",
            ])
    }

    private func noteTrust(_ observation: Observation) {
        guard let inUse else { return }
        let entries = observation.trust.flatMap { $0.target.entries ?? [] }
        let isFilledByOthers = observation.material?.kept.authorities.isEmpty ?? true
        let isTrusted =
            isFilledByOthers
            || entries.allSatisfy { entry in entry.authorities.contains { $0.id == inUse.issuer } }
        if isTrusted { state.withLockedValue { $0.isTrusted = true } }
    }

    // MARK: Writing

    private func write(_ write: CertificatePlan.Write, _ observation: Observation, _ now: Timestamp) async throws {
        let data: [String: String]?
        do {
            data = try maker.data(write, present: observation.material, now: now)
        } catch {
            return setProblem("no certificate can be made: \(error)")
        }
        guard let data else { return }
        let stored: JSONValue
        if let secret = observation.secret {
            stored = try await client.patch(
                CertificateSecret.resourceType, configuration.secret, .merge(secret.patch(data: data)))
        } else {
            stored = try await client.create(
                CertificateSecret.json(configuration.secret, data: data), as: CertificateSecret.resourceType)
        }
        let note = write.note
        metrics.writes.add(1, write.name)
        logger.info("Wrote the webhook's certificates", metadata: ["webhook.change": "\(note)"])
        if let secret = read(stored) {
            secrets.store.apply(secret)
            changed.signal()
        }
        events.record(event(.normal, reason: "CertificatesWritten", action: "Rotate", note: note))
    }

    private func read(_ stored: JSONValue) -> CertificateSecret? {
        do {
            return try CertificateSecret(json: stored)
        } catch {
            logger.debug("The stored Secret cannot be read; the watch brings it", error: error)
            return nil
        }
    }

    private func trust(_ changes: [CertificatePlan.Trust], _ observation: Observation) async throws {
        for change in changes {
            guard let index = observation.trust.firstIndex(where: { $0.target.name == change.target }),
                let bundle = observation.trust[index].bundles[change.pointer]
            else { continue }
            let seen = observation.trust[index]
            let known = (observation.material?.authorityPEMs ?? [:]).merging(seen.certificates) { own, _ in own }
            let text = change.authorities.compactMap { known[$0] }.joined()
            // Only the first change can be tested against the version that was read; the others follow by the watch.
            try await followers[index].patch(bundle.patch(to: text, resourceVersion: seen.resourceVersion))
            metrics.trusts.add()
            logger.info(
                "Told API servers whom to trust",
                metadata: [
                    "webhook.target": "\(change.target)", "webhook.pointer": "\(change.pointer)",
                    "webhook.authorities": "\(change.authorities.count)",
                ])
            changed.signal()
            return
        }
    }

    private func event(
        _ kind: PlannedEvent.Kind, reason: String, action: String, note: String
    ) -> PlannedEvent {
        let metadata = secrets.store[configuration.secret]?.metadata
        return PlannedEvent(
            kind,
            on: ObjectReference(
                kind: CertificateSecret.resourceType.kind, key: configuration.secret, uid: metadata?.uid ?? ""),
            reason: reason, action: action, note: note)
    }
}

extension APIError {
    /// The object was written, made or deleted since it was read. Invalid: the test of a JSON patch failed.
    fileprivate var tellsOfAnotherWriter: Bool { isConflict || isAlreadyExists || isNotFound || isInvalid }
}
