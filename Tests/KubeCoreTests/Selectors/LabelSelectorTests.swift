import KubeCore
import TestSupport
import Testing

@Suite("LabelSelector")
struct LabelSelectorTests {
    static let labels = ["app": "web", "tier": "front", "version": "12", "empty": ""]

    @Test(
        "Text selectors match as in Kubernetes, and print in order of their keys",
        arguments: [
            ("", true, ""), ("app=web", true, "app=web"), ("app==web", true, "app==web"),
            ("app!=web", false, "app!=web"),
            ("none!=x", true, "none!=x"), ("tier in (back,front),app", true, "app,tier in (back,front)"),
            ("tier notin (front)", false, "tier notin (front)"), ("none notin (a)", true, "none notin (a)"),
            ("!none", true, "!none"), ("! none , app", true, "app,!none"), ("!app", false, "!app"),
            ("version>11", true, "version>11"), ("version<12", false, "version<12"), ("app>1", false, "app>1"),
            ("empty=", true, "empty="), ("empty in ()", true, "empty in ()"), ("empty in (,a)", true, "empty in (,a)"),
            ("example.com/x=y", false, "example.com/x=y"), ("in in (in)", false, "in in (in)"),
            ("app in (web),app!=db", true, "app in (web),app!=db"),
        ])
    func text(_ text: String, _ matches: Bool, _ printed: String) throws {
        let selector = try LabelSelector(text)
        #expect(selector.matches(Self.labels) == matches)
        #expect(selector.description == printed)
    }

    @Test(
        "Broken text is refused in the API server's words",
        arguments: [
            ("a=b,", "found '', expected: identifier after ','"),
            (",a", "found ',', expected: !, identifier, or 'end of string'"),
            ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("a in b", "unable to parse requirement: found 'b' expected: '('"),
            ("a=b c", "found 'c', expected: ',' or 'end of string'"),
            ("a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"),
            (
                "a>x",
                "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be "
                    + "an integer"
            ),
            (
                "a$=b",
                "unable to parse requirement: <nil>: Invalid value: \"a$\": name part must consist of alphanumeric "
                    + "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  "
                    + "or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
            ),
        ])
    func broken(_ text: String, _ message: String) {
        let error = #expect(throws: SelectorError.self) { try LabelSelector(text) }
        #expect(error?.description == message)
    }

    @Test("The object form reads, matches and writes")
    func object() throws {
        let json: JSONValue = [
            "matchExpressions": [
                ["key": "old", "operator": "DoesNotExist"],
                ["key": "tier", "operator": "In", "values": ["back", "front"]],
            ],
            "matchLabels": ["app": "web"],
        ]
        let selector = try LabelSelector.read(json).get()
        #expect(selector.matches(Self.labels))
        #expect(!selector.matches(["app": "web"]))
        #expect(selector.description == "app=web,!old,tier in (back,front)")
        #expect(selector.json == json)
        #expect(try JSONValueDecoder().decode(LabelSelector.self, from: json) == selector)
        #expect(try LabelSelector.read([:]).get() == .everything)
    }

    @Test("All that is wrong with an object is told at once, with paths")
    func faults() {
        let json: JSONValue = [
            "matchLabels": ["a": 1],
            "matchExpressions": [
                ["key": "b", "operator": "In"], ["key": "c", "operator": "Gt", "values": ["1"]],
                ["key": "d", "operator": "Exists", "values": ["x"]],
            ],
        ]
        guard case .failure(let errors) = LabelSelector.read(json, at: "spec.selector") else {
            Issue.record("must be refused")
            return
        }
        #expect(
            errors.all.map(\.description) == [
                "spec.selector.matchLabels[a]: Invalid value: 1: must be a string",
                "spec.selector.matchExpressions[0].values: Invalid value: []: for 'in', 'notin' operators, values set can't "
                    + "be empty",
                "spec.selector.matchExpressions[1].operator: Invalid value: \"Gt\": not a valid selector operator",
                "spec.selector.matchExpressions[2].values: Invalid value: [\"x\"]: values set must be empty for exists and "
                    + "does not exist",
            ])
    }

    @Test("Arbitrary text never traps, and what is read prints and reads back as the same selector")
    func property() throws {
        var random = SplitMix64(seed: 3)
        let pieces = [
            "a", "b1", "in", "notin", "=", "==", "!=", "!", "(", ")", ",", " ", ">", "<", "7", "x/y", "é", "\t",
        ]
        for round in 0..<20_000 {
            let text = (0..<Int.random(in: 0..<9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            do throws(SelectorError) {
                let selector = try LabelSelector(text)
                let again = try LabelSelector(selector.description)
                #expect(again == selector, "round \(round): \(text)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}

@Suite("FieldSelector")
struct FieldSelectorTests {
    private let pod: JSONValue = ["metadata": ["name": "a,b", "generation": 2], "spec": ["hostNetwork": true]]

    @Test(
        "Fields are compared as text",
        arguments: [
            ("", true), (#"metadata.name=a\,b"#, true), ("metadata.name==x", false), ("metadata.name!=x", true),
            ("metadata.generation=2,spec.hostNetwork=true", true), ("status.phase=", true), ("status.phase!=", false),
            ("status.phase!=Running,metadata.generation=3", false),
        ])
    func matches(_ text: String, _ expected: Bool) throws {
        let selector = try FieldSelector(text)
        #expect(selector.matches(pod) == expected)
        #expect(try FieldSelector(selector.description) == selector)
    }

    @Test(
        "Broken text is refused",
        arguments: [
            ("a", "invalid selector: 'a'; can't understand 'a'"),
            ("a=b=c", "invalid field selector: unescaped character: ="),
            (#"a=\x"#, #"invalid field selector: invalid escape sequence: \x"#),
            (#"a=x\"#, #"invalid field selector: invalid escape sequence: \"#),
        ])
    func broken(_ text: String, _ message: String) {
        let error = #expect(throws: SelectorError.self) { try FieldSelector(text) }
        #expect(error?.description == message)
    }

    // Found by fuzzing: terms sorted as they were written print in another order than they read back in.
    @Test("The spelling of a term does not change the selector", arguments: [",=!e,==", "b==1,a=2", "a!=1,a=1,a==0"])
    func order(_ text: String) throws {
        let selector = try FieldSelector(text)
        #expect(try FieldSelector(selector.description) == selector)
    }

    @Test("A demanded value is known")
    func required() throws {
        #expect(try FieldSelector("metadata.name=x,a!=b").requiredValue(of: "metadata.name") == "x")
        #expect(try FieldSelector("metadata.name!=x").requiredValue(of: "metadata.name") == nil)
    }
}
