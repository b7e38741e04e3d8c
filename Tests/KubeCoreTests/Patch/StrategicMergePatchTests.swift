import KubeCore
import Testing

@Suite struct StrategicMergePatchTests {
    static let definitions = SchemaDefinitions([
        "Container": .object([
            "name": .string(), "image": .string(),
            "env": .array(of: .object(["name": .string(), "value": .string()]))
                .with { keywords in
                    keywords.patchStrategy = "merge"
                    keywords.patchMergeKey = "name"
                },
            "args": .array(of: .string()),
        ]),
        "Strategy": .object(["type": .string(), "rollingUpdate": .object(["max": .integer()])]),
    ])

    static let schema = Schema.object([
        "metadata": .object([
            "labels": .map(of: .string()),
            "finalizers": .array(of: .string()).with { $0.patchStrategy = "merge" },
        ]),
        "containers": .array(of: .reference("Container")).with { keywords in
            keywords.patchStrategy = "merge"
            keywords.patchMergeKey = "name"
        },
        "strategy": Schema.reference("Strategy").with { $0.patchStrategy = "retainKeys" },
        "whole": .object(["a": .integer(), "b": .integer()]).with { $0.patchStrategy = "replace" },
    ])

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let object: JSONValue
        let patch: JSONValue
        let result: JSONValue

        init(_ name: String, _ object: JSONValue, _ patch: JSONValue, _ result: JSONValue) {
            testDescription = name
            self.object = object
            self.patch = patch
            self.result = result
        }
    }

    static let two: JSONValue = ["containers": [["name": "a", "image": "a:1"], ["name": "b", "image": "b:1"]]]

    static let cases = [
        Case(
            "an item is merged by its key", two, ["containers": [["name": "b", "image": "b:2"]]],
            ["containers": [["name": "a", "image": "a:1"], ["name": "b", "image": "b:2"]]]),
        Case(
            "an unknown item is added", two, ["containers": [["name": "c"]]],
            ["containers": [["name": "c"], ["name": "a", "image": "a:1"], ["name": "b", "image": "b:1"]]]),
        Case(
            "an item is deleted", two, ["containers": [["name": "a", "$patch": "delete"]]],
            ["containers": [["name": "b", "image": "b:1"]]]),
        Case(
            "a list is replaced", two, ["containers": [["$patch": "replace"], ["name": "x"]]],
            ["containers": [["name": "x"]]]),
        Case(
            "the order is set", two,
            [
                "$setElementOrder/containers": [["name": "b"], ["name": "c"], ["name": "a"]],
                "containers": [["name": "c", "image": "c:1"]],
            ],
            [
                "containers": [
                    ["name": "b", "image": "b:1"], ["name": "c", "image": "c:1"], ["name": "a", "image": "a:1"],
                ]
            ]),
        Case(
            "an item unknown to the order stays about where it stood",
            ["containers": [["name": "a"], ["name": "sidecar"], ["name": "b"]]],
            [
                "$setElementOrder/containers": [["name": "a"], ["name": "b"]],
                "containers": [["name": "b", "image": "2"]],
            ],
            ["containers": [["name": "a"], ["name": "sidecar"], ["name": "b", "image": "2"]]]),
        Case(
            "nested lists merge too",
            ["containers": [["name": "a", "env": [["name": "X", "value": "1"]], "args": ["x"]]]],
            ["containers": [["name": "a", "env": [["name": "Y", "value": "2"]], "args": ["y"]]]],
            [
                "containers": [
                    ["name": "a", "env": [["name": "Y", "value": "2"], ["name": "X", "value": "1"]], "args": ["y"]]
                ]
            ]),
        Case(
            "null removes, maps merge", ["metadata": ["labels": ["a": "1", "b": "2"]]],
            ["metadata": ["labels": ["a": .null, "c": "3"]]], ["metadata": ["labels": ["b": "2", "c": "3"]]]),
        Case(
            "primitives merge without doubles", ["metadata": ["finalizers": ["x", "y"]]],
            ["metadata": ["finalizers": ["y", "z"]]], ["metadata": ["finalizers": ["x", "y", "z"]]]),
        Case(
            "primitives are deleted", ["metadata": ["finalizers": ["x", "y"]]],
            ["metadata": ["$deleteFromPrimitiveList/finalizers": ["x"]]], ["metadata": ["finalizers": ["y"]]]),
        Case(
            "only retained keys stay", ["strategy": ["type": "RollingUpdate", "rollingUpdate": ["max": 1]]],
            ["strategy": ["$retainKeys": ["type"], "type": "Recreate"]], ["strategy": ["type": "Recreate"]]),
        Case(
            "a map is replaced by directive", ["strategy": ["type": "A", "rollingUpdate": ["max": 1]]],
            ["strategy": ["$patch": "replace", "type": "B"]], ["strategy": ["type": "B"]]),
        Case(
            "a map is emptied by directive", ["strategy": ["type": "A"]], ["strategy": ["$patch": "delete"]],
            ["strategy": [:]]),
        Case("a map of strategy replace", ["whole": ["a": 1]], ["whole": ["b": 2]], ["whole": ["b": 2]]),
        Case(
            "what is new loses its directives", [:],
            ["containers": [["name": "a", "$patch": "delete"], ["name": "b"]]],
            ["containers": [["name": "b"]]]),
        Case("another type wins", ["strategy": "text"], ["strategy": ["type": "B"]], ["strategy": ["type": "B"]]),
    ]

    @Test("Patches merge as the server merges them", arguments: cases)
    func merge(_ test: Case) throws {
        let result = try StrategicMergePatch(definitions: Self.definitions)
            .apply(test.patch, to: test.object, schema: Self.schema)
        #expect(result == test.result, "\(result.serializedString())")
    }

    @Test("An item without its key is refused with the server's words")
    func missingKey() {
        let error = #expect(throws: StrategicMergePatchError.self) {
            try StrategicMergePatch(definitions: Self.definitions)
                .apply(["containers": [["image": "x"]]], to: Self.two, schema: Self.schema)
        }
        #expect(error?.message == "map: map[image:x] does not contain declared merge key: name")
    }

    @Test("Unknown directives and fields outside of the retained keys are refused")
    func refused() {
        let patches: [JSONValue] = [
            ["strategy": ["$patch": "burn"]], ["containers": [["name": "a", "$patch": "merge"]]],
            ["strategy": ["$retainKeys": ["type"], "rollingUpdate": ["max": 1]]], [1],
        ]
        for patch in patches {
            #expect(throws: StrategicMergePatchError.self) {
                try StrategicMergePatch(definitions: Self.definitions).apply(
                    patch, to: ["strategy": ["type": "A"], "containers": [["name": "a"]]], schema: Self.schema)
            }
        }
    }
}
