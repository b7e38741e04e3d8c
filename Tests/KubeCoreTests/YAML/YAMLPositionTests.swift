import KubeCore
import Testing

@Suite("YAML positions")
struct YAMLPositionTests {
    static let text = """
        # comment
        spec: &spec
          name: web
          list:
            - a
            - {k: v, w: [1, 2]}
        copy: *spec
        merged:
          own: 1
          <<: *spec
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let path: FieldPath
        let key: String?
        let value: String?
        var testDescription: String { path.description }
    }

    static let cases: [Case] = [
        Case(path: FieldPath(), key: "2:1", value: "2:1"),
        Case(path: "spec", key: "2:1", value: "2:7"),
        Case(path: "spec.name", key: "3:3", value: "3:9"),
        Case(path: FieldPath("spec.list").index(0), key: "5:7", value: "5:7"),
        Case(path: FieldPath("spec.list").index(1).field("w"), key: "6:14", value: "6:17"),
        Case(path: FieldPath("spec.list").index(1).field("w").index(1), key: "6:21", value: "6:21"),
        Case(path: "copy", key: "7:1", value: "7:7"),
        Case(path: "copy.name", key: "3:3", value: "3:9"),
        Case(path: "merged.own", key: "9:3", value: "9:8"),
        Case(path: "merged.name", key: "10:3", value: "10:3"),
        Case(path: FieldPath("merged.list").index(1), key: "10:3", value: "10:3"),
        Case(path: "spec.none", key: nil, value: nil),
        Case(path: FieldPath("spec.list").index(2), key: nil, value: nil),
    ]

    @Test("Each node and key has its line and column", arguments: cases)
    func position(_ item: Case) throws {
        let document = try #require(try YAML.parse(Self.text).first)
        #expect(document.keyPosition(of: item.path)?.description == item.key)
        #expect(document.position(of: item.path)?.description == item.value)
    }

    @Test("What is missing is reported at its nearest ancestor")
    func nearest() throws {
        let document = try #require(try YAML.parse(Self.text).first)
        #expect(document.nearestPosition(of: "spec.none.deep").description == "2:1")
        #expect(document.nearestPosition(of: "none").description == "2:1")
        #expect(try YAML.parse("---\n---\n a: 1").map { $0.nearestPosition(of: "x").description } == ["2:1", "3:2"])
    }

    @Test("Columns count characters, and each document its own lines of the whole text")
    func columns() throws {
        let documents = try YAML.parse("\"é\": x\n---\nb: [é, c]\n")
        #expect(documents[0].position(of: "é")?.description == "1:6")
        #expect(documents[1].position(of: FieldPath("b").index(1))?.description == "3:8")
    }
}
