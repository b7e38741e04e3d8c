/// Checks rules where they are declared: that they compile, say what they must, and cannot cost too much.
///
/// Source: apiextensions `apis/apiextensions/validation` (1.36).
struct RuleDefinitions {
    /// What one rule may cost for the largest object, and all rules of a schema together.
    static let ruleLimit: UInt64 = 10_000_000
    static let schemaLimit: UInt64 = 100_000_000

    private(set) var errors: [FieldError] = []
    private var total: UInt64 = 0
    private var expensive: [(path: FieldPath, cost: UInt64)] = []
    /// Where the schema itself is wrong: rules there and above are not compiled.
    private let faults: [FieldPath]

    /// The errors of all rules of the schema of a custom resource.
    ///
    /// - Parameter faults: Places of errors already found in the schema.
    static func errors(_ schema: Schema, at path: FieldPath, faults: [FieldPath]) -> [FieldError] {
        guard schema.hasValidationRules else { return [] }
        var definitions = RuleDefinitions(faults: faults)
        definitions.check(
            schema, path, Scope(isRoot: true, type: nil, cardinality: 1, uncorrelated: nil))
        return definitions.errors + definitions.totalErrors(at: path)
    }

    private init(faults: [FieldPath]) {
        self.faults = faults
    }

    /// What a place of the schema has from the places above it.
    private struct Scope {
        var isRoot: Bool
        /// Known once a rule stands at or above the place.
        var type: CELSchemaType?
        /// How often such data can occur in one object; nil for any number.
        var cardinality: UInt64?
        /// The outermost list or map whose elements cannot be told to be the same after an update.
        var uncorrelated: FieldPath?
    }

    private mutating func check(_ schema: Schema, _ path: FieldPath, _ scope: Scope) {
        guard schema.hasValidationRules else { return }
        let keywords = schema.storage.keywords
        var scope = scope
        if scope.type == nil, !keywords.validations.isEmpty {
            scope.type = CELSchemaType(schema, isResourceRoot: scope.isRoot || keywords.isEmbeddedResource)
        }
        var inner = scope
        inner.isRoot = false
        inner.cardinality = scope.cardinality.flatMap { outer in
            keywords.elementLimit.map { outer.saturatingMultiply($0) }
        }
        if let values = keywords.additionalProperties?.schema {
            var place = inner
            place.type = scope.type?.element
            check(values, path.field("additionalProperties"), place)
        }
        let isCorrelated = keywords.mapType == nil || keywords.mapType == .granular || keywords.mapType == .atomic
        for property in keywords.properties {
            var place = inner
            if !isCorrelated, place.uncorrelated == nil { place.uncorrelated = path }
            place.type = nil
            if case .object(let fields)? = scope.type?.form, let field = fields[property: property.name],
                field.identifier != nil
            {
                place.type = field.type
            }
            check(property.schema, path.field("properties").key(property.name), place)
        }
        if let items = keywords.items {
            var place = inner
            if keywords.listType != .map, place.uncorrelated == nil { place.uncorrelated = path }
            place.type = scope.type?.element
            check(items, path.field("items"), place)
        }
        let isFaulty = faults.contains { $0.elements.starts(with: path.elements) }
        if !keywords.validations.isEmpty, !isFaulty { checkRules(schema, path, scope) }
    }

