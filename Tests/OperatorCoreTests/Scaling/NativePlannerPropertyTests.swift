import Glibc
import KubeCore
import OperatorCore
import TestSupport
import Testing

/// A policy and its world, both drawn from a seed.
private struct World {
    var random: SplitMix64
    var snapshot: NativeSnapshot

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        let low = Int32.random(in: 0...4, using: &random)
        let high = max(1, low) + Int32.random(in: 0...30, using: &random)
        let names = ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random))
        var triggers: [Trigger] = []
        for name in names {
            let fallbacks: [FailurePolicy.Fallback] = [.block, .block, .ignore, .replicas(3)]
            triggers.append(
                .queue(name, perPod: Int64.random(in: 1...40, using: &random)).failing(
                    hold: Bool.random(using: &random) ? 60 : 0, then: fallbacks.randomElement(using: &random) ?? .block)
            )
        }
        var zero: ScaleToZero?
        if low == 0 {
            zero = ScaleToZero(
                after: Interval(seconds: Int64.random(in: 0...120, using: &random)),
                descend: Bool.random(using: &random) ? .behavior : .jump)
        }
        snapshot = .test(triggers, min: low, max: high, replicas: max(1, low), zero: zero)
        snapshot.spec.behavior = ScalingBehavior(
            scaleUp: World.rules(&random), scaleDown: World.rules(&random),
            cooldown: Int.random(in: 0..<3, using: &random) > 0 ? nil : World.cooldown(&random))
        let strategies: [Combination.Strategy] = [.max, .max, .min, .sum]
        snapshot.spec.combine = Combination(strategy: strategies.randomElement(using: &random) ?? .max)
        if Int.random(in: 0..<6, using: &random) == 0 { snapshot.spec.mode = .dryRun }
    }

    static func rules(_ random: inout SplitMix64) -> ScalingRules? {
        guard Int.random(in: 0..<3, using: &random) > 0 else { return nil }
        return ScalingRules(
            stabilizationWindowSeconds: Int32.random(in: 0...120, using: &random),
            selectPolicy: Bool.random(using: &random) ? .max : .min,
            policies: (0..<Int.random(in: 1...2, using: &random)).map { _ in
                RatePolicy(
                    type: Bool.random(using: &random) ? .pods : .percent,
                    value: Int32.random(in: 1...100, using: &random),
                    periodSeconds: Int32.random(in: 10...90, using: &random))
            })
    }

    static func cooldown(_ random: inout SplitMix64) -> Cooldown? {
        Percentage("25%").map {
            Cooldown(
                downAfterUp: Interval(seconds: Int64.random(in: 0...120, using: &random)),
                upAfterDown: Interval(seconds: Int64.random(in: 0...120, using: &random)),
                bypass: .init(overTargetBy: $0))
        }
    }

    /// New readings, now and then a failure, a hold, a hand on the scale.
    mutating func stir() {
        for trigger in snapshot.spec.triggers ?? [] {
            let draw = Int.random(in: 0..<20, using: &random)
            let value: Reading =
                switch draw {
                case 0: .failed(reason: "down", at: snapshot.now)
                case 1: .empty(at: snapshot.now)
                case 2...7: .value(0, at: snapshot.now)
                default: .value(Double(Int.random(in: 0...600, using: &random)), at: snapshot.now)
                }
            snapshot.readings[trigger.name] = .reading(value)
        }
        switch Int.random(in: 0..<60, using: &random) {
        case 0: snapshot.spec.hold = Hold(up: Bool.random(using: &random), down: Bool.random(using: &random))
        case 1...3: snapshot.spec.hold = nil
        case 4: snapshot.setReplicas(Int32.random(in: 0...40, using: &random))
        default: break
        }
    }

    /// Whether a trigger that decides has failed and lets nothing be taken away.
    var isBlocked: Bool {
        (snapshot.spec.triggers ?? []).contains { trigger in
            guard case .reading(let reading) = snapshot.readings[trigger.name] else { return true }
            if case .value = reading { return false }
            if case .block = trigger.onFailure?.then ?? .block { return true }
            return false
        }
    }

    var isBroken: Bool {
        (snapshot.spec.triggers ?? []).contains { trigger in
            guard case .reading(.value) = snapshot.readings[trigger.name] else { return true }
            return false
        }
    }
}

