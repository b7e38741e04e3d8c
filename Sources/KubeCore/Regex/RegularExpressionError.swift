/// Why a text is no regular expression, worded as Go's `regexp` words it.
package struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable {
        case invalidRange = "invalid character class range"
        case invalidEscape = "invalid escape sequence"
        case invalidGroupName = "invalid named capture"
        case invalidPerlSyntax = "invalid or unsupported Perl syntax"
        case nestedRepetition = "invalid nested repetition operator"
        case invalidRepeatCount = "invalid repeat count"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case missingRepetitionArgument = "missing argument to repetition operator"
        case trailingBackslash = "trailing backslash at end of expression"
        case unexpectedParenthesis = "unexpected )"
        case tooDeep = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    package let reason: Reason
    /// The part of the expression at fault.
    package let fragment: String

    init(_ reason: Reason, _ fragment: some Sequence<Unicode.Scalar>) {
        self.reason = reason
        var text = ""
        text.unicodeScalars.append(contentsOf: fragment)
        self.fragment = text
    }

    package var description: String { "error parsing regexp: \(reason.rawValue): `\(fragment)`" }
}
