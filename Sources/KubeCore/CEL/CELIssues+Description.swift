extension CELIssues: CustomStringConvertible {
    package var description: String { issues.map(\.message).joined(separator: "\n") }
}
