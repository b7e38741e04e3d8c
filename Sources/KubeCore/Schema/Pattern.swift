/// Regular expressions of schemas (`pattern`), matched anywhere in the text unless anchored.
///
/// The server's are RE2's; here the standard library's engine reads them, told to see characters, classes and the end
/// of the text as RE2 does. It backtracks, so an expression with nested repetitions can take long on a long text.
enum Pattern {
    /// False also when `pattern` is no valid expression; `isValid` tells that apart.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        guard let regex = compiled(pattern) else { return false }
        do {
            return try regex.firstMatch(in: text) != nil
        } catch {
            return false
        }
    }

    static func isValid(_ pattern: String) -> Bool { compiled(pattern) != nil }

    private static func compiled(_ pattern: String) -> Regex<AnyRegexOutput>? {
        do {
            return try Regex(withStrictEnd(pattern)).matchingSemantics(.unicodeScalar).asciiOnlyCharacterClasses()
        } catch {
            return nil
        }
    }

    /// `$` matches at the very end only, not before a last line break, unless the expression asks for lines.
    private static func withStrictEnd(_ pattern: String) -> String {
        guard pattern.contains("$"), !pattern.contains("(?m") else { return pattern }
        var result = ""
        var isEscaped = false
        var isInClass = false
        for character in pattern {
            switch character {
            case _ where isEscaped: isEscaped = false
            case "\\": isEscaped = true
            case "[": isInClass = true
            case "]": isInClass = false
            case "$" where !isInClass:
                result += "\\z"
                continue
            default: break
            }
            result.append(character)
        }
        return result
    }
}
