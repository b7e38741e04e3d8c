import OperatorCore
import TestSupport
import Testing

@Suite("Conditions of rules")
struct RuleConditionTests {
    @Test("A comparison has a trigger, an operator, a number and a unit")
    func comparison() throws {
        let condition = try RuleCondition("response_time_p95 >= 1.5ms")
        #expect(
            condition.comparisons.map {
                "\($0.trigger) \($0.operator.rawValue) \($0.number) \($0.unit?.rawValue ?? "")"
            }
                == ["response_time_p95 >= 1.5 ms"])
    }

    struct Shape: Sendable, CustomTestStringConvertible {
        let text: String
        /// Fully bracketed.
        let shape: String
        var testDescription: String { text }
    }

    @Test(
        "Not binds before and, and before or; for belongs to what stands before it",
        arguments: [
            Shape(text: "a > 1 or b > 2 and c > 3", shape: "(a or (b and c))"),
            Shape(text: "not a > 1 and b > 2", shape: "((not a) and b)"),
            Shape(text: "a > 1 for 5m and b < 20%", shape: "((a for 5m) and b)"),
            Shape(text: "cpu > 90% AND memory > 90% for 2m", shape: "(cpu and (memory for 2m))"),
            Shape(text: "(cpu > 90% AND memory > 90%) FOR 2m", shape: "((cpu and memory) for 2m)"),
            Shape(text: "not not (a-b == 0)", shape: "(not (not a-b))"),
        ])
    func shape(example: Shape) throws {
        #expect(try Self.shape(RuleCondition(example.text)) == example.shape)
    }

    static func shape(_ condition: RuleCondition) -> String {
        switch condition {
        case .comparison(let comparison): comparison.trigger
        case .and(let left, let right): "(\(shape(left)) and \(shape(right)))"
        case .or(let left, let right): "(\(shape(left)) or \(shape(right)))"
        case .not(let condition): "(not \(shape(condition)))"
        case .held(let condition, let interval): "(\(shape(condition)) for \(interval))"
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { text }
    }

    @Test(
        "A fault is named with its column and what is expected there",
        arguments: [
            Fault(text: "", message: "column 1: the name of a trigger is expected, found the end"),
            Fault(text: "cpu", message: "column 4: one of > >= < <= == != is expected, found the end"),
            Fault(text: "cpu > fast", message: "column 7: a number is expected, found \"fast\""),
            Fault(
                text: "cpu > 5sec",
                message: "column 8: \"sec\" is no unit; there are ns us ms s m h % k M G T Ki Mi Gi Ti"),
            Fault(
                text: "cpu > 5 for ever", message: "column 13: a length of time such as 5m is expected, found \"ever\""),
            Fault(text: "(cpu > 5", message: "column 9: ) is expected, found the end"),
            Fault(
                text: "cpu > 5 memory > 3", message: "column 9: and, or, for or the end is expected, found \"memory\""),
            Fault(text: "cpu > 5 && memory > 3", message: "column 9: \"&\" has no meaning here"),
            Fault(text: "> 5", message: "column 1: the name of a trigger is expected, found \">\""),
            Fault(text: "and > 5", message: "column 1: the name of a trigger is expected, found \"and\""),
            Fault(text: "cpu = 5", message: "column 5: one of > >= < <= == != is expected, found \"=\""),
            Fault(text: String(repeating: "(", count: 40), message: "column 33: nested deeper than 32"),
        ])
    func faults(example: Fault) {
        do throws(RuleCondition.SyntaxError) {
            _ = try RuleCondition(example.text)
            Issue.record("accepted")
        } catch {
            #expect(error.description == example.message)
        }
    }

    @Test("No text makes it trap")
    func robust() {
        var random = SplitMix64(seed: 7)
        let words = [
            "a", "not", "and", "or", "for", "5m", "(", ")", ">", "<=", "=", "!", "1e9", "-", ".", "%", "9Ki", "é", "5%",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                words.randomElement(using: &random) ?? ""
            }.joined(separator: Bool.random(using: &random) ? " " : "")
            _ = try? RuleCondition(text)
        }
    }
}
