import KubeCore
import TestSupport
import Testing

@testable import OperatorCore

@Suite("Reading manifests")
struct ManifestReaderTests {
    static func read(_ text: String, file: String = "m.yaml") -> ParsedManifest {
        ManifestReader.read(Array(text.utf8), file: file)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var file = "m.yaml"
        /// `kind/name@line:column`
        var documents: [String] = []
        /// `line:column message`
        var problems: [String] = []
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing", text: ""),
        Case(testDescription: "empty documents", text: "---\n# only a comment\n---\n---\n"),
        Case(
            testDescription: "several documents",
            text: "kind: A\nmetadata: {name: a}\n---\n\nkind: B\nmetadata: {name: b}\n",
            documents: ["A/a@1:1", "B/b@5:1"]),
        Case(
            testDescription: "a list",
            text: """
                apiVersion: v1
                kind: List
                items:
                - kind: A
                  metadata: {name: a}
                - kind: B
                """, documents: ["A/a@4:3", "B/@6:3"]),
        Case(
            testDescription: "a typed list names the kind",
            text: "apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}}, {kind: B}]\n",
            documents: ["Deployment/a@3:9", "B/@3:32"]),
        Case(
            testDescription: "JSON", text: "\n {\"kind\": \"A\",\n \"metadata\": {\"name\": \"a\"}}", file: "m.json",
            documents: ["A/a@2:2"]),
        Case(
            testDescription: "a JSON list",
            text: """
                {"kind": "List", "x": ["]", {"a": 1.5e3}],
                 "items": [
                  {"kind": "A", "metadata": {"name": "a\\"]"}},
                  {"kind": "B"}]}
                """, file: "m.json", documents: ["A/a\"]@3:3", "B/@4:3"]),
        Case(
            testDescription: "a broken document does not hide the others",
            text: "kind: A\n---\nkind: [\n---\nkind: C\nx: *y\n---\nkind: D\n",
            documents: ["A/@1:1", "D/@8:1"],
            problems: [
                "4:1 did not find expected node content while parsing a flow node that began at 4:1; write a value here, "
                    + "or put quotes around the text",
                "6:4 unknown anchor *y; define it earlier in the same document with &y, or quote the value",
            ]),
        Case(
            testDescription: "broken JSON", text: "{\"kind\": \"A\",\n \"x\" 1}", file: "m.json",
            problems: ["2:6 invalid character '1' after object key"]),
        Case(
            testDescription: "a scalar", text: "just text\n", documents: ["/@1:1"]),
    ]

    @Test("Texts are taken apart into objects with their places", arguments: cases)
    func read(_ item: Case) {
        let manifest = Self.read(item.text, file: item.file)
        #expect(manifest.documents.map { "\($0.kind)/\($0.name)@\($0.position)" } == item.documents)
        #expect(manifest.problems.map { "\($0.position?.description ?? "-") \($0.message)" } == item.problems)
    }

    @Test("A binary file is one problem, and not shown")
    func binary() throws {
        let manifest = ManifestReader.read([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0xFF, 0xFE, 0x0A], file: "m.yaml")
        #expect(manifest.documents.isEmpty)
        let problem = try #require(manifest.problems.first)
        #expect(manifest.problems.count == 1)
        #expect(problem.excerpt == nil)
        #expect(problem.message.contains("save the file as UTF-8 text"))
    }

    @Test(
        "What is nested too deeply or expands too far is refused",
        arguments: [
            String(repeating: "[", count: 100_000),
            String(repeating: "{\"a\":", count: 100_000),
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
                + (1..<12).map {
                    "b\($0): &b\($0) ["
                        + Array(repeating: $0 == 1 ? "*a" : "*b\($0 - 1)", count: 10).joined(separator: ",") + "]"
                }
                .joined(separator: "\n"),
        ])
    func hostile(_ text: String) {
        let manifest = Self.read(text)
        #expect(manifest.documents.isEmpty)
        #expect(manifest.problems.count == 1)
    }

    @Test("No text makes the reader trap, and each finding lies inside its text")
    func random() {
        let pieces = [
            "kind: A\n", "---\n", "items:\n", "- a\n", "{", "}", "[", "]", "\"", "'", ":", ",", "&a ", "*a", "\t", "é",
            "\0",
            "apiVersion: v1\n", "kind: List\n", "  x: 1\n", "|\n", "<<: ", "{\"kind\":\"List\",\"items\":[{}]}", "\n",
        ]
        for seed in 0..<2000 {
            var random = SplitMix64(seed: UInt64(seed))
            let text = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined()
            let manifest = Self.read(text, file: seed % 3 == 0 ? "m.json" : "m.yaml")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            for document in manifest.documents {
                #expect((1...lines).contains(document.position.line), "seed \(seed)")
                #expect(document.position(of: "spec.x", of: .value).line <= lines, "seed \(seed)")
            }
            for problem in manifest.problems {
                #expect(problem.position.map { $0.line <= lines + 1 } ?? true, "seed \(seed)")
            }
        }
    }
}

@Suite("Places in JSON texts")
struct JSONPlacesTests {
    static let text = #"{"a": [1, {"b\u0041": "x,]}"}, -1.5e3], "c" : {"d": null, "": 1}, "é": true}"#

    static let cases: [(FieldPath, Int?)] = [
        (FieldPath(), 0), ("a", 6), (FieldPath("a").index(0), 7), (FieldPath("a").index(1).field("bA"), 22),
        (FieldPath("a").index(2), 31), (FieldPath("a").index(3), nil), ("c.d", 52), (FieldPath("c").field(""), 62),
        ("é", 72), ("x", nil), ("c.x", nil), ("a.x", nil),
    ]

    @Test("Each value is found at its offset", arguments: cases)
    func find(_ path: FieldPath, _ offset: Int?) {
        var places = JSONPlaces(Array(Self.text.utf8))
        #expect(places.find(path)?.value == offset)
    }

    @Test("All elements of a list are found in one pass")
    func elements() {
        var places = JSONPlaces(Array(Self.text.utf8))
        #expect(places.elements(of: "a") == [7, 10, 31])
    }
}

@Suite("Paths as texts")
struct FieldPathTextTests {
    static let object: JSONValue = [
        "metadata": ["labels": ["app.kubernetes.io/name": "x", "app": "y"]], "spec": ["items": [["a.b": 1], ["c": 2]]],
    ]

    static let cases: [(String, FieldPath)] = [
        ("spec.items[1].c", FieldPath("spec.items").index(1).field("c")),
        ("spec.items[0].a.b", FieldPath("spec.items").index(0).field("a.b")),
        ("metadata.labels.app.kubernetes.io/name", FieldPath("metadata.labels").field("app.kubernetes.io/name")),
        ("metadata.labels[app]", FieldPath("metadata.labels").key("app")),
        ("spec.none[3].x", FieldPath("spec.none").index(3).field("x")),
        ("", FieldPath()), ("a..b", FieldPath([.field("a"), .field("."), .field("b")])),
    ]

    @Test("A text is read along the object", arguments: cases)
    func read(_ text: String, _ path: FieldPath) {
        #expect(FieldPath(text, in: Self.object) == path)
    }
}
