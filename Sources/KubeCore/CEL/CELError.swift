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
    /// A place in an expression's text.
    package struct Location: Hashable, Comparable, Sendable {
        /// From 1.
        package var line: Int
        /// In code points from 0; messages count from 1.
        package var column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        /// What concerns the whole expression.
        package static let none = Location(line: -1, column: -1)

        package static func < (lhs: Location, rhs: Location) -> Bool {
            (lhs.line, lhs.column) < (rhs.line, rhs.column)
        }
    }

    package var location: Location
    package var message: String

    package init(location: Location, message: String) {
        self.location = location
        self.message = message
    }
}

/// Everything that is wrong with an expression; the description is what an API server prints.
package struct CELIssues: Error, Hashable, Sendable {
    package enum Phase: Hashable, Sendable {
        /// The text is no expression, or its types do not fit.
        case compilation
        /// A part that never changes fails whenever it is evaluated: `int('a')`.
        case instantiation
    }

    package let phase: Phase
    package let source: String
    /// In the order of their places.
    package let issues: [CELIssue]

    package init(phase: Phase = .compilation, source: String, issues: [CELIssue]) {
        self.phase = phase
        self.source = source
        self.issues = issues
    }
}
