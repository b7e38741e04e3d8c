/// Why a JSON value is no schema.
package struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: FieldPath
    package let message: String

    package init(path: FieldPath, _ message: String) {
        self.path = path
        self.message = message
    }

    package var description: String { path.elements.isEmpty ? message : "\(path): \(message)" }
}

extension Schema {
    static let referencePrefix = "#/components/schemas/"

    /// Reads the OpenAPI v3 form; keywords that Kubernetes does not know are ignored.
    ///
    /// A `$ref` that is alone in `allOf`, as Kubernetes publishes references with a description, is read as
    /// `reference`. Throws when a keyword has a value of the wrong type.
    package init(json: JSONValue, path: FieldPath = FieldPath()) throws(SchemaError) {
        guard let object = json.objectValue else { throw SchemaError(path: path, "must be an object") }
        var keywords = Keywords()
        for member in object {
            let reader = KeywordReader(value: member.value, path: path.field(member.key))
            if try keywords.readAssertion(member.key, reader) { continue }
            if try keywords.readStructure(member.key, reader) { continue }
            if try keywords.readExtension(member.key, reader) { continue }
            if Keywords.carried.contains(member.key) { keywords.other[member.key] = member.value }
        }
        if keywords.reference == nil, keywords.allOf.count == 1, keywords.allOf[0].isPlainReference {
            keywords.reference = keywords.allOf[0].storage.keywords.reference
            keywords.allOf = []
        }
        self.init(keywords: keywords)
    }

    var isPlainReference: Bool {
        guard let name = storage.keywords.reference else { return false }
        return self == Schema(reference: name)
    }
}

private struct KeywordReader {
    let value: JSONValue
    let path: FieldPath

    func fail(_ expected: String) -> SchemaError { SchemaError(path: path, "must be \(expected)") }

    func string() throws(SchemaError) -> String {
        guard let text = value.stringValue else { throw fail("a string") }
        return text
    }

    func bool() throws(SchemaError) -> Bool {
        guard let flag = value.boolValue else { throw fail("a boolean") }
        return flag
    }

    func number() throws(SchemaError) -> Double {
        guard let number = value.doubleValue else { throw fail("a number") }
        return number
    }

    func count() throws(SchemaError) -> Int {
        guard let number = value.intValue else { throw fail("an integer") }
        return number
    }

    func array() throws(SchemaError) -> [JSONValue] {
        guard let elements = value.arrayValue else { throw fail("an array") }
        return elements
    }

    func strings() throws(SchemaError) -> [String] {
        var texts: [String] = []
        for element in try array() {
            guard let text = element.stringValue else { throw fail("an array of strings") }
            texts.append(text)
        }
        return texts
    }

    func schema() throws(SchemaError) -> Schema { try Schema(json: value, path: path) }

    func schemas() throws(SchemaError) -> [Schema] {
        var result: [Schema] = []
        for (index, element) in try array().enumerated() {
            result.append(try Schema(json: element, path: path.index(index)))
        }
        return result
    }

    func properties() throws(SchemaError) -> SchemaProperties {
        guard let object = value.objectValue else { throw fail("an object") }
        var result = SchemaProperties()
        for member in object {
            result[member.key] = try Schema(json: member.value, path: path.key(member.key))
        }
        return result
    }
}

extension Schema.Keywords {
    fileprivate static let carried: Set<String> = [
        "id", "$schema", "example", "externalDocs", "definitions", "dependencies", "patternProperties",
        "additionalItems", "x-kubernetes-unions", "x-kubernetes-selectable-fields", "x-kubernetes-action",
    ]

