import KubeCore
import Testing

@Suite struct StructuralSchemaTests {
    private func errors(_ schema: Schema) -> [String] {
        StructuralSchema.validate(schema, at: "s").map(\.description)
    }

    @Test("A structural schema passes")
    func structural() {
        #expect(StructuralSchema.validate(versions: [Gadget.schema]) == [])
    }

    @Test("A missing type is named where the server names it")
    func missingType() {
        let schema = Schema.object(["spec": Schema(properties: ["a": .array(of: Schema())])])
        #expect(
            StructuralSchema.validate(versions: [schema]).map(\.description) == [
                "spec.validation.openAPIV3Schema.properties[spec].properties[a].items.type: Required value: "
                    + "must not be empty for specified array items",
                "spec.validation.openAPIV3Schema.properties[spec].type: Required value: "
                    + "must not be empty for specified object fields",
            ])
    }

    @Test("Versions with different schemas are named one by one")
    func versions() {
        #expect(
            StructuralSchema.validate(versions: [.object([:]), Schema(), nil]).map(\.description) == [
                "spec.versions[1].schema.openAPIV3Schema.type: Required value: must not be empty at the root",
                "spec.versions[2].schema.openAPIV3Schema: Required value: schemas are required",
            ])
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let schema: Schema
        let errors: [String]

        init(_ name: String, _ property: Schema, _ errors: [String]) {
            testDescription = name
            schema = .object(["f": property])
            self.errors = errors.map { "s.properties[f]" + $0 }
        }
    }

    static let cases = [
        Case(
            "unknown type", Schema(type: "text"),
            [
                #".type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string""#
            ]),
        Case("array without items", Schema(type: .array), [".items: Required value: must be specified"]),
        Case(
            "type under anyOf", Schema(type: .integer, anyOf: [Schema(type: .integer)]),
            [
                ".anyOf[0].type: Forbidden: must be empty to be structural"
            ]),
        Case("int or string", .intOrString(), []),
        Case(
            "properties beside additionalProperties",
            Schema(type: .object, properties: ["a": .integer()], additionalProperties: .allowed(true)),
            [
                ".additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
            ]),
        Case(
            "additionalProperties false", Schema(type: .object, additionalProperties: .allowed(false)),
            [
                ".additionalProperties: Forbidden: additionalProperties cannot be set to false"
            ]),
        Case(
            "uniqueItems", Schema(type: .array, uniqueItems: true, items: .integer()),
            [
                ".uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
            ]),
        Case(
            "reference", Schema.reference("X"),
            [
                ".$ref: Forbidden: must not be set",
                ".type: Required value: must not be empty for specified object fields",
            ]),
        Case(
            "keyed list without keys", Schema(type: .array, items: .object([:]), listType: .map),
            [
                ".x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map"
            ]),
        Case(
            "optional key", Schema(type: .array, items: .object(["k": .string()]), listType: .map, listMapKeys: ["k"]),
            [
                ".items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
            ]),
        Case(
            "key that is no property", Schema(type: .array, items: .object([:]), listType: .map, listMapKeys: ["k"]),
            [
                #".x-kubernetes-list-map-keys[0]: Invalid value: "k": entries must all be names of item properties"#
            ]),
        Case(
            "list type of an object", Schema(type: .object, listType: "bag"),
            [
                #".type: Invalid value: "object": must be array if x-kubernetes-list-type is specified"#,
                #".x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "map", "set""#,
            ]),
        Case(
            "default of another type", Schema(type: .integer, default: "x"),
            [
                #".default: Invalid value: "string":  in body must be of type integer: "string""#
            ]),
        Case(
            "field only under allOf", Schema(type: .object, allOf: [Schema(properties: ["a": Schema(minimum: 1)])]),
            [
                ".properties[a]: Required value: because it is defined in s.properties[f].allOf[0].properties[a]"
            ]),
        Case(
            "bad pattern", .string(pattern: "("),
            [
                #".pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`"#
            ]),
    ]

    @Test("Each mistake has the server's message", arguments: cases)
    func mistake(_ test: Case) {
        #expect(errors(test.schema) == test.errors)
    }

    @Test("Metadata may restrict the names only")
    func metadata() {
        let names = Schema.object(["name": .string(maxLength: 10)])
        #expect(errors(.object(["metadata": names])) == [])
        #expect(
            errors(.object(["metadata": .object(["labels": .map(of: .string())])])) == [
                "s.properties[metadata]: Forbidden: must not specify anything other than name and generateName, "
                    + "but metadata is implicitly specified"
            ])
    }
}
