import KubeCore
import OperatorCore
import Testing

@Suite struct StepTableTests {
    private func steps(_ json: JSONValue) throws -> Trigger {
        var trigger = Trigger.queue()
        trigger.target = nil
        trigger.steps = try JSONValueDecoder().decode(StepTable.self, from: json)
        return trigger
    }

    private let band: JSONValue = [
        "every": "60s", "per": "Total", "above": [["value": "70", "add": 1], ["value": "90", "add": 3]],
        "below": [["value": "30", "remove": 1], ["value": "10", "remove": 2]],
    ]

    @Test("The outermost rung that is passed decides; the bands themselves change nothing")
    func rungs() throws {
        let table: [(Double, Int32)] = [
            (70, 5), (71, 6), (90, 6), (91, 8), (30, 5), (50, 5), (29, 4), (10, 4), (9, 3),
        ]
        for (value, wanted) in table {
            let snapshot = NativeSnapshot.test([try steps(band)], replicas: 5).reading(value)
            #expect(NativePlanner.plan(snapshot).status.triggers?.first?.proposal == wanted, "\(value)")
        }
    }

    @Test("A step is not repeated sooner than `every`, nor while its pods start")
    func pauses() throws {
        var snapshot = NativeSnapshot.test([try steps(band)], replicas: 5).reading(75)
        let first = NativePlanner.plan(snapshot)
        #expect(first.rescale?.to == 6)
        snapshot = snapshot.after(first, seconds: 59).reading(75)
        #expect(NativePlanner.plan(snapshot).rescale == nil)
        snapshot.now = .start + .seconds(60)
        func pods(_ ready: Int) -> HorizontalAutoscaler.Selection {
            .pods(
                (0..<6).map { index in
                    AutoscalerPod(
                        name: "p\(index)",
                        readiness: .init(status: index < ready ? "True" : "False", lastTransition: .start))
                })
        }
        snapshot.selection = pods(5)
        #expect(NativePlanner.plan(snapshot).rescale == nil)
        snapshot.selection = pods(6)
        #expect(NativePlanner.plan(snapshot).rescale?.to == 7)
        snapshot.selection = pods(5)
        snapshot.now = .start + .seconds(300)
        #expect(NativePlanner.plan(snapshot).rescale?.to == 7)
    }

    @Test("A cap keeps the count under what the shared resource bears, never under the minimum")
    func caps() throws {
        func cap(_ json: JSONValue) throws -> Trigger {
            var trigger = Trigger.queue("connections")
            trigger.target = nil
            trigger.cap = try JSONValueDecoder().decode(ReplicaCap.self, from: json)
            return trigger
        }
        let measured = try cap(["allowed": "0.8", "perReplicaFrom": "Measured"])
        let plan = NativePlanner.plan(
            .test([.queue(), measured], max: 60, replicas: 14).reading(300).reading(0.42, of: "connections"))
        #expect(plan.status.triggers?.last?.cap == 26)
        #expect(plan.rescale?.to == 26)
        #expect(plan.status.decisions?.first?.limitedBy == ["cap connections 26"])
        let fixed = try cap(["allowed": "80", "perReplica": "20"])
        let low = NativePlanner.plan(
            .test([.queue(), fixed], min: 6, replicas: 6).reading(300).reading(1, of: "connections"))
        #expect(low.rescale == nil)
    }
}
