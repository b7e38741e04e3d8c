/// Checks values against schemas and words what is wrong as the API server does.
///
/// Source: kube-openapi `validation/validate` and apiextensions `kubeOpenAPIResultToFieldErrors` (1.36). Errors come in
/// the order of the sorted member names; the server's own order is random.
package struct SchemaValidator: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions = SchemaDefinitions()) {
        self.definitions = definitions
    }

    /// Everything wrong with `value` by itself: types, ranges, formats, required and forbidden members.
    ///
    /// Does not look at list types (`ListTypeValidator`) nor at rules.
    package func validate(_ value: JSONValue, against schema: Schema, at path: FieldPath = FieldPath()) -> [FieldError]
    {
        var walk = SchemaWalk(definitions: definitions, base: path)
        walk.check(value, schema)
        return walk.errors
    }

    package static func validate(
        _ value: JSONValue, against schema: Schema, definitions: SchemaDefinitions = SchemaDefinitions()
    ) -> [FieldError] {
        SchemaValidator(definitions: definitions).validate(value, against: schema)
    }

    /// All a custom resource is checked for on create (`old` nil) and update, in the server's order: schema, list
    /// types, then rules. When an earlier error keeps rules from being evaluated, a last entry says so.
    package func validateCustomResource(_ value: JSONValue, old: JSONValue?, against schema: Schema) -> [FieldError] {
        var errors = validate(value, against: schema)
        errors += ListTypeValidator(definitions: definitions).validate(value, against: schema)
        guard schema.hasValidationRules else { return errors }
        if errors.contains(where: { Self.blockingKinds.contains($0.kind) }) {
            errors.append(
                FieldError(
                    .invalid, FieldPath(), value: .null,
                    "some validation rules were not checked because the object was invalid; "
                        + "correct the existing errors to complete validation"))
        } else {
            errors += ruleErrors(value, old: old, schema: schema)
        }
        return errors
    }

    private static let blockingKinds: Set<FieldError.Kind> = [
        .notSupported, .required, .tooLong, .tooMany, .typeInvalid,
    ]

    /// The one place where `x-kubernetes-validations` are evaluated. There is no CEL interpreter yet: rules are carried
    /// in `Schema.validations` and accept everything.
    private func ruleErrors(_ value: JSONValue, old: JSONValue?, schema: Schema) -> [FieldError] {
        []
    }
}

extension Schema {
    /// Whether a rule stands anywhere in this schema (references are not followed).
    package var hasValidationRules: Bool {
        let keywords = storage.keywords
        if !keywords.validations.isEmpty { return true }
        if keywords.items?.hasValidationRules == true { return true }
        if keywords.additionalProperties?.schema?.hasValidationRules == true { return true }
        return keywords.properties.contains { $0.schema.hasValidationRules }
    }
}

/// One descent through a value and its schema, collecting errors.
///
/// `check` returns how many checks took place, by which the best of several failed `anyOf` alternatives is chosen.
struct SchemaWalk {
    let definitions: SchemaDefinitions
    let base: FieldPath
    var errors: [FieldError] = []
    private var path: [FieldPath.Element] = []

    init(definitions: SchemaDefinitions, base: FieldPath) {
        self.definitions = definitions
        self.base = base
    }

    @discardableResult
    mutating func check(_ value: JSONValue, _ schema: Schema) -> Int {
        let schema = definitions.resolve(schema).storage
        let types = schema.keywords.typeNames
        let format = SchemaFormat(schema.keywords.format)
        var count = 0
        if !types.isEmpty || format != nil {
            let mismatch = typeMismatch(value, types, format, nullable: schema.keywords.nullable)
            if let mismatch {
                add(
                    .typeInvalid, value: .string(mismatch.found),
                    "must be of type \(mismatch.expected): \(quoted(mismatch.found))")
            } else {
                count += 1
            }
            if !value.isNull { count += 1 }
        } else if value.isNull {
            count += 1
        }
        guard !value.isNull else {
            checkEnumeration(value, schema.keywords)
            return count
        }
        count += checkCombinations(value, schema.keywords) + 1
        count += checkKind(value, schema.keywords, format)
        checkEnumeration(value, schema.keywords)
        return count + 2
    }

