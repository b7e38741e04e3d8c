import KubeCore

/// `combine.expression`: one number of replicas from the proposals of all triggers, in CEL.
///
/// Each trigger that proposes is an `int` by its name (`qps`), and `signal.<name>` is its reading as a `double`, also of
/// triggers that only signal. Characters that no identifier has are spelled as in CRD rules (`orders__dash__lag`). Beside
/// the language and Kubernetes' libraries there are `max`, `min` of two to four numbers, and `ceil` and `floor`.
///
/// `max(cpu, qps > 0 ? qps : 1)` with cpu 3 and qps 0 gives 3; `ceil(signal.lag / 50.0)` with a lag of 120 gives 3.
package struct CombineExpression: Sendable {
    private let program: CELProgram

    /// Throws, in words for the author of the policy, what is wrong with the expression.
    package init(_ source: String, triggers: [Trigger]) throws(CombineExpressionError) {
        let signals = CELSchemaType(
            .object(SchemaProperties(triggers.filter(\.enabled).map { ($0.name, Schema(type: .number)) })),
            name: Self.signal)
        var variables: [String: CELType] = [Self.signal: .object(Self.signal)]
        for trigger in triggers where trigger.proposes {
            guard let name = CELName.escape(trigger.name), name != Self.signal else { continue }
            variables[name] = .int
        }
        do throws(CELIssues) {
            program = try CELProgram(
                source, environment: Self.environment.extended(variables: variables, types: [signals]))
        } catch {
            throw CombineExpressionError(message: error.issues.map(Self.words).joined(separator: "; "))
        }
        guard program.outputType == .int else {
            let remedy = program.outputType == .double ? ": ceil or floor makes an int of it" : ""
            throw CombineExpressionError(message: "must give an int, gives \(program.outputType)\(remedy)")
        }
        signalType = signals
    }

    private let signalType: CELSchemaType

    /// The number of replicas, at least zero.
    ///
    /// - Parameters:
    ///   - proposals: By trigger name; a trigger that proposes nothing now is missing.
    ///   - readings: By trigger name; one that failed is missing.
    /// - Throws: Why there is no number.
    package func replicas(
        proposals: [String: Int32], readings: [String: Double]
    ) throws(CombineExpressionError) -> Int32 {
        var variables: [String: CELValue] = [:]
        for (name, proposal) in proposals {
            if let identifier = CELName.escape(name) { variables[identifier] = .int(Int64(proposal)) }
        }
        var signals = JSONObject()
        for (name, reading) in readings { signals[name] = JSONNumber(reading).map(JSONValue.number) }
        do throws(CELError) {
            variables[Self.signal] = try CELValue(json: .object(signals), type: signalType)
            guard case .int(let count) = try program.evaluate(variables) else { throw CELError.noSuchOverload }
            return Int32(clamping: max(0, count))
        } catch {
            throw CombineExpressionError(message: Self.words(error))
        }
    }

    /// One line, without what only an API server's own messages need.
    private static func words(_ issue: CELIssue) -> String {
        let message = issue.message.split(separator: " (in container '')").joined()
        guard issue.location != .none else { return message }
        let line = issue.location.line > 1 ? "line \(issue.location.line), " : ""
        return "\(line)column \(issue.location.column + 1): \(message)"
    }

    private static func words(_ error: CELError) -> String {
        for (prefix, what) in [
            ("no such attribute(s): ", "proposes nothing now"), ("no such key: ", "has no reading now"),
        ]
        where error.message.hasPrefix(prefix) {
            return "trigger \(error.message.dropFirst(prefix.utf8.count)) \(what)"
        }
        return error.message
    }

    private static let signal = "signal"
    private static let environment = CELEnvironment(libraries: [.kubernetes, arithmetic])
}

/// Why an expression, or one evaluation of it, gives no number.
package struct CombineExpressionError: Error, Hashable, Sendable {
    package let message: String
}

extension Trigger {
    /// Whether it asks for a number of replicas.
    fileprivate var proposes: Bool { enabled && (target != nil || steps != nil) }
}

extension CombineExpression {
    private static let arithmetic: CELLibrary = {
        var functions: [CELFunction] = []
        for (type, label) in [(CELType.int, "int"), (.double, "double")] {
            for count in 2...4 {
                let parameters = Array(repeating: type, count: count)
                functions.append(extreme("max", "\(label)_\(count)", parameters, type) { $0 < $1 })
                functions.append(extreme("min", "\(label)_\(count)", parameters, type) { $0 > $1 })
            }
        }
        functions.append(rounding("ceil", .up))
        functions.append(rounding("floor", .down))
        return CELLibrary(functions: functions)
    }()

    private static func extreme(
        _ name: String, _ suffix: String, _ parameters: [CELType], _ type: CELType,
        _ isWorse: @escaping @Sendable (Double, Double) -> Bool
    ) -> CELFunction {
        CELFunction(name, "trimtab_\(name)_\(suffix)", parameters: parameters, result: type) {
            (arguments, _) throws(CELError) in
            var best = arguments[0]
            for argument in arguments.dropFirst() {
                guard let current = best.number, let other = argument.number else { throw CELError.noSuchOverload }
                if isWorse(current, other) { best = argument }
            }
            return best
        }
    }

    private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> CELFunction {
        CELFunction(name, "trimtab_\(name)_double", parameters: [.double], result: .int) {
            (arguments, _) throws(CELError) in
            guard case .double(let value) = arguments[0] else { throw CELError.noSuchOverload }
            let rounded = value.rounded(rule)
            guard rounded > -0x1p63, rounded < 0x1p63 else { throw CELError("\(name) of \(value) is no whole number") }
            return .int(Int64(rounded))
        }
    }
}

extension CELValue {
    /// Proposals are far below the whole numbers that a double no longer tells apart.
    fileprivate var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