    private mutating func checkRules(_ schema: Schema, _ path: FieldPath, _ scope: Scope) {
        let place = path.field("x-kubernetes-validations")
        guard let type = scope.type, type.type != nil else {
            errors.append(
                FieldError(
                    .internalError, place,
                    "internal error: failed to construct type information for x-kubernetes-validations rules: unable to "
                        + "convert structural schema to CEL declarations"))
            return
        }
        let cardinality = scope.cardinality ?? CELSchemaType.maxRequestSize / (type.minSerializedSize + 1)
        for (index, compiled) in CompiledRule.compile(schema, type).enumerated() {
            check(compiled, place.index(index), type, cardinality)
            if compiled.usesOldSelf {
                guard let uncorrelated = scope.uncorrelated else { continue }
                errors.append(
                    FieldError(
                        .invalid, place.index(index).field("rule"), value: .string(compiled.rule.rule),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within \(uncorrelated)"))
            } else if let flag = compiled.rule.optionalOldSelf {
                errors.append(
                    FieldError(
                        .invalid, place.index(index).field("optionalOldSelf"), value: .bool(flag),
                        "may not be set if oldSelf is not used in rule"))
            }
        }
    }

    private mutating func check(
        _ compiled: CompiledRule, _ path: FieldPath, _ type: CELSchemaType, _ cardinality: UInt64
    ) {
        let value = compiled.rule.goForm
        switch compiled.program {
        case .success(let program):
            let cost = program.estimatedCost(sizes: type).upperBound
            observe(
                cost == 0 ? 0 : cost.saturatingMultiply(cardinality), path.field("rule"), "estimated rule cost")
        case .failure(let failure):
            errors.append(FieldError(.invalid, path.field("rule"), value: value, failure.detail))
        case nil: break
        }
        switch compiled.message {
        case .success(let program):
            observe(
                program.estimatedCost(sizes: type).upperBound, path.field("messageExpression"),
                "estimated messageExpression cost")
        case .failure(let failure):
            errors.append(FieldError(.invalid, path.field("messageExpression"), value: value, failure.detail))
        case nil: break
        }
    }

    private mutating func observe(_ cost: UInt64, _ path: FieldPath, _ name: String) {
        if cost > Self.ruleLimit {
            errors.append(FieldError(.forbidden, path, Self.excess(name, cost, Self.ruleLimit)))
        }
        total = total.saturatingAdd(cost)
        // Only the four worst are named, and none that hardly counts.
        guard cost >= Self.schemaLimit / 100 else { return }
        let index = expensive.firstIndex { $0.cost < cost } ?? expensive.count
        expensive.insert((path, cost), at: index)
        if expensive.count > 4 { expensive.removeLast() }
    }

    private func totalErrors(at path: FieldPath) -> [FieldError] {
        guard total > Self.schemaLimit else { return [] }
        let parts = expensive.map { part in
            FieldError(
                .forbidden, part.path,
                "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
        }
        let name = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema"
        return parts + [FieldError(.forbidden, path, Self.excess(name, total, Self.schemaLimit))]
    }

    private static func excess(_ name: String, _ cost: UInt64, _ limit: UInt64) -> String {
        let factor = Double(cost) / Double(limit)
        let text: String
        if factor > 100 {
            text = "more than 100x"
        } else {
            text = ExactDecimal(factor).fixed(factor < 1.5 ? 6 : 1) + "x"
        }
        return "\(name) exceeds budget by factor of \(text) (try simplifying the rule, or adding maxItems, "
            + "maxProperties, and maxLength where arrays, maps, and strings are declared)"
    }
}

extension RuleDefinitions {
    /// What is wrong with the words of a rule, whatever its expressions mean.
    static func wordErrors(_ rule: Schema.ValidationRule, in schema: Schema, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let source = rule.rule.trimmed
        let message = (rule.message ?? "").trimmed
        let place = path.field("message")
        if source.isEmpty {
            errors.append(FieldError(.required, path.field("rule"), "rule is not specified"))
        } else if let text = rule.message, !text.isEmpty, message.isEmpty {
            errors.append(FieldError(.invalid, place, value: .string(text), "must be non-empty if specified"))
        } else if message.hasLineBreak {
            errors.append(
                FieldError(.invalid, place, value: .string(rule.message ?? ""), "must not contain line breaks"))
        } else if source.hasLineBreak, message.isEmpty {
            errors.append(FieldError(.required, place, "message must be specified if rule contains line breaks"))
        }
        if let text = rule.messageExpression, !text.isEmpty, text.trimmed.isEmpty {
            errors.append(
                FieldError(
                    .required, path.field("messageExpression"), "messageExpression must be non-empty if specified"))
        }
        if let reason = rule.reason, !reasons.contains(reason) {
            errors.append(.notSupported(path.field("reason"), value: .string(reason), supported: reasons))
        }
        if let text = rule.fieldPath, !text.isEmpty {
            let place = path.field("fieldPath")
            let value = JSONValue.string(text)
            if text.trimmed.isEmpty {
                errors.append(FieldError(.invalid, place, value: value, "must be non-empty if specified"))
            }
            if text.hasLineBreak {
                errors.append(FieldError(.invalid, place, value: value, "must not contain line breaks"))
            }
            if RuleFieldPath.normalized(text, in: schema) == nil {
                errors.append(FieldError(.invalid, place, value: value, "must be a valid path"))
            }
        }
        return errors
    }

    private static let reasons = [
        "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
    ]
}

extension Schema.ValidationRule {
    /// As the server shows a rule in an error: its own structure, not the one users write.
    fileprivate var goForm: JSONValue {
        [
            "Rule": .string(rule), "Message": .string(message ?? ""),
            "MessageExpression": .string(messageExpression ?? ""), "Reason": reason.map(JSONValue.string) ?? .null,
            "FieldPath": .string(fieldPath ?? ""), "OptionalOldSelf": optionalOldSelf.map(JSONValue.bool) ?? .null,
        ]
    }
}

extension Schema.Keywords {
    /// How many children of one kind such data have at most; nil for any number.
    fileprivate var elementLimit: UInt64? {
        switch type {
        case .object? where additionalProperties != nil: maxProperties.map { UInt64(max(0, $0)) }
        case .array?: maxItems.map { UInt64(max(0, $0)) }
        default: 1
        }
    }
}

extension String {
    fileprivate var hasLineBreak: Bool { utf8.contains(0x0A) || utf8.contains(0x0D) }
}
