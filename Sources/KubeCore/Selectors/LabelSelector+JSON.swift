extension LabelSelector: Codable {
    /// Reads a `metav1.LabelSelector` object; returns what is wrong with it instead, with paths below `path`.
    ///
    /// Unknown members are the schema's business and are passed over.
    package static func read(_ json: JSONValue, at path: FieldPath = FieldPath()) -> Result<LabelSelector, FieldErrors>
    {
        var requirements: [Requirement] = []
        var errors: [FieldError] = []
        switch json["matchLabels"] {
        case nil, .null?: break
        case .object(let labels)?:
            for member in labels.members {
                let place = path.field("matchLabels").key(member.key)
                guard let value = member.value.stringValue else {
                    errors.append(FieldError(.typeInvalid, place, value: member.value, "must be a string"))
                    continue
                }
                requirements.append(Requirement(key: member.key, .equals, [value]))
            }
        case let other?:
            errors.append(
                FieldError(.typeInvalid, path.field("matchLabels"), value: other, "must be an object of strings"))
        }
        for (index, expression) in (json["matchExpressions"]?.arrayValue ?? []).enumerated() {
            let place = path.field("matchExpressions").index(index)
            switch readExpression(expression, at: place) {
            case .success(let requirement):
                errors += requirement.problems(at: place)
                requirements.append(requirement)
            case .failure(let error): errors.append(error)
            }
        }
        return errors.isEmpty ? .success(LabelSelector(requirements)) : .failure(FieldErrors(errors))
    }

    private static func readExpression(_ json: JSONValue, at path: FieldPath) -> Result<Requirement, FieldError> {
        let operation: Operator
        switch json["operator"]?.stringValue {
        case "In": operation = .isIn
        case "NotIn": operation = .notIn
        case "Exists": operation = .exists
        case "DoesNotExist": operation = .doesNotExist
        default:
            return .failure(
                FieldError(
                    .invalid, path.field("operator"), value: json["operator"] ?? .string(""),
                    "not a valid selector operator"))
        }
        let values = (json["values"]?.arrayValue ?? []).compactMap(\.stringValue)
        return .success(Requirement(key: json["key"]?.stringValue ?? "", operation, values))
    }

    /// The `metav1.LabelSelector` object; comparisons with `<` and `>`, which it cannot express, are left out.
    package var json: JSONValue {
        var labels = JSONObject()
        var expressions: [JSONValue] = []
        for requirement in requirements {
            switch requirement.operation {
            case .equals, .doubleEquals:
                if labels[requirement.key] == nil {
                    labels[requirement.key] = .string(requirement.values.first ?? "")
                } else {
                    expressions.append(requirement.json("In"))
                }
            case .isIn: expressions.append(requirement.json("In"))
            case .notIn, .notEquals: expressions.append(requirement.json("NotIn"))
            case .exists: expressions.append(requirement.json("Exists"))
            case .doesNotExist: expressions.append(requirement.json("DoesNotExist"))
            case .greaterThan, .lessThan: break
            }
        }
        var object = JSONObject()
        if !expressions.isEmpty { object["matchExpressions"] = .array(expressions) }
        if !labels.isEmpty { object["matchLabels"] = .object(labels) }
        return .object(object)
    }

    package init(from decoder: any Decoder) throws {
        let path = (decoder as? ValueDecoder)?.place.fieldPath ?? FieldPath()
        switch Self.read(try JSONValue(from: decoder), at: path) {
        case .success(let selector): self = selector
        case .failure(let errors): throw errors.first
        }
    }

    package func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }
}

extension LabelSelector.Requirement {
    fileprivate func json(_ operation: String) -> JSONValue {
        var object: JSONObject = ["key": .string(key), "operator": .string(operation)]
        if !values.isEmpty { object["values"] = .array(values.map(JSONValue.string)) }
        return .object(object)
    }
}

/// At least one thing that is wrong, all found at once.
package struct FieldErrors: Error, Hashable, Sendable, CustomStringConvertible {
    package let first: FieldError
    package let all: [FieldError]

    /// `errors` is not empty.
    package init(_ errors: [FieldError]) {
        guard let first = errors.first else { preconditionFailure("field errors are reported when there are some") }
        self.first = first
        all = errors
    }

    package var description: String {
        all.count == 1 ? first.description : "[" + all.map(\.description).joined(separator: ", ") + "]"
    }
}
