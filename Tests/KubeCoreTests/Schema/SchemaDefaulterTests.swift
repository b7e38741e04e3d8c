import KubeCore
import Testing

@Suite struct SchemaDefaulterTests {
    @Test("Absent members get defaults, also inside lists, and only there")
    func defaults() {
        let value: JSONValue = ["spec": ["min": 1, "max": 2, "items": [["name": "a"]]]]
        #expect(
            SchemaDefaulter().applying(Gadget.schema, to: value) == [
                "spec": [
                    "min": 1, "max": 2, "items": [["name": "a", "protocol": "TCP"]], "replicas": 1, "mode": "Auto",
                ]
            ])
    }

    @Test("Null is replaced by a default, dropped without one, kept where allowed")
    func nulls() {
        let value: JSONValue = ["spec": ["min": .null, "mode": .null, "note": .null, "replicas": 0]]
        #expect(
            SchemaDefaulter().applying(Gadget.schema, to: value) == [
                "spec": ["mode": "Auto", "note": .null, "replicas": 0]
            ])
    }

    @Test("A default within a default is set")
    func nested() {
        let schema = Schema.object([
            "a": Schema(type: .object, default: [:], properties: ["b": .integer(default: 4)])
        ])
        #expect(SchemaDefaulter().applying(schema, to: [:]) == ["a": ["b": 4]])
    }

    @Test("Defaulting twice changes nothing more")
    func idempotent() {
        let value: JSONValue = ["spec": ["items": [["name": "a"], .null], "limits": ["a": .null, "b": 1]]]
        let once = SchemaDefaulter().applying(Gadget.schema, to: value)
        #expect(SchemaDefaulter().applying(Gadget.schema, to: once) == once)
    }
}

@Suite struct SchemaPrunerTests {
    @Test("Unknown members are removed and named, known and preserved ones stay")
    func prune() {
        var value: JSONValue = [
            "apiVersion": "v1", "kind": "K", "metadata": ["name": "n", "odd": 1], "odd": 1,
            "spec": [
                "typo": 1, "max": 1, "items": [["name": "a", "x": 1]], "extra": ["any": ["thing": 1]],
                "limits": ["k": 1],
            ],
        ]
        let removed = SchemaPruner().prune(&value, Gadget.schema)
        #expect(removed == ["odd", "spec.typo", "spec.items[0].x"])
        #expect(
            value == [
                "apiVersion": "v1", "kind": "K", "metadata": ["name": "n", "odd": 1],
                "spec": ["max": 1, "items": [["name": "a"]], "extra": ["any": ["thing": 1]], "limits": ["k": 1]],
            ])
    }

    @Test("Properties inside preserved objects are still pruned")
    func preserved() {
        let schema = Schema.object([
            "p": Schema(
                type: .object, properties: ["known": .object(["a": .integer()])], preservesUnknownFields: true)
        ])
        var value: JSONValue = ["p": ["known": ["a": 1, "b": 2], "other": ["c": 3]]]
        #expect(SchemaPruner().prune(&value, schema) == ["p.known.b"])
        #expect(value == ["p": ["known": ["a": 1], "other": ["c": 3]]])
    }

    @Test("A strict request is told of unknown fields as the server tells it")
    func strict() {
        let problems = SchemaPruner().unknownFields(["spec": ["typo": 1]], Gadget.schema).map(FieldValidation.unknown)
        #expect(
            FieldValidation.strictError(problems, kind: "Widget", version: "v1alpha1")
                == "Widget in version \"v1alpha1\" cannot be handled as a Widget: strict decoding error: "
                + "unknown field \"spec.typo\"")
        #expect(FieldValidation.strictError([], kind: "Widget", version: "v1") == nil)
    }
}
