import KubeCore
import TestSupport
import Testing

/// A seeded random world round one autoscaler: load, failures, behaviors, passing time.
private struct World {
    var random: SplitMix64
    var now = Timestamp(seconds: 1_800_000_000)
    var autoscaler = HorizontalAutoscaler()
    var spec: HorizontalAutoscaler.Spec
    var status = AutoscalerStatus()
    var history = AutoscalerHistory()
    var replicas: Int32

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        let low = Int32.random(in: 0...5, using: &random)
        let high = low + Int32.random(in: 1...40, using: &random)
        autoscaler.settings.scaleToZero = low == 0
        spec = HorizontalAutoscaler.Spec(
            targetKind: "Deployment", targetName: "web", minReplicas: low, maxReplicas: high,
            metrics: [
                .external(
                    MetricIdentifier(name: "queue"),
                    target: .average(milli: Int64.random(in: 1...50, using: &random) * 1000))
            ],
            behavior: Bool.random(using: &random) ? World.behavior(&random) : nil)
        replicas = max(1, low)
    }

    static func behavior(_ random: inout SplitMix64) -> AutoscalerBehavior {
        func rules(_ window: Int32?, _ random: inout SplitMix64) -> AutoscalerRules {
            let policies = (0..<Int.random(in: 1...2, using: &random)).map { _ in
                AutoscalerRatePolicy(
                    kind: Bool.random(using: &random) ? .pods : .percent,
                    value: Int32.random(in: 1...120, using: &random),
                    periodSeconds: Int32.random(in: 15...120, using: &random))
            }
            return AutoscalerRules(
                stabilizationWindowSeconds: window, selectPolicy: Bool.random(using: &random) ? .max : .min,
                policies: policies)
        }
        return AutoscalerBehavior(
            scaleUp: rules(Int32.random(in: 0...60, using: &random), &random),
            scaleDown: rules(Bool.random(using: &random) ? nil : Int32.random(in: 0...120, using: &random), &random))
    }

    func input(_ answer: HorizontalAutoscaler.MetricAnswer) -> HorizontalAutoscaler.Input {
        HorizontalAutoscaler.Input(
            namespace: "shop", spec: spec, status: status,
            scale: .found(.init(specReplicas: replicas, statusReplicas: max(1, replicas))),
            selection: .pods([AutoscalerPod(name: "web-0")]), answers: [answer], history: history, now: now)
    }

    mutating func nextAnswer() -> HorizontalAutoscaler.MetricAnswer {
        Int.random(in: 0..<10, using: &random) == 0
            ? .failed("down") : .series([Int64.random(in: 0...1_000_000, using: &random)])
    }

    mutating func take(_ outcome: HorizontalAutoscaler.Outcome, rescale: HorizontalAutoscaler.Rescale?) {
        status = outcome.status
        history = outcome.history
        if let rescale { replicas = rescale.to }
        now = now + .seconds(Int64.random(in: 5...60, using: &random))
    }
}

