import KubeCore
import TestSupport
import Testing

@Suite struct SchemaTests {
    @Test("A schema survives its JSON form")
    func roundTrip() throws {
        #expect(try Schema(json: Gadget.schema.json) == Gadget.schema)
    }

    @Test("A reference with a description is written within allOf and read back")
    func reference() throws {
        let schema = Schema.reference("io.k8s.Thing", "what it is", default: [:])
        let json: JSONValue = [
            "description": "what it is", "default": [:], "allOf": [["$ref": "#/components/schemas/io.k8s.Thing"]],
        ]
        #expect(schema.json == json)
        #expect(try Schema(json: json) == schema)
        #expect(Schema.reference("T").json == ["$ref": "#/components/schemas/T"])
    }

    @Test("Random schemas survive their JSON form")
    func randomRoundTrip() throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let schema = Self.random(&random, depth: 3)
            let text = schema.json.serializedString()
            #expect(try Schema(json: JSONValue(parsing: text)) == schema, "seed \(seed)")
        }
    }

    private static func random(_ random: inout SplitMix64, depth: Int) -> Schema {
        let kind = Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random)
        switch kind {
        case 0: return .string("text", format: "uri", minLength: 1, maxLength: Int.random(in: 1..<99, using: &random))
        case 1: return .integer(format: "int32", minimum: Double.random(in: -5...5, using: &random), default: 3)
        case 2: return .intOrString()
        case 3:
            return .reference("Other\(Int.random(in: 0..<9, using: &random))", Bool.random(using: &random) ? "d" : nil)
        case 4: return Schema(type: .boolean, nullable: true, default: .null)
        case 5: return .array(of: Self.random(&random, depth: depth - 1), listType: .atomic)
        case 6: return .map(of: Self.random(&random, depth: depth - 1))
        default:
            var properties = SchemaProperties()
            for index in 0..<Int.random(in: 0..<12, using: &random) {
                properties["p\(index)"] = Self.random(&random, depth: depth - 1)
            }
            return Schema(
                type: .object, properties: properties, required: ["p0"], mapType: .granular,
                validations: [.init(rule: "true", fieldPath: ".p0", optionalOldSelf: true)],
                patchStrategy: "merge", patchMergeKey: "p0",
                groupVersionKinds: [GroupVersionKind(group: "g", version: "v", kind: "K")])
        }
    }

    @Test("Properties keep their order and are found by name, few or many")
    func properties() {
        var properties = SchemaProperties()
        for index in 0..<20 { properties["p\(index)"] = .integer(minimum: Double(index)) }
        #expect(properties.names == (0..<20).map { "p\($0)" })
        #expect((0..<20).allSatisfy { properties["p\($0)"]?.minimum == Double($0) })
        properties["p3"] = nil
        #expect(properties["p3"] == nil && properties["p19"]?.minimum == 19 && properties.count == 19)
    }

    @Test("A keyword of the wrong type is named with its place")
    func malformed() {
        #expect(throws: SchemaError(path: "properties".key("a").field("type"), "must be a string")) {
            try Schema(json: ["properties": ["a": ["type": 1]]])
        }
    }

    @Test("Writing to a copy leaves the original")
    func copies() {
        let original = Schema.string()
        var copy = original
        copy.description = "changed"
        #expect(original.description == nil && copy.description == "changed" && copy != original)
    }
}

extension String {
    fileprivate func key(_ key: String) -> FieldPath { FieldPath([.field(self)]).key(key) }
}
