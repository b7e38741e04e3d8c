import Foundation
import KubeCore
import OperatorCore
import TestSupport
import Testing

/// Random histories; `TRIMTAB_LONG_TESTS=1` takes a million steps.
@Suite struct CanaryPlannerPropertyTests {
    static let worlds = ProcessInfo.processInfo.environment["TRIMTAB_LONG_TESTS"] == "1" ? 4000 : 300

    @Test("No history of faults, foreign edits, lost pods, changed versions and commands breaks an invariant")
    func histories() {
        var steps = 0
        var phases: Set<CanaryRolloutStatus.Phase> = []
        var found: [String] = []
        for seed in 0..<UInt64(Self.worlds) {
            var world = CanaryWorld(seed: seed)
            if seed % 5 == 1 { world.spec.onSuccess.mode = .swapRoles }
            if seed % 5 == 2 { world.spec.steps[1].gate = .none }
            if seed % 7 == 3 { world.spec.onFailure.mode = .freeze }
            if seed % 50 == 49 { world.spec.mode = .observe }
            for _ in 0..<250 {
                world.happen()
                steps += 1
                if let phase = world.status.phase { phases.insert(phase) }
                if !world.violations.isEmpty { break }
            }
            found += world.violations
            if found.count > 10 { break }
        }
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
        #expect(phases.count >= 11, "\(phases)")
        print("canary histories: \(steps) steps, phases met: \(phases.map(\.rawValue).sorted().joined(separator: " "))")
    }

    @Test("Without faults and with good metrics a run ends, having held every step")
    func liveness() throws {
        var world = CanaryWorld(seed: 1)
        world.spec.steps[1].gate = .none
        let begin = world.now
        var weights: [Int64] = []
        for _ in 0..<400 where world.status.phase != .holdAtCanary {
            world.reconcile()
            world.pass(5)
            if weights.last != world.largestShare { weights.append(world.largestShare) }
        }
        #expect(weights == [0, 10, 50, 100])
        #expect(world.status.phase == .holdAtCanary)
        #expect(world.status.history?.map(\.result) == [.succeeded])
        // Three holds of 2 min, each after 10 s to settle and 30 s to warm up, and a few seconds to write.
        #expect(world.now - begin < .seconds(3 * 160 + 90), "\(world.now - begin)")
        #expect(world.violations.isEmpty)
    }

    @Test("A canary that fails 20 % of its requests is back at 0 within two minutes of its first weight")
    func failing() throws {
        var world = CanaryWorld(seed: 1)
        world.canaryErrors = 0.2
        var raisedAt: Timestamp?
        var loweredAfter: Duration?
        for _ in 0..<400 where loweredAfter == nil {
            world.reconcile()
            if world.largestShare > 0, raisedAt == nil { raisedAt = world.now }
            if let raisedAt, world.largestShare == 0 { loweredAfter = world.now - raisedAt }
            world.pass(5)
        }
        #expect(try #require(loweredAfter) <= .seconds(120), "\(String(describing: loweredAfter))")
        for _ in 0..<10 {
            world.reconcile()
            world.pass(5)
        }
        #expect(world.status.phase == .failed)
        #expect(world.status.history?.first?.result == .rolledBack)
        #expect(world.status.history?.first?.reason.hasPrefix("AnalysisFailed: errors: ") == true)
    }

    @Test("Metrics that cannot be read end in a pause that says so, never in a verdict")
    func provider() {
        var world = CanaryWorld(seed: 1)
        world.providerIsDown = true
        for _ in 0..<400 where world.status.phase != .paused {
            world.reconcile()
            world.pass(30)
        }
        #expect(world.status.phase == .paused)
        #expect(world.status.lastDecision?.reason == "MetricsUnavailable")
        #expect(world.largestShare == 10)
    }

