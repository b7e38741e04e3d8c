package import KubeCore

/// What was read of one metric for one version.
package enum ArmReading: Hashable, Sendable, Codable {
    case counts(RequestCounts)
    case number(Double)
    /// An answer without a value: no series, NaN.
    case empty
    /// No answer; never a verdict on the canary.
    case failed(String)
}

/// One metric over one window of one run's step.
package struct MetricReading: Hashable, Sendable, Codable {
    package var name: String
    package var canary: ArmReading
    package var stable: ArmReading

    package init(name: String, canary: ArmReading, stable: ArmReading) {
        self.name = name
        self.canary = canary
        self.stable = stable
    }
}

/// All metrics of one step, read at one moment.
package struct StepReadings: Hashable, Sendable, Codable {
    package var run: String
    package var step: Int
    /// The window began here; it ends at `at`.
    package var from: Timestamp
    package var at: Timestamp
    package var metrics: [MetricReading]

    package init(run: String, step: Int, from: Timestamp, at: Timestamp, metrics: [MetricReading]) {
        self.run = run
        self.step = step
        self.from = from
        self.at = at
        self.metrics = metrics
    }
}

/// What a step's metrics say together.
package struct StepVerdict: Hashable, Sendable {
    package var metrics: [CanaryRolloutStatus.MetricStatus]
    /// The first deciding metric that fails, worded.
    package var failure: String?
    /// Deciding metrics that have not passed, worded; empty when all have.
    package var undecided: [String]
    /// The most consecutive evaluations without an answer, over the deciding metrics.
    package var errors: Int32
    /// Canary requests seen, by the metric that saw most; nil when no metric counts requests.
    package var samples: Double?
}

/// Judges metrics: a function of the readings, the rules and what was consecutive before.
package enum MetricEvaluation {
    /// Over how many looks at separate data one alpha is spread: deciding comparisons times steps.
    package static func evaluate(
        _ readings: StepReadings, metrics: [RolloutMetric], steps: Int, before: [CanaryRolloutStatus.MetricStatus]
    ) -> StepVerdict {
        let comparisons = metrics.count { $0.weight == .deciding && $0.compare != nil }
        var verdict = StepVerdict(metrics: [], failure: nil, undecided: [], errors: 0, samples: nil)
        for metric in metrics {
            let earlier = before.first { $0.name == metric.name }
            let reading =
                readings.metrics.first { $0.name == metric.name }
                ?? MetricReading(name: metric.name, canary: .failed("was not read"), stable: .failed("was not read"))
            var judge = MetricJudge(metric: metric, reading: reading, parts: max(comparisons, 1) * max(steps, 1))
            let status = judge.status(at: readings.at, before: earlier)
            verdict.metrics.append(status)
            if case .counts(let counts) = reading.canary {
                verdict.samples = max(verdict.samples ?? 0, counts.total)
            }
            guard metric.weight == .deciding else { continue }
            verdict.errors = max(verdict.errors, status.consecutive.errors)
            switch status.verdict {
            case .pass: break
            case .fail: verdict.failure = verdict.failure ?? "\(metric.name): \(status.message ?? "failed")"
            default: verdict.undecided.append("\(metric.name): \(status.message ?? status.verdict.rawValue)")
            }
        }
        return verdict
    }
}

/// Judges one metric.
private struct MetricJudge {
    typealias MetricStatus = CanaryRolloutStatus.MetricStatus

    let metric: RolloutMetric
    let reading: MetricReading
    let parts: Int

    mutating func status(at now: Timestamp, before: MetricStatus?) -> MetricStatus {
        var status = MetricStatus(name: metric.name, verdict: .noData, consecutive: before?.consecutive ?? .init())
        status.at = now
        status.canary = arm(reading.canary)
        status.stable = arm(reading.stable)
        judge(&status)
        status.consecutive.errors = status.verdict == .error ? status.consecutive.errors + 1 : 0
        let sample = MetricStatus.Sample(
            at: now, verdict: status.verdict, canary: status.canary?.value, stable: status.stable?.value)
        status.recent = Array(([sample] + (before?.recent ?? [])).prefix(10))
        return status
    }

