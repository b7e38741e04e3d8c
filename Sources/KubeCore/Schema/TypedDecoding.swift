/// Finds the first value of a typed kind's object that its Go struct could not be decoded from, and words it as Go does.
///
/// A server refuses such a request with 400 before anything is validated; custom resources are checked by
/// `SchemaValidator` instead.
package struct TypedDecoding: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions) {
        self.definitions = definitions
    }

    /// `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`; nil when all
    /// fits.
    ///
    /// - Parameter name: The definition of the kind. The struct that holds a field is named after its definition.
    package func mismatch(_ object: JSONValue, _ name: String) -> String? {
        firstMismatch(object, name)?.description
    }

    /// A value that its field cannot hold.
    package struct Mismatch: Hashable, Sendable, CustomStringConvertible {
        /// What stands there, as Go's decoder calls it: `string`, `number 1.5`.
        package let found: String
        package let owner: String
        /// As Go spells it: without indexes and keys of maps.
        package let path: String
        /// The type of the field: `int32`, `[]v1.Container`.
        package let goType: String
        /// Where it is.
        package let place: FieldPath

        package var description: String {
            "json: cannot unmarshal \(found) into Go struct field \(owner).\(path) of type \(goType)"
        }
    }

    /// As `mismatch`, in its parts.
    package func firstMismatch(_ object: JSONValue, _ name: String) -> Mismatch? {
        guard let schema = definitions[name], let found = mismatch(object, schema, owner: name) else { return nil }
        return Mismatch(
            found: found.found, owner: Self.structName(found.owner),
            path: found.names.reversed().joined(separator: "."), goType: found.goType,
            place: FieldPath(found.place.reversed()))
    }

    /// The same as a server says it.
    package func problem(_ object: JSONValue, _ name: String) -> DecodingProblem? {
        firstMismatch(object, name).map { DecodingProblem($0.description, at: $0.place) }
    }

    /// The message of the 400 that a server answers with.
    package static func message(_ mismatch: String, kind: GroupVersionKind) -> String {
        "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(mismatch)"
    }

    private static func structName(_ definition: String) -> String {
        definition.split(separator: ".").last.map(String.init) ?? definition
    }

    /// Put together on the way back up, so that an object without fault costs no text.
    private struct Trace {
        let found: String
        let goType: String
        let owner: String
        /// From the innermost outwards: the members Go names, and all steps.
        var names: [String] = []
        var place: [FieldPath.Element] = []

        func inside(_ element: FieldPath.Element, named name: String? = nil) -> Trace {
            var outer = self
            outer.place.append(element)
            if let name { outer.names.append(name) }
            return outer
        }
    }

    private func mismatch(_ value: JSONValue, _ schema: Schema, owner: String) -> Trace? {
        let owner = schema.storage.keywords.reference ?? owner
        let storage = definitions.resolve(schema).storage
        switch value {
        case .object(let object):
            for member in object.members {
                let name = member.key
                if let property = storage.keywords.properties[name] {
                    if let found = field(member.value, property, owner: owner) {
                        return found.inside(.field(name), named: name)
                    }
                } else if let values = storage.keywords.additionalProperties?.schema {
                    if let found = field(member.value, values, owner: owner) { return found.inside(.key(name)) }
                }
            }
            return nil
        case .array(let items):
            guard let schema = storage.keywords.items else { return nil }
            for (index, item) in items.enumerated() {
                if let found = field(item, schema, owner: owner) { return found.inside(.index(index)) }
            }
            return nil
        default: return nil
        }
    }

    private func field(_ value: JSONValue, _ schema: Schema, owner: String) -> Trace? {
        let resolved = definitions.resolve(schema).storage
        if let found = Self.foundInstead(value, resolved.keywords.type, resolved.keywords.format) {
            return Trace(found: found, goType: goType(schema), owner: owner)
        }
        return mismatch(value, schema, owner: owner)
    }

    /// What Go says it found, when that cannot be of the type.
    private static func foundInstead(_ value: JSONValue, _ type: Schema.ValueType?, _ format: String?) -> String? {
        switch (value, type) {
        case (.null, _), (_, nil), (.object, .object?), (.array, .array?), (.string, .string?), (.bool, .boolean?),
            (.number, .number?), (.integer, .number?):
            return nil
        case (.integer(let number), .integer?):
            return format == "int32" && Int32(exactly: number) == nil ? "number \(number)" : nil
        case (.number(let number), .integer?): return "number \(number.literal)"
        case (.object, _): return "object"
        case (.array, _): return "array"
        case (.string, _): return "string"
        case (.bool, _): return "bool"
        case (.number, _), (.integer, _): return "number"
        }
    }

    private static let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"

    /// The Go type a schema stands for.
    private func goType(_ schema: Schema) -> String {
        if let name = schema.storage.keywords.reference {
            let parts = name.split(separator: ".").map(String.init)
            return parts.suffix(2).joined(separator: ".")
        }
        let keywords = schema.storage.keywords
        switch keywords.type {
        case .integer?: return keywords.format ?? "int64"
        case .number?: return "float64"
        case .boolean?: return "bool"
        case .array?: return "[]" + (keywords.items.map(goType) ?? "interface {}")
        case .object? where keywords.additionalProperties?.schema?.storage.keywords.reference == Self.quantity:
            return "v1.ResourceList"
        case .object?:
            return "map[string]" + (keywords.additionalProperties?.schema.map(goType) ?? "interface {}")
        default: return "string"
        }
    }
}
