package import KubeCore

/// What was found and done; all progress of a run stands here and nowhere else.
package struct CanaryRolloutStatus: Hashable, Sendable, Codable {
    package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        case idle = "Idle"
        case blocked = "Blocked"
        case preparing = "Preparing"
        case shifting = "Shifting"
        case holding = "Holding"
        case gated = "Gated"
        case paused = "Paused"
        case rollingBack = "RollingBack"
        case promoting = "Promoting"
        case returning = "Returning"
        case holdAtCanary = "HoldAtCanary"
        case succeeded = "Succeeded"
        case failed = "Failed"
        case terminating = "Terminating"
    }

    package var observedGeneration: Int64?
    /// The versions this status is about.
    package var subject: Subject?
    /// Whether preflight once found the live split at its starting point; nothing is written before.
    package var adopted: Bool?
    package var phase: Phase?
    /// One sentence for the phase, as the printer column shows it.
    package var message: String?
    package var run: Run?
    package var step: Step?
    package var traffic: Traffic?
    package var workloads: Workloads?
    package var metrics: [MetricStatus]?
    package var tests: [TestStatus]?
    package var lastDecision: Decision?
    package var lastCommand: CommandStatus?
    /// Newest first, at most `historyLimit`.
    package var history: [RunRecord]?
    package var conditions: [Condition]?
    /// Counts runs, so that each has a name of its own.
    package var runCount: Int64?
    /// Template hashes of canaries that failed: they do not start by themselves again.
    package var failedHash: String?
    /// The canary's template hash of the last finished run.
    package var finishedHash: String?
    /// Whether stable and canary have swapped names (`onSuccess: SwapRoles`).
    package var swapped: Bool?
    /// Whether Trimtab scaled the canary, and so scales it away again.
    package var scaledCanary: Bool?

    package init() {}
}

extension CanaryRolloutStatus {
    package struct Subject: Hashable, Sendable, Codable {
        package var stable: RouteDestination
        package var canary: RouteDestination
        /// Stable's name, then the canary's.
        package var workloads: [String]

        package init(stable: RouteDestination, canary: RouteDestination, workloads: [String]) {
            self.stable = stable
            self.canary = canary
            self.workloads = workloads
        }
    }