    private func judge(_ status: inout MetricStatus) {
        if case .failed(let reason) = reading.canary { return set(&status, .error, reason) }
        if metric.compare != nil, case .failed(let reason) = reading.stable {
            return set(&status, .error, "stable: \(reason)")
        }
        switch reading.canary {
        case .failed: break
        case .empty: set(&status, .noData, "no data of the canary")
        case .number(let value): judge(value, &status)
        case .counts(let counts): judge(counts, &status)
        }
    }

    private func set(_ status: inout MetricStatus, _ verdict: CanaryRolloutStatus.Verdict, _ message: String) {
        status.verdict = verdict
        status.message = message
    }

    private func judge(_ value: Double, _ status: inout MetricStatus) {
        guard value.isFinite else { return set(&status, .noData, "the canary's value is no number") }
        guard let guardrail = metric.guardrail else { return set(&status, .pass, "\(text(value)), without a limit") }
        countFailure(
            value > guardrail.max, guardrail, &status, "\(text(value)) is over \(text(guardrail.max))",
            pass: "\(text(value)) is within \(text(guardrail.max))")
    }

    private func judge(_ canary: RequestCounts, _ status: inout MetricStatus) {
        guard canary.total > 0 else { return set(&status, .noData, "the canary had no requests") }
        let share = percent(canary.rate ?? 0)
        if let guardrail = metric.guardrail {
            let enough = canary.total >= Double(guardrail.minSamples)
            let isOver = enough && Guardrail.isExceeded(canary, limit: guardrail.max)
            countFailure(
                isOver, guardrail, &status,
                "\(text(canary.bad)) of \(text(canary.total)) canary requests are bad (\(share)), over \(percent(guardrail.max))",
                pass: "\(share) of the canary's requests are bad")
            guard !isOver else { return }
            if !enough {
                set(&status, .inconclusive, "\(text(canary.total)) of \(guardrail.minSamples) canary requests seen")
            }
        } else {
            set(&status, .pass, "\(share) of the canary's requests are bad")
        }
        guard let compare = metric.compare else { return }
        guard case .counts(let stable) = reading.stable, stable.total > 0 else {
            // At 100 % there is nothing left to compare with: the guardrail decides alone.
            return
        }
        let test = SequentialTest(tolerance: compare.oddsRatio)
        let evidence = test.logEvidence(canary: canary, stable: stable)
        let threshold = SequentialTest.threshold(alpha: compare.alpha, sharedBy: parts)
        let ratio = SequentialTest.oddsRatio(canary: canary, stable: stable)
        status.test = .init(logE: rounded(evidence), failAt: rounded(threshold), oddsRatio: ratio.map(rounded))
        if evidence >= threshold {
            set(
                &status, .fail,
                "canary \(share) against stable \(percent(stable.rate ?? 0)): worse by a factor of \(text(ratio ?? 0)), logE \(text(evidence)) >= \(text(threshold))"
            )
        }
    }

    private func countFailure(
        _ isOver: Bool, _ guardrail: RolloutMetric.Guardrail, _ status: inout MetricStatus, _ message: String,
        pass: String
    ) {
        guard isOver else {
            status.consecutive.failures = 0
            return set(&status, .pass, pass)
        }
        status.consecutive.failures += 1
        if status.consecutive.failures >= guardrail.failures {
            set(&status, .fail, message)
        } else {
            set(&status, .inconclusive, "\(message) (\(status.consecutive.failures) of \(guardrail.failures) times)")
        }
    }

    private func arm(_ reading: ArmReading) -> MetricStatus.Arm? {
        switch reading {
        case .counts(let counts):
            .init(value: counts.rate.map(rounded), bad: rounded(counts.bad), total: rounded(counts.total))
        case .number(let value): value.isFinite ? .init(value: rounded(value)) : nil
        case .empty, .failed: nil
        }
    }

    /// Four decimals are all a status needs; more would change it with every look.
    private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

    private func percent(_ share: Double) -> String { "\(text(share * 100)) %" }

    private func text(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return Int64(exactly: rounded).map(String.init) ?? "\(rounded)"
    }
}
