import KubeCore
import TestSupport
import Testing

@testable import OperatorCore

@Suite("Judging manifests")
struct ManifestReviewTests {
    static let gadget = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.example.org}
        spec:
          group: example.org
          scope: Namespaced
          names: {kind: Gadget, plural: gadgets}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [size]
                    properties:
                      size: {type: integer, maximum: 10}
                      color: {type: string, enum: [red, blue], default: red}
                      parts:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items: {type: object, required: [name], properties: {name: {type: string}}}
          - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
        """

    /// Definitions are judged by nobody here: the built-in kinds belong to another layer.
    struct AnyReview: ObjectReview {
        let type: ResourceType
        func problemReading(_ object: JSONValue) -> DecodingProblem? { nil }
        func admit(_ object: inout JSONValue) -> [String] { [] }
        func validate(_ object: JSONValue, old: JSONValue?) -> [FieldError] { [] }
    }

    static func catalog() throws -> KindCatalog {
        let known = [
            ResourceType(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition", plural: "customresourcedefinitions",
                isNamespaced: false), ResourceType("apps/v1", "Deployment", plural: "deployments"),
            ResourceType("autoscaling/v2", "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers"),
        ]
        var catalog = KindCatalog { kind in known.first { $0.kind == kind }.map(AnyReview.init) }
        for file in CustomResourceDefinitions.files { try catalog.insert(definition: file.definition) }
        return catalog
    }

    static func review(
        _ texts: [(String, String)], _ change: (inout ReviewOptions) -> Void = { _ in }
    ) throws -> ReviewReport {
        var options = ReviewOptions()
        change(&options)
        let files = texts.map { ManifestReader.read(Array($0.1.utf8), file: $0.0) }
        return ManifestReview(files: files, catalog: try catalog(), options: options).report()
    }

    static func findings(_ text: String, _ change: (inout ReviewOptions) -> Void = { _ in }) throws -> [String] {
        try review([("crd.yaml", gadget), ("m.yaml", text)], change).files[1].findings.map(description)
    }

    static func description(_ finding: Finding) -> String {
        let position = finding.position?.description ?? "-"
        return "\(position) \(finding.severity.rawValue)[\(finding.rule.rawValue)] \(finding.text)"
    }

    static func gadget(_ spec: String, metadata: String = "{name: g}") -> String {
        "apiVersion: example.org/v1\nkind: Gadget\nmetadata: \(metadata)\nspec: \(spec)\n"
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let findings: [String]
    }

    static let cases: [Case] = [
        Case(testDescription: "valid", text: gadget("{size: 3}"), findings: []),
        Case(
            testDescription: "no object", text: "a: 1\n",
            findings: [
                "1:1 error[object] no Kubernetes object: apiVersion and kind are not set; leave the file out with --ignore if it is none"
            ]),
        Case(
            testDescription: "a scalar", text: "text\n",
            findings: [
                "1:1 error[object] no Kubernetes object: a mapping with apiVersion, kind and metadata is needed"
            ]),
        Case(
            testDescription: "no kind", text: "apiVersion: v1\n",
            findings: ["1:1 error[object] kind: Required value: not set"]),
        Case(
            testDescription: "a version that is a number", text: "apiVersion: 1\nkind: A\n",
            findings: ["1:13 error[object] apiVersion: Invalid value: 1: must be a string; put quotes around it"]),
        Case(
            testDescription: "a broken version", text: "apiVersion: a/b/c\nkind: A\n",
            findings: ["1:13 error[object] apiVersion: Invalid value: \"a/b/c\": must be VERSION or GROUP/VERSION"]),
        Case(
            testDescription: "an unknown kind", text: "apiVersion: v1\nkind: Nothing\n",
            findings: [
                "2:7 error[missing-schema] kind: no schema is known for v1, Kind=Nothing: give its definition with --crd, a cluster's schemas with --openapi, or skip such documents with --ignore-missing-schemas"
            ]),
        Case(
            testDescription: "a version that is not served", text: "apiVersion: example.org/v1alpha1\nkind: Gadget\n",
            findings: [
                "1:13 error[missing-schema] apiVersion: no kind Gadget in version example.org/v1alpha1; served: example.org/v1"
            ]),
        Case(
            testDescription: "unknown fields, and what the schema says of the rest",
            text: gadget("{size: 11, sise: 1, color: green, parts: [{name: a, x: 1}]}"),
            findings: [
                "4:18 error[unknown-field] unknown field \"spec.sise\"",
                "4:59 error[unknown-field] unknown field \"spec.parts[0].x\"",
                "4:34 error[schema] spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"",
                "4:14 error[schema] spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10",
            ]),
        Case(
            testDescription: "a missing field stands at its parent", text: gadget("{color: red}"),
            findings: ["4:1 error[schema] spec.size: Required value"]),
        Case(
            testDescription: "a list with the same key twice",
            text: gadget("{size: 1, parts: [{name: a}, {name: b}, {name: a}]}"),
            findings: ["4:47 error[schema] spec.parts[2]: Duplicate value: {\"name\":\"a\"}"]),
        Case(
            testDescription: "metadata", text: gadget("{size: 1}", metadata: "{name: G_1, labels: {a: 'b c'}, nam: 1}"),
            findings: [
                "3:43 error[unknown-field] unknown field \"metadata.nam\"",
                "3:18 error[schema] metadata.name: Invalid value: \"G_1\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                "3:31 error[schema] metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
            ]),
        Case(
            testDescription: "a label that is a number",
            text: gadget("{size: 1}", metadata: "{name: g, labels: {a: 5}}"),
            findings: [
                "3:33 error[decoding] json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string"
            ]),
        Case(
            testDescription: "no name", text: gadget("{size: 1}", metadata: "{}"),
            findings: ["3:1 error[schema] metadata.name: Required value: name or generateName is required"]),
        Case(
            testDescription: "a generated name", text: gadget("{size: 1}", metadata: "{generateName: g-}"),
            findings: []),
        Case(
            testDescription: "a field set twice", text: gadget("{size: 1, size: 2}"),
            findings: ["4:17 error[duplicate-field] duplicate field \"spec.size\": already set in line 4"]),
    ]

    @Test("A document is judged as the server judges it", arguments: cases)
    func judge(_ item: Case) throws {
        let found = try Self.findings(item.text)
        #expect(found == item.findings)
    }

    @Test("Unknown and duplicate fields are errors, warnings or nothing")
    func fieldValidation() throws {
        let text = Self.gadget("{size: 1, size: 2, x: 1}")
        let expected = ["duplicate field \"spec.size\": already set in line 4", "unknown field \"spec.x\""]
        func found(_ mode: FieldValidation) throws -> [Finding] {
            try Self.review([("crd.yaml", Self.gadget), ("m.yaml", text)]) { $0.fieldValidation = mode }.files[1]
                .findings
        }
        #expect(try found(.strict).map(\.text) == expected)
        #expect(try found(.strict).allSatisfy { $0.severity == .error })
        #expect(try found(.warn).map(\.text) == expected)
        #expect(try found(.warn).allSatisfy { $0.severity == .warning })
        #expect(try found(.ignore) == [])
    }

    @Test("Of a field set twice the later value counts, at its own place")
    func laterWins() throws {
        let text =
            "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: g}\nspec:\n  size: 1\n  color: red\n  size: 12\n"
        #expect(
            try Self.findings(text) { $0.fieldValidation = .ignore } == [
                "7:9 error[schema] spec.size: Invalid value: 12: spec.size in body should be less than or equal to 10"
            ])
    }

    @Test("Kinds can be skipped, by name and with their group")
    func skipping() throws {
        let text =
            Self.gadget("{}")
            + "---\napiVersion: v1\nkind: Nothing\n---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        let verdicts = { (kinds: Set<String>, ignoresMissing: Bool) in
            try Self.review([("crd.yaml", Self.gadget), ("m.yaml", text)]) {
                $0.skippedKinds = kinds
                $0.ignoresMissingSchemas = ignoresMissing
            }.files[1].documents.map(\.verdict)
        }
        #expect(try verdicts([], false) == [.invalid, .invalid, .skipped])
        #expect(try verdicts([], true) == [.invalid, .skipped, .skipped])
        #expect(try verdicts(["Gadget", "v1/Nothing"], false) == [.skipped, .skipped, .skipped])
        #expect(try verdicts(["example.org/v1/Gadget"], false) == [.skipped, .invalid, .skipped])
    }

    static func policy(_ name: String, target: String = "web", namespace: String? = nil) -> String {
        let place = namespace.map { ", namespace: \($0)" } ?? ""
        return """
            apiVersion: trimtab.dev/v1alpha1
            kind: ScalingPolicy
            metadata: {name: \(name)\(place)}
            spec:
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: \(target)}
              replicas: {min: 2, max: 5}
              triggers: [{name: cpu, source: {resource: {name: cpu}}, target: {utilization: 70}}]

            """
    }

    @Test("The same object twice is a warning, at its second place; other namespaces are other objects")
    func duplicates() throws {
        let report = try Self.review([
            ("a.yaml", Self.policy("a", namespace: "shop")),
            ("b.yaml", Self.policy("a", target: "x") + "---\n" + Self.policy("a", namespace: "shop")),
        ])
        #expect(
            report.files.map { $0.findings.map(Self.description) } == [
                [],
                [
                    "11:18 warning[duplicate-object] metadata.name: ScalingPolicy shop/a is also given at a.yaml:1; the one applied last wins"
                ],
            ])
        #expect(report.isValid)
    }

    @Test("Warnings become errors when asked")
    func strictWarnings() throws {
        let report = try Self.review([("a.yaml", Self.policy("a") + "---\n" + Self.policy("a"))]) {
            $0.warningsAreErrors = true
        }
        #expect(!report.isValid)
        #expect(report.summary.text == "2 documents in 1 file: 1 valid, 1 invalid; 1 error")
    }

    @Test("Cut into parts of any size, the report is the same")
    func parts() throws {
        let text = (0..<7).map { Self.policy("p\($0)", target: "t\($0 % 3)") }.joined(separator: "---\n")
        let files = [("a.yaml", text), ("e.yaml", ""), ("b.yaml", "a: [\n---\n" + Self.policy("q"))].map {
            ManifestReader.read(Array($0.1.utf8), file: $0.0)
        }
        let review = ManifestReview(files: files, catalog: try Self.catalog())
        let whole = review.report()
        #expect(whole.summary.documents == 9)
        for size in 1...8 {
            let parts = review.parts(ofAtMost: size)
            #expect(review.joined(parts.map(review.reports), of: parts) == whole)
        }
    }

    @Test("A definition whose schema cannot be read is at fault itself")
    func brokenDefinition() throws {
        let text = Self.gadget.replacing("maximum: 10", with: "maximum: ten")
        let report = try Self.review([("crd.yaml", text)])
        #expect(
            report.files[0].findings.map(Self.description) == [
                "22:46 error[schema] spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[size].maximum: must be a number"
            ])
    }
}