    private mutating func checkKind(_ value: JSONValue, _ keywords: Schema.Keywords, _ format: SchemaFormat?) -> Int {
        switch value {
        case .string(let text):
            checkString(text, keywords)
            guard let format else { return 1 }
            if !format.accepts(text) {
                add(.typeInvalid, value: value, "must be of type \(format.name): \(quoted(text))")
            }
            return 2
        case .integer(let number):
            checkInteger(number, keywords)
            return 1
        case .number(let number):
            checkNumber(number.doubleValue ?? .infinity, value, keywords)
            return 1
        case .array(let elements): return checkArray(elements, keywords) + 1
        case .object(let object): return checkObject(object, keywords) + 1
        case .null, .bool: return 0
        }
    }

    // MARK: Places and messages

    /// The path as the message spells it: like the field, but empty at the root.
    private var name: String {
        path.isEmpty ? "" : FieldPath(path).description
    }

    mutating func add(_ kind: FieldError.Kind, value: JSONValue? = nil, _ message: String) {
        append(FieldError(kind, FieldPath(base.elements + path), value: value, "\(name) in body \(message)"))
    }

    /// Adds an error that has no "in body" sentence; equal errors are kept once.
    private mutating func append(_ error: FieldError) {
        if !errors.contains(error) { errors.append(error) }
    }

    private mutating func descend<Result>(
        _ element: FieldPath.Element, _ body: (inout SchemaWalk) -> Result
    ) -> Result {
        path.append(element)
        defer { path.removeLast() }
        return body(&self)
    }
}

// MARK: - Types and values

extension SchemaWalk {
    private struct Mismatch {
        let expected: String
        let found: String
    }

    /// The server's rules, including that a string or list with a format escapes the type check.
    private func typeMismatch(
        _ value: JSONValue, _ types: [String], _ format: SchemaFormat?, nullable: Bool
    ) -> Mismatch? {
        guard !value.isNull else {
            return types.isEmpty || nullable ? nil : Mismatch(expected: types.joined(separator: ","), found: "null")
        }
        let found = value.schemaTypeName
        let isWholeFloat = found == "number" && types.contains("integer") && value.isWholeFloat
        let isIntegerAsNumber = found == "integer" && types.contains("number")
        let matches = types.contains(found) || isWholeFloat || isIntegerAsNumber
        if let format {
            switch value {
            case .string, .array:
                if !types.contains("number"), !types.contains("integer") { return nil }
            default:
                if !matches { return Mismatch(expected: format.name, found: value.inferredFormat) }
            }
        }
        return matches ? nil : Mismatch(expected: types.joined(separator: ","), found: found)
    }

    private mutating func checkEnumeration(_ value: JSONValue, _ keywords: Schema.Keywords) {
        guard let allowed = keywords.enumeration, !allowed.isEmpty, !allowed.contains(value) else { return }
        let list = allowed.map { $0.stringValue ?? $0.serializedString() }
        append(.notSupported(FieldPath(base.elements + path), value: value, supported: list))
    }

    private mutating func checkString(_ text: String, _ keywords: Schema.Keywords) {
        if let limit = keywords.maxLength, text.unicodeScalars.count > limit {
            append(.tooLong(FieldPath(base.elements + path), limit: limit))
        }
        if let limit = keywords.minLength, text.unicodeScalars.count < limit {
            add(.invalid, value: .string(text), "should be at least \(limit) chars long")
        }
        if let pattern = keywords.pattern, !Pattern.matches(pattern, text) {
            add(.invalid, value: .string(text), "should match '\(pattern)'")
        }
    }

