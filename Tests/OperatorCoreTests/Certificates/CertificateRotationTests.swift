import KubeCore
import OperatorCore
import Testing
import TestSupport

/// Several replicas with late views of one Secret and one webhook configuration, for years, in no particular order.
@Suite("Certificate rotation")
struct CertificateRotationTests {
    private static let policy = CertificatePolicy(
        authorityLifetime: .seconds(6000), servingLifetime: .seconds(1500), propagation: .seconds(10),
        overlap: .seconds(120))

    private struct Versioned<Value> {
        var value: Value
        var version = 0
        var since: Timestamp
    }

    private struct Replica {
        var inUse: ServingCertificate?
        var inUseSince = Timestamp(seconds: 0)
        var trustedSince: [String: Timestamp] = [:]
        /// What it shows was trusted everywhere once; before the first bundle was filled nobody could call it.
        var isReady = false
    }

    private struct World {
        var now = Timestamp(seconds: 1_800_000_000)
        var secrets: [Versioned<KeptCertificates?>]
        var bundles: [Versioned<[CertificateInfo]>]
        var replicas: [Replica]
        var made = 0
        var rotations = 0

        init(replicas count: Int) {
            secrets = [.init(value: nil, since: now)]
            bundles = [.init(value: [], since: now)]
            replicas = Array(repeating: Replica(), count: count)
        }

        mutating func make(_ prefix: String, _ lifetime: Duration) -> CertificateInfo {
            made += 1
            return CertificateInfo(
                id: "\(prefix)\(made)", notBefore: now - CertificateInfo.backdating, notAfter: now + lifetime)
        }

        /// What was current `late` ago.
        func seen<Value>(_ history: [Versioned<Value>], late: Duration) -> Versioned<Value> {
            history.last { $0.since <= now - late } ?? history[0]
        }

        mutating func act(_ index: Int, late: Duration) {
            let secret = seen(secrets, late: late)
            let bundle = seen(bundles, late: late)
            let trusted = bundle.value.map(\.id)
            replicas[index].trustedSince = replicas[index].trustedSince.filter { trusted.contains($0.key) }
            for id in trusted where replicas[index].trustedSince[id] == nil {
                replicas[index].trustedSince[id] = now
            }
            let replica = replicas[index]
            let snapshot = CertificateSnapshot(
                secret: secret.value.map { .kept($0) } ?? .missing,
                targets: [
                    TrustTarget(name: "hooks", entries: [.init(pointer: "/b", authorities: bundle.value)])
                ], inUse: replica.inUse, inUseFor: now - replica.inUseSince,
                trustedFor: replica.trustedSince.mapValues { now - $0 })
            let plan = CertificatePlanner.plan(snapshot, policy: policy, now: now)
            // A write with an old resourceVersion is refused.
            if secret.version == secrets[secrets.count - 1].version { write(plan.write, secret) }
            if plan.servesKept, let kept = secret.value {
                replicas[index].inUse = kept.serving
                replicas[index].inUseSince = now
                rotations += 1
            }
            if let issuer = replicas[index].inUse?.issuer, let since = replica.trustedSince[issuer],
                now - since >= policy.propagation
            {
                replicas[index].isReady = true
            }
            if let trust = plan.trust.first, bundle.version == bundles[bundles.count - 1].version {
                let known = (secret.value?.authorities ?? []) + bundle.value
                let value = trust.authorities.compactMap { id in known.first { $0.id == id } }
                bundles.append(.init(value: value, version: bundle.version + 1, since: now))
            }
        }

        private mutating func write(_ write: CertificatePlan.Write, _ old: Versioned<KeptCertificates?>) {
            var kept: KeptCertificates
            let present = old.value?.authorities ?? []
            switch write {
            case .nothing: return
            case .everything(let keeping):
                let authority = make("CA", policy.authorityLifetime)
                kept = KeptCertificates(
                    serving: ServingCertificate(info: make("s", policy.servingLifetime), issuer: authority.id),
                    authorities: [authority] + present.filter { keeping.contains($0.id) }, signer: authority.id)
            case .authority(let keeping):
                guard let value = old.value else { return }
                let authority = make("CA", policy.authorityLifetime)
                kept = value
                kept.authorities = [authority] + present.filter { keeping.contains($0.id) }
                kept.signer = authority.id
            case .serving(let lifetime):
                guard let value = old.value else { return }
                kept = value
                kept.serving = ServingCertificate(info: make("s", lifetime), issuer: value.signer)
            case .authorities(let ids):
                guard let value = old.value else { return }
                kept = value
                kept.authorities = present.filter { ids.contains($0.id) }
            }
            secrets.append(.init(value: kept, version: old.version + 1, since: now))
        }

