import KubeCore
import Testing

@Suite("Decoding types from JSON values")
struct JSONValueDecoderTests {
    enum Mode: String, Codable, CaseIterable { case auto = "Auto", off = "Off" }

    struct Inner: Codable, Hashable {
        var name: String
        var weight: Int32?
    }

    struct Thing: Codable, Hashable {
        var count: Int
        var ratio: Double?
        var mode: Mode?
        var labels: [String: String]?
        var items: [Inner]?
        var raw: JSONValue?
        var since: Timestamp?
        var limit: Quantity?
        var flag: Bool?
        var big: UInt64?
    }

    private func decode(_ text: String) throws -> Thing {
        try JSONValueDecoder().decode(Thing.self, from: JSONValue(parsing: text))
    }

    @Test("All kinds of members are read, values passed through as they were written")
    func whole() throws {
        let thing = try decode(
            #"""
            {"count":3,"ratio":0.5,"mode":"Off","labels":{"app":"web"},"items":[{"name":"a","weight":1},{"name":"b"}],
            "raw":{"x":1.50,"y":[null]},"since":"2026-11-21T05:33:00Z","limit":"1500m","flag":true,
            "big":18446744073709551615,"other":1}
            """#)
        var expected = Thing(count: 3, ratio: 0.5, mode: .off, labels: ["app": "web"])
        expected.items = [Inner(name: "a", weight: 1), Inner(name: "b")]
        expected.raw = ["x": .number(JSONNumber(uncheckedLiteral: "1.50")), "y": [nil]]
        expected.since = Timestamp(rfc3339: "2026-11-21T05:33:00Z")
        expected.limit = Quantity("1.5")
        expected.flag = true
        expected.big = .max
        #expect(thing == expected)
    }

    @Test("Absent and null members are nil")
    func absent() throws {
        #expect(try decode(#"{"count":1}"#) == Thing(count: 1))
        #expect(
            try decode(#"{"count":1,"ratio":null,"mode":null,"items":null,"raw":null,"since":null}"#) == Thing(count: 1)
        )
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        init(_ text: String, _ message: String) {
            self.text = text
            self.message = message
        }
        var testDescription: String { message }
    }

    static let faults: [Fault] = [
        .init("{}", "count: Required value"),
        .init("[]", "<nil>: Invalid value: must be an object, not an array"),
        .init(#"{"count":"x"}"#, #"count: Invalid value: "x": must be an integer, not a string"#),
        .init(#"{"count":null}"#, "count: Invalid value: null: must be an integer, not null"),
        .init(
            #"{"count":1.0}"#, "count: Invalid value: 1: must be an integer without point or exponent, not a number"),
        .init(
            #"{"count":9223372036854775808}"#,
            "count: Invalid value: 9.223372036854776e+18: must be between -9223372036854775808 and 9223372036854775807"),
        .init(#"{"count":1,"big":-1}"#, "big: Invalid value: -1: must be between 0 and 18446744073709551615"),
        .init(
            #"{"count":1,"items":[{"name":"a"},{"name":"b","weight":4294967296}]}"#,
            "items[1].weight: Invalid value: 4294967296: must be between -2147483648 and 2147483647"),
        .init(#"{"count":1,"items":[{"name":"a"},{}]}"#, "items[1].name: Required value"),
        .init(#"{"count":1,"items":{"a":1}}"#, "items: Invalid value: must be an array, not an object"),
        .init(#"{"count":1,"labels":{"app":1}}"#, "labels[app]: Invalid value: 1: must be a string, not a number"),
        .init(#"{"count":1,"mode":"on"}"#, #"mode: Unsupported value: "on": supported values: "Auto", "Off""#),
        .init(
            #"{"count":1,"since":"today"}"#,
            #"since: Invalid value: "today": "today" is not an RFC 3339 time"#),
        .init(#"{"count":1,"limit":"1x"}"#, "limit: Invalid value: \"1x\": \(Quantity.formatMessage)"),
        .init(#"{"count":1,"ratio":1e999}"#, "ratio: Invalid value: +Inf: is too large for a double"),
    ]

    @Test("An error names the member, what stands there and what is allowed", arguments: faults)
    func fault(_ fault: Fault) throws {
        let error = #expect(throws: FieldError.self) { try decode(fault.text) }
        #expect(error?.description == fault.message)
    }

    @Test("Paths begin where the caller says")
    func base() throws {
        let error = #expect(throws: FieldError.self) {
            try JSONValueDecoder().decode(Thing.self, from: [:], at: FieldPath("items").index(2))
        }
        #expect(error?.description == "items[2].count: Required value")
    }

    @Test("What is encoded reads back as the same value")
    func roundTrip() throws {
        var thing = Thing(count: -4, ratio: 2, mode: .auto, labels: ["b": "2", "a": "1"])
        thing.items = [Inner(name: "x", weight: 7)]
        thing.raw = ["deep": [1, "two", nil]]
        thing.since = Timestamp(seconds: 1_700_000_000)
        thing.limit = Quantity("1Gi")
        let json = try JSONValueEncoder().encode(thing)
        #expect(
            json.serializedString()
                == #"{"count":-4,"ratio":2,"mode":"Auto","labels":{"a":"1","b":"2"},"items":[{"name":"x","weight":7}],"#
                + #""raw":{"deep":[1,"two",null]},"since":"2023-11-14T22:13:20Z","limit":"1Gi"}"#)
        #expect(try JSONValueDecoder().decode(Thing.self, from: json) == thing)
    }

    @Test("Not-a-number cannot be encoded, and the error says where")
    func notANumber() {
        let error = #expect(throws: FieldError.self) { try JSONValueEncoder().encode(["a": [1, Double.nan]]) }
        #expect(error?.description == "[a][1]: Invalid value: nan cannot be written as JSON")
    }

    @Test("Single values, arrays and dictionaries stand at the top too")
    func topLevel() throws {
        #expect(try JSONValueEncoder().encode([1, 2]) == [1, 2])
        #expect(try JSONValueEncoder().encode("a") == "a")
        #expect(try JSONValueEncoder().encode(UInt64.max).serializedString() == "18446744073709551615")
        #expect(try JSONValueDecoder().decode([String: [Int]].self, from: ["a": [1], "b": []]) == ["a": [1], "b": []])
        #expect(try JSONValueDecoder().decode(JSONValue.self, from: ["a": 1]) == ["a": 1])
    }

    @Test("Metadata is read leniently and written without its empty members")
    func metadata() throws {
        let json: JSONValue = ["name": "web", "creationTimestamp": nil, "labels": ["a": "b"], "unknown": 1]
        let metadata = try JSONValueDecoder().decode(ObjectMeta.self, from: json)
        #expect(metadata.name == "web")
        #expect(try JSONValueEncoder().encode(metadata) == ["name": "web", "labels": ["a": "b"]])
    }

    @Test("Doubles are written as Go writes them")
    func doubles() {
        let cases: [(Double, String)] = [
            (0, "0"), (-0.0, "-0"), (5, "5"), (0.1, "0.1"), (-2.5, "-2.5"), (1e20, "100000000000000000000"),
            (1e21, "1e+21"), (1.5e300, "1.5e+300"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.25e-10, "1.25e-10"),
            (123456.789, "123456.789"), (9_007_199_254_740_992, "9007199254740992"), (1 / 3, "0.3333333333333333"),
        ]
        for (number, text) in cases { #expect(JSONValue(number)?.serializedString() == text) }
        #expect(JSONValue(Double.infinity) == nil)
    }

    @Test("Numbers are semantically equal by value, whatever their spelling")
    func semantics() throws {
        func equal(_ left: String, _ right: String) throws -> Bool {
            try JSONValue(parsing: left).isSemanticallyEqual(to: JSONValue(parsing: right))
        }
        for (left, right) in [
            ("1", "1.0"), ("1e2", "100"), ("0", "-0.0"), ("10e-1", "1"), ("0.5", "5e-1"), ("[1]", "[1.0]"),
            ("null", "null"),
            (#"{"a":1,"b":2}"#, #"{"b":2.0,"a":1}"#), ("1e99999999999999999999", "1e99999999999999999999"),
        ] {
            #expect(try equal(left, right), "\(left) \(right)")
        }
        for (left, right) in [
            ("1", "2"), ("1", "\"1\""), ("1", "-1"), ("0.1", "0.10000000000000000001"), ("[1]", "[1,1]"),
        ] {
            #expect(try !equal(left, right), "\(left) \(right)")
        }
    }

    @Test("A large object is built, read and changed in linear time, and stays right")
    func largeObject() throws {
        var object = JSONObject()
        for index in 0..<20_000 { object["key\(index)"] = .integer(Int64(index)) }
        for index in 0..<20_000 { #expect(object["key\(index)"] == .integer(Int64(index))) }
        object["key5"] = nil
        object.removeAll { $0.value.intValue.map { $0 % 2 == 1 } ?? false }
        #expect(object.count == 10_000)
        #expect(object["key7"] == nil)
        #expect(object["key19998"] == 19998)
        object["key7"] = "back"
        #expect(object.members.last?.key == "key7")
        #expect(object["key7"] == "back")
    }
}