    /// Bounds of whole numbers are cut to whole numbers first, as the server does.
    private mutating func checkInteger(_ number: Int64, _ keywords: Schema.Keywords) {
        let value = JSONValue.integer(number)
        if let factor = keywords.multipleOf {
            let factor = Int64(clamping: factor)
            if factor <= 0 {
                append(
                    FieldError(
                        .invalid, FieldPath(base.elements + path), value: .integer(factor),
                        "factor MultipleOf declared for \(name) must be positive: \(factor)"))
            } else if number % factor != 0 {
                add(.invalid, value: value, "should be a multiple of \(factor)")
            }
        }
        if let maximum = keywords.maximum.map(Int64.init(clamping:)) {
            if keywords.exclusiveMaximum, number >= maximum {
                add(.invalid, value: value, "should be less than \(maximum)")
            } else if number > maximum {
                add(.invalid, value: value, "should be less than or equal to \(maximum)")
            }
        }
        if let minimum = keywords.minimum.map(Int64.init(clamping:)) {
            if keywords.exclusiveMinimum, number <= minimum {
                add(.invalid, value: value, "should be greater than \(minimum)")
            } else if number < minimum {
                add(.invalid, value: value, "should be greater than or equal to \(minimum)")
            }
        }
    }

    private mutating func checkNumber(_ number: Double, _ value: JSONValue, _ keywords: Schema.Keywords) {
        if let factor = keywords.multipleOf {
            if factor <= 0 {
                append(
                    FieldError(
                        .invalid, FieldPath(base.elements + path), value: JSONNumber(factor).map(JSONValue.number),
                        "factor MultipleOf declared for \(name) must be positive: \(GoNumber.text(factor))"))
            } else {
                let quotient = factor < 1 ? 1 / factor * number : number / factor
                if abs(quotient - quotient.rounded()) > 1e-9 * max(1, abs(quotient)) {
                    add(.invalid, value: value, "should be a multiple of \(GoNumber.text(factor))")
                }
            }
        }
        if let maximum = keywords.maximum {
            if keywords.exclusiveMaximum, number >= maximum {
                add(.invalid, value: value, "should be less than \(GoNumber.text(maximum))")
            } else if number > maximum {
                add(.invalid, value: value, "should be less than or equal to \(GoNumber.text(maximum))")
            }
        }
        if let minimum = keywords.minimum {
            if keywords.exclusiveMinimum, number <= minimum {
                add(.invalid, value: value, "should be greater than \(GoNumber.text(minimum))")
            } else if number < minimum {
                add(.invalid, value: value, "should be greater than or equal to \(GoNumber.text(minimum))")
            }
        }
    }
}

// MARK: - Containers and combinations

extension SchemaWalk {
    private mutating func checkArray(_ elements: [JSONValue], _ keywords: Schema.Keywords) -> Int {
        var count = 0
        if let items = keywords.items {
            for (index, element) in elements.enumerated() {
                count += descend(.index(index)) { $0.check(element, items) }
            }
        }
        if let limit = keywords.minItems, elements.count < limit {
            add(.invalid, value: .integer(Int64(elements.count)), "should have at least \(limit) items")
        }
        if let limit = keywords.maxItems, elements.count > limit {
            append(.tooMany(FieldPath(base.elements + path), actual: elements.count, limit: limit))
        }
        if keywords.uniqueItems, Set(elements).count < elements.count {
            add(.invalid, value: "", "shouldn't contain duplicates")
        }
        return count
    }

    private mutating func checkObject(_ object: JSONObject, _ keywords: Schema.Keywords) -> Int {
        if let limit = keywords.minProperties, object.count < limit {
            add(.invalid, value: .integer(Int64(limit)), "should have at least \(limit) properties")
            return 0
        }
        if let limit = keywords.maxProperties, object.count > limit {
            append(.tooMany(FieldPath(base.elements + path), actual: object.count, limit: limit))
            return 0
        }
        var count = 0
        for member in object.members.sorted(by: { $0.key < $1.key }) {
            if let property = keywords.properties[member.key] {
                count += descend(.field(member.key)) { $0.check(member.value, property) }
                continue
            }
            switch keywords.additionalProperties {
            case .allowed(false): addForbidden(member.key)
            case .schema(let schema):
                count += descend(.field(member.key)) { $0.check(member.value, schema) }
            case .allowed(true), nil: break
            }
        }
        for name in keywords.required where object[name] == nil {
            append(FieldError(.required, FieldPath(base.elements + path).field(name), ""))
        }
        return count
    }

