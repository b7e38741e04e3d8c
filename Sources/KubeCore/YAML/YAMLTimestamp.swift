/// Times that YAML 1.1 readers take for a type of their own. Kubernetes reads them as strings, but prints them quoted.
enum YAMLTimestamp {
    /// Whether the text is a date (`2026-1-2`), or one with a time after `T`, `t` or a space, as go-yaml takes them.
    static func matches(_ text: String) -> Bool {
        // The shortest is 2026-1-2, and all begin with a year and a dash.
        guard text.utf8.count >= 8 else { return false }
        var rest = text.utf8[...]
        guard let year = number(&rest, 4...4), skip("-", &rest), let month = number(&rest, 1...2), skip("-", &rest),
            let day = number(&rest, 1...2)
        else { return false }
        let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
        guard (1...12).contains(month), (1...date.daysInMonth).contains(Int64(day)) else { return false }
        if rest.isEmpty { return true }
        let isSpaced = skip(" ", &rest)
        guard isSpaced || skip("T", &rest) || skip("t", &rest), time(&rest) else { return false }
        return isSpaced ? rest.isEmpty : zone(&rest) && rest.isEmpty
    }

    private static func time(_ rest: inout Substring.UTF8View) -> Bool {
        guard let hour = number(&rest, 1...2), skip(":", &rest), let minute = number(&rest, 1...2), skip(":", &rest),
            let second = number(&rest, 1...2), hour < 24, minute < 60, second < 60
        else { return false }
        guard skip(".", &rest) else { return true }
        return number(&rest, 1...9) != nil
    }

    private static func zone(_ rest: inout Substring.UTF8View) -> Bool {
        if skip("Z", &rest) { return true }
        guard skip("+", &rest) || skip("-", &rest) else { return false }
        guard let hours = number(&rest, 2...2), skip(":", &rest), let minutes = number(&rest, 2...2) else {
            return false
        }
        return hours <= 24 && minutes < 60
    }

    private static func skip(_ character: Unicode.Scalar, _ rest: inout Substring.UTF8View) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func number(_ rest: inout Substring.UTF8View, _ digits: ClosedRange<Int>) -> Int? {
        let run = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard digits.contains(run.count) else { return nil }
        rest = rest.dropFirst(run.count)
        return run.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
