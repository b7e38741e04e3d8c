import Foundation
import KubeCore
import TestSupport
import Testing

@testable import OperatorCore

@Suite("Reports")
struct ReporterTests {
    static let report: ReviewReport = {
        func finding(
            _ file: String, _ line: Int, _ column: Int, _ severity: Finding.Severity, _ rule: Finding.Rule,
            _ path: String,
            _ message: String, _ text: String, width: Int
        ) -> Finding {
            Finding(
                file: file, position: SourcePosition(line: line, column: column), severity: severity, rule: rule,
                path: path, message: message, excerpt: Finding.Excerpt(line: text, width: width))
        }
        func document(_ file: String, _ line: Int, _ name: String, _ findings: [Finding], skip: String? = nil)
            -> DocumentReport
        {
            DocumentReport(
                file: file, position: SourcePosition(line: line, column: 1), apiVersion: "trimtab.dev/v1alpha1",
                kind: "ScalingPolicy", namespace: "shop", name: name, findings: findings, skipReason: skip)
        }
        return ReviewReport(files: [
            FileReport(
                name: "deploy/a b.yaml",
                problems: [
                    finding(
                        "deploy/a b.yaml", 12, 4, .error, .syntax, "", "unknown anchor *y; quote the value", "x: *y",
                        width: 1)
                ],
                documents: [
                    document(
                        "deploy/a b.yaml", 1, "web",
                        [
                            finding(
                                "deploy/a b.yaml", 8, 15, .error, .policy, "spec.replicas.min",
                                "Invalid value: 9: must not exceed max, which is 3: <lower> min & \"raise\" max",
                                "  replicas: { min: 9, max: 3 }", width: 1),
                            finding(
                                "deploy/a b.yaml", 9, 3, .error, .unknownField, "spec.typo",
                                "unknown field \"spec.typo\"",
                                "\ttypo: 100%", width: 4),
                            finding(
                                "deploy/a b.yaml", 10, 200, .warning, .policy, "spec.x", "line one\nline two",
                                String(repeating: "é", count: 300), width: 50),
                        ]),
                    document("deploy/a b.yaml", 20, "api", []),
                ]),
            FileReport(name: "/etc/c.yaml", documents: [document("/etc/c.yaml", 1, "other", [], skip: "no schema")]),
        ])
    }()

    static func golden(_ name: String, _ text: String) throws {
        let path = "\(RepositoryPaths.root)/Tests/OperatorCoreTests/Offline/Golden/\(name)"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text, "\(name)")
    }

    @Test("Each format is as written down", arguments: ReportFormat.allCases)
    func formats(_ format: ReportFormat) throws {
        for (name, style) in [
            ("normal", ReportStyle()), ("quiet", ReportStyle(detail: .quiet)),
            ("verbose", ReportStyle(detail: .verbose)),
        ] {
            try Self.golden("\(format.rawValue)-\(name)", format.text(of: Self.report, style: style, version: "1.2.3"))
        }
    }

    @Test("Colours are shown when asked")
    func colors() throws {
        let text = ReportFormat.text.text(of: Self.report, style: ReportStyle(hasColors: true), version: "1.2.3")
        try Self.golden("text-colors", text)
    }

    @Test("JSON and SARIF are well-formed for any message")
    func wellFormed() throws {
        for format in [ReportFormat.json, .sarif] {
            let text = format.text(of: Self.report, style: ReportStyle(), version: "1.2.3")
            _ = try JSONValue(parsing: text)
        }
    }

    @Test("Nothing at all is summed up too")
    func empty() {
        let empty = ReviewReport(files: [])
        #expect(
            ReportFormat.text.text(of: empty, style: ReportStyle(), version: "1")
                == "0 documents in 0 files: 0 valid, 0 invalid\n")
        #expect(ReportFormat.text.text(of: empty, style: ReportStyle(detail: .quiet), version: "1") == "")
    }
}
