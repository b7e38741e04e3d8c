import KubeCore
import TestSupport
import Testing

@Suite("JSON Patch")
struct JSONPatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let document: String
        let patch: String
        /// The document after the patch, or the error.
        let result: String
        init(_ document: String, _ patch: String, _ result: String) {
            self.document = document
            self.patch = patch
            self.result = result
        }
        var testDescription: String { "\(document) \(patch)" }
    }

    // From the appendix of RFC 6902 and the tests that evanphx/json-patch describes.
    static let cases: [Case] = [
        .init(#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
        .init(#"{"a":["x","z"]}"#, #"[{"op":"add","path":"/a/1","value":"y"}]"#, #"{"a":["x","y","z"]}"#),
        .init(#"{"a":["x"]}"#, #"[{"op":"add","path":"/a/-","value":["y"]}]"#, #"{"a":["x",["y"]]}"#),
        .init(#"{"a":["x","y"]}"#, #"[{"op":"add","path":"/a/-1","value":"z"}]"#, #"{"a":["x","y","z"]}"#),
        .init(#"{"a":1,"b":2}"#, #"[{"op":"remove","path":"/b"}]"#, #"{"a":1}"#),
        .init(#"{"a":["x","y","z"]}"#, #"[{"op":"remove","path":"/a/1"}]"#, #"{"a":["x","z"]}"#),
        .init(#"{"a":["x","y"]}"#, #"[{"op":"remove","path":"/a/-1"}]"#, #"{"a":["x"]}"#),
        .init(#"{"a":1}"#, #"[{"op":"replace","path":"/a","value":{"b":2}}]"#, #"{"a":{"b":2}}"#),
        .init(#"{"a":{"b":[0,1]}}"#, #"[{"op":"replace","path":"/a/b/1","value":9}]"#, #"{"a":{"b":[0,9]}}"#),
        .init(
            #"{"a":{"b":1},"c":{}}"#, #"[{"op":"move","from":"/a/b","path":"/c/d"}]"#, #"{"a":{},"c":{"d":1}}"#),
        .init(#"{"a":[1,2,3]}"#, #"[{"op":"move","from":"/a/0","path":"/a/2"}]"#, #"{"a":[2,3,1]}"#),
        .init(#"{"a":{"b":[1]}}"#, #"[{"op":"copy","from":"/a/b","path":"/c"}]"#, #"{"a":{"b":[1]},"c":[1]}"#),
        .init(#"{"a":1.0}"#, #"[{"op":"test","path":"/a","value":1}]"#, #"{"a":1.0}"#),
        .init(
            #"{"a":{"x":1,"y":[2]}}"#, #"[{"op":"test","path":"/a","value":{"y":[2],"x":1}}]"#,
            #"{"a":{"x":1,"y":[2]}}"#),
        .init(#"{"a":1}"#, #"[{"op":"test","path":"/b","value":null}]"#, #"{"a":1}"#),
        .init(
            #"{"a/b":1,"m~n":2}"#, #"[{"op":"remove","path":"/a~1b"},{"op":"test","path":"/m~0n","value":2}]"#,
            #"{"m~n":2}"#),
        .init(#"{"~1":3}"#, #"[{"op":"test","path":"/~01","value":3}]"#, #"{"~1":3}"#),
        .init(#"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#),
        .init(#"{"a":null}"#, #"[{"op":"replace","path":"/a","value":1}]"#, #"{"a":1}"#),
        .init(
            #"{"a":1}"#, #"[{"op":"add","path":"/b/c","value":1}]"#,
            #"add operation does not apply: doc is missing path: "/b/c": missing value"#),
        .init(
            #"{"a":1}"#, #"[{"op":"add","path":"/a/c","value":1}]"#,
            #"add operation does not apply: doc is missing path: "/a/c": missing value"#),
        .init(
            #"{"a":[1]}"#, #"[{"op":"add","path":"/a/3","value":1}]"#,
            "error in add for path: '/a/3': Unable to access invalid index: 3: invalid index referenced"),
        .init(
            #"{"a":1}"#, #"[{"op":"remove","path":"/b"}]"#,
            "error in remove for path: '/b': Unable to remove nonexistent key: b: missing value"),
        .init(
            #"{"a":1}"#, #"[{"op":"remove","path":"/b/c"}]"#,
            #"remove operation does not apply: doc is missing path: "/b/c": missing value"#),
        .init(
            #"{"a":1}"#, #"[{"op":"replace","path":"/b","value":1}]"#,
            "replace operation does not apply: doc is missing key: /b: missing value"),
        .init(
            #"{"a":1}"#, #"[{"op":"replace","path":"/b/c","value":1}]"#,
            "replace operation does not apply: doc is missing path: /b/c: missing value"),
        .init(#"{"a":1}"#, #"[{"op":"test","path":"/a","value":2}]"#, "testing value /a failed: test failed"),
        .init(#"{"a":1}"#, #"[{"op":"test","path":"/b","value":2}]"#, "testing value /b failed: test failed"),
        .init(
            #"{"a":1}"#, #"[{"op":"test","path":"/b/c","value":2}]"#,
            "test operation does not apply: is missing path: /b/c: missing value"),
        .init(
            #"{"a":1}"#, #"[{"op":"move","from":"/b/c","path":"/d"}]"#,
            "move operation does not apply: doc is missing from path: /b/c: missing value"),
        .init(
            #"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/d/e"}]"#,
            "copy operation does not apply: doc is missing destination path: /d/e: missing value"),
        .init(
            #"{"a":1}"#, #"[{"op":"move","from":"/b","path":"/d"}]"#,
            "error in move for path: 'b': Unable to remove nonexistent key: b: missing value"),
        .init(#"{"a":1}"#, #"[{"op":"grow","path":"/a"}]"#, "Unexpected kind: grow"),
        .init(
            #"{"a":1}"#, #"[{"op":"add","value":1}]"#,
            "add operation failed to decode path: operation missing path field: missing value"),
        .init(#"{"a":1}"#, "{}", "a JSON patch must be an array of operations"),
        .init(
            #"{"a":1}"#, #"[{"op":"add","path":"b","value":1}]"#,
            #"add operation does not apply: doc is missing path: "b": missing value"#),
    ]

    @Test("A patch gives the document, or the reason why not", arguments: cases)
    func apply(_ item: Case) throws {
        let document = try JSONValue(parsing: item.document)
        do throws(JSONPatchError) {
            let patch = try JSONPatch(json: (try? JSONValue(parsing: item.patch)) ?? nil)
            let result = try patch.apply(to: document)
            #expect(result.serializedString() == item.result)
            #expect(try JSONPatch(json: patch.json) == patch)
        } catch {
            #expect(error.description == item.result)
        }
    }

    @Test("Copies cannot make a document grow without bound")
    func copyBomb() throws {
        let patch = JSONPatch(
            (0..<40).map { .copy(from: "/a", to: "/a/x\($0)") })
        let error = #expect(throws: JSONPatchError.self) { try patch.apply(to: ["a": [:]]) }
        #expect(error?.code == .tooLarge)
    }

    @Test("Too many operations are refused")
    func tooMany() {
        let entries = Array(repeating: ["op": "remove", "path": "/a"] as JSONValue, count: 10_001)
        let error = #expect(throws: JSONPatchError.self) { try JSONPatch(json: .array(entries)) }
        #expect(error?.message == "The allowed maximum operations in a JSON patch is 10000, got 10001")
    }
}

@Suite("JSON Merge Patch")
struct JSONMergePatchTests {
    // The examples of RFC 7386, appendix A.
    static let cases: [(JSONValue, JSONValue, JSONValue)] = [
        (["a": "b"], ["a": "c"], ["a": "c"]), (["a": "b"], ["b": "c"], ["a": "b", "b": "c"]),
        (["a": "b"], ["a": nil], [:]),
        (["a": "b", "b": "c"], ["a": nil], ["b": "c"]), (["a": ["b"]], ["a": "c"], ["a": "c"]),
        (["a": "c"], ["a": ["b"]], ["a": ["b"]]),
        (["a": ["b": "c"]], ["a": ["b": "d", "c": nil]], ["a": ["b": "d"]]),
        (["a": [["b": "c"]]], ["a": [1]], ["a": [1]]),
        (["a", "b"], ["c", "d"], ["c", "d"]), (["a": "b"], ["c"], ["c"]), (["a": "foo"], nil, nil),
        (["a": "foo"], "bar", "bar"),
        (["e": nil], ["a": 1], ["e": nil, "a": 1]), ([1, 2], ["a": "b", "c": nil], ["a": "b"]),
        ([:], ["a": ["bb": ["ccc": nil]]], ["a": ["bb": [:]]]),
    ]

    @Test("The RFC's examples", arguments: cases)
    func examples(_ document: JSONValue, _ patch: JSONValue, _ expected: JSONValue) {
        #expect(JSONMergePatch.apply(patch, to: document) == expected)
    }

    @Test("A difference, applied, gives the new document, and is empty for equal ones")
    func difference() {
        var random = SplitMix64(seed: 11)
        for round in 0..<500 {
            let old = JSONValue.random(&random, depth: 3).withoutNulls
            let new = JSONValue.random(&random, depth: 3).withoutNulls
            #expect(JSONMergePatch.apply(JSONMergePatch.diff(from: old, to: new), to: old) == new, "round \(round)")
            #expect(JSONMergePatch.diff(from: ["a": old], to: ["a": old]) == [:], "round \(round)")
        }
        #expect(
            JSONMergePatch.diff(from: ["a": 1, "b": ["c": 1, "d": 2]], to: ["b": ["c": 1, "d": 3], "e": 4]) == [
                "a": nil, "b": ["d": 3], "e": 4,
            ])
    }
}

extension JSONValue {
    /// Without null members, which a merge patch cannot set.
    fileprivate var withoutNulls: JSONValue {
        switch self {
        case .object(let object):
            .object(JSONObject(object.members.filter { !$0.value.isNull }.map { ($0.key, $0.value.withoutNulls) }))
        case .array(let elements): .array(elements.map(\.withoutNulls))
        default: self
        }
    }
}
