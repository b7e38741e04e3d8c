/// One thing wrong with one field of an object, worded as Kubernetes words it.
///
/// Source: k8s.io/apimachinery `field.Error`; `reason` is the machine-readable cause of a `Status`.
package struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        case notFound = "FieldValueNotFound"
        case required = "FieldValueRequired"
        case duplicate = "FieldValueDuplicate"
        case invalid = "FieldValueInvalid"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case typeInvalid = "FieldValueTypeInvalid"
        case internalError = "InternalError"

        package var text: String {
            switch self {
            case .notFound: "Not found"
            case .required: "Required value"
            case .duplicate: "Duplicate value"
            case .invalid: "Invalid value"
            case .notSupported: "Unsupported value"
            case .forbidden: "Forbidden"
            case .tooLong: "Too long"
            case .tooMany: "Too many"
            case .typeInvalid: "Invalid value"
            case .internalError: "Internal error"
            }
        }
    }

    package let kind: Kind
    package let path: FieldPath
    /// What the user wrote; not shown for `required`, `forbidden`, `tooLong` and `internalError`.
    package let value: JSONValue?
    /// What is allowed and what to do.
    package let detail: String

    package init(_ kind: Kind, _ path: FieldPath, value: JSONValue? = nil, _ detail: String) {
        self.kind = kind
        self.path = path
        self.value = value
        self.detail = detail
    }

    /// `spec.min: Invalid value: "one": must be an integer`
    package var description: String { "\(path): \(body)" }

    /// The message without the path, as it stands in `Status.details.causes[].message`.
    package var body: String {
        let shownValue: JSONValue? =
            switch kind {
            case .required, .forbidden, .tooLong, .internalError: nil
            default: value
            }
        let text = shownValue.map { "\(kind.text): \(Self.shown($0))" } ?? kind.text
        return detail.isEmpty ? text : "\(text): \(detail)"
    }

    /// Fractions are shown as Go prints them (`1e+20`), whatever their spelling was.
    private static func shown(_ value: JSONValue) -> String {
        if case .number(let number) = value, let double = number.doubleValue { return GoNumber.text(double) }
        return value.serializedString()
    }
}
