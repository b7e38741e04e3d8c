package import KubeCore

extension CanaryRolloutStatus {
    package enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
        case pass = "Pass"
        case fail = "Fail"
        case inconclusive = "Inconclusive"
        case noData = "NoData"
        case error = "Error"
    }

    package struct MetricStatus: Hashable, Sendable, Codable {
        package struct Arm: Hashable, Sendable, Codable {
            package var value: Double?
            package var bad: Double?
            package var total: Double?

            package init(value: Double? = nil, bad: Double? = nil, total: Double? = nil) {
                self.value = value
                self.bad = bad
                self.total = total
            }
        }

        package struct Test: Hashable, Sendable, Codable {
            /// The natural logarithm of the evidence that the canary is worse.
            package var logE: Double
            /// From where on the canary fails.
            package var failAt: Double
            /// The canary's odds over stable's, as counted.
            package var oddsRatio: Double?

            package init(logE: Double, failAt: Double, oddsRatio: Double?) {
                self.logE = logE
                self.failAt = failAt
                self.oddsRatio = oddsRatio
            }
        }

        package struct Consecutive: Hashable, Sendable, Codable {
            package var failures: Int32
            package var errors: Int32

            package init(failures: Int32 = 0, errors: Int32 = 0) {
                self.failures = failures
                self.errors = errors
            }
        }

        package struct Sample: Hashable, Sendable, Codable {
            package var at: Timestamp
            package var verdict: Verdict
            package var canary: Double?
            package var stable: Double?

            package init(at: Timestamp, verdict: Verdict, canary: Double?, stable: Double?) {
                self.at = at
                self.verdict = verdict
                self.canary = canary
                self.stable = stable
            }
        }

        package var name: String
        package var verdict: Verdict
        /// Why, for people.
        package var message: String?
        package var canary: Arm?
        package var stable: Arm?
        package var test: Test?
        package var consecutive: Consecutive
        package var at: Timestamp?
        /// Newest first, at most 10.
        package var recent: [Sample]?

        package init(name: String, verdict: Verdict, consecutive: Consecutive = Consecutive()) {
            self.name = name
            self.verdict = verdict
            self.consecutive = consecutive
        }
    }
}
