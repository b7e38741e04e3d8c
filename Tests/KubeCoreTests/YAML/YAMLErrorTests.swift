import KubeCore
import Testing

@Suite("YAML errors")
struct YAMLErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        init(_ text: String, _ message: String) {
            self.text = text
            self.message = message
        }
        var testDescription: String { message }
    }

    static let cases: [Case] = [
        .init("a: 1\nb: 2\na: 3\n", "3:1: key \"a\" is already set in line 1; remove one of them"),
        .init("x:\n  {a: 1, b: {c: 1}, a: 2}\n", "2:21: key \"a\" is already set in line 2; remove one of them"),
        .init(
            "a: *b\n",
            "1:4: unknown anchor *b; define it earlier in the same document with &b, or quote the value"),
        .init("a: &a [*a]\n", "1:8: anchor *a contains itself; write the value out instead"),
        .init("[a]: 1\n", "1:1: a list or mapping cannot be a key; put quotes around text that begins with { or ["),
        .init("~: 1\n", "1:1: a key cannot be ~; put quotes around it"),
        .init("a: .inf\n", "1:4: .inf has no form in JSON; put quotes around it or use a number"),
        .init("a: !foo b\n", "1:4: tag !foo is not supported; remove it"),
        .init("a: !!binary aGk=\n", "1:4: tag !!binary is not supported; remove it"),
        .init("a: !!set {b}\n", "1:4: tag !!set is not supported; remove it"),
        .init("a: !!int x\n", "1:4: \"x\" is no int; correct the value or remove the tag"),
        .init("a: {<<: 1}\n", "1:9: a merge (<<) needs a mapping or a list of mappings, as in <<: *anchor"),
        .init(
            "a: b: c\n",
            "1:5: mapping values are not allowed in this context; check the indentation, or put quotes around a value "
                + "that contains \": \""),
        .init(
            "a:\n\t- b\n",
            "2:1: found character that cannot start any token while scanning for the next token that began at 2:1; "
                + "indent with spaces, not with tabs"),
        .init(
            "a: \"b\n",
            "2:1: found unexpected end of stream while scanning a quoted scalar that began at 1:4; close the quote that "
                + "was opened there"),
        .init(
            "a: [1, 2\n",
            "2:1: did not find expected ',' or ']' while parsing a flow sequence that began at 1:4; separate the elements "
                + "by commas and close the list with ]"),
        .init(
            "a:\n  b: 1\n c: 2\n",
            "3:2: did not find expected key while parsing a block mapping that began at 1:1; check the indentation of "
                + "this line and the one above"),
        .init(
            "a: \u{1}\n",
            "1:4: control characters are not allowed; save the file as UTF-8 text without control characters"),
    ]

    @Test("A fault is told by its place and its remedy", arguments: cases)
    func message(_ fault: Case) throws {
        let error = #expect(throws: YAMLError.self) { try YAML.parse(fault.text) }
        #expect(error?.description == fault.message)
    }

    @Test("Bytes that are no UTF-8 are refused with their place")
    func encoding() {
        let error = #expect(throws: YAMLError.self) { try YAML.parse(Array("a: 1\nb: é".utf8) + [0xC3, 0x28]) }
        #expect(error?.position == SourcePosition(line: 2, column: 6))
        #expect(error?.code == .encoding)
    }

    @Test("A document of aliases of aliases is refused before it is expanded")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: YAMLError.self) { try YAML.parse(text) }
        #expect(error?.code == .excessiveAliases)
    }

    @Test("Aliases in proportion are allowed")
    func aliases() throws {
        let text = "a: &a [1, 2, 3]\nb: [" + Array(repeating: "*a", count: 30).joined(separator: ", ") + "]\n"
        #expect(try YAML.parse(text)[0].value["b"]?.arrayValue?.count == 30)
    }

    @Test("Aliases cannot nest deeper than the text itself may")
    func aliasDepth() throws {
        func nested(_ content: String) -> String {
            String(repeating: "[", count: 200) + content + String(repeating: "]", count: 200)
        }
        let two = "- &a \(nested("x"))\n- &b \(nested("*a"))\n"
        #expect(try YAML.parse(two)[0].value.arrayValue?.count == 2)
        let error = #expect(throws: YAMLError.self) { try YAML.parse(two + "- \(nested("*b"))\n") }
        #expect(error?.description == "3:203: nesting exceeds the limit of 512 levels")
    }

    @Test("Depth, size and number of nodes are limited, with the place")
    func limits() {
        var error = #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: "[", count: 600)) }
        #expect(error?.description == "1:513: nesting exceeds the limit of 512 levels")
        error = #expect(throws: YAMLError.self) { try YAML.parse("a: 1", limits: YAMLLimits(maximumSize: 3)) }
        #expect(error?.description == "1:4: the text of 4 bytes exceeds the limit of 3")
        error = #expect(throws: YAMLError.self) { try YAML.parse("[1, 2, 3]", limits: YAMLLimits(maximumNodes: 3)) }
        #expect(error?.description == "1:8: the document has more than 3 nodes; split it up")
    }
}
