import KubeCore

/// What `combine.expression` may say: CEL over what triggers propose.
///
/// A trigger's name stands for the replicas it proposes; `signal.NAME` for its reading, also of triggers that propose
/// nothing. `max` and `min` take two or three counts, `ceil` and `floor` make a count of a number. The result is a count.
/// A name with a dash reads `signal["p95-api"]`; its proposal has no name in CEL.
///
/// `max(cpu, queue > 0 ? queue : 1)`, `min(cpu, ceil(signal.connections / 100.0))`
package struct CombinationExpression: Sendable {
    private let program: CELProgram

    /// What is wrong with an expression: `column 5: undeclared reference to 'cp'`.
    package struct Faults: Error, Hashable, Sendable {
        package let lines: [String]
    }

    /// - Parameter triggers: The names of all triggers.
    package init(_ source: String, triggers: [String]) throws(Faults) {
        var variables: [String: CELType] = ["signal": .map(.string, .double)]
        for name in triggers where Self.isIdentifier(name) && name != "signal" { variables[name] = .int }
        do throws(CELIssues) {
            program = try CELProgram(source, environment: Self.environment.extended(variables: variables))
        } catch {
            throw Faults(lines: error.issues.map(Self.line))
        }
        guard program.outputType == .int || program.outputType == .dyn else {
            throw Faults(lines: ["the result must be a count (int), not \(program.outputType); ceil makes one"])
        }
    }

    /// The columns are those of the first line, where nearly every expression ends.
    private static func line(_ issue: CELIssue) -> String {
        let place = issue.location
        guard place.line > 0 else { return issue.message }
        let line = place.line == 1 ? "" : "line \(place.line), "
        return "\(line)column \(place.column + 1): \(issue.message.replacing(" (in container '')", with: ""))"
    }

    private static func isIdentifier(_ name: String) -> Bool {
        name.utf8.first.map { $0 &- UInt8(ascii: "0") >= 10 } == true && !name.contains("-")
    }

    private static let environment = CELEnvironment(libraries: [.kubernetes, CELLibrary(functions: counts + roundings)])

    private static let counts: [CELFunction] = [("max", true), ("min", false)].flatMap { name, isMax in
        [2, 3].map { size in
            CELFunction(
                name, "\(name)_of_\(size)", parameters: Array(repeating: .int, count: size), result: .int
            ) { (arguments, _) throws(CELError) in
                var best: Int64?
                for argument in arguments {
                    guard case .int(let value) = argument else { throw .noSuchOverload }
                    best = best.map { isMax ? Swift.max($0, value) : Swift.min($0, value) } ?? value
                }
                return .int(best ?? 0)
            }
        }
    }

    private static let roundings: [CELFunction] = [
        ("ceil", FloatingPointRoundingRule.up), ("floor", .down),
    ].map { name, rule in
        CELFunction(name, "\(name)_of_double", parameters: [.double], result: .int) {
            (arguments, _) throws(CELError) in
            guard case .double(let value)? = arguments.first else { throw .noSuchOverload }
            guard let count = Int64(exactly: value.rounded(rule)) else { throw CELError("\(value) is no count") }
            return .int(count)
        }
    }
}
