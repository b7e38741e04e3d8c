import KubeCore
import OperatorCore
import Testing

@Suite struct NativePlannerTests {
    @Test("A longer queue scales up within the rate policies, and says why")
    func scaleUp() {
        let plan = NativePlanner.plan(.test(replicas: 2).reading(85))
        #expect(plan.rescale == .init(from: 2, to: 6))
        let decision = plan.status.decisions?.first
        #expect(
            decision
                == .init(
                    time: .start, from: 2, to: 6, wanted: 9, trigger: "queue", reason: "queue 85 / 10 per pod = 9",
                    limitedBy: ["behavior.scaleUp: Pods 4/15s, Percent 100/15s allows 6"], applied: true))
        #expect(plan.events == [.init(reason: "Rescaled", note: "2 -> 6: queue 85 / 10 per pod = 9")])
        #expect(plan.condition("AbleToScale") == "True SucceededRescale")
        #expect(plan.condition("ScalingLimited") == "True ScaleUpLimit")
        #expect(plan.condition("Active") == "True TriggersActive")
        #expect(plan.status.lastScale?.up == .start)
        #expect(plan.status.triggers?.first?.value == "85")
        #expect(plan.status.triggers?.first?.proposal == 9)
    }

    @Test("An empty queue takes away only what the stabilisation window lets go")
    func scaleDown() {
        var snapshot = NativeSnapshot.test(replicas: 6).reading(60)
        var plan = NativePlanner.plan(snapshot)
        #expect(plan.rescale == nil)
        snapshot = snapshot.after(plan).reading(5)
        for _ in 0..<19 {
            plan = NativePlanner.plan(snapshot)
            #expect(plan.rescale == nil)
            #expect(plan.condition("AbleToScale") == "True ScaleDownStabilized")
            snapshot = snapshot.after(plan).reading(5)
        }
        plan = NativePlanner.plan(snapshot)
        #expect(plan.rescale == .init(from: 6, to: 1))
    }

    @Test("A steady policy's status does not change from pass to pass")
    func steady() {
        var snapshot = NativeSnapshot.test(replicas: 3).reading(30)
        var plan = NativePlanner.plan(snapshot)
        for _ in 0..<5 {
            snapshot = snapshot.after(plan).reading(30)
            let next = NativePlanner.plan(snapshot)
            #expect(next.status == plan.status)
            #expect(next.events.isEmpty)
            plan = next
        }
    }

    @Test("A count that only the bounds decide while every source fails is no valid metric")
    func blind() {
        let low = NativePlanner.plan(.test(replicas: 0).failing("queue"))
        #expect(low.rescale == .init(from: 0, to: 1))
        #expect(low.condition("ScalingActive") == "False FailedGetMetric")
        #expect(low.status.conditions?[type: "ScalingActive"]?.message.hasPrefix("queue: ") == true)
    }

    @Test("A failed source blocks what goes down and nothing that goes up")
    func failure() {
        let both = [Trigger.queue(), .queue("mails")]
        let down = NativePlanner.plan(.test(both, replicas: 5).reading(10).failing("mails"))
        #expect(down.rescale == nil)
        #expect(down.status.decisions?.first?.limitedBy == ["trigger mails failed: nothing is taken away"])
        #expect(down.condition("ScalingActive") == "False FailedGetMetric")
        #expect(down.events == [.init(isWarning: true, reason: "TriggerFailed", note: "mails: connection refused")])
        let up = NativePlanner.plan(.test(both, replicas: 5).reading(80).failing("mails"))
        #expect(up.rescale?.to == 8)
        let alone = NativePlanner.plan(.test(replicas: 5).failing())
        #expect(alone.rescale == nil)
        #expect(alone.desired == nil)
        #expect(alone.status.triggers?.first?.state == .failed)
        #expect(alone.status.triggers?.first?.lastError == "connection refused")
    }

    @Test("A failed source counts as its policy says: held, ignored, a count, or a zero the user asked for")
    func fallbacks() {
        func plan(_ trigger: Trigger) -> NativePlan {
            let good = NativePlanner.plan(.test([trigger], replicas: 4).reading(40))
            return NativePlanner.plan(NativeSnapshot.test([trigger], replicas: 4).after(good).failing())
        }
        let held = plan(.queue().failing(hold: 60, then: .replicas(9)))
        #expect(held.rescale == nil)
        #expect(held.status.triggers?.first?.state == .held)
        #expect(held.status.triggers?.first?.value == "40")
        #expect(held.condition("FallbackActive") == "True FallbackInUse")
        let fixed = plan(.queue().failing(then: .replicas(9)))
        #expect(fixed.rescale?.to == 8)
        #expect(fixed.status.triggers?.first?.state == .fallback)
        #expect(plan(.queue().failing(then: .ignore)).rescale == nil)
        let zero = plan(.queue().failing(then: .zero))
        #expect(zero.status.triggers?.first?.proposal == 0)
        #expect(zero.events.map(\.reason) == ["TriggerFailed", "FallbackEntered"])
    }

    @Test("The held value ends with its time, counted from the first failure")
    func holdEnds() {
        let trigger = Trigger.queue().failing(hold: 30, then: .replicas(7))
        var snapshot = NativeSnapshot.test([trigger], replicas: 4).reading(40)
        snapshot = snapshot.after(NativePlanner.plan(snapshot)).failing()
        #expect(NativePlanner.plan(snapshot).status.triggers?.first?.state == .held)
        snapshot = snapshot.after(NativePlanner.plan(snapshot)).failing()
        #expect(NativePlanner.plan(snapshot).status.triggers?.first?.state == .held)
        snapshot = snapshot.after(NativePlanner.plan(snapshot)).failing()
        #expect(NativePlanner.plan(snapshot).rescale?.to == 7)
    }

    @Test("An answer without a number fails, unless the user says what it counts as")
    func empty() {
        var snapshot = NativeSnapshot.test(replicas: 3)
        snapshot.readings["queue"] = .reading(.empty(at: .start))
        #expect(NativePlanner.plan(snapshot).rescale == nil)
        #expect(NativePlanner.plan(snapshot).status.triggers?.first?.state == .failed)
        var trigger = Trigger.queue()
        trigger.onEmpty = .value(Quantity(50))
        #expect(NativePlanner.plan(snapshot.with { $0.triggers = [trigger] }).rescale?.to == 5)
        trigger.source = .external(ExternalSource(metric: "queue"))
        snapshot.readings["queue"] = .metric(MetricsAPIAnswers.external([]))
        #expect(NativePlanner.plan(snapshot.with { $0.triggers = [trigger] }).rescale?.to == 5)
    }

    @Test("Bounds are corrected at once, and those of an open window come first")
    func bounds() {
        #expect(NativePlanner.plan(.test(min: 3, replicas: 1).failing()).rescale?.to == 3)
        #expect(NativePlanner.plan(.test(max: 5, replicas: 9).failing()).rescale?.to == 5)
        let window = BoundsWindow.test(from: .start - .seconds(60), to: .start + .seconds(60), min: 8, max: 30)
        let plan = NativePlanner.plan(
            NativeSnapshot.test(replicas: 2).reading(0).with { $0.replicas.windows = [window] })
        #expect(plan.rescale?.to == 8)
        #expect(plan.status.replicas?.window == "sale")
        #expect(plan.status.replicas?.max == 30)
        #expect(plan.status.decisions?.first?.limitedBy == ["replicas.min 8 of window sale"])
    }

    @Test("Proposals combine to the highest, the lowest or the sum")
    func combinations() {
        let triggers = [Trigger.queue(), .queue("mails")]
        let table: [(Combination.Strategy, Int32)] = [(.max, 5), (.min, 3), (.sum, 8)]
        for (strategy, wanted) in table {
            let snapshot = NativeSnapshot.test(triggers, replicas: 2).reading(50).reading(30, of: "mails")
                .with { $0.combine = Combination(strategy: strategy) }
            #expect(NativePlanner.plan(snapshot).status.replicas?.recommended == wanted)
        }
    }

    @Test("A hold keeps its direction until it ends")
    func hold() {
        let up = NativeSnapshot.test(replicas: 2).reading(85).with {
            $0.hold = Hold(up: true, until: .start + .seconds(60))
        }
        let plan = NativePlanner.plan(up)
        #expect(plan.rescale == nil)
        #expect(plan.condition("Held") == "True Held")
        #expect(plan.status.decisions?.first?.limitedBy?.last == "hold.up")
        var later = up
        later.now = .start + .seconds(60)
        #expect(NativePlanner.plan(later).rescale != nil)
        let down = NativeSnapshot.test(replicas: 2).reading(85).with { $0.hold = Hold(down: true) }
        #expect(NativePlanner.plan(down).rescale != nil)
    }

    @Test("DryRun computes and reports, Off does neither, a conflict writes nothing")
    func modes() {
        let dry = NativePlanner.plan(NativeSnapshot.test(replicas: 2).reading(85).with { $0.mode = .dryRun })
        #expect(dry.rescale == nil)
        #expect(dry.desired == 6)
        #expect(dry.status.decisions?.first?.applied == false)
        #expect(dry.status.lastScale == nil)
        let off = NativePlanner.plan(NativeSnapshot.test(replicas: 2).reading(85).with { $0.mode = .off })
        #expect(off.rescale == nil)
        #expect(off.desired == nil)
        #expect(off.condition("ScalingActive") == "False Off")
        var contested = NativeSnapshot.test(replicas: 2).reading(85)
        contested.conflict = "HorizontalPodAutoscaler web"
        let plan = NativePlanner.plan(contested)
        #expect(plan.rescale == nil)
        #expect(plan.condition("Conflict") == "True OtherAutoscaler")
    }

    @Test("Cooldowns lock the other direction, and a large want breaks the lock")
    func cooldowns() throws {
        let cooldown = Cooldown(
            downAfterUp: Interval(seconds: 600), upAfterDown: Interval(seconds: 600),
            bypass: .init(overTargetBy: try #require(Percentage("50%"))))
        func snapshot(_ items: Double, up: Int64? = nil, down: Int64? = nil) -> NativeSnapshot {
            var snapshot = NativeSnapshot.test(replicas: 10).reading(items).with {
                $0.behavior = ScalingBehavior(
                    scaleDown: .init(stabilizationWindowSeconds: 0), cooldown: cooldown)
            }
            var last = ScalingPolicyStatus.LastScale()
            last.up = up.map { .start - .seconds($0) }
            last.down = down.map { .start - .seconds($0) }
            snapshot.status.lastScale = last
            snapshot.status.history = .init(recommendations: "10@1", scaleEvents: nil)
            return snapshot
        }
        #expect(NativePlanner.plan(snapshot(50, up: 60)).rescale == nil)
        #expect(NativePlanner.plan(snapshot(50, up: 600)).rescale?.to == 5)
        let locked = NativePlanner.plan(snapshot(120, down: 60))
        #expect(locked.rescale == nil)
        #expect(locked.status.decisions?.first?.limitedBy == ["behavior.cooldown: upAfterDown 600s"])
        #expect(locked.status.lastScale?.upLockedUntil == .start + .seconds(540))
        #expect(NativePlanner.plan(snapshot(150, down: 60)).rescale?.to == 15)
    }

    @Test("A failed write leaves no trace of a success")
    func failedWrite() {
        let snapshot = NativeSnapshot.test(replicas: 2).reading(85)
        let plan = NativePlanner.plan(snapshot, afterFailedWrite: "HTTP 409")
        #expect(plan.rescale == nil)
        #expect(plan.status.lastScale == nil)
        #expect(plan.status.history?.scaleEvents == nil)
        #expect(plan.condition("AbleToScale") == "False FailedUpdateScale")
        #expect(plan.events.map(\.reason) == ["RescaleFailed"])
        #expect(plan.status.decisions?.first?.applied == false)
    }

    @Test("A missing target is reported once, and nothing is decided")
    func missingTarget() {
        var snapshot = NativeSnapshot.test()
        snapshot.scale = .failed("deployments.apps \"worker\" not found")
        let plan = NativePlanner.plan(snapshot)
        #expect(plan.desired == nil)
        #expect(plan.condition("Ready") == "False TargetUnavailable")
        #expect(plan.events.count == 1)
        var again = snapshot
        again.status = plan.status
        #expect(NativePlanner.plan(again).events.isEmpty)
        #expect(NativePlanner.plan(again).status == plan.status)
    }

    @Test("CPU of the pods is tracked with the HPA's arithmetic")
    func cpu() {
        var snapshot = NativeSnapshot.test([.cpu(50)], replicas: 3)
        let pods = (0..<3).map { index in
            AutoscalerPod(
                name: "p\(index)", startTime: .start - .seconds(900),
                readiness: .init(status: "True", lastTransition: .start - .seconds(800)),
                containers: [.init(name: "app", requestsMilli: ["cpu": 1000])])
        }
        snapshot.selection = .pods(pods)
        snapshot.readings["cpu"] = .metric(
            .pods(
                Dictionary(
                    uniqueKeysWithValues: pods.map { ($0.name, PodMetricSample(milliValue: 800, time: .start)) })))
        let plan = NativePlanner.plan(snapshot)
        #expect(plan.rescale?.to == 5)
        #expect(plan.status.triggers?.first?.value == "80")
        #expect(plan.status.triggers?.first?.unit == "%")
        #expect(plan.status.triggers?.first?.ready == 3)
        #expect(plan.status.decisions?.first?.reason == "cpu 80% of 50% on 3 pods = 5")
    }
}

extension BoundsWindow {
    static func test(from: Timestamp, to: Timestamp, min: Int32?, max: Int32?) -> BoundsWindow {
        let encoded: JSONValue = [
            "name": "sale", "interval": ["from": .string(from.rfc3339), "to": .string(to.rfc3339)],
        ]
        guard var window = try? JSONValueDecoder().decode(BoundsWindow.self, from: encoded) else {
            preconditionFailure("a window of a test decodes")
        }
        window.min = min
        window.max = max
        return window
    }
}
