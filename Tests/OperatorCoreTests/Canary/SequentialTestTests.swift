import OperatorCore
import TestSupport
import Testing

@Suite struct SequentialTestTests {
    static func counts(_ bad: Double, _ total: Double) throws -> RequestCounts {
        try #require(RequestCounts(bad: bad, total: total))
    }

    @Test("What no count can be is none")
    func impossible() {
        for (bad, total) in [(-1.0, 5.0), (1, -1), (.nan, 1), (0, .infinity), (3, 1)] {
            #expect(RequestCounts(bad: bad, total: total) == nil)
        }
        #expect(RequestCounts(bad: 10.2, total: 10)?.bad == 10)
        #expect(RequestCounts(bad: 0, total: 0)?.rate == nil)
    }

    @Test("The worked examples of the documentation")
    func examples() throws {
        let test = SequentialTest(tolerance: 1.5)
        let alike = test.logEvidence(canary: try Self.counts(1, 100), stable: try Self.counts(1, 100))
        #expect(abs(alike + 0.6) < 0.05, "\(alike)")
        let worse = test.logEvidence(canary: try Self.counts(12, 100), stable: try Self.counts(0, 100))
        #expect(abs(worse - 4.6) < 0.1, "\(worse)")
        #expect(test.logEvidence(canary: try Self.counts(0, 0), stable: try Self.counts(5, 100)) == 0)
        #expect(abs(SequentialTest.threshold(alpha: 0.01, sharedBy: 1) - 4.605) < 0.001)
        #expect(!Guardrail.isExceeded(try Self.counts(3, 50), limit: 0.05))
        #expect(Guardrail.isExceeded(try Self.counts(10, 50), limit: 0.05))
        #expect(Guardrail.isExceeded(try Self.counts(1, 1000), limit: 0))
    }

    @Test("More bad canary requests are never less evidence; more bad stable ones never more")
    func monotone() throws {
        for seed in UInt64(0)..<500 {
            var random = SplitMix64(seed: seed)
            let test = SequentialTest(tolerance: Double.random(in: 1...40, using: &random))
            let totals = (Double.random(in: 1...1e6, using: &random), Double.random(in: 1...1e6, using: &random))
            let bad = (
                Double.random(in: 0...0.5, using: &random) * totals.0,
                Double.random(in: 0...0.5, using: &random) * totals.1
            )
            let base = test.logEvidence(
                canary: try Self.counts(bad.0, totals.0), stable: try Self.counts(bad.1, totals.1))
            let more = test.logEvidence(
                canary: try Self.counts(bad.0 + totals.0 / 4, totals.0), stable: try Self.counts(bad.1, totals.1))
            let less = test.logEvidence(
                canary: try Self.counts(bad.0, totals.0), stable: try Self.counts(bad.1 + totals.1 / 4, totals.1))
            #expect(base.isFinite && more >= base && less <= base, "seed \(seed)")
        }
    }

    /// One run: 10 % for 10 minutes, then 50 %, looked at every 30 s. When it fails, in looks; nil when it passes.
    static func failure(
        _ random: inout SplitMix64, perSecond: Double, canary: Double, stable: Double,
        outage: Range<Int> = 0..<0
    ) -> Int? {
        let test = SequentialTest(tolerance: 1.5)
        let threshold = SequentialTest.threshold(alpha: 0.01, sharedBy: 2)
        for (step, weight) in [0.1, 0.5].enumerated() {
            var (badC, allC, badS, allS) = (0.0, 0.0, 0.0, 0.0)
            for look in 0..<20 {
                let requests = Int(perSecond * 30)
                for _ in 0..<requests {
                    let isCanary = Double.random(in: 0..<1, using: &random) < weight
                    let rate = outage.contains(step * 20 + look) ? 0.3 : isCanary ? canary : stable
                    let isBad: Double = Double.random(in: 0..<1, using: &random) < rate ? 1 : 0
                    if isCanary {
                        (badC, allC) = (badC + isBad, allC + 1)
                    } else {
                        (badS, allS) = (badS + isBad, allS + 1)
                    }
                }
                guard let c = RequestCounts(bad: badC, total: allC), let s = RequestCounts(bad: badS, total: allS)
                else { continue }
                if test.logEvidence(canary: c, stable: s) >= threshold
                    || allC >= 50 && Guardrail.isExceeded(c, limit: 0.05) && outage.isEmpty
                {
                    return step * 20 + look
                }
            }
        }
        return nil
    }

    @Test(
        "Of 2,000 healthy canaries at 0.5 % errors at most 4 are called worse; one that fails 20 % is caught in a minute"
    )
    func simulation() {
        var random = SplitMix64(seed: 1)
        let healthy = (0..<2000).count { _ in
            Self.failure(&random, perSecond: 5, canary: 0.005, stable: 0.005) != nil
        }
        #expect(healthy <= 4, "\(healthy)")
        let looks = (0..<200).compactMap { _ in Self.failure(&random, perSecond: 5, canary: 0.2, stable: 0.005) }
            .sorted()
        #expect(looks.count == 200)
        #expect(looks[100] <= 2, "median look \(looks[100])")
        let outage = (0..<500).count { _ in
            Self.failure(&random, perSecond: 5, canary: 0.005, stable: 0.005, outage: 5..<15) != nil
        }
        #expect(outage <= 1, "\(outage)")
        print("healthy rolled back \(healthy)/2000, in a shared outage \(outage)/500, 20 %: median \(looks[100]) looks")
    }
}
