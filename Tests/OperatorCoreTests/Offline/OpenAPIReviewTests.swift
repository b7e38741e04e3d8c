import KubeCore
import Testing

@testable import OperatorCore

@Suite("Judging by an OpenAPI document")
struct OpenAPIReviewTests {
    static let document: JSONValue = [
        "paths": [
            "/apis/example.org/v1/namespaces/{namespace}/boxes": [
                "post": ["x-kubernetes-group-version-kind": ["group": "example.org", "version": "v1", "kind": "Box"]]
            ],
            "/apis/example.org/v1/rooms": [
                "post": ["x-kubernetes-group-version-kind": ["group": "example.org", "version": "v1", "kind": "Room"]]
            ],
        ],
        "components": [
            "schemas": [
                "org.example.v1.Box": [
                    "type": "object",
                    "properties": [
                        "apiVersion": ["type": "string"], "kind": ["type": "string"],
                        "metadata": ["allOf": [["$ref": "#/components/schemas/v1.ObjectMeta"]], "default": [:]],
                        "spec": ["$ref": "#/components/schemas/org.example.v1.BoxSpec"],
                    ],
                    "x-kubernetes-group-version-kind": [["group": "example.org", "version": "v1", "kind": "Box"]],
                ],
                "org.example.v1.BoxSpec": [
                    "type": "object", "required": ["width"],
                    "properties": ["width": ["type": "integer", "format": "int32"]],
                ],
                "org.example.v1.Room": [
                    "type": "object", "properties": ["metadata": ["$ref": "#/components/schemas/v1.ObjectMeta"]],
                    "x-kubernetes-group-version-kind": [["group": "example.org", "version": "v1", "kind": "Room"]],
                ],
                "v1.ObjectMeta": [
                    "type": "object", "properties": ["name": ["type": "string"], "namespace": ["type": "string"]],
                ],
            ]
        ],
    ]

    static let cases: [(String, [String])] = [
        ("kind: Box\nmetadata: {name: b}\nspec: {width: 3}", []),
        (
            "kind: Box\nmetadata: {name: b, x: 1}\nspec: {widht: 3}",
            ["unknown field \"metadata.x\"", "unknown field \"spec.widht\"", "spec.width: Required value"]
        ),
        (
            "kind: Box\nmetadata: {name: b}\nspec: {width: wide}",
            ["json: cannot unmarshal string into Go struct field BoxSpec.spec.width of type int32"]
        ),
        (
            "kind: Room\nmetadata: {name: r, namespace: shop}",
            ["metadata.namespace: Forbidden: not allowed on this type"]
        ),
    ]

    @Test("Types, unknown fields, what is required, and scope", arguments: cases)
    func judge(_ text: String, _ expected: [String]) throws {
        var catalog = KindCatalog { _ in nil }
        for review in try OpenAPIReview.kinds(in: Self.document, builtIn: { _ in nil }) { catalog.insert(review) }
        let file = ManifestReader.read(Array("apiVersion: example.org/v1\n\(text)\n".utf8), file: "m.yaml")
        let report = ManifestReview(files: [file], catalog: catalog).report()
        #expect(report.files[0].findings.map(\.text) == expected)
    }

    @Test("Any other JSON is refused with what to do")
    func wrongDocument() {
        #expect(throws: OpenAPIReview.DocumentError.self) {
            try OpenAPIReview.kinds(in: ["a": 1], builtIn: { _ in nil })
        }
    }
}