        /// Replicas whose certificate some API server, up to nearly `propagation` behind, would refuse.
        var refused: [String] {
            let horizon = now - .seconds(9)
            let inForce = bundles.enumerated().filter { index, _ in
                index == bundles.count - 1 || bundles[index + 1].since > horizon
            }.map(\.element.value)
            return replicas.enumerated().compactMap { index, replica in
                guard replica.isReady, let inUse = replica.inUse else { return nil }
                if inUse.info.isExpired(now) { return "replica \(index) shows an expired \(inUse.info.id)" }
                let isTrusted = inForce.allSatisfy { bundle in
                    bundle.contains { $0.id == inUse.issuer && !$0.isExpired(now) }
                }
                return isTrusted ? nil : "replica \(index) shows \(inUse.info.id) of \(inUse.issuer ?? "nobody")"
            }
        }
    }

    /// Ends when the world stands still: every replica has looked twice with a present view.
    private static func run(seed: UInt64, replicas: Int, steps: Int, deletions: Bool) -> World {
        var random = SplitMix64(seed: seed)
        var world = World(replicas: replicas)
        for step in 0..<steps {
            world.now = world.now + .milliseconds(Int.random(in: 100...8000, using: &random))
            if deletions, step % 700 == 650 {
                // By hand; the replicas see it as any other change.
                world.secrets.append(
                    .init(value: nil, version: world.secrets.count, since: world.now))
            }
            for index in world.replicas.indices where Bool.random(using: &random) {
                world.act(index, late: .milliseconds(Int.random(in: 0...4000, using: &random)))
            }
            if world.secrets.count > 50 { world.secrets.removeFirst(25) }
            if world.bundles.count > 50 { world.bundles.removeFirst(25) }
            for problem in world.refused {
                Issue.record("seed \(seed), step \(step): \(problem)")
                return world
            }
        }
        return world
    }

    @Test("Through many rotations of both, what a replica shows is trusted by every API server, always")
    func trusted() {
        for seed in 0..<12 as Range<UInt64> {
            let world = Self.run(seed: seed, replicas: 1 + Int(seed % 3), steps: 6000, deletions: false)
            // 6000 steps of 4 s: about 24 certificates and 6 authorities.
            #expect(world.made > 15 && world.made < 60, "seed \(seed): \(world.made) certificates were made")
            #expect(world.rotations >= 15, "seed \(seed)")
            #expect(world.bundles.last?.value.count ?? 9 <= 2, "seed \(seed)")
        }
    }

    @Test("Deleting the Secret makes everything anew without a moment of mistrust")
    func deleted() {
        for seed in 0..<8 as Range<UInt64> {
            let world = Self.run(seed: seed, replicas: 2, steps: 3000, deletions: true)
            #expect(world.made > 10, "seed \(seed)")
        }
    }

    @Test("Once everything is in order, planning again gives nothing to do")
    func still() {
        for seed in 0..<5 as Range<UInt64> {
            var world = Self.run(seed: seed, replicas: 3, steps: 200, deletions: false)
            for _ in 0..<40 {
                world.now = world.now + .milliseconds(500)
                for index in world.replicas.indices { world.act(index, late: .zero) }
            }
            let (secret, bundle, made) = (world.secrets.count, world.bundles.count, world.made)
            for index in world.replicas.indices { world.act(index, late: .zero) }
            #expect(world.secrets.count == secret && world.bundles.count == bundle && world.made == made)
            #expect(Set(world.replicas.map(\.inUse?.info.id)).count == 1, "seed \(seed)")
        }
    }
}
