import KubeCore
import OperatorCore
import Testing

@Suite struct ScaleToZeroTests {
    private func snapshot(_ items: Double, replicas: Int32, descend: ScaleToZero.Descent = .behavior) -> NativeSnapshot
    {
        NativeSnapshot.test(
            min: 0, replicas: replicas, zero: ScaleToZero(after: Interval(seconds: 60), descend: descend)
        ).reading(items).with {
            $0.behavior = ScalingBehavior(scaleDown: .init(stabilizationWindowSeconds: 0))
        }
    }

    /// Runs passes with `items` queued until the count changes or `passes` are over.
    private func run(_ snapshot: inout NativeSnapshot, items: Double, passes: Int) -> [Int32] {
        var counts: [Int32] = []
        for _ in 0..<passes {
            let plan = NativePlanner.plan(snapshot)
            snapshot = snapshot.after(plan).reading(items)
            counts.append(snapshot.replicas)
        }
        return counts
    }

    @Test("Work wakes an idle workload, and its end lets it go after the delay, step by step")
    func thereAndBack() {
        var world = snapshot(100, replicas: 0)
        world.status.lastActiveTime = .start - .seconds(3600)
        let wake = NativePlanner.plan(world)
        #expect(wake.rescale == .init(from: 0, to: 4))
        #expect(wake.events.map(\.reason) == ["Activated"])
        world = world.after(wake).reading(100)
        #expect(run(&world, items: 100, passes: 3) == [8, 10, 10])
        world = world.reading(0)
        #expect(run(&world, items: 0, passes: 6) == [1, 1, 1, 1, 0, 0])
        #expect(NativePlanner.plan(world).condition("Active") == "False NoTriggerActive")
    }

    @Test("The descent keeps to the rate policies, a jump does not")
    func descent() {
        func zero(_ descend: ScaleToZero.Descent) -> NativeSnapshot {
            var world = snapshot(0, replicas: 9, descend: descend).with {
                $0.behavior?.scaleDown?.policies = [RatePolicy(type: .pods, value: 3, periodSeconds: 15)]
            }
            world.status.lastActiveTime = .start - .seconds(60)
            world.status.history = .init(recommendations: "1@1", scaleEvents: nil)
            return world
        }
        var slow = zero(.behavior)
        #expect(run(&slow, items: 0, passes: 4) == [6, 3, 0, 0])
        let jump = NativePlanner.plan(zero(.jump))
        #expect(jump.rescale == .init(from: 9, to: 0))
        #expect(jump.events.map(\.reason) == ["ScaledToZero"])
    }

    @Test("A failed or empty reading never lets go to zero, and never wakes")
    func failures() {
        var world = snapshot(0, replicas: 1)
        world.status.lastActiveTime = .start - .seconds(3600)
        #expect(NativePlanner.plan(world).rescale?.to == 0)
        #expect(NativePlanner.plan(world.failing()).rescale == nil)
        #expect(NativePlanner.plan(world.failing()).condition("Active") == "Unknown SourceFailed")
        var ignoring = world.failing()
        ignoring.spec.triggers = [.queue().failing(then: .ignore)]
        #expect(NativePlanner.plan(ignoring).rescale == nil)
        var empty = world
        empty.readings["queue"] = .reading(.empty(at: .start))
        #expect(NativePlanner.plan(empty).rescale == nil)
        var asleep = world.failing()
        asleep.setReplicas(0)
        #expect(NativePlanner.plan(asleep).rescale == nil)
    }

    @Test("Activation decides about zero alone: below it one replica's work waits")
    func activation() {
        var trigger = Trigger.queue()
        trigger.activation = Activation(above: Quantity(50))
        var world = snapshot(40, replicas: 0)
        world.spec.triggers = [trigger]
        #expect(NativePlanner.plan(world).rescale == nil)
        #expect(NativePlanner.plan(world.reading(51)).rescale?.to == 4)
        #expect(NativePlanner.plan(world.reading(50)).rescale == nil)
    }

    @Test("A new policy without work waits for the initial delay, an idle count above zero is kept")
    func initial() {
        var world = snapshot(0, replicas: 3).with {
            $0.replicas.zero = ScaleToZero(initialDelay: Interval(seconds: 120), to: 1, descend: .jump)
        }
        world.created = .start - .seconds(60)
        #expect(NativePlanner.plan(world).rescale?.to == 1 || NativePlanner.plan(world).rescale == nil)
        world.now = .start + .seconds(60)
        let plan = NativePlanner.plan(world)
        #expect(plan.desired == 1)
    }

    @Test("A window with a minimum keeps the workload awake")
    func window() {
        var world = snapshot(0, replicas: 0)
        world.status.lastActiveTime = .start - .seconds(3600)
        #expect(NativePlanner.plan(world).rescale == nil)
        world.spec.replicas.windows = [.test(from: .start, to: .start + .seconds(60), min: 2, max: nil)]
        #expect(NativePlanner.plan(world).rescale?.to == 2)
    }

    @Test("CPU has no say at zero and cannot keep a workload awake")
    func resources() {
        var world = snapshot(0, replicas: 0)
        world.spec.triggers = [.cpu(), .queue()]
        world.status.lastActiveTime = .start - .seconds(3600)
        let asleep = NativePlanner.plan(world)
        #expect(asleep.rescale == nil)
        #expect(asleep.status.triggers?.first?.state == .ok)
        #expect(NativePlanner.plan(world.reading(30)).rescale?.to == 3)
    }
}