@Suite struct AutoscalerPropertyTests {
    @Test("Bounds hold, a failed metric never lowers, and policies are never exceeded in one step")
    func bounds() {
        for seed in UInt64(0)..<400 {
            var world = World(seed: seed)
            for step in 0..<100 {
                let answer = world.nextAnswer()
                let input = world.input(answer)
                let decision = world.autoscaler.decide(input)
                let outcome = world.autoscaler.finish(decision, of: input)
                #expect(decision == world.autoscaler.decide(input), "seed \(seed) step \(step)")
                if let rescale = decision.rescale {
                    #expect(
                        (world.spec.minReplicas...world.spec.maxReplicas).contains(rescale.to),
                        "seed \(seed) step \(step)")
                    if case .failed = answer, rescale.from <= world.spec.maxReplicas {
                        #expect(rescale.to >= rescale.from, "seed \(seed) step \(step)")
                    }
                }
                world.take(outcome, rescale: decision.rescale)
            }
        }
    }

    @Test("A second pass at the same moment asks for nothing once the first is carried out")
    func twice() {
        for seed in UInt64(0)..<300 {
            var world = World(seed: seed)
            // One policy pass is the whole change it allows; only without limits by what exists is it stable at once.
            world.spec.behavior = nil
            world.autoscaler.settings.growthFactor = 1000
            for step in 0..<30 {
                let answer = HorizontalAutoscaler.MetricAnswer.series([
                    Int64.random(in: 1000...1_000_000, using: &world.random)
                ])
                var input = world.input(answer)
                let decision = world.autoscaler.decide(input)
                let outcome = world.autoscaler.finish(decision, of: input)
                input.status = outcome.status
                input.history = outcome.history
                let replicas = decision.rescale?.to ?? world.replicas
                input.scale = .found(.init(specReplicas: replicas, statusReplicas: max(1, replicas)))
                let second = world.autoscaler.decide(input)
                #expect(second.rescale == nil, "seed \(seed) step \(step)")
                world.take(outcome, rescale: decision.rescale)
            }
        }
    }

    @Test("More load never gives fewer replicas before stabilisation")
    func monotonic() throws {
        var random = SplitMix64(seed: 7)
        let now = Timestamp(seconds: 1_800_000_000)
        let calculator = ReplicaCalculator(now: now)
        for round in 0..<2000 {
            let count = Int.random(in: 1...12, using: &random)
            let pods = (0..<count).map { index in
                AutoscalerPod(
                    name: "web-\(index)", startTime: now - .seconds(900),
                    readiness: .init(status: "True", lastTransition: now - .seconds(800)),
                    containers: [.init(name: "app", requestsMilli: ["cpu": 500])])
            }
            let measured = (0..<count).filter { $0 == 0 || Int.random(in: 0..<8, using: &random) > 0 }
            var samples: [String: PodMetricSample] = [:]
            for index in measured {
                samples["web-\(index)"] = PodMetricSample(
                    milliValue: Int64.random(in: 0...1500, using: &random), time: now)
            }
            func wanted(_ samples: [String: PodMetricSample]) throws -> Int32 {
                try calculator.proposal(
                    targetUtilization: 60, resource: "cpu", container: "", samples: samples, pods: pods,
                    currentReplicas: Int32(count), tolerance: .standard
                ).replicas
            }
            let before = try wanted(samples)
            samples = samples.mapValues { sample in
                var heavier = sample
                heavier.milliValue += Int64.random(in: 0...300, using: &random)
                return heavier
            }
            #expect(try wanted(samples) >= before, "round \(round)")
        }
    }

    @Test("The sum of the changes in a period keeps to the policy")
    func rates() {
        for seed in UInt64(0)..<200 {
            var world = World(seed: seed)
            let limit = Int32.random(in: 1...6, using: &world.random)
            let rule = AutoscalerRatePolicy(kind: .pods, value: limit, periodSeconds: 60)
            world.spec.behavior = AutoscalerBehavior(
                scaleUp: AutoscalerRules(stabilizationWindowSeconds: 0, policies: [rule]),
                scaleDown: AutoscalerRules(stabilizationWindowSeconds: 0, selectPolicy: .disabled, policies: [rule]))
            var changes: [(time: Timestamp, change: Int32)] = []
            for step in 0..<100 {
                let input = world.input(world.nextAnswer())
                let decision = world.autoscaler.decide(input)
                if let rescale = decision.rescale, rescale.from >= world.spec.minReplicas, rescale.from > 0 {
                    #expect(rescale.to > rescale.from, "seed \(seed) step \(step)")
                    changes.append((world.now, rescale.to - rescale.from))
                }
                let recent = changes.filter { $0.time > world.now - .seconds(60) }.reduce(0) { $0 + $1.change }
                #expect(recent <= limit, "seed \(seed) step \(step)")
                world.take(world.autoscaler.finish(decision, of: input), rescale: decision.rescale)
            }
        }
    }

    @Test("Input, decision and outcome survive encoding")
    func coding() throws {
        var world = World(seed: 3)
        world.spec.behavior = AutoscalerBehavior()
        let input = world.input(.series([90_000]))
        let decision = world.autoscaler.decide(input)
        let outcome = world.autoscaler.finish(decision, of: input)
        let encoder = JSONValueEncoder()
        let decoder = JSONValueDecoder()
        #expect(try decoder.decode(HorizontalAutoscaler.Input.self, from: encoder.encode(input)) == input)
        #expect(try decoder.decode(HorizontalAutoscaler.Decision.self, from: encoder.encode(decision)) == decision)
        #expect(try decoder.decode(HorizontalAutoscaler.Outcome.self, from: encoder.encode(outcome)) == outcome)
    }
}
