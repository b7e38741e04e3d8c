import KubeCore
import OperatorCore
import TestSupport
import Testing

/// A rollout, its routes, pods and metrics, and everything that can go wrong with them; the invariants are checked after
/// every write and after every reconcile that ran to its end.
struct CanaryWorld {
    typealias Status = CanaryRolloutStatus

    struct Versioned<Value> {
        var version: Int
        var value: Value
    }

    struct Minute {
        var at: Timestamp
        var canary: Double
        var canaryBad: Double
        var stable: Double
        var stableBad: Double
    }

    static let names = ["web-public", "web-mesh"]

    let seed: UInt64
    var random: SplitMix64
    var now = Timestamp(seconds: 1_800_000_000)
    var spec: CanaryRolloutSpec
    /// All versions ever written, the newest last: a stale cache shows an older one.
    var statuses = [Versioned(version: 1, value: Status())]
    var services: [[Versioned<JSONValue>]]
    var stable = CanarySnapshot.Workload(name: "web-v1", templateHash: "s0", replicas: 4, available: 4)
    var canary = CanarySnapshot.Workload(name: "web-v2", templateHash: "c0", replicas: 4, available: 4)
    var command: RolloutCommand?
    var commandCount = 0
    var problems: [CanarySnapshot.Problem] = []
    var traffic: [Minute] = []
    var canaryErrors = 0.005
    var providerIsDown = false
    var isDeleted = false
    var isGone = false
    var hashCount = 0
    /// Ids of commands that a persisted status says were accepted.
    var accepted: [String: Int] = [:]
    var finishedRuns: Set<String> = []
    var violations: [String] = []
    /// What happened last, for the message of a violation.
    var history: [String] = []

    init(seed: UInt64, spec: CanaryRolloutSpec = CanaryWorld.spec()) {
        self.seed = seed
        random = SplitMix64(seed: seed)
        self.spec = spec
        services = Self.names.map { name in [Versioned(version: 1, value: Self.service(name, canary: 0, version: 1))] }
    }

    static func spec() -> CanaryRolloutSpec {
        let json: JSONValue = [
            "metadata": ["name": "web", "namespace": "prod"],
            "spec": [
                "workloads": [
                    "stable": ["kind": "Deployment", "name": "web-v1"],
                    "canary": ["kind": "Deployment", "name": "web-v2"],
                ],
                "traffic": [
                    "istio": [
                        "host": "web", "stable": ["subset": "v1"], "canary": ["subset": "v2"],
                        "virtualServices": [["name": "web-public"], ["name": "web-mesh"]],
                    ]
                ],
                "steps": [
                    ["weight": 10, "hold": "2m"], ["weight": 50, "hold": "2m", "gate": "Manual"],
                    ["weight": 100, "hold": "2m"],
                ],
                "analysis": [
                    "prometheus": ["url": "http://p"], "minSamples": 20,
                    "metrics": [
                        ["name": "errors", "builtin": "ErrorRate", "guardrail": ["max": 0.05], "compare": [:]]
                    ],
                ],
                "onSuccess": ["mode": "Hold"],
            ],
        ]
        do {
            return try CanaryRollout(json: json).spec
        } catch {
            preconditionFailure("the test's rollout is malformed: \(error)")
        }
    }

    static func service(_ name: String, canary: Int64, version: Int) -> JSONValue {
        [
            "kind": "VirtualService",
            "metadata": [
                "name": .string(name), "namespace": "prod", "resourceVersion": .string("\(version)"),
            ],
            "spec": [
                "http": [
                    [
                        "route": [
                            ["destination": ["host": "web", "subset": "v1"], "weight": .integer(100 - canary)],
                            ["destination": ["host": "web", "subset": "v2"], "weight": .integer(canary)],
                        ]
                    ]
                ]
            ],
        ]
    }

    // MARK: The truth

    var status: Status { statuses[statuses.count - 1].value }

    /// What goes to the version that is the canary now: roles swap.
    func share(_ service: JSONValue) -> Int64 {
        let share = service[path: "spec", "http"]?[0]?["route"]?[1]?["weight"]?.int64Value ?? -1
        return isSwapped ? 100 - share : share
    }

    var isSwapped: Bool { status.swapped ?? false }
    var canaryNow: CanarySnapshot.Workload { isSwapped ? stable : canary }
    var stableNow: CanarySnapshot.Workload { isSwapped ? canary : stable }
    var shares: [Int64] { services.map { share($0[$0.count - 1].value) } }
    var largestShare: Int64 { shares.max() ?? 0 }

    func chance(_ percent: Int, _ random: inout SplitMix64) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    mutating func violate(_ id: String, _ text: String) {
        violations.append("seed \(seed) \(id): \(text)\n    \(history.suffix(12).joined(separator: "\n    "))")
    }

    mutating func log(_ text: String) {
        history.append(text)
        if history.count > 40 { history.removeFirst(20) }
    }

    // MARK: What happens by itself

    mutating func pass(_ seconds: Int64) {
        now = now + .seconds(seconds)
        let share = Double(largestShare) / 100
        let requests = Double(seconds) * 5
        let canaryRequests = canaryNow.available > 0 ? requests * share : 0
        traffic.append(
            Minute(
                at: now, canary: canaryRequests, canaryBad: (canaryRequests * canaryErrors).rounded(),
                stable: requests * (1 - share), stableBad: (requests * (1 - share) * 0.005).rounded()))
        if traffic.count > 400 { traffic.removeFirst(200) }
    }

    func readings() -> StepReadings? {
        guard let run = status.run, let step = status.step, let from = step.observeFrom, from < now else { return nil }
        var metric = MetricReading(name: "errors", canary: .empty, stable: .empty)
        if providerIsDown {
            metric.canary = .failed("no answer")
            metric.stable = .failed("no answer")
        } else {
            let seen = traffic.filter { $0.at > from }
            metric.canary =
                RequestCounts(
                    bad: seen.reduce(0) { $0 + $1.canaryBad }, total: seen.reduce(0) { $0 + $1.canary }
                ).map(ArmReading.counts) ?? .empty
            metric.stable =
                RequestCounts(
                    bad: seen.reduce(0) { $0 + $1.stableBad }, total: seen.reduce(0) { $0 + $1.stable }
                ).map(ArmReading.counts) ?? .empty
        }
        return StepReadings(run: run.id, step: step.index, from: from, at: now, metrics: [metric])
    }

    // MARK: What the operator sees

    /// - Parameter age: How many versions the caches lag behind.
    func snapshot(age: (status: Int, services: Int) = (0, 0)) -> (CanarySnapshot, statusVersion: Int) {
        let seen = statuses[max(0, statuses.count - 1 - age.status)]
        var snapshot = CanarySnapshot(
            key: ObjectKey(namespace: "prod", name: "web"), spec: spec, status: seen.value, now: now)
        snapshot.stable = stable
        snapshot.canary = canary
        snapshot.problems = problems
        snapshot.command = command
        snapshot.isDeleted = isDeleted
        snapshot.readings = readings()
        snapshot.routes = services.map { versions in versions[max(0, versions.count - 1 - age.services)].value }
        snapshot.timeZones = ["UTC": .utc]
        return (snapshot, seen.version)
    }
}
