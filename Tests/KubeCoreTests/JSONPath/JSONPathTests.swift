import KubeCore
import Testing

@Suite struct JSONPathTests {
    static let document: JSONValue = [
        "spec": ["replicas": 3, "list": [1, 2, 3, 4]],
        "metadata": ["annotations": ["a.b/c": "dotted"], "name": "n"],
        "status": [
            "conditions": [
                ["type": "Ready", "status": "True", "count": 5], ["type": "Stalled", "status": "False"],
            ]
        ],
    ]

    struct Case: CustomTestStringConvertible {
        let path: String
        let values: [JSONValue]
        var testDescription: String { path }

        init(_ path: String, _ values: [JSONValue]) {
            self.path = path
            self.values = values
        }
    }

    static let cases = [
        Case(".spec.replicas", [3]),
        Case("{.spec.replicas}", [3]),
        Case("spec.replicas", [3]),
        Case("$.spec.replicas", [3]),
        Case(".spec.none.deeper", []),
        Case(#".status.conditions[?(@.type=="Ready")].status"#, ["True"]),
        Case(".status.conditions[?(@.type=='Stalled')].status", ["False"]),
        Case(".status.conditions[?( @.type != \"Ready\" )].type", ["Stalled"]),
        Case(".status.conditions[?(@.count)].type", ["Ready"]),
        Case(".status.conditions[?(@.count>=5)].type", ["Ready"]),
        Case(".status.conditions[?(@.count<5)].type", []),
        Case(".status.conditions[*].type", ["Ready", "Stalled"]),
        Case(".spec.list[0]", [1]),
        Case(".spec.list[-1]", [4]),
        Case(".spec.list[9]", []),
        Case(".spec.list[1:3]", [2, 3]),
        Case(".spec.list[::2]", [1, 3]),
        Case(".spec.list[-2:]", [3, 4]),
        Case(".spec.list[0,2]", [1, 3]),
        Case(#".metadata.annotations.a\.b/c"#, ["dotted"]),
        Case(".metadata.annotations['a.b/c']", ["dotted"]),
        Case(".metadata['name']", ["n"]),
        Case("..type", ["Ready", "Stalled"]),
        Case(".metadata.*", [["a.b/c": "dotted"], "n"]),
    ]

    @Test("Paths lead to the values kubectl finds", arguments: cases)
    func evaluate(_ test: Case) throws {
        #expect(try JSONPath(test.path).values(in: Self.document) == test.values)
    }

    @Test("Malformed paths are refused", arguments: [".a[", ".a[x]", ".a[?(@.b==)]", ".a['b]", ".a[1:2:0]", ".a}"])
    func malformed(_ path: String) {
        #expect(throws: JSONPathError.self) { try JSONPath(path) }
    }

    @Test("A path of names can be written to")
    func setting() throws {
        let path = try JSONPath(".spec.replicas")
        #expect(path.memberNames == ["spec", "replicas"])
        #expect(path.setting(7, in: ["spec": ["x": 1]]) == ["spec": ["x": 1, "replicas": 7]])
        #expect(path.setting(7, in: [:]) == ["spec": ["replicas": 7]])
        #expect(try JSONPath(".spec.list[0]").setting(7, in: [:]) == nil)
    }

    @Test("Values are printed as columns show them")
    func printed() {
        #expect(JSONPath.printed("text") == "text")
        #expect(JSONPath.printed(3) == "3")
        #expect(JSONPath.printed(["a": [1]]) == #"{"a":[1]}"#)
    }
}
