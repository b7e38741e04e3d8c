package import KubeCore

/// Decides about the webhook's certificates so that at any time every API server trusts what every replica shows.
///
/// Each row is reached from the one above it, by whichever replica is first; the others find it done.
/// ```
/// Secret                          caBundle    shown by replicas
/// authority A, certificate a      A           a              a long time
/// authorities B A, certificate a  A, then B A a              two thirds of A's life are over
/// authorities B A, certificate b  B A         a, then b      B was trusted everywhere for `propagation`
/// authorities B A, certificate c  B A         b, then c      two thirds of b's life are over
/// authority B, certificate d      B           d              A has expired, and so has everything it signed
/// ```
/// A replica goes over to another certificate only when the authority that signed it is trusted, unless its own has
/// expired. A Secret that was deleted is made anew: the authorities that are trusted then stay so for `overlap`.
package struct CertificatePlanner {
    private let snapshot: CertificateSnapshot
    private let policy: CertificatePolicy
    private let now: Timestamp

    package static func plan(
        _ snapshot: CertificateSnapshot, policy: CertificatePolicy, now: Timestamp
    ) -> CertificatePlan {
        CertificatePlanner(snapshot: snapshot, policy: policy, now: now).plan()
    }

    private func plan() -> CertificatePlan {
        var plan = CertificatePlan()
        switch snapshot.secret {
        case .missing:
            plan.problem = snapshot.isManaged ? nil : "the Secret does not exist; whoever is to make it has not yet"
            if snapshot.isManaged { plan.write = .everything(keeping: []) }
        case .unusable(let reason):
            plan.problem = "the Secret cannot be used: \(reason)"
            if snapshot.isManaged { plan.write = .everything(keeping: []) }
        case .kept(let kept):
            if snapshot.isManaged { plan.write = write(kept) }
            plan.servesKept = servesKept(kept)
            plan.trust = trust(kept)
            plan.problem = problem(kept)
            plan.lookAgain = lookAgain(kept)
        }
        return plan
    }

    // MARK: The Secret

    private func write(_ kept: KeptCertificates) -> CertificatePlan.Write {
        let valid = kept.authorities.filter { !$0.isExpired(now) }
        let ids = valid.map(\.id)
        guard let signer = valid.first(where: { $0.id == kept.signer }) else { return .everything(keeping: ids) }
        let renewed = CertificatePlan.Write.serving(validFor: min(policy.servingLifetime, signer.notAfter - now))
        let serving = kept.serving
        let isDead = serving.info.isExpired(now) || !ids.contains(serving.issuer ?? "")
        if isDead { return renewed }
        if now >= signer.renewal { return .authority(keeping: ids) }
        let isDue = now >= serving.info.renewal || serving.issuer != signer.id || !serving.hasNames
        if isDue, serving.issuer == signer.id || isTrusted(signer, kept) { return renewed }
        return ids.count < kept.authorities.count ? .authorities(ids) : .nothing
    }

    // MARK: What is shown

    private func servesKept(_ kept: KeptCertificates) -> Bool {
        guard !kept.serving.info.isExpired(now) else { return false }
        guard let inUse = snapshot.inUse else { return true }
        guard inUse.info.id != kept.serving.info.id else { return false }
        // What is shown is refused by everybody, or will be in a moment.
        if now + policy.propagation >= inUse.info.notAfter { return true }
        guard let issuer = kept.authorities.first(where: { $0.id == kept.serving.issuer }) else {
            // Somebody else's affair: there is no authority to wait for.
            return true
        }
        return issuer.id == inUse.issuer || isTrusted(issuer, kept)
    }

    /// Whether every API server is sure to trust the authority.
    private func isTrusted(_ authority: CertificateInfo, _ kept: KeptCertificates) -> Bool {
        if snapshot.targets.contains(where: { $0.entries == nil }) {
            // Nobody can see it; whoever writes the bundles has had a day.
            return now - authority.notBefore >= .seconds(86_400)
        }
        if snapshot.targets.allSatisfy({ $0.entries?.isEmpty ?? true }) { return true }
        return snapshot.trustedFor[authority.id].map { $0 >= policy.propagation } ?? false
    }

    // MARK: Trust

    private func trust(_ kept: KeptCertificates) -> [CertificatePlan.Trust] {
        let wanted = kept.authorities.filter { !$0.isExpired(now) }.map(\.id)
        // A bundle that somebody else fills is left alone.
        guard !wanted.isEmpty else { return [] }
        return snapshot.targets.flatMap { target in
            (target.entries ?? []).compactMap { entry in
                let authorities = wanted + others(in: entry, than: wanted, kept)
                let isThere =
                    entry.isWellFormed && Set(entry.authorities.map(\.id)) == Set(authorities)
                    && entry.authorities.count == authorities.count
                return isThere
                    ? nil
                    : CertificatePlan.Trust(target: target.name, pointer: entry.pointer, authorities: authorities)
            }
        }
    }

    /// Authorities that are trusted though the Secret has them no longer: another replica may still need them.
    private func others(in entry: TrustTarget.Entry, than wanted: [String], _ kept: KeptCertificates) -> [String] {
        let hasMoved = snapshot.inUse?.info.id == kept.serving.info.id
        guard !hasMoved || snapshot.inUseFor < policy.overlap else { return [] }
        var seen = Set(wanted)
        return entry.authorities.filter { !$0.isExpired(now) && seen.insert($0.id).inserted }.map(\.id)
    }

    // MARK: What to say, and when to look again

    private func problem(_ kept: KeptCertificates) -> String? {
        let serving = kept.serving
        if serving.info.isExpired(now) { return "the certificate expired at \(serving.info.notAfter.rfc3339)" }
        if !snapshot.isManaged {
            let left = serving.info.notAfter - now
            if !serving.hasNames { return "the certificate is not good for every name the webhook is reached by" }
            if left < (serving.info.notAfter - serving.info.notBefore) / 10 {
                return "the certificate expires at \(serving.info.notAfter.rfc3339) and was not renewed"
            }
        }
        return nil
    }

    private func lookAgain(_ kept: KeptCertificates) -> Duration {
        var moments = kept.authorities.map(\.notAfter) + [kept.serving.info.renewal, kept.serving.info.notAfter]
        if let signer = kept.authorities.first(where: { $0.id == kept.signer }) { moments.append(signer.renewal) }
        var waits = moments.map { $0 - now }.filter { $0 > .zero }
        let pending = kept.authorities.compactMap { snapshot.trustedFor[$0.id] }.map { policy.propagation - $0 }
        waits += pending.filter { $0 > .zero }
        waits.append(policy.overlap - snapshot.inUseFor)
        if let inUse = snapshot.inUse { waits.append(inUse.info.notAfter - now - policy.propagation) }
        // Never a busy loop; and once an hour in any case, should a clock have been set.
        return max(.seconds(1), min(.seconds(3600), waits.filter { $0 > .zero }.min() ?? .seconds(3600)))
    }
}
