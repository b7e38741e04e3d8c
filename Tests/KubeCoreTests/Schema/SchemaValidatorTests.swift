import KubeCore
import Testing

@Suite struct SchemaValidatorTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let schema: Schema
        let value: JSONValue
        let errors: [String]

        init(_ name: String, _ schema: Schema, _ value: JSONValue, _ errors: [String]) {
            testDescription = name
            self.schema = Schema.object(["f": schema])
            self.value = ["f": value]
            self.errors = errors
        }
    }

    static let none = "some validation rules were not checked because the object was invalid; "

    private func verdict(_ value: JSONValue, old: JSONValue?) -> SchemaRules.Verdict {
        SchemaValidator().validateCustomResource(
            value, old: old, against: Gadget.schema, rules: SchemaRules(Gadget.schema))
    }

    @Test("A custom resource with many mistakes gets the server's words for each")
    func everything() {
        let value: JSONValue = [
            "spec": [
                "min": "one", "max": 500, "mode": "Maybe", "window": "5minutes", "items": [["weight": 1]],
            ]
        ]
        let errors = verdict(value, old: nil).errors
        #expect(
            errors.map(\.description) == [
                "spec.items[0].name: Required value",
                "spec.max: Invalid value: 500: spec.max in body should be less than or equal to 100",
                "spec.min: Invalid value: \"string\": spec.min in body must be of type integer: \"string\"",
                "spec.mode: Unsupported value: \"Maybe\": supported values: \"Auto\", \"Off\"",
                "spec.window: Invalid value: \"5minutes\": spec.window in body should match '^[0-9]+(s|m|h)$'",
                "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; "
                    + "correct the existing errors to complete validation",
            ])
        #expect(
            errors.map(\.kind.rawValue) == [
                "FieldValueRequired", "FieldValueInvalid", "FieldValueTypeInvalid", "FieldValueNotSupported",
                "FieldValueInvalid", "FieldValueInvalid",
            ])
        #expect(errors.last?.body.hasPrefix("Invalid value: null: \(Self.none)") == true)
    }

    static let cases: [Case] = [
        Case("null", .string(), .null, [#"f: Invalid value: "null": f in body must be of type string: "null""#]),
        Case("null where allowed", Schema(type: .string, nullable: true), .null, []),
        Case("whole float as integer", .integer(), 2.0, []),
        Case(
            "float as integer", .integer(), 2.5,
            [
                #"f: Invalid value: "number": f in body must be of type integer: "number""#,
                #"<nil>: Invalid value: "": Checked value must be of type integer (default format) in f"#,
            ]),
        Case("integer as number", .number(), 2, []),
        Case("int or string", .intOrString(), "50%", []),
        Case(
            "int or string of another type", .intOrString(), true,
            [
                #"f: Invalid value: "boolean": f in body must be of type integer,string: "boolean""#,
                #"<nil>: Invalid value: "": "f" must validate at least one schema (anyOf)"#,
                #"f: Invalid value: "boolean": f in body must be of type integer: "boolean""#,
            ]),
        Case("too long", .string(maxLength: 3), "abcd", ["f: Too long: may not be more than 3 bytes"]),
        Case(
            "too short", .string(minLength: 1), "",
            [
                #"f: Invalid value: "": f in body should be at least 1 chars long"#
            ]),
        Case(
            "too many items", .array(of: .integer(), maxItems: 1), [1, 2],
            [
                "f: Too many: 2: must have at most 1 item"
            ]),
        Case(
            "too few items", .array(of: .integer(), minItems: 1), [],
            [
                "f: Invalid value: 0: f in body should have at least 1 items"
            ]),
        Case(
            "exclusive bounds", Schema(type: .integer, minimum: 1, exclusiveMinimum: true), 1,
            [
                "f: Invalid value: 1: f in body should be greater than 1"
            ]),
        Case(
            "large bound of a number", .number(maximum: 2_000_000), 3e6,
            [
                "f: Invalid value: 3e+06: f in body should be less than or equal to 2e+06"
            ]),
        Case(
            "multiple", Schema(type: .integer, multipleOf: 5), 7,
            [
                "f: Invalid value: 7: f in body should be a multiple of 5"
            ]),
        Case(
            "forbidden member", Schema(type: .object, additionalProperties: .allowed(false)), ["x": 1],
            [
                #"f: Invalid value: "x": f.x in body is a forbidden property"#
            ]),
        Case(
            "map value", .map(of: .integer()), ["a": "b"],
            [
                #"f.a: Invalid value: "string": f.a in body must be of type integer: "string""#
            ]),
        Case(
            "too few properties", Schema(type: .object, minProperties: 1), [:],
            [
                "f: Invalid value: 0: f in body should have at least 1 properties"
            ]),
        Case(
            "enum of another type", Schema(enum: [1, 2]), 3, [#"f: Unsupported value: 3: supported values: "1", "2""#]),
        Case(
            "format", .string(format: "date-time"), "today",
            [
                #"f: Invalid value: "today": f in body must be of type date-time: "today""#
            ]),
        Case(
            "number for a format", .string(format: "date-time"), 5,
            [
                #"f: Invalid value: "int64": f in body must be of type date-time: "int64""#
            ]),
        Case(
            "beyond int32", .integer(format: "int32"), 3_000_000_000,
            [#"<nil>: Invalid value: "": Checked value must be of type integer with format int32 in f"#]),
        Case(
            "bool as int32", .integer(format: "int32"), true,
            [#"f: Invalid value: "": f in body must be of type int32: """#]),
        Case(
            "one of none", Schema(type: .object, oneOf: [Schema(required: ["a"]), Schema(required: ["b"])]), [:],
            [
                #"<nil>: Invalid value: "": "f" must validate one and only one schema (oneOf). Found none valid"#,
                "f.a: Required value",
            ]),
        Case(
            "one of two", Schema(type: .object, oneOf: [Schema(required: ["a"]), Schema(required: ["b"])]),
            ["a": 1, "b": 1],
            [
                #"<nil>: Invalid value: "": "f" must validate one and only one schema (oneOf). Found 2 valid alternatives"#
            ]),
        Case(
            "not", Schema(type: .object, not: Schema(required: ["a"])), ["a": 1],
            [
                #"<nil>: Invalid value: "": "f" must not validate the schema (not)"#
            ]),
        Case(
            "all of", Schema(type: .integer, allOf: [Schema(minimum: 5)]), 1,
            [
                "f: Invalid value: 1: f in body should be greater than or equal to 5",
                #"<nil>: Invalid value: "": "f" must validate all the schemas (allOf). None validated"#,
            ]),
    ]

    @Test("Each keyword has the server's message", arguments: cases)
    func keyword(_ test: Case) {
        let errors = SchemaValidator.validate(test.value, against: test.schema).map(\.description)
        #expect(errors == test.errors)
    }

    @Test("References are followed, and one to nothing accepts everything")
    func references() {
        let definitions = SchemaDefinitions(["Port": .integer(maximum: 65_535)])
        let schema = Schema.object(["port": .reference("Port"), "any": .reference("Nothing")])
        let errors = SchemaValidator.validate(
            ["port": 70_000, "any": [1, "a"]], against: schema, definitions: definitions)
        #expect(
            errors.map(\.description) == [
                "port: Invalid value: 70000: port in body should be less than or equal to 65535"
            ])
    }

    @Test("Entries of sets and keyed lists must be unique")
    func listTypes() {
        let value: JSONValue = [
            "spec": [
                "tags": ["a", "b", "a", "a"], "items": [["name": "x", "weight": 1], ["name": "x", "weight": 2]],
            ]
        ]
        let errors = ListTypeValidator().validate(value, against: Gadget.schema)
        #expect(
            errors.map(\.description) == [
                #"spec.items[1]: Duplicate value: {"name":"x"}"#, #"spec.tags[2]: Duplicate value: "a""#,
            ])
    }

    @Test("An object with an error in each of fifty thousand places costs linear time", .timeLimit(.minutes(1)))
    func manyErrors() {
        let wrong = JSONValue.array((0..<50_000).map { .integer($0) })
        #expect(SchemaValidator.validate(wrong, against: .array(of: .string())).count == 50_000)
    }

    @Test("On update, what was wrong before and has not changed is not held against the writer")
    func ratcheting() {
        let old: JSONValue = [
            "spec": ["min": -1, "max": 500, "items": [["name": "a", "weight": "x"], ["name": "b", "weight": "y"]]]
        ]
        var new = old
        new["spec"]?["max"] = 600
        new["spec"]?["items"] = [["name": "c"], ["name": "b", "weight": "z"], ["name": "a", "weight": "x"]]
        let errors = SchemaValidator().validate(new, old: old, against: Gadget.schema)
        #expect(errors.map(\.path.description) == ["spec.items[1].weight", "spec.max"])
        #expect(verdict(old, old: old).errors == [])
    }

    @Test("Duplicates are refused only where there were none before")
    func ratchetingLists() {
        let doubled: JSONValue = ["spec": ["min": 1, "max": 2, "tags": ["a", "a"]]]
        let single: JSONValue = ["spec": ["min": 1, "max": 2, "tags": ["a"]]]
        #expect(verdict(doubled, old: single).errors.count == 1)
        #expect(verdict(doubled, old: doubled).errors == [])
    }

    struct FormatCase: CustomTestStringConvertible {
        let format: String
        let accepted: [String]
        let refused: [String]
        var testDescription: String { format }
    }

    static let formats = [
        FormatCase(
            format: "date-time", accepted: ["2026-11-21T05:33:00Z", "2026-11-21T05:33:00.5+01:00"],
            refused: ["2026-11-21", "2026-13-21T05:33:00Z"]),
        FormatCase(format: "date", accepted: ["2026-11-21"], refused: ["2026-11-32", "2026-11-21T"]),
        FormatCase(
            format: "duration", accepted: ["1h30m", "1.5s", "2 days", "0"], refused: ["", "5", "5 parsecs", "1.2.3s"]),
        FormatCase(
            format: "uri", accepted: ["https://a/b?c", "/path", "mailto:a@b"],
            refused: ["", "a b", "relative", "http://%zz"]),
        FormatCase(format: "ipv4", accepted: ["1.2.3.4"], refused: ["1.2.3", "1.2.3.256", "01.2.3.4"]),
        FormatCase(
            format: "ipv6", accepted: ["::1", "fe80::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "::"],
            refused: ["1:2", ":::", "1::2::3", "12345::", ":1:2:3:4:5:6:7:8"]),
        FormatCase(format: "cidr", accepted: ["10.0.0.0/8", "fe80::/64"], refused: ["10.0.0.0", "10.0.0.0/33"]),
        FormatCase(format: "mac", accepted: ["00:11:22:33:44:55", "0011.2233.4455"], refused: ["00:11:22"]),
        FormatCase(
            format: "uuid", accepted: ["230e3d40-7f4b-41db-8ac4-d267532ad46e"],
            refused: ["230e3d40", "x30e3d40-7f4b-41db-8ac4-d267532ad46e"]),
        FormatCase(
            format: "uuid4", accepted: ["230e3d40-7f4b-41db-8ac4-d267532ad46e"],
            refused: ["230e3d40-7f4b-11db-8ac4-d267532ad46e"]),
        FormatCase(format: "byte", accepted: ["YWJj", "YQ==", ""], refused: ["YQ=", "a*b="]),
        FormatCase(format: "email", accepted: ["a@b.c"], refused: ["a", "@b", "a@"]),
        FormatCase(format: "hostname", accepted: ["a.b-c", "localhost"], refused: ["-a", "a..b", ""]),
        FormatCase(format: "unheard-of", accepted: ["anything"], refused: []),
    ]

    @Test("Formats accept and refuse as the server's do", arguments: formats)
    func format(_ test: FormatCase) {
        let schema = Schema.string(format: test.format)
        for text in test.accepted {
            #expect(SchemaValidator.validate(.string(text), against: schema) == [], "\(text)")
        }
        for text in test.refused {
            #expect(SchemaValidator.validate(.string(text), against: schema).count == 1, "\(text)")
        }
    }
}
