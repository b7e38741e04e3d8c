import KubeCore
import Testing

@Suite("YAML reading")
struct YAMLParseTests {
    private func value(_ text: String) throws -> JSONValue {
        try #require(try YAML.parse(text).first).value
    }

    struct Scalar: Sendable, CustomTestStringConvertible {
        let text: String
        let expected: JSONValue
        init(_ text: String, _ expected: JSONValue) {
            self.text = text
            self.expected = expected
        }
        var testDescription: String { text }
    }

    // What sigs.k8s.io/yaml makes of each.
    static let scalars: [Scalar] = [
        .init("1", 1), .init("-1", -1), .init("+1", 1), .init("0", 0), .init("-0", 0), .init("1_000", 1000),
        .init("0x1F", 31), .init("0o17", 15), .init("017", 15), .init("0777", 511), .init("0b101", 5),
        .init("-0b11", -3), .init("08", 8), .init("09.5", 9.5), .init("1e3", 1000), .init("1E3", 1000),
        .init("1.50", 1.5), .init(".5", 0.5), .init("5.", 5), .init("-1.5e-3", -0.0015), .init("1e400", "1e400"),
        .init("9223372036854775807", .integer(.max)), .init("-9223372036854775808", .integer(.min)),
        .init("9223372036854775808", .number(JSONNumber(uncheckedLiteral: "9223372036854775808"))),
        .init("18446744073709551616", .number(JSONNumber(uncheckedLiteral: "18446744073709552000"))),
        .init("1e21", .number(JSONNumber(uncheckedLiteral: "1e+21"))), .init("0x", "0x"), .init("0b", "0b"),
        .init("0b2", "0b2"), .init("1-2", "1-2"), .init("+-1", "+-1"), .init("--1", "--1"), .init("0x-1", "0x-1"),
        .init("true", true), .init("True", true), .init("y", true), .init("Yes", true), .init("on", true),
        .init("n", false), .init("NO", false), .init("off", false), .init("tRue", "tRue"),
        .init("~", nil), .init("null", nil), .init("NULL", nil), .init("", nil), .init("nil", "nil"),
        .init("2001-01-01", "2001-01-01"), .init("2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"),
        .init("60:00", "60:00"), .init("1.2.3", "1.2.3"), .init("1m", "1m"), .init("'1'", "1"),
        .init("\"true\"", "true"),
        .init("!!str 1", "1"), .init("!!int '1'", 1), .init("!!float 1", 1), .init("! 1", "1"), .init("a b", "a b"),
        .init("<<", "<<"), .init("=", "="), .init(".", "."), .init("-", "-"), .init("'-'", "-"), .init("-.", "-."),
        .init("\"\\u00e9\\n\\0\"", "é\n\0"),
    ]

    @Test("A scalar has the type Kubernetes gives it", arguments: scalars)
    func scalar(_ scalar: Scalar) throws {
        guard scalar.text != "-" else { return }
        #expect(try value("a: \(scalar.text)") == ["a": scalar.expected])
    }

    @Test("A lone dash in a value is refused with its position")
    func dash() {
        #expect(throws: YAMLError.self) { try YAML.parse("a: -") }
    }

    @Test("Keys that are no strings become their text, as in JSON")
    func keys() throws {
        let text = "1: a\ntrue: b\ny: c\n1.5: d\n0x10: e\n'': f\n"
        #expect(
            throws: YAMLError(
                .duplicateKey, at: .init(line: 3, column: 1),
                "key \"true\" is already set in line 2; remove one of them")
        ) {
            try YAML.parse(text)
        }
        #expect(
            try value("1: a\nno: b\n1.5: d\n0x10: e\n'': f\n") == [
                "1": "a", "false": "b", "1.5": "d", "16": "e", "": "f",
            ])
    }

    @Test("Documents are separate, empty ones are null, and a text without content has none")
    func documents() throws {
        #expect(try YAML.parse("a: 1\n---\nb: 2\n...\n---\n").map(\.value) == [["a": 1], ["b": 2], nil])
        #expect(try YAML.parse("").isEmpty)
        #expect(try YAML.parse("# only a comment\n").isEmpty)
        #expect(try YAML.parse("\u{FEFF}a: 1").map(\.value) == [["a": 1]])
    }

    @Test("Anchors, aliases and merges are resolved; own members win, then the first merge")
    func anchors() throws {
        let text = """
            base: &base {x: 1, b: 2}
            other: &other {b: 3, z: 4}
            list: [*base, *other]
            one: {<<: *base, x: 9}
            late: {x: 9, <<: *base}
            two: {<<: [*base, *other]}
            key: &k name
            *k : v
            """
        let document = try value(text)
        #expect(document["list"] == [["x": 1, "b": 2], ["b": 3, "z": 4]])
        #expect(document["one"] == ["x": 9, "b": 2])
        #expect(document["late"] == ["x": 9, "b": 2])
        #expect(document["two"] == ["x": 1, "b": 2, "z": 4])
        #expect(document["name"] == "v")
    }

    @Test("An anchor may be given anew, and is unknown in the next document")
    func anchorScope() throws {
        #expect(try value("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2])
        #expect(throws: YAMLError.self) { try YAML.parse("&a x\n---\n*a\n") }
    }

    @Test("A block of text keeps its lines")
    func blocks() throws {
        #expect(try value("a: |\n  x\n   y\n\nb: >-\n  p\n  q\n") == ["a": "x\n y\n", "b": "p q"])
    }

    @Test("A thousand keys are read in linear time and compared with each other")
    func manyKeys() throws {
        let text = (0..<5000).map { "key\($0): \($0)\n" }.joined()
        #expect(try value(text)["key4999"] == 4999)
        #expect(throws: YAMLError.self) { try YAML.parse(text + "key77: 1\n") }
    }
}
