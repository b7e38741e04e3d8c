extension CELIssues: CustomStringConvertible {
    /// Issues beyond this many are only counted.
    private static let reportLimit = 100
    /// A line of the source longer than this, in bytes, is not shown.
    private static let snippetLimit = 16384

    /// Each issue with its place and the line it stands in, as cel-go prints it; of a failed instantiation the message.
    package var description: String {
        guard phase == .compilation else { return issues.map(\.message).joined(separator: "\n") }
        let text = CELSource(source)
        var lines = issues.prefix(Self.reportLimit).map { describe($0, text) }
        if issues.count > Self.reportLimit {
            lines.append("\(issues.count - Self.reportLimit) more errors were truncated")
        }
        return lines.joined(separator: "\n")
    }

    private func describe(_ issue: CELIssue, _ text: CELSource) -> String {
        let place = issue.location
        let head = "ERROR: <input>:\(place.line):\(place.column + 1): \(issue.message)"
        guard let line = text.line(place.line) else { return head }
        let shown = line.map { $0 == "\t" ? " " : $0 }
        guard shown.reduce(0, { $0 + UTF8.width($1) }) <= Self.snippetLimit else { return head }
        var mark = ""
        for scalar in shown.prefix(max(0, place.column)) { mark += scalar.isASCII ? "." : "\u{FF0E}" }
        let isWide = place.column >= 0 && place.column < shown.count && !shown[place.column].isASCII
        let snippet = String(String.UnicodeScalarView(shown))
        return "\(head)\n | \(snippet)\n | \(mark)\(isWide ? "\u{FF3E}" : "^")"
    }
}
