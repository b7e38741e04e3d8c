/// Regular expressions of schemas (`pattern`), matched anywhere in the text unless anchored.
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
            return try Regex(pattern).matchingSemantics(.unicodeScalar).asciiOnlyCharacterClasses()
        } catch {
            return nil
        }
    }
}