    private mutating func addForbidden(_ key: String) {
        append(
            FieldError(
                .invalid, FieldPath(base.elements + path), value: .string(key),
                "\(name).\(key) in body is a forbidden property"))
    }

    /// `anyOf`, `oneOf`, `allOf` and `not`, whose own messages have no field.
    private mutating func checkCombinations(_ value: JSONValue, _ keywords: Schema.Keywords) -> Int {
        var count = 1
        if !keywords.anyOf.isEmpty { count += checkAnyOf(value, keywords.anyOf) }
        if !keywords.oneOf.isEmpty { count += checkOneOf(value, keywords.oneOf) }
        if !keywords.allOf.isEmpty {
            let outcomes = keywords.allOf.map { attempt(value, $0) }
            for outcome in outcomes {
                count += outcome.count
                outcome.errors.forEach { append($0) }
            }
            let valid = outcomes.count { $0.errors.isEmpty }
            if valid < outcomes.count {
                addUnplaced("must validate all the schemas (allOf)\(valid == 0 ? ". None validated" : "")")
            }
        }
        if let not = keywords.not, attempt(value, not).errors.isEmpty {
            addUnplaced("must not validate the schema (not)")
        }
        return count
    }

    private mutating func checkAnyOf(_ value: JSONValue, _ schemas: [Schema]) -> Int {
        var best: Outcome?
        for schema in schemas {
            let outcome = attempt(value, schema)
            if outcome.errors.isEmpty { return outcome.count }
            if best.map({ outcome.count > $0.count }) ?? true { best = outcome }
        }
        addUnplaced("must validate at least one schema (anyOf)")
        best?.errors.forEach { append($0) }
        return best?.count ?? 0
    }

    private mutating func checkOneOf(_ value: JSONValue, _ schemas: [Schema]) -> Int {
        let outcomes = schemas.map { attempt(value, $0) }
        let valid = outcomes.filter(\.errors.isEmpty)
        if valid.count == 1 { return valid[0].count }
        let found = valid.isEmpty ? "Found none valid" : "Found \(valid.count) valid alternatives"
        addUnplaced("must validate one and only one schema (oneOf). \(found)")
        guard valid.isEmpty, var best = outcomes.first else { return 0 }
        for outcome in outcomes where outcome.count > best.count { best = outcome }
        best.errors.forEach { append($0) }
        return best.count
    }

    private struct Outcome {
        let errors: [FieldError]
        let count: Int
    }

    private func attempt(_ value: JSONValue, _ schema: Schema) -> Outcome {
        var walk = self
        walk.errors = []
        let count = walk.check(value, schema)
        return Outcome(errors: walk.errors, count: count)
    }

    private mutating func addUnplaced(_ message: String) {
        append(FieldError(.invalid, base, value: "", "\(quoted(name)) \(message)"))
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).serializedString() }
}

extension Schema.Keywords {
    /// The JSON types allowed, empty for any.
    fileprivate var typeNames: [String] {
        if isIntOrString { return ["integer", "string"] }
        return type.map { [$0.rawValue] } ?? []
    }
}

extension JSONValue {
    /// The JSON Schema name of this value's type.
    package var schemaTypeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// A number written with a point or exponent that is whole and exactly representable.
    fileprivate var isWholeFloat: Bool {
        guard case .number(let number) = self, let value = number.doubleValue else { return false }
        return abs(value) <= 9_007_199_254_740_991 && value == value.rounded()
    }

    /// What the server takes for the format of a value that has none.
    fileprivate var inferredFormat: String {
        switch self {
        case .integer: "int64"
        case .number: "float64"
        default: ""
        }
    }
}

extension Int64 {
    /// Cut towards zero, and to the bounds of the type.
    fileprivate init(clamping value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : .min)
    }
}
