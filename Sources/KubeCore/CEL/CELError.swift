/// Why an evaluation gave no value.
package struct CELError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The expression failed on this input: `no such key: a`, `division by zero`.
        case evaluation
        /// The evaluation cost more than it was allowed to.
        case costLimit
    }

    package let kind: Kind
    package let message: String

    package init(_ message: String, kind: Kind = .evaluation) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    package static let costLimitExceeded = CELError(
        "operation cancelled: actual cost limit exceeded", kind: .costLimit)
    package static let noSuchOverload = CELError("no such overload")

    package static func noSuchKey(_ key: String) -> CELError { CELError("no such key: \(key)") }
}

/// What is wrong with an expression, at one place of it.
package struct CELIssue: Hashable, Sendable {
    /// From 1.
    package var line: Int
    /// In code points from 0, as the place is kept; printed from 1.
    package var column: Int
    package var message: String

    package init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }
}

/// Everything that is wrong with an expression; the description is what an API server prints.
package struct CELIssues: Error, Hashable, Sendable {
    package let source: String
    package let issues: [CELIssue]

    package init(source: String, issues: [CELIssue]) {
        self.source = source
        self.issues = issues
    }
}
