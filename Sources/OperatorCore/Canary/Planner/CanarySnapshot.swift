package import KubeCore

/// All that a decision about one rollout depends on, as seen at one moment.
package struct CanarySnapshot: Hashable, Sendable, Codable {
    /// A workload of the rollout.
    package struct Workload: Hashable, Sendable, Codable {
        package var name: String
        package var templateHash: String
        package var images: [String]
        package var replicas: Int32
        /// Pods that are ready, and reachable through the arm's subset or host.
        package var available: Int32
        /// Whether every pod is of the newest template and available.
        package var isSettled: Bool
        package var template: JSONValue?

        package init(name: String, templateHash: String, replicas: Int32, available: Int32) {
            self.name = name
            self.templateHash = templateHash
            images = []
            self.replicas = replicas
            self.available = available
            isSettled = available >= replicas
        }
    }

    /// Why a rollout cannot work as it stands.
    package struct Problem: Hashable, Sendable, Codable {
        /// One word, part of the API.
        package var reason: String
        package var message: String

        package init(_ reason: String, _ message: String) {
            self.reason = reason
            self.message = message
        }
    }

    package var key: ObjectKey
    package var generation: Int64
    package var isDeleted: Bool
    package var spec: CanaryRolloutSpec
    package var status: CanaryRolloutStatus
    package var command: RolloutCommand?
    /// By the names of the spec; nil when the object does not exist.
    package var stable: Workload?
    package var canary: Workload?
    /// The VirtualServices that exist, in the order of the spec.
    package var routes: [JSONValue]
    /// What preflight found apart from the routes; empty when all is well.
    package var problems: [Problem]
    /// The manager of the newest change of the routes that is not ours.
    package var foreignManager: String?
    package var readings: StepReadings?
    package var observed: CanaryRolloutStatus.Traffic.Observation?
    package var tests: [CanaryRolloutStatus.TestStatus]
    package var timeZones: [String: TimeZoneRules]
    package var now: Timestamp

    package init(key: ObjectKey, spec: CanaryRolloutSpec, status: CanaryRolloutStatus, now: Timestamp) {
        self.key = key
        generation = 1
        isDeleted = false
        self.spec = spec
        self.status = status
        routes = []
        problems = []
        tests = []
        timeZones = [:]
        self.now = now
    }
}

/// What a person asks of one run, once: `trimtab.dev/command`.
package struct RolloutCommand: Hashable, Sendable, Codable {
    package enum Verb: String, Hashable, Sendable, Codable, CaseIterable {
        case start, retry, approve, pause, resume, abort, promoteFull, setWeight
    }

    /// Executed once.
    package var id: String
    /// The run it is meant for; not needed by `start`.
    package var run: String?
    package var `do`: Verb
    package var by: String?
    /// For `setWeight`: 0 or a weight of the run's steps.
    package var weight: Int32?

    package init(id: String, run: String?, do verb: Verb, by: String? = nil, weight: Int32? = nil) {
        self.id = id
        self.run = run
        self.do = verb
        self.by = by
        self.weight = weight
    }

    package static let annotation = "trimtab.dev/command"
}

/// What is to be done about one rollout now.
package struct CanaryPlan: Hashable, Sendable, Codable {
    /// A change of weights: lowering goes on past failures of single objects, raising stops at the first.
    package enum Direction: String, Hashable, Sendable, Codable {
        case lower, raise
    }

    package struct Weights: Hashable, Sendable, Codable {
        package var direction: Direction
        package var weight: Int32
        package var changes: [Change]
    }

    package struct Change: Hashable, Sendable, Codable {
        package var object: RouteObjectName
        /// The JSON patch, an array of operations.
        package var patch: JSONValue
    }

    package enum Action: Hashable, Sendable, Codable {
        /// Starts the tests that have no result, with the tester route where one asks for it.
        case runTests(run: String)
        /// Takes tester routes away again.
        case removeTesterRoutes
        case scaleCanary(to: Int32)
        /// Copies the canary's pod template to the stable workload.
        case promoteTemplate
        case removeFinalizer
    }

    package struct Event: Hashable, Sendable, Codable {
        package var kind: PlannedEvent.Kind
        package var reason: String
        package var note: String
    }

    /// Written before the status.
    package var weights: Weights?
    package var actions: [Action]
    package var status: CanaryRolloutStatus
    package var events: [Event]
    /// When to look again if nothing changes; nil when only a change can make a difference.
    package var requeueAfter: Duration?
}
