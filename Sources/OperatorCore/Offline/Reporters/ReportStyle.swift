/// How much a report says, and whether it may use colours.
package struct ReportStyle: Hashable, Sendable {
    package enum Detail: Hashable, Sendable {
        /// Errors only, no summary.
        case quiet
        /// Errors, warnings and the summary.
        case normal
        /// Also what is valid, and why documents were skipped.
        case verbose
    }

    package var detail: Detail
    package var hasColors: Bool

    package init(detail: Detail = .normal, hasColors: Bool = false) {
        self.detail = detail
        self.hasColors = hasColors
    }

    /// What is shown of these findings.
    func shown(_ findings: [Finding]) -> [Finding] {
        detail == .quiet ? findings.filter { $0.severity == .error } : findings
    }
}

/// The formats a report can be written in.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    case text, json, junit, sarif, github

    /// The whole report as text that ends with a line break; empty when there is nothing to say.
    ///
    /// - Parameter version: That of the program.
    package func text(of report: ReviewReport, style: ReportStyle, version: String) -> String {
        switch self {
        case .text: TextReporter(style: style).text(of: report)
        case .json: JSONReporter(style: style).text(of: report)
        case .junit: JUnitReporter(style: style).text(of: report)
        case .sarif: SARIFReporter(style: style, version: version).text(of: report)
        case .github: GitHubReporter(style: style).text(of: report)
        }
    }
}
