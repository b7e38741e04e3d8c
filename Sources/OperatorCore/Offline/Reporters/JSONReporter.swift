import KubeCore

/// Findings for programs: one JSON object.
///
///     {"version": 1, "summary": {...}, "problems": [finding], "documents": [{..., "verdict", "findings": [finding]}]}
///
/// Documents that are valid without a warning are listed in verbose reports only.
struct JSONReporter {
    let style: ReportStyle

    func text(of report: ReviewReport) -> String {
        let documents = report.files.flatMap(\.documents).filter {
            style.detail == .verbose || $0.verdict != .valid || !style.shown($0.findings).isEmpty
        }
        let summary = report.summary
        let json: JSONValue = [
            "version": 1,
            "summary": [
                "files": .integer(Int64(summary.files)), "documents": .integer(Int64(summary.documents)),
                "valid": .integer(Int64(summary.valid)), "invalid": .integer(Int64(summary.invalid)),
                "skipped": .integer(Int64(summary.skipped)), "errors": .integer(Int64(summary.errors)),
                "warnings": .integer(Int64(summary.warnings)),
            ],
            "problems": .array(report.files.flatMap { style.shown($0.problems) }.map(Self.json)),
            "documents": .array(documents.map(json)),
        ]
        return json.prettyString() + "\n"
    }

    private func json(_ document: DocumentReport) -> JSONValue {
        var object: JSONObject = [
            "file": .string(document.file), "line": .integer(Int64(document.position.line)),
            "apiVersion": .string(document.apiVersion), "kind": .string(document.kind),
            "namespace": .string(document.namespace), "name": .string(document.name),
            "verdict": .string(document.verdict.rawValue),
        ]
        if let reason = document.skipReason { object["reason"] = .string(reason) }
        object["findings"] = .array(style.shown(document.findings).map(Self.json))
        return .object(object)
    }

    private static func json(_ finding: Finding) -> JSONValue {
        var object: JSONObject = [
            "severity": .string(finding.severity.rawValue), "rule": .string(finding.rule.rawValue),
            "file": .string(finding.file),
        ]
        if let position = finding.position {
            object["line"] = .integer(Int64(position.line))
            object["column"] = .integer(Int64(position.column))
        }
        object["path"] = .string(finding.path)
        object["message"] = .string(finding.message)
        return .object(object)
    }
}

extension JSONValue {
    /// With two spaces for each level; empty lists and objects in one line.
    func prettyString() -> String {
        var text = ""
        write(to: &text, indent: "\n")
        return text
    }

    private func write(to text: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .object(let object) where !object.isEmpty:
            text += "{"
            for (index, member) in object.members.enumerated() {
                text += (index == 0 ? "" : ",") + inner + JSONValue.string(member.key).serializedString() + ": "
                member.value.write(to: &text, indent: inner)
            }
            text += indent + "}"
        case .array(let elements) where !elements.isEmpty:
            text += "["
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "" : ",") + inner
                element.write(to: &text, indent: inner)
            }
            text += indent + "]"
        default: text += serializedString()
        }
    }
}
