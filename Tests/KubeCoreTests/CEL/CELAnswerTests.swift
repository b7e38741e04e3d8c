@testable import KubeCore
import Testing

/// What expressions give, cost and are refused for, beside the answers of a real server.
@Suite struct CELAnswerTests {
    @Test("Expressions give what a server gives, at the same cost", arguments: ["fields", "loops", "values"])
    func answers(_ group: String) throws {
        let cases = ["fields": CELCases.fields, "loops": CELCases.loops, "values": CELCases.values][group] ?? []
        #expect(!cases.isEmpty)
        for expected in cases {
            let outcome = try CELTestWorld.outcome(expected.source)
            #expect(outcome.text == expected.outcome, "\(expected.source)")
            #expect(outcome.cost == expected.cost, "\(expected.source)")
        }
    }

    @Test("The most an expression can cost is what a server says, and so is its type")
    func estimates() throws {
        for expected in CELCases.estimates {
            let program = try CELProgram(expected.source, environment: CELTestWorld.environment)
            let estimate = program.estimatedCost(sizes: CELTestWorld.type)
            #expect(estimate.upperBound == expected.max, "\(expected.source)")
            #expect(program.outputType.description == expected.type, "\(expected.source)")
        }
    }

    @Test("An evaluation costs no more than the estimate allows")
    func estimatesHold() throws {
        // Servers do not count selections from `dyn` beforehand.
        for expected in CELCases.estimates where !expected.source.contains("dyn") {
            let program = try CELProgram(expected.source, environment: CELTestWorld.environment)
            let cost = try CELTestWorld.outcome(expected.source).cost
            #expect(cost <= program.estimatedCost(sizes: CELTestWorld.type).upperBound, "\(expected.source)")
        }
    }

    private static let operand =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, "
        + "IDENTIFIER}"

    @Test("Expressions are refused in a server's words, at its places")
    func issues() {
        for expected in CELCases.issues {
            #expect(throws: CELIssues.self, "\(expected.source)") {
                try CELProgram(expected.source, environment: CELTestWorld.environment)
            }
            do {
                _ = try CELProgram(expected.source, environment: CELTestWorld.environment)
            } catch {
                let found = error.issues.map { "\($0.location.line):\($0.location.column + 1): \($0.message)" }
                let wanted = expected.issues.map {
                    $0.replacingFirst("OPERAND", with: Self.operand)
                }
                #expect(found == wanted, "\(expected.source)")
            }
        }
    }

    @Test("An issue is shown with its line and a mark below its place")
    func description() throws {
        let issues = #expect(throws: CELIssues.self) {
            try CELProgram("'é' +\n\tfoo", environment: CELTestWorld.environment)
        }
        #expect(
            issues?.description
                == "ERROR: <input>:2:2: undeclared reference to 'foo' (in container '')\n |  foo\n | .^")
        let wide = #expect(throws: CELIssues.self) {
            try CELProgram("'é' + é", environment: CELTestWorld.environment)
        }
        #expect(
            wide?.description.hasPrefix(
                "ERROR: <input>:1:7: Syntax error: token recognition error at: 'é'\n | 'é' + é\n | .．....＾\n") == true)
    }

    @Test(
        "What fails whenever it is evaluated is refused without a place",
        arguments: [
            ("int('abc')", "type conversion error from 'string' to 'int'"), ("int(1e19)", "integer overflow"),
            ("uint(-1)", "unsigned integer overflow"), ("duration", "reference to undefined type: duration"),
            (#"string(b'\xff')"#, "invalid UTF-8 in bytes, cannot convert to string"),
        ])
    func instantiation(_ source: String, _ message: String) {
        let issues = #expect(throws: CELIssues.self) { try CELProgram(source, environment: CELTestWorld.environment) }
        #expect(issues?.phase == .instantiation)
        #expect(issues?.description == message)
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with text: String) -> String {
        let pieces = split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
        return pieces.count == 2 ? pieces[0] + text + pieces[1] : self
    }
}
