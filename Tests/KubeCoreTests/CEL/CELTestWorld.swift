@testable import KubeCore

/// A schema with a field of every kind, an object under it and an older one.
enum CELTestWorld {
    static let schema: Schema = {
        let name = Schema(type: .string, maxLength: 20)
        let item = Schema.object(
            ["name": Schema(type: .string, maxLength: 10), "v": .integer(), "opt": .string()], required: ["name"])
        var set = Schema(type: .array, maxItems: 10, items: Schema(type: .string, maxLength: 10))
        set.listType = .set
        var keyed = Schema(type: .array, maxItems: 10, items: item)
        keyed.listType = .map
        keyed.listMapKeys = ["name"]
        let spec = Schema.object(
            [
                "replicas": .integer(), "minR": .integer(), "name": name, "free": .string(),
                "enum": .string(enum: ["A", "Bbb"]),
                "list": Schema(type: .array, maxItems: 5, items: Schema(type: .string, maxLength: 10)),
                "ulist": Schema(type: .array, items: .integer()), "set": set, "ml": keyed,
                "m": Schema(
                    type: .object, maxProperties: 4,
                    additionalProperties: .schema(Schema(type: .string, maxLength: 8))),
                "mo": Schema(type: .object, additionalProperties: .schema(.object(["x": .integer()]))),
                "ios": Schema(isIntOrString: true), "ios2": Schema(maxLength: 6, isIntOrString: true),
                "d": Schema(type: .number), "b": .boolean(), "ts": Schema(type: .string, format: "date-time"),
                "day": Schema(type: .string, format: "date"), "dur": Schema(type: .string, format: "duration"),
                "by": Schema(type: .string, format: "byte"), "nul": Schema(type: .string, nullable: true),
                "pres": Schema(type: .object, preservesUnknownFields: true),
                "emb": Schema(
                    type: .object, properties: ["foo": .string()], preservesUnknownFields: true,
                    isEmbeddedResource: true),
                "a-b": .string(), "c.d": .integer(), "e/f": .string(), "g__h": .string(), "namespace": .string(),
                "hid": Schema(preservesUnknownFields: true),
                "nest": Schema(
                    type: .array, maxItems: 4, items: Schema(type: .array, maxItems: 3, items: .integer())),
            ], required: ["replicas", "name"])
        return .object(["spec": spec], required: ["spec"])
    }()

    static let object: JSONValue = [
        "apiVersion": "a/v1", "kind": "K", "metadata": ["name": "n1"],
        "spec": [
            "replicas": 3, "minR": 1, "name": "abc", "free": "héllo wörld", "enum": "A", "list": ["a", "b", "abc"],
            "ulist": [3, 1, 2], "set": ["x", "y"], "ml": [["name": "a", "v": 1], ["name": "b", "v": 2]],
            "m": ["x": "1", "y": "2"], "mo": ["k": ["x": 1]], "ios": "5%", "ios2": 7, "d": 1.5, "b": true,
            "ts": "2026-01-02T03:04:05Z", "day": "2026-01-02", "dur": "1h30m", "by": "aGVsbG8=", "nul": nil,
            "pres": ["q": 1],
            "emb": ["apiVersion": "v1", "kind": "P", "metadata": ["name": "p"], "foo": "bar"], "a-b": "dash",
            "c.d": 4, "e/f": "slash", "g__h": "und", "namespace": "ns", "hid": ["z": [1]], "nest": [[1, 2], [3]],
        ],
    ]

    static let oldObject: JSONValue = [
        "apiVersion": "a/v1", "kind": "K", "metadata": ["name": "n1"],
        "spec": [
            "replicas": 5, "name": "abd", "list": ["b", "a"], "set": ["y", "x"],
            "ml": [["name": "b", "v": 2], ["name": "a", "v": 1]], "m": ["x": "1", "z": "3"], "ulist": [1, 2, 3],
        ],
    ]

    static let type = CELSchemaType(schema, isResourceRoot: true)
    static let environment = environment(oldSelf: .object("selfType"))
    /// As for rules with `optionalOldSelf`.
    static let optionalEnvironment = environment(oldSelf: .optional(.object("selfType")))

    private static func environment(oldSelf: CELType) -> CELEnvironment {
        CELEnvironment(
            variables: ["self": .object("selfType"), "oldSelf": oldSelf], types: [type], libraries: [.kubernetes])
    }

    static func variables(isOptional: Bool = false) throws -> [String: CELValue] {
        let old = try CELValue(json: oldObject, type: type)
        return ["self": try CELValue(json: object, type: type), "oldSelf": isOptional ? .optional(old) : old]
    }

    /// What an expression gives, in words: its value, or an exclamation mark and why there is none.
    static func outcome(_ source: String, isOptional: Bool = false) throws -> (text: String, cost: UInt64) {
        var context = CELContext()
        do {
            let program = try CELProgram(source, environment: isOptional ? optionalEnvironment : environment)
            let value = try program.evaluate(try variables(isOptional: isOptional), in: &context)
            return (value.description, context.cost)
        } catch let error as CELError {
            return ("!" + error.message, context.cost)
        } catch let issues as CELIssues {
            return ("!!" + issues.description, 0)
        }
    }
}
