/// The rules (`x-kubernetes-validations`) of a schema, compiled; made once per schema and used for every object.
///
/// Source: apiextensions `apiserver/schema/cel/validation.go` and `compilation.go` (1.36).
package struct SchemaRules: Sendable {
    /// What one evaluation may cost, and all evaluations for one object together.
    package static let callLimit: UInt64 = 1_000_000
    package static let objectBudget: Int64 = 10_000_000

    let root: Node?

    /// - Parameter schema: That of a whole custom resource. References are not followed: custom resources have none.
    package init(_ schema: Schema) {
        root = schema.hasValidationRules ? Node(schema, CELSchemaType(schema, isResourceRoot: true)) : nil
    }

    package var isEmpty: Bool { root == nil }

    /// A place of the schema that has rules, or places with rules below it.
    final class Node: Sendable {
        let schema: Schema.Storage
        let type: CELSchemaType
        let rules: [CompiledRule]
        /// Why none of the rules can be evaluated.
        let failure: String?
        let items: Node?
        let values: Node?
        let properties: [String: Node]

        init(_ schema: Schema, _ type: CELSchemaType) {
            let keywords = schema.storage.keywords
            self.schema = schema.storage
            self.type = type
            if type.type == nil, !keywords.validations.isEmpty {
                failure = "failed to convert to declType for CEL validation rules"
                rules = []
            } else {
                failure = nil
                rules = CompiledRule.compile(schema, type)
            }
            items = Self.child(keywords.items, type.element)
            values = Self.child(keywords.additionalProperties?.schema, type.element)
            var properties: [String: Node] = [:]
            if case .object(let fields) = type.form {
                for property in keywords.properties {
                    // Places whose type expressions cannot see are left out.
                    guard let field = fields[property: property.name], field.type.type != nil else { continue }
                    properties[property.name] = Self.child(property.schema, field.type)
                }
            }
            self.properties = properties
        }

        private static func child(_ schema: Schema?, _ type: CELSchemaType?) -> Node? {
            guard let schema, let type, schema.hasValidationRules else { return nil }
            return Node(schema, type)
        }
    }
}

/// One rule, ready to be evaluated.
struct CompiledRule: Sendable {
    let rule: Schema.ValidationRule
    /// Nil for an empty rule, which is never evaluated.
    let program: Result<CELProgram, RuleFailure>?
    let message: Result<CELProgram, RuleFailure>?
    let usesOldSelf: Bool
    /// Where the error is reported, relative to the rule's place; empty for the place itself.
    let fieldPath: String

    /// Why a rule is none, in the server's words.
    struct RuleFailure: Error, Hashable {
        let detail: String
    }

    /// The rules of a schema, without those below it.
    static func compile(_ schema: Schema, _ type: CELSchemaType) -> [CompiledRule] {
        let rules = schema.storage.keywords.validations
        guard !rules.isEmpty, let selfType = type.type else { return [] }
        let variables: [String: CELType] = ["self": selfType, "oldSelf": selfType]
        let plain = CELEnvironment(variables: variables, types: [type], libraries: [.kubernetes])
        var optional: CELEnvironment?
        return rules.map { rule in
            guard rule.optionalOldSelf == true else { return CompiledRule(rule, schema, plain) }
            let environment =
                optional
                ?? CELEnvironment(
                    variables: ["self": selfType, "oldSelf": .optional(selfType)], types: [type],
                    libraries: [.kubernetes])
            optional = environment
            return CompiledRule(rule, schema, environment)
        }
    }

    private init(_ rule: Schema.ValidationRule, _ schema: Schema, _ environment: CELEnvironment) {
        self.rule = rule
        fieldPath = rule.fieldPath.flatMap { RuleFieldPath.normalized($0, in: schema) }?.description ?? ""
        guard !rule.rule.trimmed.isEmpty else {
            program = nil
            message = nil
            usesOldSelf = false
            return
        }
        let compiled = Self.compile(
            rule.rule, environment, .bool, failure: "compilation failed: ",
            misfit: "cel expression must evaluate to a bool")
        program = compiled
        guard case .success(let program) = compiled else {
            message = nil
            usesOldSelf = false
            return
        }
        usesOldSelf = program.references.contains("oldSelf")
        message =
            (rule.messageExpression ?? "").isEmpty
            ? nil
            : Self.compile(
                rule.messageExpression ?? "", environment, .string, failure: "messageExpression compilation failed: ",
                misfit: "messageExpression must evaluate to a string")
    }

    private static func compile(
        _ source: String, _ environment: CELEnvironment, _ type: CELType, failure: String, misfit: String
    ) -> Result<CELProgram, RuleFailure> {
        do {
            let program = try CELProgram(source, environment: environment)
            return program.outputType == type ? .success(program) : .failure(RuleFailure(detail: misfit))
        } catch {
            return .failure(RuleFailure(detail: failure + error.description))
        }
    }

    /// The message of the rule, or the rule itself.
    var summary: String {
        let message = rule.message ?? ""
        return message.isEmpty ? rule.rule.trimmed : message.trimmed
    }

    var defaultMessage: String {
        let message = rule.message ?? ""
        return message.isEmpty ? "failed rule: \(summary)" : message.trimmed
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
