import KubeCore

/// Findings as JUnit's XML: a suite for each file, a case for each document. Warnings are output of their case.
struct JUnitReporter {
    let style: ReportStyle

    func text(of report: ReviewReport) -> String {
        let summary = report.summary
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"trimtab validate\" tests=\"\(summary.documents)\" failures=\"\(summary.invalid)\" "
        text += "errors=\"0\" skipped=\"\(summary.skipped)\">\n"
        for file in report.files { text += suite(file) }
        return text + "</testsuites>\n"
    }

    private func suite(_ file: FileReport) -> String {
        let failures = file.problems.count + file.documents.count { $0.verdict == .invalid }
        let skipped = file.documents.count { $0.verdict == .skipped }
        let tests = file.problems.count + file.documents.count
        var text = "  <testsuite name=\"\(Self.escaped(file.name))\" tests=\"\(tests)\" failures=\"\(failures)\" "
        text += "errors=\"0\" skipped=\"\(skipped)\">\n"
        for problem in file.problems {
            text += open(name: "syntax", file: file.name, line: problem.position?.line)
            text += failure(problem) + "    </testcase>\n"
        }
        for document in file.documents { text += testCase(document) }
        return text + "  </testsuite>\n"
    }

    private func testCase(_ document: DocumentReport) -> String {
        var text = open(name: document.title, file: document.file, line: document.position.line)
        var body = ""
        if let reason = document.skipReason { body += "      <skipped message=\"\(Self.escaped(reason))\"/>\n" }
        for finding in document.findings where finding.severity == .error { body += failure(finding) }
        let warnings = style.shown(document.findings).filter { $0.severity == .warning }
        if !warnings.isEmpty {
            let lines = warnings.map { "\($0.place): warning: \($0.text)" }.joined(separator: "\n")
            body += "      <system-out>\(Self.escaped(lines))</system-out>\n"
        }
        guard !body.isEmpty else { return text.dropLast(2) + "/>\n" }
        text += body
        return text + "    </testcase>\n"
    }

    private func open(name: String, file: String, line: Int?) -> String {
        let place = line.map { " line=\"\($0)\"" } ?? ""
        return "    <testcase name=\"\(Self.escaped(name))\" classname=\"\(Self.escaped(file))\" "
            + "file=\"\(Self.escaped(file))\"\(place)>\n"
    }

    private func failure(_ finding: Finding) -> String {
        "      <failure type=\"\(finding.rule.rawValue)\" message=\"\(Self.escaped(finding.text))\">"
            + "\(Self.escaped("\(finding.place): \(finding.text)"))</failure>\n"
    }

    /// For attributes and text. Characters that XML cannot hold become spaces.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