    fileprivate mutating func readAssertion(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> Bool {
        switch name {
        case "type": type = Schema.ValueType(rawValue: try reader.string())
        case "format": format = try reader.string()
        case "title": title = try reader.string()
        case "description": description = try reader.string()
        case "nullable": nullable = try reader.bool()
        case "default": defaultValue = reader.value
        case "enum": enumeration = try reader.array()
        case "minimum": minimum = try reader.number()
        case "maximum": maximum = try reader.number()
        case "exclusiveMinimum": exclusiveMinimum = try reader.bool()
        case "exclusiveMaximum": exclusiveMaximum = try reader.bool()
        case "multipleOf": multipleOf = try reader.number()
        case "minLength": minLength = try reader.count()
        case "maxLength": maxLength = try reader.count()
        case "pattern": pattern = try reader.string()
        case "minItems": minItems = try reader.count()
        case "maxItems": maxItems = try reader.count()
        case "uniqueItems": uniqueItems = try reader.bool()
        case "minProperties": minProperties = try reader.count()
        case "maxProperties": maxProperties = try reader.count()
        default: return false
        }
        return true
    }

    fileprivate mutating func readStructure(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> Bool {
        switch name {
        case "$ref":
            let text = try reader.string()
            reference = text.split(separator: "/").last.map(String.init) ?? text
        case "properties": properties = try reader.properties()
        case "required": required = try reader.strings()
        case "additionalProperties":
            if let flag = reader.value.boolValue {
                additionalProperties = .allowed(flag)
            } else {
                additionalProperties = .schema(try reader.schema())
            }
        case "items": items = try reader.schema()
        case "allOf": allOf = try reader.schemas()
        case "anyOf": anyOf = try reader.schemas()
        case "oneOf": oneOf = try reader.schemas()
        case "not": not = try reader.schema()
        default: return false
        }
        return true
    }

    fileprivate mutating func readExtension(_ name: String, _ reader: KeywordReader) throws(SchemaError) -> Bool {
        switch name {
        case "x-kubernetes-preserve-unknown-fields": preservesUnknownFields = try reader.bool()
        case "x-kubernetes-embedded-resource": isEmbeddedResource = try reader.bool()
        case "x-kubernetes-int-or-string": isIntOrString = try reader.bool()
        case "x-kubernetes-list-type": listType = Schema.Topology(rawValue: try reader.string())
        case "x-kubernetes-list-map-keys": listMapKeys = try reader.strings()
        case "x-kubernetes-map-type": mapType = Schema.Topology(rawValue: try reader.string())
        case "x-kubernetes-patch-strategy": patchStrategy = try reader.string()
        case "x-kubernetes-patch-merge-key": patchMergeKey = try reader.string()
        case "x-kubernetes-validations":
            validations = []
            for (index, element) in try reader.array().enumerated() {
                validations.append(try Schema.ValidationRule(json: element, path: reader.path.index(index)))
            }
        case "x-kubernetes-group-version-kind":
            groupVersionKinds = try reader.array().map { kind in
                GroupVersionKind(
                    group: kind["group"]?.stringValue ?? "", version: kind["version"]?.stringValue ?? "",
                    kind: kind["kind"]?.stringValue ?? "")
            }
        default: return false
        }
        return true
    }
}

extension Schema.ValidationRule {
    fileprivate init(json: JSONValue, path: FieldPath) throws(SchemaError) {
        guard let object = json.objectValue else { throw SchemaError(path: path, "must be an object") }
        self.init(rule: "")
        for member in object {
            let reader = KeywordReader(value: member.value, path: path.field(member.key))
            switch member.key {
            case "rule": rule = try reader.string()
            case "message": message = try reader.string()
            case "messageExpression": messageExpression = try reader.string()
            case "reason": reason = try reader.string()
            case "fieldPath": fieldPath = try reader.string()
            case "optionalOldSelf": optionalOldSelf = try reader.bool()
            default: break
            }
        }
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["rule": .string(rule)]
        object["message"] = message.map(JSONValue.string)
        object["messageExpression"] = messageExpression.map(JSONValue.string)
        object["reason"] = reason.map(JSONValue.string)
        object["fieldPath"] = fieldPath.map(JSONValue.string)
        object["optionalOldSelf"] = optionalOldSelf.map(JSONValue.bool)
        return .object(object)
    }
}

extension Schema {
    /// The OpenAPI v3 form; a reference is `$ref` alone, or within `allOf` when the place says more.
    package var json: JSONValue {
        let keywords = storage.keywords
        var writer = KeywordWriter()
        if let name = keywords.reference {
            let reference: JSONValue = ["$ref": .string(Self.referencePrefix + name)]
            if isPlainReference { return reference }
            keywords.writeAssertions(to: &writer)
            writer["allOf"] = .array([reference] + keywords.allOf.map(\.json))
        } else {
            keywords.writeAssertions(to: &writer)
            if !keywords.allOf.isEmpty { writer["allOf"] = .array(keywords.allOf.map(\.json)) }
        }
        keywords.writeStructure(to: &writer)
        keywords.writeExtensions(to: &writer)
        writer.members += keywords.other.members
        return .object(JSONObject(uncheckedUniqueMembers: writer.members))
    }
}

private struct KeywordWriter {
    var members: [JSONObject.Member] = []

    /// Each keyword is written once; nil writes nothing.
    subscript(name: String) -> JSONValue? {
        get { members.first { $0.key == name }?.value }
        set { if let newValue { members.append(.init(key: name, value: newValue)) } }
    }

    mutating func flag(_ name: String, _ value: Bool) {
        if value { self[name] = true }
    }

    mutating func number(_ name: String, _ value: Double?) {
        guard let value else { return }
        self[name] = Int64(exactly: value).map(JSONValue.integer) ?? JSONNumber(value).map(JSONValue.number)
    }

    mutating func count(_ name: String, _ value: Int?) {
        self[name] = value.map { .integer(Int64($0)) }
    }

    mutating func strings(_ name: String, _ value: [String]) {
        if !value.isEmpty { self[name] = .array(value.map(JSONValue.string)) }
    }

    mutating func schemas(_ name: String, _ value: [Schema]) {
        if !value.isEmpty { self[name] = .array(value.map(\.json)) }
    }
}

extension Schema.Keywords {
    fileprivate func writeAssertions(to writer: inout KeywordWriter) {
        writer["description"] = description.map(JSONValue.string)
        writer["type"] = (type?.rawValue).map(JSONValue.string)
        writer["format"] = format.map(JSONValue.string)
        writer["title"] = title.map(JSONValue.string)
        writer["default"] = defaultValue
        writer.number("maximum", maximum)
        writer.flag("exclusiveMaximum", exclusiveMaximum)
        writer.number("minimum", minimum)
        writer.flag("exclusiveMinimum", exclusiveMinimum)
        writer.count("maxLength", maxLength)
        writer.count("minLength", minLength)
        writer["pattern"] = pattern.map(JSONValue.string)
        writer.count("maxItems", maxItems)
        writer.count("minItems", minItems)
        writer.flag("uniqueItems", uniqueItems)
        writer.number("multipleOf", multipleOf)
        writer["enum"] = enumeration.map(JSONValue.array)
        writer.count("maxProperties", maxProperties)
        writer.count("minProperties", minProperties)
        writer.flag("nullable", nullable)
    }

    fileprivate func writeStructure(to writer: inout KeywordWriter) {
        writer.strings("required", required)
        writer["items"] = items?.json
        writer.schemas("oneOf", oneOf)
        writer.schemas("anyOf", anyOf)
        writer["not"] = not?.json
        if !properties.isEmpty {
            let members = properties.map { JSONObject.Member(key: $0.name, value: $0.schema.json) }
            writer["properties"] = .object(JSONObject(uncheckedUniqueMembers: members))
        }
        switch additionalProperties {
        case .allowed(let flag): writer["additionalProperties"] = .bool(flag)
        case .schema(let schema): writer["additionalProperties"] = schema.json
        case nil: break
        }
    }

    fileprivate func writeExtensions(to writer: inout KeywordWriter) {
        writer.flag("x-kubernetes-preserve-unknown-fields", preservesUnknownFields)
        writer.flag("x-kubernetes-embedded-resource", isEmbeddedResource)
        writer.flag("x-kubernetes-int-or-string", isIntOrString)
        writer.strings("x-kubernetes-list-map-keys", listMapKeys)
        writer["x-kubernetes-list-type"] = (listType?.rawValue).map(JSONValue.string)
        writer["x-kubernetes-map-type"] = (mapType?.rawValue).map(JSONValue.string)
        if !validations.isEmpty { writer["x-kubernetes-validations"] = .array(validations.map(\.json)) }
        writer["x-kubernetes-patch-merge-key"] = patchMergeKey.map(JSONValue.string)
        writer["x-kubernetes-patch-strategy"] = patchStrategy.map(JSONValue.string)
        if !groupVersionKinds.isEmpty {
            writer["x-kubernetes-group-version-kind"] = .array(
                groupVersionKinds.map { kind in
                    ["group": .string(kind.group), "kind": .string(kind.kind), "version": .string(kind.version)]
                })
        }
    }
}
