/// The form a JSON value must have: the part of JSON Schema (OpenAPI v3) that Kubernetes uses, for custom resources
/// and built-in kinds alike.
///
/// A value type that copies like a reference; its keywords read and write as members (`schema.type`,
/// `schema.minimum = 0`). A schema refers to a named one by `reference`, resolved by `SchemaDefinitions`.
///
/// Source: apiextensions.k8s.io/v1 `JSONSchemaProps`; kube-openapi extensions for patch strategy and kind.
@dynamicMemberLookup
package struct Schema: Hashable, Sendable {
    final class Storage: Sendable {
        let keywords: Keywords
        /// Kept, because every validation asks for it.
        let hasValidationRules: Bool
        /// The compiled `pattern`; a failure where it is no regular expression.
        let pattern: Result<RegularExpression, RegularExpressionError>?

        init(_ keywords: Keywords) {
            self.keywords = keywords
            pattern = keywords.pattern.map { text in
                Result { () throws(RegularExpressionError) in try RegularExpression(text) }
            }
            hasValidationRules =
                !keywords.validations.isEmpty || keywords.items?.hasValidationRules == true
                || keywords.additionalProperties?.schema?.hasValidationRules == true
                || keywords.properties.contains { $0.schema.hasValidationRules }
        }
    }

    private(set) var storage: Storage

    package init(keywords: Keywords) {
        storage = Storage(keywords)
    }

    /// Whether a rule stands anywhere in this schema; references are not followed.
    package var hasValidationRules: Bool { storage.hasValidationRules }

    package var keywords: Keywords {
        get { storage.keywords }
        set { storage = Storage(newValue) }
    }

    package subscript<Value>(dynamicMember path: KeyPath<Keywords, Value>) -> Value {
        storage.keywords[keyPath: path]
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<Keywords, Value>) -> Value {
        get { storage.keywords[keyPath: path] }
        set {
            var keywords = storage.keywords
            keywords[keyPath: path] = newValue
            storage = Storage(keywords)
        }
    }

    package static func == (lhs: Schema, rhs: Schema) -> Bool {
        lhs.storage === rhs.storage || lhs.storage.keywords == rhs.storage.keywords
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(storage.keywords)
    }
}

extension Schema {
    /// The JSON type a value must have; open, because a schema written by a user may hold any word.
    package struct ValueType: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package init(stringLiteral value: String) {
            rawValue = value
        }

        package static let object: ValueType = "object"
        package static let array: ValueType = "array"
        package static let string: ValueType = "string"
        package static let integer: ValueType = "integer"
        package static let number: ValueType = "number"
        package static let boolean: ValueType = "boolean"
    }

    /// How appliers share a list (`atomic`, `set`, `map`) or an object (`atomic`, `granular`); open like `ValueType`.
    package struct Topology: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package init(stringLiteral value: String) {
            rawValue = value
        }

        package static let atomic: Topology = "atomic"
        package static let set: Topology = "set"
        package static let map: Topology = "map"
        package static let granular: Topology = "granular"
    }

    /// What members beyond the named properties may be.
    package enum AdditionalProperties: Hashable, Sendable {
        case allowed(Bool)
        case schema(Schema)

        package var schema: Schema? {
            if case .schema(let schema) = self { schema } else { nil }
        }
    }

    /// One rule of `x-kubernetes-validations`, kept as data; `SchemaRules` compiles and evaluates it.
    package struct ValidationRule: Hashable, Sendable {
        package var rule: String
        package var message: String?
        package var messageExpression: String?
        /// One of `FieldValueInvalid` (what nil means), `FieldValueForbidden`, `FieldValueRequired`,
        /// `FieldValueDuplicate`.
        package var reason: String?
        package var fieldPath: String?
        package var optionalOldSelf: Bool?

        package init(
            rule: String, message: String? = nil, messageExpression: String? = nil, reason: String? = nil,
            fieldPath: String? = nil, optionalOldSelf: Bool? = nil
        ) {
            self.rule = rule
            self.message = message
            self.messageExpression = messageExpression
            self.reason = reason
            self.fieldPath = fieldPath
            self.optionalOldSelf = optionalOldSelf
        }
    }

    /// Every keyword a schema may hold; absent ones are nil, empty or false.
    package struct Keywords: Hashable, Sendable {
        package var type: ValueType?
        package var format: String?
        package var title: String?
        package var description: String?
        package var nullable = false
        package var defaultValue: JSONValue?
        /// The values allowed (`enum`).
        package var enumeration: [JSONValue]?
        /// The name of the definition this schema stands for; see `SchemaDefinitions`.
        package var reference: String?

        package var minimum: Double?
        package var maximum: Double?
        package var exclusiveMinimum = false
        package var exclusiveMaximum = false
        package var multipleOf: Double?
        package var minLength: Int?
        package var maxLength: Int?
        package var pattern: String?
        package var minItems: Int?
        package var maxItems: Int?
        package var uniqueItems = false
        package var minProperties: Int?
        package var maxProperties: Int?

        package var properties = SchemaProperties()
        package var required: [String] = []
        package var additionalProperties: AdditionalProperties?
        package var items: Schema?
        package var allOf: [Schema] = []
        package var anyOf: [Schema] = []
        package var oneOf: [Schema] = []
        package var not: Schema?

        package var preservesUnknownFields = false
        package var isEmbeddedResource = false
        package var isIntOrString = false
        package var listType: Topology?
        package var listMapKeys: [String] = []
        package var mapType: Topology?
        package var validations: [ValidationRule] = []
        /// Of a strategic merge patch: `merge`, `replace`, `retainKeys`, joined by commas.
        package var patchStrategy: String?
        package var patchMergeKey: String?
        package var groupVersionKinds: [GroupVersionKind] = []
        /// Keywords that are carried but have no effect here (`example`, `externalDocs`, and those that a structural
        /// schema must not have), spelled as in JSON.
        package var other = JSONObject()

        package init() {}
    }
}