    @Test("A deleted rollout always goes, and leaves traffic where its phase says")
    func deletion() {
        for seed in UInt64(0)..<200 {
            var world = CanaryWorld(seed: seed)
            for _ in 0..<Int.random(in: 0..<150, using: &world.random) { world.happen(deletes: false) }
            world.stable.available = 4
            let phase = world.status.phase
            let before = world.largestShare
            world.isDeleted = true
            for _ in 0..<20 where !world.isGone { world.reconcile() }
            #expect(world.isGone, "seed \(seed) in \(phase?.rawValue ?? "none")")
            if phase == .holdAtCanary { #expect(world.largestShare == before, "seed \(seed)") }
            if let phase, [.shifting, .holding, .gated, .rollingBack].contains(phase), world.status.adopted == true {
                #expect(world.largestShare == 0, "seed \(seed)")
            }
        }
    }
}

extension CanaryWorld {
    /// One random thing happens.
    mutating func happen(deletes: Bool = true) {
        let event = Int.random(in: 0..<100, using: &random)
        log(
            "event \(event) at \(now.seconds) shares \(shares) pods \(stable.available) \(canary.available) \(command?.do.rawValue ?? "")"
        )
        switch event {
        case 0..<45: reconcile(randomFaults())
        case 45..<75: pass(Int64.random(in: 1...90, using: &random))
        case 75..<79: editForeign()
        case 79..<83: canary.available = Int32.random(in: 0...4, using: &random)
        case 83: stable.available = Int32.random(in: 0...4, using: &random)
        case 84..<86:
            (stable.available, canary.available) = (4, 4)
            providerIsDown = false
            problems = []
            spec.suspend = false
        case 86..<92: issueCommand()
        case 92: changeCanary()
        case 93: canaryErrors = chance(30, &random) ? 0.2 : 0.005
        case 94:
            providerIsDown.toggle()
            pass(1)
        case 95: spec.suspend = chance(30, &random)
        case 96: problems = chance(30, &random) ? [.init("SubsetMissing", "subset v2 is not defined")] : []
        case 97: now = now + .seconds(Int64.random(in: -120...600, using: &random))
        case 98:
            if chance(20, &random) {
                isSwapped ? (canary.templateHash = nextHash("s")) : (stable.templateHash = nextHash("s"))
            }
            if chance(20, &random) {
                spec.steps[0].weight = Int32.random(in: 5...20, using: &random)
            }
        default: if deletes, chance(3, &random) { isDeleted = true }
        }
    }

    private mutating func randomFaults() -> Faults {
        var faults = Faults()
        guard chance(40, &random) else { return faults }
        let number = Int.random(in: 0..<4, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: faults.crashBefore = number
        case 1: faults.failAt = number
        case 2: faults.loseAt = number
        case 3: faults.age.status = Int.random(in: 1...3, using: &random)
        default: faults.age.services = Int.random(in: 1...3, using: &random)
        }
        return faults
    }

    private mutating func editForeign() {
        let share = Int64.random(in: 0...100, using: &random)
        let isAll = chance(50, &random)
        for index in services.indices where isAll || index == 0 {
            guard let last = services[index].last else { continue }
            let name = Self.names[index]
            services[index].append(
                Versioned(
                    version: last.version + 1, value: Self.service(name, canary: share, version: last.version + 1)))
        }
    }

    private mutating func issueCommand() {
        commandCount += 1
        let verbs = RolloutCommand.Verb.allCases
        let verb =
            chance(40, &random) ? RolloutCommand.Verb.approve : verbs[Int.random(in: 0..<verbs.count, using: &random)]
        let run = chance(90, &random) ? status.run?.id : "web-0"
        command = RolloutCommand(
            id: "c\(commandCount)", run: run, do: verb, by: "alice",
            weight: [0, 10, 50, 100, 33].randomElement(using: &random))
    }

    private mutating func changeCanary() {
        let hash = chance(20, &random) ? status.finishedHash ?? nextHash("c") : nextHash("c")
        if isSwapped { stable.templateHash = hash } else { canary.templateHash = hash }
    }

    private mutating func nextHash(_ prefix: String) -> String {
        hashCount += 1
        return "\(prefix)\(hashCount)"
    }
}
