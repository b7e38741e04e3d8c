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
        package let path: String
        /// The type of the field: `int32`, `[]v1.Container`.
        package let goType: String

        package var description: String {
            "json: cannot unmarshal \(found) into Go struct field \(owner).\(path) of type \(goType)"
        }
    }

    /// As `mismatch`, in its parts.
    package func firstMismatch(_ object: JSONValue, _ name: String) -> Mismatch? {
        guard let schema = definitions[name] else { return nil }
        return mismatch(object, schema, owner: Self.structName(name), path: "")
    }

    /// The message of the 400 that a server answers with.
    package static func message(_ mismatch: String, kind: GroupVersionKind) -> String {
        "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(mismatch)"
    }

    private static func structName(_ definition: String) -> String {
        definition.split(separator: ".").last.map(String.init) ?? definition
    }

    private func mismatch(_ value: JSONValue, _ schema: Schema, owner: String, path: String) -> Mismatch? {
        let owner = schema.storage.keywords.reference.map(Self.structName) ?? owner
        let storage = definitions.resolve(schema).storage
        switch value {
        case .null: return nil
        case .object(let object):
            for member in object {
                let place = path.isEmpty ? member.key : "\(path).\(member.key)"
                if let property = storage.keywords.properties[member.key] {
                    if let found = field(member.value, property, owner: owner, path: place) { return found }
                } else if let values = storage.keywords.additionalProperties?.schema {
                    if let found = field(member.value, values, owner: owner, path: path) { return found }
                }
            }
            return nil
        case .array(let items):
            guard let schema = storage.keywords.items else { return nil }
            for item in items {
                if let found = field(item, schema, owner: owner, path: path) { return found }
            }
            return nil
        default: return nil
        }
    }

    private func field(_ value: JSONValue, _ schema: Schema, owner: String, path: String) -> Mismatch? {
        let type = goType(schema)
        let resolved = definitions.resolve(schema).storage
        if let found = Self.foundInstead(value, resolved.keywords.type, resolved.keywords.format) {
            return Mismatch(found: found, owner: owner, path: path, goType: type)
        }
        return mismatch(value, schema, owner: owner, path: path)
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
        case .object?:
            return "map[string]" + (keywords.additionalProperties?.schema.map(goType) ?? "interface {}")
        default: return "string"
        }
    }
}
