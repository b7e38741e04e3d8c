import func Glibc.exp
import func Glibc.log

/// Requests of one version over a time, and how many of them were bad.
package struct RequestCounts: Hashable, Sendable, Codable {
    package var bad: Double
    package var total: Double

    /// Nil for what no count can be: negative, not finite, or more bad requests than requests. Prometheus extrapolates,
    /// so counts are not whole and `bad` may exceed `total` by rounding.
    package init?(bad: Double, total: Double) {
        guard bad.isFinite, total.isFinite, bad >= 0, total >= 0, bad <= total * 1.001 + 0.5 else { return nil }
        self.bad = min(bad, total)
        self.total = total
    }

    /// The share of bad requests; nil without requests.
    package var rate: Double? { total > 0 ? bad / total : nil }
}

/// Tells whether the canary is worse than the stable version, at any moment and as often as wanted.
///
/// Given that a request failed, it was the canary's with probability q = r n_c / (r n_c + n_s), where r is the odds ratio
/// between the versions and n their numbers of requests: an outage that hits both leaves q as it was. The evidence is
///
///     E = mean over r of  prod (q_r / q_0)^(bad_c) ((1 - q_r) / (1 - q_0))^(bad_s),   q_0 at the tolerated odds ratio
///
/// and exceeds 1/alpha with probability at most alpha while the canary's odds are within the tolerance, however often
/// it is looked at (Ville's inequality). Example: 100 requests each, 1 bad of stable, 1 of canary, tolerance 1.5:
/// ln E = -0.6. 100 requests each, 0 bad of stable, 12 of canary: ln E = 4.6, which fails at alpha = 0.01.
///
/// Source: Lindon, Sanden, Shirikian: Rapid Regression Detection in Software Deployments through Sequential Testing,
/// KDD 2022.
package struct SequentialTest: Hashable, Sendable {
    /// The odds ratio up to which the canary counts as no worse; >= 1.
    package let tolerance: Double
    /// The odds ratios whose evidence is averaged.
    private let alternatives: [Double]

    package init(tolerance: Double) {
        self.tolerance = max(tolerance, 1)
        let usual = [1.5, 2, 3, 5, 10, 30].filter { $0 > max(tolerance, 1) }
        alternatives = usual.isEmpty ? [2 * tolerance, 5 * tolerance] : usual
    }

    /// ln E; 0 while either version has no requests, since then nothing can be compared.
    package func logEvidence(canary: RequestCounts, stable: RequestCounts) -> Double {
        guard canary.total > 0, stable.total > 0 else { return 0 }
        let tolerated = share(tolerance, canary, stable)
        let terms = alternatives.map { ratio in
            let share = share(ratio, canary, stable)
            return canary.bad * log(share / tolerated) + stable.bad * log((1 - share) / (1 - tolerated))
        }
        let largest = terms.max() ?? 0
        // The mean of exponentials without overflow.
        let sum = terms.reduce(0) { $0 + exp($1 - largest) }
        return largest + log(sum / Double(terms.count))
    }

    /// From which ln E on the canary fails, when `alpha` is shared by so many looks at other data.
    package static func threshold(alpha: Double, sharedBy parts: Int) -> Double {
        log(Double(max(parts, 1)) / alpha)
    }

    /// The odds of failing, canary over stable, each with half a request of each kind added so that none is 0 or infinite.
    package static func oddsRatio(canary: RequestCounts, stable: RequestCounts) -> Double? {
        guard canary.total > 0, stable.total > 0 else { return nil }
        let odds = { (counts: RequestCounts) in (counts.bad + 0.5) / (counts.total - counts.bad + 0.5) }
        return odds(canary) / odds(stable)
    }

    private func share(_ ratio: Double, _ canary: RequestCounts, _ stable: RequestCounts) -> Double {
        ratio * canary.total / (ratio * canary.total + stable.total)
    }
}

/// An absolute limit on a share of requests, told from chance.
package enum Guardrail {
    /// How unlikely, at most, what was counted must be at the limit itself for it to count as over the limit: 1 in 10.
    private static let unlikely = 10.0

    /// Whether `counts` show a share over `limit`: more were bad, and by more than chance explains.
    ///
    /// By Chernoff's bound on the binomial tail: n KL(bad/n || limit) >= ln 10. 3 of 50 at a limit of 5 %: no (chance
    /// gives as much every second time). 10 of 50: yes.
    package static func isExceeded(_ counts: RequestCounts, limit: Double) -> Bool {
        guard let rate = counts.rate, rate > limit else { return false }
        guard limit > 0 else { return true }
        guard limit < 1 else { return false }
        var divergence = rate * log(rate / limit)
        if rate < 1 { divergence += (1 - rate) * log((1 - rate) / (1 - limit)) }
        return counts.total * divergence >= log(unlikely)
    }
}