@Suite struct NativePlannerPropertyTests {
    @Test("Bounds, holds, dry run, failures and idling keep their promises over random worlds of 200 steps")
    func promises() async throws {
        // A million steps take minutes in a debug build: TRIMTAB_LONG_TESTS asks for them.
        let worlds = getenv("TRIMTAB_LONG_TESTS") == nil ? 500 : 5000
        let lanes = 4
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    for seed in stride(from: lane, to: worlds, by: lanes) { try Self.live(UInt64(seed)) }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func live(_ seed: UInt64) throws {
        var world = World(seed: seed)
        let failed = { (step: Int, promise: String) in Comment("seed \(seed) step \(step): \(promise)") }
        for step in 0..<200 {
            world.stir()
            let snapshot = world.snapshot
            let plan = NativePlanner.plan(snapshot)
            let bounds = EffectiveBounds.at(snapshot.now, snapshot.spec.replicas, timeZones: [:])
            if let rescale = plan.rescale {
                let floor = bounds.zero?.to ?? bounds.min
                if rescale.to < floor || rescale.to > max(bounds.max, bounds.workingMin) {
                    Issue.record(failed(step, "bounds"))
                }
                if snapshot.spec.mode != .enforce { Issue.record(failed(step, "dry run")) }
                if rescale.to > rescale.from, snapshot.spec.hold?.up == true { Issue.record(failed(step, "hold up")) }
                if rescale.to < rescale.from {
                    if snapshot.spec.hold?.down == true { Issue.record(failed(step, "hold down")) }
                    if world.isBlocked, rescale.from <= bounds.max {
                        Issue.record(failed(step, "failed reading lowers"))
                    }
                }
                let wasFailing = (plan.status.triggers ?? []).contains { $0.state == .held || $0.state == .failed }
                if rescale.to == 0, wasFailing { Issue.record(failed(step, "failed reading lets go to zero")) }
                again(snapshot, plan, at: step, failed)
            }
            if step % 50 == 0 {
                let encoded = try JSONValueEncoder().encode(snapshot)
                let restarted = try JSONValueDecoder().decode(NativeSnapshot.self, from: encoded)
                if NativePlanner.plan(restarted) != plan { Issue.record(failed(step, "restart")) }
            }
            world.snapshot = snapshot.after(plan, seconds: Int64.random(in: 5...40, using: &world.random))
        }
    }

    /// What a plan made adds nothing when it is planned again; only a corrected bound may be followed by a decision.
    private static func again(
        _ snapshot: NativeSnapshot, _ plan: NativePlan, at step: Int, _ failed: (Int, String) -> Comment
    ) {
        let corrected = plan.status.decisions?.first?.limitedBy?.contains { $0.hasPrefix("replicas.") } == true
        var next = snapshot.after(plan, seconds: 0)
        var second = NativePlanner.plan(next)
        if second.rescale != nil, !corrected { Issue.record(failed(step, "planning twice adds")) }
        next = next.after(second, seconds: 0)
        second = NativePlanner.plan(next)
        if second.rescale != nil {
            Issue.record(
                failed(
                    step,
                    "planning three times adds: \(String(describing: snapshot.spec.combine)) \(snapshot.replicas) \(snapshot.readings) \(String(describing: plan.status.decisions?.first)) \(String(describing: second.status.decisions?.first))"
                ))
        }
    }

    @Test("On one external metric the planner decides as the HPA controller does, pass for pass")
    func likeTheController() {
        for seed in UInt64(0)..<150 {
            var random = SplitMix64(seed: seed)
            let low = Int32.random(in: 1...3, using: &random)
            let high = low + Int32.random(in: 1...30, using: &random)
            let perPod = Int64.random(in: 1...30, using: &random)
            let behavior = ScalingBehavior(scaleUp: World.rules(&random), scaleDown: World.rules(&random))
            var snapshot = NativeSnapshot.test([.queue(perPod: perPod)], min: low, max: high, replicas: low)
                .with { $0.behavior = behavior }
            let spec = HorizontalAutoscaler.Spec(
                targetKind: "Deployment", targetName: "worker", minReplicas: low, maxReplicas: high,
                metrics: [.external(.init(name: "queue"), target: .average(milli: perPod * 1000))],
                behavior: NativePlanner.behavior(behavior))
            var history = AutoscalerHistory()
            var items = Int64.random(in: 0...600, using: &random)
            for step in 0..<150 {
                if Int.random(in: 0..<4, using: &random) == 0 { items = Int64.random(in: 0...600, using: &random) }
                snapshot = snapshot.reading(Double(items))
                let plan = NativePlanner.plan(snapshot)
                let input = HorizontalAutoscaler.Input(
                    namespace: "shop", spec: spec,
                    scale: .found(.init(specReplicas: snapshot.replicas, statusReplicas: snapshot.replicas)),
                    selection: .pods([]), answers: [.series([items * 1000])], history: history, now: snapshot.now)
                let controller = HorizontalAutoscaler()
                let decision = controller.decide(input)
                #expect(plan.rescale?.to == decision.rescale?.to, "seed \(seed) step \(step)")
                history = controller.finish(decision, of: input).history
                snapshot = snapshot.after(plan)
            }
        }
    }

    @Test("The changes within a policy's period never exceed the policy")
    func rates() {
        for seed in UInt64(0)..<200 {
            var random = SplitMix64(seed: seed)
            let limit = Int32.random(in: 1...5, using: &random)
            let policy = RatePolicy(type: .pods, value: limit, periodSeconds: 60)
            let rules = ScalingRules(stabilizationWindowSeconds: 0, policies: [policy])
            var snapshot = NativeSnapshot.test(max: 50, replicas: 10).with {
                $0.behavior = ScalingBehavior(scaleUp: rules, scaleDown: rules)
            }
            var changes: [(time: Timestamp, change: Int32)] = []
            for step in 0..<100 {
                snapshot = snapshot.reading(Double(Int.random(in: 10...500, using: &random)))
                let plan = NativePlanner.plan(snapshot)
                changes.removeAll { $0.time <= snapshot.now - .seconds(60) }
                if let rescale = plan.rescale {
                    changes.append((snapshot.now, rescale.to - rescale.from))
                    let net = changes.reduce(0) { $0 + $1.change }
                    #expect(rescale.to > rescale.from ? net <= limit : net >= -limit, "seed \(seed) step \(step)")
                }
                snapshot = snapshot.after(plan, seconds: Int64.random(in: 5...30, using: &random))
            }
        }
    }
}
