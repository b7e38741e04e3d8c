import KubeCore
import TestSupport
import Testing

@Suite("Reading types from JSON bytes")
struct JSONPullReaderTests {
    struct Thing: JSONPullDecodable, Equatable {
        var name = ""
        var count = 0
        var ratio: Double?
        var flags: [Bool] = []
        var labels: [String: String] = [:]
        var inner: [Thing] = []
        var raw: JSONValue = nil
        var bytes: [UInt8] = []

        init(name: String) { self.name = name }

        init(from reader: inout JSONPullReader) throws(JSONError) {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "name": name = try reader.string()
                case "count": count = try reader.integer(Int.self)
                case "ratio": ratio = try Double?(from: &reader)
                case "flags": flags = try [Bool](from: &reader)
                case "labels": labels = try [String: String](from: &reader)
                case "inner": inner = try [Thing](from: &reader)
                case "raw": raw = try reader.value()
                case "bytes": bytes = try reader.bytes()
                default: try reader.skip()
                }
            }
        }
    }

    private func read(_ text: String) throws -> Thing {
        try JSONPullReader.read(Thing.self, from: Array(text.utf8))
    }

    @Test("All kinds of members are read, others are passed over")
    func whole() throws {
        let thing = try read(
            #"""
             { "unknown" : {"a":[1,{"b":"}"}]}, "name" : "a\n" , "count":-7,"ratio":null,"flags":[ true , false ],
            "labels":{"app":"web","x":""},"inner":[{},{"name":"é"}],"raw":{"n":1.50},"bytes": [ 1, "x" ] }
            """#)
        var expected = Thing(name: "a\n")
        expected.count = -7
        expected.flags = [true, false]
        expected.labels = ["app": "web", "x": ""]
        expected.inner = [Thing(name: ""), Thing(name: "é")]
        expected.raw = ["n": .number(JSONNumber(uncheckedLiteral: "1.50"))]
        expected.bytes = Array(#"[ 1, "x" ]"#.utf8)
        #expect(thing == expected)
    }

    @Test(
        "A value of another type is refused with its offset",
        arguments: [
            (#"{"name":1}"#, "expected a string, found number at offset 8"),
            (#"{"count":"1"}"#, "expected a number, found string at offset 9"),
            (
                #"{"count":1.0}"#,
                "expected an integer between -9223372036854775808 and 9223372036854775807, found 1.0 at offset 9"
            ),
            (#"{"ratio":1e999}"#, "expected a double, found 1e999 at offset 9"),
            (#"{"flags":[1]}"#, "expected a boolean, found number at offset 10"),
            (#"{"labels":[]}"#, "expected an object, found array at offset 10"),
            (#"{"inner":{}}"#, "expected an array, found object at offset 9"),
            ("null", "expected an object, found null at offset 0"),
            (#"{"name":}"#, "invalid character '}' looking for beginning of value at offset 8"),
            (#"{"name":"a"} x"#, "invalid character 'x' after top-level value at offset 13"),
        ])
    func mismatch(_ text: String, _ message: String) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test("Of equal names the last wins, and names with escapes are not taken for plain ones")
    func names() throws {
        #expect(try read(#"{"count":1,"count":2}"#).count == 2)
        #expect(try read(#"{"co\u0075nt":1}"#).count == 0)
        #expect(try JSONPullReader.read([String: Int].self, from: Array(#"{"co\u0075nt":1}"#.utf8)) == ["count": 1])
    }

    @Test("Metadata is read as from a value")
    func metadata() throws {
        let text = #"""
            {"name":"web","namespace":"shop","uid":"1-2","resourceVersion":"7","generation":3,"labels":{"a":"b"},
            "creationTimestamp":"2026-11-21T05:33:00Z","deletionTimestamp":null,"finalizers":["x/y"],"managedFields":[{"a":{}}],
            "ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"u","controller":true}],"annotations":{}}
            """#
        let pulled = try JSONPullReader.read(ObjectMeta.self, from: Array(text.utf8))
        #expect(pulled == ObjectMeta(json: try JSONValue(parsing: text)))
    }

    @Test("A condition is read as from a value, and refused without a status")
    func condition() throws {
        let text =
            #"{"type":"Ready","status":"True","reason":"Up","lastTransitionTime":"2026-11-21T05:33:00Z","message":null}"#
        let pulled = try JSONPullReader.read(Condition.self, from: Array(text.utf8))
        #expect(pulled == Condition(json: try JSONValue(parsing: text)))
        #expect(throws: JSONError.self) { try JSONPullReader.read(Condition.self, from: Array(#"{"type":"A"}"#.utf8)) }
    }

    @Test("Any document pulled as a value is the parsed one")
    func values() throws {
        var random = SplitMix64(seed: 4)
        for round in 0..<500 {
            let value = JSONValue.random(&random, depth: 4)
            #expect(try JSONPullReader.read(JSONValue.self, from: value.serialized()) == value, "round \(round)")
        }
    }

    @Test("Long equal texts share their storage without being confused with others of the same ends")
    func shared() throws {
        let names = (0..<3000).map { "prefix--\($0 % 100)-middle-\($0 % 7)--suffix" }
        let text = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: text) == .array(names.map(JSONValue.string)))
    }
}
