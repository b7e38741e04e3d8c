import KubeCore

/// Gathers what is wrong with an object; each check adds what it finds.
struct FieldChecks {
    private(set) var errors: [FieldError] = []

    mutating func add(_ errors: [FieldError]) { self.errors += errors }

    mutating func required(_ path: FieldPath, _ detail: String = "") {
        errors.append(FieldError(.required, path, detail))
    }

    mutating func invalid(_ path: FieldPath, _ value: JSONValue, _ detail: String) {
        errors.append(FieldError(.invalid, path, value: value, detail))
    }

    mutating func forbidden(_ path: FieldPath, _ detail: String) {
        errors.append(FieldError(.forbidden, path, detail))
    }

    mutating func duplicate(_ path: FieldPath, _ value: JSONValue) {
        errors.append(FieldError(.duplicate, path, value: value, ""))
    }

    mutating func notFound(_ path: FieldPath, _ value: JSONValue) {
        errors.append(FieldError(.notFound, path, value: value, ""))
    }

    mutating func unsupported(_ path: FieldPath, _ value: JSONValue, _ allowed: [String]) {
        let list = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
        errors.append(FieldError(.notSupported, path, value: value, "supported values: \(list)"))
    }

    mutating func problems(_ path: FieldPath, _ value: String, _ problems: [String]) {
        for problem in problems { invalid(path, .string(value), problem) }
    }
}

// MARK: - Single values

extension FieldChecks {
    /// A number that must not be negative, when it is there.
    mutating func nonNegative(_ value: JSONValue?, _ path: FieldPath) {
        guard let number = value?.int64Value, number < 0 else { return }
        invalid(path, .integer(number), "must be greater than or equal to 0")
    }

    mutating func positive(_ value: JSONValue?, _ path: FieldPath) {
        guard let number = value?.int64Value, number <= 0 else { return }
        invalid(path, .integer(number), "must be greater than 0")
    }

    /// A text that must be there and one of `allowed`.
    mutating func oneOf(_ value: JSONValue?, _ allowed: [String], _ path: FieldPath, detail: String = "") {
        guard let text = nonEmpty(value) else { return required(path, detail) }
        if !allowed.contains(text) { unsupported(path, .string(text), allowed) }
    }

    /// The same, but absence is fine.
    mutating func optionalOneOf(_ value: JSONValue?, _ allowed: [String], _ path: FieldPath) {
        guard let text = nonEmpty(value), !allowed.contains(text) else { return }
        unsupported(path, .string(text), allowed)
    }

    mutating func portNumber(_ value: JSONValue?, _ path: FieldPath) {
        guard let number = value?.int64Value, !(1...65535).contains(number) else { return }
        invalid(path, .integer(number), "must be between 1 and 65535, inclusive")
    }

    /// A port by number or name.
    mutating func portReference(_ value: JSONValue?, _ path: FieldPath) {
        switch value {
        case .string(let name)?: problems(path, name, PortNames.problems(name))
        default: portNumber(value, path)
        }
    }

    /// A number of pods or per cent of them.
    mutating func countOrPercentage(_ value: JSONValue?, _ path: FieldPath) {
        switch value {
        case .integer?: nonNegative(value, path)
        case .string(let text)?:
            let digits = text.dropLast().utf8
            let isPercentage = text.hasSuffix("%") && !digits.isEmpty && digits.allSatisfy { $0 &- 48 < 10 }
            if !isPercentage {
                invalid(
                    path, .string(text),
                    "a valid percent string must be a numeric string followed by an ending '%' "
                        + "(e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")
            }
        default: break
        }
    }

    mutating func immutable(
        _ new: JSONValue?, _ old: JSONValue?, _ path: FieldPath, _ detail: String = "field is immutable"
    ) {
        if new != old { invalid(path, new ?? .null, detail) }
    }

    /// A label selector.
    ///
    /// Source: k8s.io/apimachinery `apis/meta/v1/validation` ValidateLabelSelector.
    mutating func selector(_ value: JSONValue?, _ path: FieldPath) {
        guard let value else { return }
        add(MetadataValidation.labels(value["matchLabels"], at: path.field("matchLabels")))
        for (index, expression) in (value["matchExpressions"]?.arrayValue ?? []).enumerated() {
            let place = path.field("matchExpressions").index(index)
            let values = expression["values"]?.arrayValue ?? []
            switch expression["operator"]?.stringValue ?? "" {
            case "In", "NotIn":
                if values.isEmpty {
                    required(place.field("values"), "must be specified when `operator` is 'In' or 'NotIn'")
                }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    forbidden(
                        place.field("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
                }
            case let other: invalid(place.field("operator"), .string(other), "not a valid selector operator")
            }
            add(MetadataValidation.labelKey(expression["key"]?.stringValue ?? "", at: place.field("key")))
            for (index, value) in values.enumerated() {
                let text = value.stringValue ?? ""
                problems(place.field("values").index(index), text, NameRules.labelValue(text))
            }
        }
    }

    /// Whether the server can turn a selector into one that selects: `matchLabels` has no faults.
    static func isReadable(_ selector: JSONValue) -> Bool {
        var checks = FieldChecks()
        checks.selector(selector, FieldPath())
        return checks.errors.isEmpty
    }
}

/// What ports may be called.
enum PortNames {
    /// Source: k8s.io/apimachinery IsValidPortName (IANA service names).
    static func problems(_ name: String) -> [String] {
        let bytes = Array(name.utf8)
        var problems: [String] = []
        if bytes.count > 15 { problems.append("must be no more than 15 characters") }
        let isAllowed = bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        if !isAllowed || bytes.isEmpty {
            problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !bytes.contains(where: { $0 &- UInt8(ascii: "a") < 26 }) {
            problems.append("must contain at least one letter (a-z)")
        }
        if name.contains("--") { problems.append("must not contain consecutive hyphens") }
        if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") {
            problems.append("must not begin or end with a hyphen")
        }
        return problems
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }
}
