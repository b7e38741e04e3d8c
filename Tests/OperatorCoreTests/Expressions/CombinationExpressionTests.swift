import OperatorCore
import Testing

@Suite("Expressions that combine proposals")
struct CombinationExpressionTests {
    @Test(
        "Proposals are counts by the name of their trigger, readings are numbers of signal",
        arguments: [
            "max(cpu, qps > 0 ? qps : 1)", "min(cpu, qps, 10)", "signal.p95 > 0.5 ? cpu * 2 : cpu",
            #"signal["db-load"] > 0.8 ? min(cpu, 5) : cpu"#, "ceil(signal.qps / 1000.0)", "floor(3.5)",
            "[cpu, qps].max()",
        ])
    func accepted(source: String) throws {
        _ = try CombinationExpression(source, triggers: ["cpu", "qps", "p95", "db-load"])
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let source: String
        let lines: [String]
        var testDescription: String { source }
    }

    @Test(
        "A fault is named with its column",
        arguments: [
            Fault(source: "max(cpu, cp)", lines: ["column 10: undeclared reference to 'cp'"]),
            Fault(source: "signal.p95", lines: ["the result must be a count (int), not double; ceil makes one"]),
            Fault(
                source: "cpu > 3", lines: ["the result must be a count (int), not bool; ceil makes one"]),
            Fault(source: "cpu\n + cq", lines: ["line 2, column 4: undeclared reference to 'cq'"]),
        ])
    func faults(example: Fault) {
        do throws(CombinationExpression.Faults) {
            _ = try CombinationExpression(example.source, triggers: ["cpu", "p95"])
            Issue.record("accepted")
        } catch {
            #expect(error.lines == example.lines)
        }
    }

    @Test("What is no expression is refused", arguments: ["", "max(", "1 +", "'"])
    func syntax(source: String) {
        #expect(throws: CombinationExpression.Faults.self) { try CombinationExpression(source, triggers: []) }
    }
}
