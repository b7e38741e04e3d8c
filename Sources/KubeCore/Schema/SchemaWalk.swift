/// One descent through a value and its schema, collecting errors.
///
/// `check` returns how many checks took place, by which the best of several failed `anyOf` alternatives is chosen.
struct SchemaWalk {
    let definitions: SchemaDefinitions
    let base: FieldPath
    private(set) var errors: [FieldError] = []
    /// What is in `errors`: a large object may have as many of them as it has values.
    private var known: Set<FieldError> = []
    var path: [FieldPath.Element] = []

    init(definitions: SchemaDefinitions, base: FieldPath) {
        self.definitions = definitions
        self.base = base
    }

    @discardableResult
    mutating func check(_ value: JSONValue, _ old: JSONValue?, _ schema: Schema) -> Int {
        if value == old { return 0 }
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
        count += checkCombinations(value, old, schema.keywords) + 1
        count += checkKind(value, old, schema, format)
        checkEnumeration(value, schema.keywords)
        return count + 2
    }

    private mutating func checkKind(
        _ value: JSONValue, _ old: JSONValue?, _ schema: Schema.Storage, _ format: SchemaFormat?
    ) -> Int {
        let keywords = schema.keywords
        switch value {
        case .string(let text):
            checkString(text, schema)
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
        case .array(let elements): return checkArray(elements, old?.arrayValue, keywords) + 1
        case .object(let object): return checkObject(object, old?.objectValue, keywords) + 1
        case .null, .bool: return 0
        }
    }

    // MARK: Places and messages

    /// The path as the message spells it: like the field, but empty at the root.
    var name: String {
        path.isEmpty ? "" : FieldPath(path).description
    }

    mutating func add(_ kind: FieldError.Kind, value: JSONValue? = nil, _ message: String) {
        append(FieldError(kind, FieldPath(base.elements + path), value: value, "\(name) in body \(message)"))
    }

    /// Adds an error that has no "in body" sentence; equal errors are kept once.
    mutating func append(_ error: FieldError) {
        if known.insert(error).inserted { errors.append(error) }
    }

    mutating func forgetErrors() {
        errors = []
        known = []
    }

    mutating func descend<Result>(
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

    private mutating func checkString(_ text: String, _ schema: Schema.Storage) {
        let keywords = schema.keywords
        if let limit = keywords.maxLength, text.unicodeScalars.count > limit {
            append(.tooLong(FieldPath(base.elements + path), limit: limit))
        }
        if let limit = keywords.minLength, text.unicodeScalars.count < limit {
            add(.invalid, value: .string(text), "should be at least \(limit) chars long")
        }
        switch schema.pattern {
        case .success(let expression) where expression.matches(text): break
        case nil: break
        case .success, .failure:
            add(.invalid, value: .string(text), "should match '\(keywords.pattern ?? "")'")
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
