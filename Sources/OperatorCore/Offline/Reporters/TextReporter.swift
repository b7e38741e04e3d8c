import KubeCore

/// Findings for people, each with the line it is about and a caret under it; then a summary.
struct TextReporter {
    let style: ReportStyle

    private enum Color: String {
        case error = "\u{1B}[1;31m"
        case warning = "\u{1B}[1;33m"
        case good = "\u{1B}[32m"
        case frame = "\u{1B}[34m"
        case bold = "\u{1B}[1m"
        case faint = "\u{1B}[2m"
    }

    func text(of report: ReviewReport) -> String {
        var text = ""
        for file in report.files {
            for problem in style.shown(file.problems) { text += block(problem, about: nil) }
            for document in file.documents {
                for finding in style.shown(document.findings) { text += block(finding, about: document) }
                if style.detail == .verbose { text += line(document) }
            }
        }
        if style.detail != .quiet { text += painted(report.summary.text, report.isValid ? .good : .bold) + "\n" }
        return text
    }

    private func block(_ finding: Finding, about document: DocumentReport?) -> String {
        let color: Color = finding.severity == .error ? .error : .warning
        let head = painted("\(finding.severity.rawValue)[\(finding.rule.rawValue)]", color)
        var text = "\(head)\(painted(": " + Self.singleLine(finding.text), .bold))\n"
        let number = finding.position.map { String($0.line) } ?? ""
        let margin = String(repeating: " ", count: number.count)
        text += painted("\(margin)--> ", .frame) + finding.place + "\n"
        if let excerpt = finding.excerpt, let position = finding.position {
            let (line, offset, width) = Self.window(excerpt, column: position.column)
            let caret = String(repeating: " ", count: offset) + String(repeating: "^", count: width)
            text += painted("\(margin) |", .frame) + "\n"
            text += painted("\(number) |", .frame) + " \(line)\n"
            text += painted("\(margin) |", .frame) + " " + painted(caret, color) + "\n"
        }
        if let document { text += painted("\(margin) = ", .frame) + document.title + "\n" }
        return text + "\n"
    }

    private func line(_ document: DocumentReport) -> String {
        let place = "\(document.file):\(document.position.line)"
        switch document.verdict {
        case .valid: return "\(place): \(document.title) is \(painted("valid", .good))\n"
        case .invalid: return "\(place): \(document.title) is \(painted("invalid", .error))\n"
        case .skipped:
            return "\(place): \(document.title) \(painted("skipped", .faint)): \(document.skipReason ?? "")\n"
        }
    }

    /// What of a long line is shown: the part round the column. Tabs become single spaces, so that the caret fits.
    private static func window(
        _ excerpt: Finding.Excerpt, column: Int
    ) -> (line: String, offset: Int, width: Int) {
        let scalars = excerpt.line.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }
        let limit = 160
        let start = column > limit * 3 / 4 ? column - limit / 2 : 0
        let end = min(scalars.count, start + limit)
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars[min(start, end)..<end])
        let offset = max(column - 1 - start, 0)
        return (String(line), offset, max(min(excerpt.width, end - start - offset), 1))
    }

    /// Values in messages may hold anything: line breaks and control characters would break the frame.
    static func singleLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    private func painted(_ text: String, _ color: Color) -> String {
        style.hasColors ? "\(color.rawValue)\(text)\u{1B}[0m" : text
    }
}
