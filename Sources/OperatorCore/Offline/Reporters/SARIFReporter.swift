import KubeCore

/// Findings as SARIF 2.1.0, which code scanning of GitHub and GitLab reads.
struct SARIFReporter {
    let style: ReportStyle
    let version: String

    func text(of report: ReviewReport) -> String {
        let findings = report.files.flatMap { style.shown($0.findings) }
        let json: JSONValue = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "trimtab validate", "version": .string(version),
                            "rules": .array(Finding.Rule.allCases.map(Self.json)),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(findings.map(Self.json)),
                ]
            ],
        ]
        return json.prettyString() + "\n"
    }

    private static func json(_ rule: Finding.Rule) -> JSONValue {
        ["id": .string(rule.rawValue), "shortDescription": ["text": .string(rule.summary)]]
    }

    private static func json(_ finding: Finding) -> JSONValue {
        var location: JSONObject = ["artifactLocation": ["uri": .string(uri(finding.file))]]
        if let position = finding.position {
            var region: JSONObject = [
                "startLine": .integer(Int64(position.line)), "startColumn": .integer(Int64(position.column)),
            ]
            if let width = finding.excerpt?.width { region["endColumn"] = .integer(Int64(position.column + width)) }
            location["region"] = .object(region)
        }
        return [
            "ruleId": .string(finding.rule.rawValue),
            "ruleIndex": .integer(Int64(Finding.Rule.allCases.firstIndex(of: finding.rule) ?? 0)),
            "level": .string(finding.severity.rawValue),
            "message": ["text": .string(finding.text)],
            "locations": [["physicalLocation": .object(location)]],
        ]
    }

    /// A relative path stays one, as code scanning wants; an absolute one becomes a file URI.
    private static func uri(_ path: String) -> String {
        let trimmed = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        var text = trimmed.hasPrefix("/") ? "file://" : ""
        for byte in trimmed.utf8 {
            let isPlain =
                byte &- 0x30 < 10 || byte &- 0x41 < 26 || byte &- 0x61 < 26 || "-._~/".utf8.contains(byte)
            if isPlain {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