    package enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        case templateChanged = "TemplateChanged"
        case command = "Command"
        case rollback = "Rollback"
    }

    package enum Result: String, Hashable, Sendable, Codable, CaseIterable {
        case succeeded = "Succeeded"
        case rolledBack = "RolledBack"
    }

    /// A version of a workload, as it was when the run began.
    package struct Version: Hashable, Sendable, Codable {
        package var name: String
        package var templateHash: String
        package var images: [String]

        package init(name: String, templateHash: String, images: [String] = []) {
            self.name = name
            self.templateHash = templateHash
            self.images = images
        }
    }

    package struct Run: Hashable, Sendable, Codable {
        package var id: String
        package var startedAt: Timestamp
        /// When a person last let it go on; the deadline counts from here.
        package var resumedAt: Timestamp?
        package var cause: Cause
        package var stable: Version
        package var canary: Version
        /// The steps as they were at the start; later edits apply to the next run.
        package var plan: [RolloutStep]
        /// The result, once there is one; a run has exactly one.
        package var result: Result?
        /// Why it is being rolled back, or was paused.
        package var reason: String?
        package var maxWeight: Int32
        /// Whether a person skipped the remaining steps, and who.
        package var promotedBy: String?

        package init(
            id: String, startedAt: Timestamp, cause: Cause, stable: Version, canary: Version, plan: [RolloutStep]
        ) {
            self.id = id
            self.startedAt = startedAt
            self.cause = cause
            self.stable = stable
            self.canary = canary
            self.plan = plan
            maxWeight = 0
        }
    }

    package struct Step: Hashable, Sendable, Codable {
        /// Into the run's plan.
        package var index: Int
        package var of: Int
        package var weight: Int32
        /// When this step was decided on.
        package var since: Timestamp
        /// Whether the canary lost its pods in this step, so that its weight is raised from 0.
        package var restarts: Int32
        /// When the weight was on all objects.
        package var enteredAt: Timestamp?
        /// Data from before is not used.
        package var observeFrom: Timestamp?
        package var holdUntil: Timestamp?
        package var extensions: Int32

        package init(index: Int, of: Int, weight: Int32, since: Timestamp) {
            self.index = index
            self.of = of
            self.weight = weight
            self.since = since
            restarts = 0
            extensions = 0
        }
    }

    package struct Traffic: Hashable, Sendable, Codable {
        package struct RouteShare: Hashable, Sendable, Codable {
            package var path: String
            package var name: String
            package var total: Int64
            package var canary: Int64
        }

        package struct Object: Hashable, Sendable, Codable {
            package var kind: String
            package var namespace: String
            package var name: String
            package var resourceVersion: String
            package var routes: [RouteShare]
        }

        package struct Observation: Hashable, Sendable, Codable {
            package var canaryShare: Double
            package var requests: Double
            package var at: Timestamp
            package var verified: Bool
        }

        package struct Drift: Hashable, Sendable, Codable {
            package var count: Int32
            package var lastManager: String?
            package var at: Timestamp?
        }

        /// Recorded before an increase is written; the objects are never the source of truth.
        package var desired: Int32
        package var applied: Int32?
        package var appliedAt: Timestamp?
        /// When a raise was last begun.
        package var raisedAt: Timestamp?
        package var objects: [Object]?
        package var observed: Observation?
        package var drift: Drift?

        package init(desired: Int32) {
            self.desired = desired
        }
    }

    package struct Workloads: Hashable, Sendable, Codable {
        package struct Counts: Hashable, Sendable, Codable {
            package var replicas: Int32
            package var available: Int32

            package init(replicas: Int32, available: Int32) {
                self.replicas = replicas
                self.available = available
            }
        }

        package var stable: Counts
        package var canary: Counts

        package init(stable: Counts, canary: Counts) {
            self.stable = stable
            self.canary = canary
        }
    }

    package struct TestStatus: Hashable, Sendable, Codable {
        package enum State: String, Hashable, Sendable, Codable, CaseIterable {
            case running = "Running"
            case passed = "Passed"
            case failed = "Failed"
        }

        package var name: String
        package var state: State
        package var message: String?
        package var finishedAt: Timestamp?

        package init(name: String, state: State, message: String? = nil, finishedAt: Timestamp? = nil) {
            self.name = name
            self.state = state
            self.message = message
            self.finishedAt = finishedAt
        }
    }

    package struct Decision: Hashable, Sendable, Codable {
        package var at: Timestamp
        /// Stay, Start, Raise, Lower, Pause, Finish.
        package var action: String
        package var reason: String
        package var message: String

        package init(at: Timestamp, action: String, reason: String, message: String) {
            self.at = at
            self.action = action
            self.reason = reason
            self.message = message
        }
    }

    package struct CommandStatus: Hashable, Sendable, Codable {
        package var id: String
        package var `do`: String
        package var by: String?
        package var run: String?
        /// Accepted, or why not.
        package var result: String

        package init(id: String, do verb: String, by: String?, run: String?, result: String) {
            self.id = id
            self.do = verb
            self.by = by
            self.run = run
            self.result = result
        }
    }

    package struct RunRecord: Hashable, Sendable, Codable {
        package var run: String
        package var result: Result
        package var reason: String
        package var maxWeight: Int32
        package var startedAt: Timestamp
        package var finishedAt: Timestamp

        package init(
            run: String, result: Result, reason: String, maxWeight: Int32, startedAt: Timestamp, finishedAt: Timestamp
        ) {
            self.run = run
            self.result = result
            self.reason = reason
            self.maxWeight = maxWeight
            self.startedAt = startedAt
            self.finishedAt = finishedAt
        }
    }
}
