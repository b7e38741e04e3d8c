/// The conditions under which a webhook is called (`matchConditions`), compiled.
///
/// Expressions see `object`, `oldObject` and `request`. Not known here: `authorizer`, and `request.options`.
///
/// Source: Kubernetes 1.36 `apiserver/pkg/admission/plugin/webhook/matchconditions` and `plugin/cel`.
package struct MatchConditions: Sendable {
    package enum Outcome: Hashable, Sendable {
        case matches
        /// A condition is false: the webhook is not called.
        case differs
        /// No condition is false, and some could not be evaluated; the webhook's failure policy decides.
        case failed(String)
    }

    /// What all conditions of a webhook may cost together.
    private static let budget: UInt64 = 2_500_000
    private static let countLimit = 64

    private let conditions: [Condition]

    private struct Condition: Sendable {
        let expression: String
        let program: Result<CELProgram, Failure>
    }

    private struct Failure: Error, Hashable {
        let detail: String
    }

    /// - Parameter json: The list of conditions of a webhook.
    package init(json: JSONValue?) {
        let environment = Self.environment
        conditions = (json?.arrayValue ?? []).map { condition in
            let expression = condition["expression"]?.stringValue ?? ""
            return Condition(expression: expression, program: Self.compile(expression, environment))
        }
    }

    package var isEmpty: Bool { conditions.isEmpty }

    /// - Parameter request: The `request` of an AdmissionReview.
    package func outcome(object: JSONValue?, oldObject: JSONValue?, request: JSONValue) -> Outcome {
        guard !conditions.isEmpty else { return .matches }
        let variables: [String: CELValue]
        do throws(CELError) {
            variables = [
                "object": CELValue(json: object ?? .null), "oldObject": CELValue(json: oldObject ?? .null),
                "request": try CELValue(json: Self.visible(request), type: Self.requestType), "namespaceObject": .null,
            ]
        } catch {
            return .failed(error.message)
        }
        var left = Self.budget
        var failures: [String] = []
        for condition in conditions {
            switch condition.program {
            case .failure(let failure): failures.append("compilation error: \(failure.detail)")
            case .success(let program):
                var context = CELContext(costLimit: left)
                do throws(CELError) {
                    let value = try program.evaluate(variables, in: &context)
                    if case .bool(false) = value { return .differs }
                    left -= min(context.cost, left)
                } catch {
                    if error.kind == .costLimit {
                        return .failed(
                            "validation failed due to running out of cost budget, no further validation rules will be run"
                        )
                    }
                    left -= min(context.cost, left)
                    failures.append("expression '\(condition.expression)' resulted in error: \(error.message)")
                }
            }
        }
        guard !failures.isEmpty else { return .matches }
        return .failed(failures.count == 1 ? failures[0] : "[" + failures.joined(separator: ", ") + "]")
    }

    /// What is wrong with the conditions of a webhook.
    package static func errors(_ json: JSONValue?, at path: FieldPath) -> [FieldError] {
        let conditions = json?.arrayValue ?? []
        guard !conditions.isEmpty else { return [] }
        var errors: [FieldError] = []
        if conditions.count > countLimit {
            errors.append(.tooMany(path, actual: conditions.count, limit: countLimit))
        }
        let environment = environment
        var names: Set<String> = []
        for (index, condition) in conditions.enumerated() {
            let place = path.index(index)
            let expression = (condition["expression"]?.stringValue ?? "").trimmed
            if expression.isEmpty {
                errors.append(FieldError(.required, place.field("expression"), ""))
            } else if case .failure(let failure) = compile(expression, environment) {
                errors.append(
                    FieldError(.invalid, place.field("expression"), value: .string(expression), failure.detail))
            }
            let name = condition["name"]?.stringValue ?? ""
            if name.isEmpty {
                errors.append(FieldError(.required, place.field("name"), ""))
                continue
            }
            for problem in NameRules.qualifiedName(name) {
                errors.append(FieldError(.invalid, place.field("name"), value: .string(name), problem))
            }
            if !names.insert(name).inserted {
                errors.append(FieldError(.duplicate, place.field("name"), value: .string(name), ""))
            }
        }
        return errors
    }

    private static func compile(_ expression: String, _ environment: CELEnvironment) -> Result<CELProgram, Failure> {
        do {
            let program = try CELProgram(expression, environment: environment)
            guard program.outputType != .bool else { return .success(program) }
            return .failure(Failure(detail: "must evaluate to bool but got \(program.outputType.name)"))
        } catch {
            return .failure(Failure(detail: "compilation failed: \(error.description)"))
        }
    }

    private static var environment: CELEnvironment {
        CELEnvironment(
            variables: [
                "object": .dyn, "oldObject": .dyn, "namespaceObject": .dyn,
                "request": .object("kubernetes.AdmissionRequest"),
            ], types: [requestType], libraries: [.kubernetes])
    }

    /// Without what expressions reach otherwise, or not at all.
    private static func visible(_ request: JSONValue) -> JSONValue {
        var members = request.objectValue ?? JSONObject()
        for name in ["object", "oldObject", "options"] { members[name] = nil }
        return .object(members)
    }

    private static let requestType = CELSchemaType(
        .object([
            "kind": named("kind"), "resource": named("resource"), "requestKind": named("kind"),
            "requestResource": named("resource"), "subResource": .string(), "requestSubResource": .string(),
            "name": .string(), "namespace": .string(), "operation": .string(),
            "dryRun": Schema(type: .boolean),
            "userInfo": .object([
                "username": .string(), "uid": .string(), "groups": .array(of: .string()),
                "extra": .map(of: .array(of: .string())),
            ]),
        ]), name: "kubernetes.AdmissionRequest")

    /// A group, a version, and what is named within them.
    private static func named(_ last: String) -> Schema {
        var properties: SchemaProperties = ["group": .string(), "version": .string()]
        properties[last] = .string()
        return .object(properties)
    }
}
