@testable import KubeCore
import Testing

@Suite struct CELSchemaTypeTests {
    @Test(
        "Property names become identifiers",
        arguments: [
            ("a", "a"), ("a_b", "a_b"), ("_a", "_a"), ("a__b", "a__underscores__b"), ("a___b", "a__underscores___b"),
            ("a-b", "a__dash__b"), ("a.b", "a__dot__b"), ("a/b", "a__slash__b"), ("-", "__dash__"),
            ("namespace", "__namespace__"), ("in", "__in__"), ("while", "__while__"), ("int", "int"),
            ("$ref", nil), ("a b", nil), ("é", nil), ("1a", nil), ("", nil),
        ] as [(String, String?)])
    func names(_ property: String, _ identifier: String?) {
        #expect(CELName.escape(property) == identifier)
    }

    struct Size: Sendable {
        let schema: Schema
        let type: CELType?
        let max: UInt64
        let min: UInt64
    }

    private static let request: UInt64 = 3 * 1024 * 1024

    @Test(
        "Sizes follow from a schema's limits, else from the largest request",
        arguments: [
            Size(schema: .string(), type: .string, max: request - 2, min: 2),
            Size(schema: .string(maxLength: 10), type: .string, max: 40, min: 2),
            Size(schema: .string(enum: ["a", "bcd"]), type: .string, max: 3, min: 2),
            Size(schema: .string(format: "byte", maxLength: 10), type: .bytes, max: 10, min: 2),
            Size(schema: .string(format: "date-time"), type: .timestamp, max: 32, min: 21),
            Size(schema: .string(format: "date"), type: .timestamp, max: 12, min: 12),
            Size(schema: .string(format: "duration"), type: .duration, max: 32, min: 3),
            Size(schema: .integer(), type: .int, max: 0, min: 1),
            Size(schema: .boolean(), type: .bool, max: 0, min: 4),
            Size(schema: Schema(type: .number), type: .double, max: 0, min: 1),
            Size(schema: Schema(isIntOrString: true), type: .dyn, max: request - 2, min: 1),
            Size(schema: Schema(maxLength: 5, isIntOrString: true), type: .dyn, max: 20, min: 1),
            Size(
                schema: Schema(type: .array, items: .boolean()), type: .list(.bool), max: (request - 2) / 5, min: 2),
            Size(
                schema: Schema(type: .array, maxItems: 7, items: .integer()), type: .list(.int), max: 7, min: 2),
            Size(
                schema: Schema(type: .object, additionalProperties: .schema(.boolean())),
                type: .map(.string, .bool), max: (request - 2) / 10, min: 2),
            Size(
                schema: .object(["a": .boolean(), "bc": .string(default: "x")], required: ["a", "bc"]),
                type: .object("selfType"), max: 0, min: 11),
            Size(schema: Schema(preservesUnknownFields: true), type: nil, max: 0, min: 2),
            Size(
                schema: Schema(type: .array, items: Schema(preservesUnknownFields: true)), type: nil,
                max: (request - 2) / 3, min: 2),
            Size(schema: Schema(type: .object), type: .object("selfType"), max: 0, min: 2),
        ])
    func sizes(_ expected: Size) {
        let type = CELSchemaType(expected.schema)
        #expect(type.type == expected.type)
        #expect(type.maxElements == expected.max)
        #expect(type.minSerializedSize == expected.min)
    }

    @Test("A resource always shows its kind and names, and parts are called after their place")
    func resource() throws {
        let schema = Schema.object(["spec": .object(["a": .object(["b": .integer()])])])
        let type = CELSchemaType(schema, isResourceRoot: true, name: "Thing")
        let environment = CELEnvironment(variables: ["self": .object("Thing")], types: [type])
        for field in ["kind", "apiVersion", "metadata.name", "metadata.generateName"] {
            #expect(try CELProgram("self.\(field)", environment: environment).outputType == .string)
        }
        #expect(try CELProgram("self.spec.a", environment: environment).outputType == .object("Thing.spec.a"))
    }

    @Test(
        "Data that do not fit their schema fail when they are read, not before",
        arguments: [
            ("self.a + 1", "invalid data, expected int, got string"),
            ("self.l.all(x, x == '')", "invalid data, expected string, got int64"),
            ("self.n == ''", "no such key: n"),
            ("self.m.k == ''", "invalid data, got null for schema with nullable=false"),
            ("self.t == timestamp(0)", "Invalid date-time formatted string soon"),
        ])
    func misfits(_ source: String, _ message: String) throws {
        let schema = Schema.object([
            "a": .integer(), "l": Schema(type: .array, items: .string()), "n": .string(),
            "m": Schema(type: .object, additionalProperties: .schema(.string())),
            "t": .string(format: "date-time"), "b": .boolean(),
        ])
        let type = CELSchemaType(schema)
        let environment = CELEnvironment(variables: ["self": .object("selfType")], types: [type])
        let json: JSONValue = ["a": "x", "l": [1], "n": nil, "m": ["k": nil], "t": "soon", "b": true]
        let value = try CELValue(json: json, type: type)
        let program = try CELProgram(source, environment: environment)
        let error = #expect(throws: CELError.self) { try program.evaluate(["self": value]) }
        #expect(error?.message == message)
        #expect(try CELProgram("self.b", environment: environment).evaluate(["self": value]).description == "true")
    }
}
