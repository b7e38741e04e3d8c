/// The type a structural schema gives to data: what expressions see of it, and how JSON becomes values.
///
/// Made once per schema; its fields and elements are found without a look at the schema again.
///
/// Source: Kubernetes 1.36 `apiserver/pkg/cel/common/schemas.go` and `valuesunstructured.go`.
package final class CELSchemaType: Sendable {
    /// What the data are.
    package enum Form: Sendable {
        case intOrString
        case bool
        case int
        case double
        case string
        case bytes
        case duration
        case date
        case dateTime
        case list(CELSchemaType, ListSemantics)
        case map(CELSchemaType)
        case object(Fields)
        /// An object of which no field is known.
        case shapelessObject
        /// Data below `x-kubernetes-preserve-unknown-fields` without a type.
        case preserved
        /// No data fit: a list without items, a schema without a type.
        case impossible(String)
    }

    /// How lists compare and add.
    package enum ListSemantics: Hashable, Sendable {
        case atomic
        case set
        /// Elements are told apart by these properties, spelled as identifiers.
        case map(keys: [String])
    }

    package let form: Form
    package let isNullable: Bool
    /// The type expressions see; nil where the data are hidden from them.
    package let type: CELType?
    /// Most elements, entries or characters there can be; zero for what has no size.
    package let maxElements: UInt64
    /// The least bytes of JSON such data take.
    package let minSerializedSize: UInt64

    init(form: Form, isNullable: Bool, type: CELType?, maxElements: UInt64, minSerializedSize: UInt64) {
        self.form = form
        self.isNullable = isNullable
        self.type = type
        self.maxElements = maxElements
        self.minSerializedSize = minSerializedSize
    }

    /// The elements of a list, the values of a map.
    package var element: CELSchemaType? {
        switch form {
        case .list(let element, _), .map(let element): element
        default: nil
        }
    }
}

extension CELSchemaType {
    /// The named members of an object.
    package struct Fields: Sendable {
        package struct Field: Sendable {
            /// As expressions spell it; nil when they cannot.
            package let identifier: String?
            /// As it is in JSON.
            package let property: String
            package let type: CELSchemaType
        }

        package let all: [Field]
        private let byIdentifier: [String: Int]
        private let byProperty: [String: Int]

        init(_ fields: [Field]) {
            all = fields
            var byIdentifier: [String: Int] = [:]
            var byProperty: [String: Int] = [:]
            for (index, field) in fields.enumerated() {
                if let identifier = field.identifier { byIdentifier[identifier] = index }
                byProperty[field.property] = index
            }
            self.byIdentifier = byIdentifier
            self.byProperty = byProperty
        }

        package subscript(identifier identifier: String) -> Field? { byIdentifier[identifier].map { all[$0] } }
        package subscript(property property: String) -> Field? { byProperty[property].map { all[$0] } }
    }
}
