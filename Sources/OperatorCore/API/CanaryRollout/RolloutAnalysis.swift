package import KubeCore

/// What is measured, and what it takes to go on.
package struct RolloutAnalysis: Hashable, Sendable, Codable {
    package struct Server: Hashable, Sendable, Codable {
        package var url: String
        package var authSecretRef: SecretKeyReference?
        package var caSecretRef: SecretKeyReference?
        package var timeout: Interval
    }

    package enum Insufficient: String, Hashable, Sendable, Codable, CaseIterable {
        case extend = "Extend"
        case pause = "Pause"
        case advance = "Advance"
        case rollback = "Rollback"
    }

    package struct MetricErrors: Hashable, Sendable, Codable {
        package enum Action: String, Hashable, Sendable, Codable, CaseIterable {
            case pause = "Pause"
            case rollback = "Rollback"
        }

        package var afterConsecutive: Int32
        package var `do`: Action
    }

    package var prometheus: Server
    package var interval: Interval
    /// Data of the first so long after a weight took hold is not used.
    package var warmup: Interval
    package var metrics: [RolloutMetric]?
    /// Canary requests a step must see before it may pass.
    package var minSamples: Int32
    package var onInsufficient: Insufficient
    package var maxExtensions: Int32
    package var onMetricError: MetricErrors
}

/// One measurement of both versions.
package struct RolloutMetric: Hashable, Sendable, Codable {
    package enum Builtin: String, Hashable, Sendable, Codable, CaseIterable {
        /// 5xx and failed gRPC statuses, by workload.
        case errorRate = "ErrorRate"
        /// Requests slower than a bucket's bound.
        case latencyOver = "LatencyOver"
        /// Failures that never reached a pod, seen by the callers only.
        case meshFailures = "MeshFailures"
    }

    package struct Latency: Hashable, Sendable, Codable {
        package var thresholdMs: Int32
    }

    /// An absolute limit on the canary alone.
    package struct Guardrail: Hashable, Sendable, Codable {
        package var max: Double
        package var minSamples: Int32
        /// Consecutive evaluations over the limit that decide.
        package var failures: Int32

        package init(max: Double, minSamples: Int32 = 0, failures: Int32 = 1) {
            self.max = max
            self.minSamples = minSamples
            self.failures = failures
        }
    }

    /// The canary against the stable version over the same minutes.
    package struct Comparison: Hashable, Sendable, Codable {
        package enum Test: String, Hashable, Sendable, Codable, CaseIterable {
            case sequential = "Sequential"
        }

        package var test: Test
        /// How many times worse the canary may be without being called worse; >= 1.
        package var oddsRatio: Double
        /// How often a canary that is no worse may fail, over the whole run; 0..<0.5.
        package var alpha: Double

        package init(oddsRatio: Double = 1.5, alpha: Double = 0.01) {
            test = .sequential
            self.oddsRatio = oddsRatio
            self.alpha = alpha
        }
    }

    package enum Weight: String, Hashable, Sendable, Codable, CaseIterable {
        case deciding = "Deciding"
        case advisory = "Advisory"
    }

    package var name: String
    package var builtin: Builtin?
    package var query: String?
    package var latency: Latency?
    package var guardrail: Guardrail?
    package var compare: Comparison?
    package var weight: Weight

    package init(name: String, builtin: Builtin) {
        self.name = name
        self.builtin = builtin
        weight = .deciding
    }

    /// What is measured when a rollout says nothing: errors, and failures that only callers see.
    package static let standard: [RolloutMetric] = {
        var errors = RolloutMetric(name: "errors", builtin: .errorRate)
        errors.guardrail = Guardrail(max: 0.05, minSamples: 50)
        errors.compare = Comparison()
        var unattributed = RolloutMetric(name: "unattributed", builtin: .meshFailures)
        unattributed.guardrail = Guardrail(max: 0.01, minSamples: 100, failures: 2)
        return [errors, unattributed]
    }()
}

/// What must succeed before any user's request reaches the canary; exactly one of `job` and `http`.
package struct RolloutTest: Hashable, Sendable, Codable {
    package struct Job: Hashable, Sendable, Codable {
        package struct Template: Hashable, Sendable, Codable {
            package var name: String
        }

        package var templateRef: Template
    }

    package struct Probe: Hashable, Sendable, Codable {
        package var url: String
        package var expect: Int32
        package var timeout: Interval
    }

    package struct Testers: Hashable, Sendable, Codable {
        /// Istio's string matches by header name.
        package var headers: JSONValue
    }

    package var name: String
    package var job: Job?
    package var http: Probe?
    package var testers: Testers?
}
