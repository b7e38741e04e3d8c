import KubeCore

/// Findings as workflow commands of GitHub Actions, which show them at the lines of a pull request; then a summary.
struct GitHubReporter {
    let style: ReportStyle

    func text(of report: ReviewReport) -> String {
        var text = ""
        for file in report.files {
            for problem in style.shown(file.problems) { text += command(problem, title: "syntax") }
            for document in file.documents {
                for finding in style.shown(document.findings) { text += command(finding, title: document.title) }
            }
        }
        return style.detail == .quiet ? text : text + report.summary.text + "\n"
    }

    private func command(_ finding: Finding, title: String) -> String {
        var properties = "file=\(Self.property(finding.file))"
        if let position = finding.position { properties += ",line=\(position.line),col=\(position.column)" }
        properties += ",title=\(Self.property(title))"
        return "::\(finding.severity.rawValue) \(properties)::\(Self.message(finding.text))\n"
    }

    private static func message(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func property(_ text: String) -> String {
        var result = ""
        for scalar in message(text).unicodeScalars {
            switch scalar {
            case ":": result += "%3A"
            case ",": result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
