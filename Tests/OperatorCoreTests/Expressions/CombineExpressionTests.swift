import KubeCore
import OperatorCore
import Testing

@Suite struct CombineExpressionTests {
    private static let triggers: [Trigger] = {
        var signal = Trigger.queue("p95")
        signal.target = nil
        return [.cpu(), .queue("qps"), .queue("orders-lag"), signal]
    }()

    private func outcome(_ source: String, _ proposals: [String: Int32], _ readings: [String: Double] = [:]) -> String {
        do {
            let expression = try CombineExpression(source, triggers: Self.triggers)
            return String(try expression.replicas(proposals: proposals, readings: readings))
        } catch {
            return error.message
        }
    }

    struct Case: Sendable {
        let source: String
        let proposals: [String: Int32]
        let readings: [String: Double]
        let expected: String

        init(_ source: String, _ proposals: [String: Int32], _ expected: String, readings: [String: Double] = [:]) {
            self.source = source
            self.proposals = proposals
            self.readings = readings
            self.expected = expected
        }
    }

    @Test(
        "Proposals are whole numbers by name, readings are numbers of signals",
        arguments: [
            Case("max(cpu, qps > 0 ? qps : 1)", ["cpu": 3, "qps": 0], "3"),
            Case("max(cpu, qps > 0 ? qps : 1)", ["cpu": 0, "qps": 0], "1"),
            Case("min(cpu, qps, 2)", ["cpu": 3, "qps": 5], "2"),
            Case("cpu + orders__dash__lag", ["cpu": 3, "orders-lag": 4], "7"),
            Case("ceil(signal.p95 / 50.0)", [:], "3", readings: ["p95": 120]),
            Case("floor(max(signal.p95, signal.qps)) / 10", [:], "9", readings: ["p95": 12, "qps": 99]),
            Case("signal.p95 > 500.0 ? cpu * 2 : cpu", ["cpu": 4], "8", readings: ["p95": 501]),
            Case("[cpu, qps].max()", ["cpu": 4, "qps": 6], "6"),
            Case("cpu - 10", ["cpu": 4], "0"), Case("cpu * 2000000000", ["cpu": 4], "2147483647"),
            Case("has(signal.p95) ? cpu : 7", ["cpu": 4], "7"),
        ])
    func values(_ given: Case) {
        #expect(outcome(given.source, given.proposals, given.readings) == given.expected)
    }

    @Test("What gives no number says which trigger is missing, or what failed")
    func failures() {
        #expect(outcome("max(cpu, qps)", ["cpu": 3]) == "trigger qps proposes nothing now")
        #expect(outcome("ceil(signal.p95)", [:]) == "trigger p95 has no reading now")
        #expect(outcome("cpu / 0", ["cpu": 3]) == "division by zero")
        #expect(outcome("cpu > 2 || qps > 2 ? 1 : 2", ["cpu": 3]) == "1")
    }

    @Test("What cannot be an expression over the triggers is refused with its place")
    func refusals() {
        #expect(outcome("max(cpu, memory)", [:]) == "column 10: undeclared reference to 'memory'")
        #expect(
            outcome("cpu\n + foo + int('a' + 1)", [:]).hasPrefix(
                "line 2, column 4: undeclared reference to 'foo'; line 2"))
        #expect(outcome("int('a')", [:]) == "type conversion error from 'string' to 'int'")
        #expect(outcome("p95 + 1", [:]).contains("undeclared reference to 'p95'"))
        #expect(outcome("ceil(signal.none)", [:]).contains("undefined field 'none'"))
        #expect(outcome("cpu > 3", [:]) == "must give an int, gives bool")
        #expect(outcome("signal.p95", [:]) == "must give an int, gives double: ceil or floor makes an int of it")
        #expect(
            outcome("max(cpu, 1.5)", [:]).contains("found no matching overload for 'max' applied to '(int, double)'"))
    }
}

@Suite struct CombineExpressionPlanTests {
    private func snapshot(_ expression: String) -> NativeSnapshot {
        NativeSnapshot.test(replicas: 3).with {
            $0.triggers = [.queue("a"), .queue("b")]
            $0.combine = Combination(strategy: .expression, expression: expression)
        }
    }

    @Test("An expression decides instead of the highest proposal, and says how")
    func decides() {
        let plan = NativePlanner.plan(snapshot("min(a, b)").reading(90, of: "a").reading(50, of: "b"))
        #expect(plan.rescale == .init(from: 3, to: 5))
        #expect(plan.status.decisions?.first?.reason == "min(a, b) = 5")
    }

    @Test("Where it gives no number the count stays, and the condition says why")
    func holds() {
        let plan = NativePlanner.plan(snapshot("a / (b - 5)").reading(90, of: "a").reading(50, of: "b"))
        #expect(plan.rescale == nil)
        #expect(plan.condition("ScalingActive") == "False FailedGetMetric")
        #expect(
            plan.status.conditions?[type: "ScalingActive"]?.message.contains("combine.expression: division by zero")
                == true)
    }
}
