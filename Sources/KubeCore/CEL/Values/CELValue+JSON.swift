extension CELValue {
    /// The value of JSON data under a schema, or as their JSON type says where there is none.
    ///
    /// Members and elements become values only when they are read, so this takes constant time but for strings that
    /// stand for other things. Throws where the data do not fit the schema.
    package init(json: JSONValue, type: CELSchemaType?) throws(CELError) {
        guard let type else {
            self = CELValue(json: json)
            return
        }
        if json.isNull {
            guard type.isNullable else { throw CELError("invalid data, got null for schema with nullable=false") }
            self = .null
            return
        }
        switch (type.form, json) {
        case (.intOrString, .string(let text)), (.string, .string(let text)): self = .string(text)
        case (.intOrString, .integer(let value)), (.int, .integer(let value)): self = .int(value)
        case (.bool, .bool(let value)): self = .bool(value)
        case (.double, .integer(let value)): self = .double(Double(value))
        case (.double, .number(let number)): self = .double(number.doubleValue ?? .nan)
        case (.object, .object(let object)), (.map, .object(let object)), (.shapelessObject, .object(let object)):
            self = .map(.json(object, type))
        case (.list, .array(let elements)): self = .list(.json(elements, type))
        case (.bytes, .string(let text)), (.duration, .string(let text)), (.date, .string(let text)),
            (.dateTime, .string(let text)):
            self = try CELValue(text: text, form: type.form)
        case (.preserved, _): self = .unknown(json)
        default: throw CELError(type.form.mismatch(json))
        }
    }

    /// The value of JSON data of which no schema is known.
    package init(json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .int(value)
        case .number(let number): self = .double(number.doubleValue ?? .nan)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .list(.json(elements, nil))
        case .object(let object): self = .map(.json(object, nil))
        }
    }

    private init(text: String, form: CELSchemaType.Form) throws(CELError) {
        switch form {
        case .bytes:
            guard let bytes = Base64Coding.decode(text) else { throw CELError("Invalid byte formatted string \(text)") }
            self = .bytes(bytes)
        case .duration:
            guard let duration = CELDuration(scala: text) else { throw CELError("Invalid duration \(text)") }
            self = .duration(duration)
        case .date:
            guard text.utf8.count == 10, let time = Timestamp(rfc3339: text + "T00:00:00Z") else {
                throw CELError("Invalid date formatted string \(text)")
            }
            self = .timestamp(CELTimestamp(time))
        default:
            guard let time = text.isEmpty ? CELTimestamp(Timestamp(seconds: 0)) : CELTimestamp(dateTime: text) else {
                throw CELError("Invalid date-time formatted string \(text)")
            }
            self = .timestamp(time)
        }
    }
}

extension CELTimestamp {
    /// RFC 3339, also without an offset, which then is UTC.
    fileprivate init?(dateTime text: String) {
        guard let value = CELTimestamp(rfc3339: text) ?? CELTimestamp(rfc3339: text + "Z") else { return nil }
        self = value
    }
}

extension CELDuration {
    /// As Go spells durations, else numbers with units in words (`2 days`), whatever stands between them.
    fileprivate init?(scala text: String) {
        if let duration = CELDuration(go: text) {
            self = duration
            return
        }
        var total: Int64 = 0
        var isFound = false
        var rest = Array(text.unicodeScalars)[...]
        while let start = rest.firstIndex(where: { ("0"..."9").contains($0) }) {
            rest = rest[start...]
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest[digits.endIndex...].drop { $0.properties.isWhitespace && $0.isASCII }
            let unit = rest.prefix { $0.isASCII && $0.properties.isAlphabetic || $0 == "µ" }
            rest = rest[unit.endIndex...]
            guard !unit.isEmpty else { continue }
            guard let count = Int64(String(String.UnicodeScalarView(digits))) else { return nil }
            guard let factor = Self.nanoseconds(perUnit: String(String.UnicodeScalarView(unit)).lowercased()) else {
                continue
            }
            total = total &+ count &* factor
            isFound = true
        }
        guard isFound else { return nil }
        nanoseconds = total
    }

    private static func nanoseconds(perUnit unit: String) -> Int64? {
        let second: Int64 = 1_000_000_000
        return switch unit {
        case "ns": 1
        case "us", "µs": 1000
        case "ms": 1_000_000
        case "s": second
        case "m": 60 * second
        case "h", "hr": 3600 * second
        case "d": 86_400 * second
        case "w", "wk": 7 * 86_400 * second
        case _ where unit.hasPrefix("nano"): 1
        case _ where unit.hasPrefix("micro"): 1000
        case _ where unit.hasPrefix("milli"): 1_000_000
        case _ where unit.hasPrefix("sec"): second
        case _ where unit.hasPrefix("min"): 60 * second
        case _ where unit.hasPrefix("hour"): 3600 * second
        case _ where unit.hasPrefix("day"): 86_400 * second
        case _ where unit.hasPrefix("week"): 7 * 86_400 * second
        default: nil
        }
    }
}

extension CELSchemaType.Form {
    fileprivate func mismatch(_ json: JSONValue) -> String {
        let got =
            switch json {
            case .null: "<nil>"
            case .bool: "bool"
            case .integer: "int64"
            case .number: "float64"
            case .string: "string"
            case .array: "[]interface {}"
            case .object: "map[string]interface {}"
            }
        return switch self {
        case .intOrString: "invalid data, expected XIntOrString value to be either a string or integer"
        case .bool: "invalid data, expected bool, got \(got)"
        case .int: "invalid data, expected int, got \(got)"
        case .double: "invalid data, expected float, got \(got)"
        case .object, .map, .shapelessObject: "invalid data, expected a map for the provided schema with type=object"
        case .list: "invalid data, expected an array for the provided schema with type=array"
        case .impossible(let reason): reason
        default: "invalid data, expected string, got \(got)"
        }
    }
}
