import KubeCore
import TestSupport
import Testing

@Suite struct RegularExpressionTests {
    static let matching: [(pattern: String, text: String, match: String?)] = [
        ("a+", "baaac", "aaa"), ("a+?", "baaac", "a"), ("(?U)a+", "baaac", "a"), ("(?U)a+?", "baaac", "aaa"),
        ("a|ab", "ab", "a"), ("ab|a", "ab", "ab"), ("^b", "ab", nil), ("(?m)^b$", "a\nb\nc", "b"), ("a$", "a\n", nil),
        ("(?m)a$", "a\n", "a"), (".", "\n", nil), ("(?s).", "\n", "\n"), ("a.c", "aéc", "aéc"), ("[^a]", "\n", "\n"),
        ("(?i)straße", "STRAßE", "STRAßE"), ("(?i)k", "\u{212A}", "\u{212A}"), ("(?i)[r-t]", "\u{17F}", "\u{17F}"),
        ("(?i)ǆ", "ǅ", "ǅ"), ("(?i)i", "ı", nil), ("(?i:a)b", "AB", nil), ("(?i:a)b", "Ab", "Ab"),
        (#"\bfoo\b"#, "a foo b", "foo"), (#"\bfoo\b"#, "afoo", nil), (#"\Bo"#, "foo", "o"), (#"\d+"#, "٤٢7", "7"),
        (#"[\d\s]+"#, "x1 2y", "1 2"), (#"[^\d]"#, "1a", "a"), (#"\w+"#, "né", "n"), ("[[:alpha:]_]+", "1ab_", "ab_"),
        ("[[:^digit:]]+", "1ab2", "ab"), (#"\p{Greek}+"#, "aλόγος!", "λόγος"), (#"\p{Lu}"#, "aÉ", "É"),
        (#"\pN"#, "a٤", "٤"), (#"\P{L}"#, "ab1", "1"), (#"[\p{Han}\p{Hiragana}]+"#, "x漢字かな", "漢字かな"),
        (#"\p{^Letter}"#, "a-", "-"), (#"(?i)\p{Lu}"#, "a", "a"), (#"\x41\x{1F600}"#, "A😀", "A😀"), (#"\101"#, "A", "A"),
        (#"\Qa.b\E+"#, "a.bb", "a.bb"), ("x{2,3}", "xxxx", "xxx"), ("x{2,3}?", "xxxx", "xx"), ("x{2}", "x", nil),
        ("x{,2}", "x{,2}", "x{,2}"), ("(a*)*b", "aaab", "aaab"), ("(a*)+", "b", ""), ("(|a)*", "aa", ""),
        ("(|a)+", "aa", ""), ("", "abc", ""), ("[a-]+", "-a", "-a"), ("[]a]+", "]a", "]a"), (#"[\]-]+"#, "-]", "-]"),
        (#"\A\z"#, "", ""), ("(?:(?:^).)", "a", "a"), ("a{0}b", "ab", "b"), ("(?:a{2}){2}", "aaaaa", "aaaa"),
        ("(?P<x>a)(?<y>b)", "ab", "ab"), ("[^\\x00-\\x{10FFFF}]", "a", nil), ("$^", "", ""),
    ]

    @Test("Matches are those of Go's engine", arguments: matching.indices)
    func matches(_ index: Int) throws {
        let test = Self.matching[index]
        let expression = try RegularExpression(test.pattern)
        #expect(expression.find(test.text) == test.match, "\(test.pattern) in \(test.text)")
        #expect(expression.matches(test.text) == (test.match != nil), "\(test.pattern) in \(test.text)")
    }

    static let refused: [(pattern: String, message: String)] = [
        ("(abc", "missing closing ): `(abc`"), ("a)b", "unexpected ): `a)b`"), ("[a", "missing closing ]: `[a`"),
        ("[b-a]", "invalid character class range: `b-a`"), ("*", "missing argument to repetition operator: `*`"),
        ("a|*?b", "missing argument to repetition operator: `*?`"), ("a**", "invalid nested repetition operator: `**`"),
        ("a{2}{3}?", "invalid nested repetition operator: `{2}{3}?`"), ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"), ("(a{100}){11}", "invalid repeat count: `{11}`"),
        ("\\", "trailing backslash at end of expression: ``"), (#"\8"#, #"invalid escape sequence: `\8`"#),
        (#"\1"#, #"invalid escape sequence: `\1`"#), (#"\C"#, #"invalid escape sequence: `\C`"#),
        (#"\x{110000}"#, #"invalid escape sequence: `\x{110000`"#), (#"\xg0"#, #"invalid escape sequence: `\xg0`"#),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"), ("(?<=a)", "invalid named capture: `(?<=a)`"),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"), ("(?P<a b>c)", "invalid named capture: `(?P<a b>`"),
        ("(?P<a", "invalid named capture: `(?P<a`"),
        (#"\p{Klingon}"#, #"invalid character class range: `\p{Klingon}`"#),
        (#"\p{L"#, #"invalid character class range: `\p{L`"#), (#"\pX"#, #"invalid character class range: `\pX`"#),
        ("[[:word1:]]", "invalid character class range: `[:word1:]`"),
        ("((a{100}){10}){5}", "invalid repeat count: `{5}`"),
    ]

    @Test("What is no expression is refused in Go's words", arguments: refused.indices)
    func refuses(_ index: Int) {
        let test = Self.refused[index]
        do {
            _ = try RegularExpression(test.pattern)
            Issue.record("\(test.pattern) is accepted")
        } catch {
            #expect(error.description == "error parsing regexp: " + test.message)
        }
    }

    @Test("Deep nesting and huge programs are refused")
    func limits() throws {
        let deep = String(repeating: "(", count: 1001) + String(repeating: ")", count: 1001)
        #expect(throws: RegularExpressionError.self) { try RegularExpression(deep) }
        _ = try RegularExpression(String(repeating: "(", count: 900) + String(repeating: ")", count: 900))
        #expect(throws: RegularExpressionError.self) {
            try RegularExpression(String(repeating: "[a-z]{1000}", count: 4000))
        }
    }

    @Test("Groups tell where they matched")
    func groups() throws {
        let expression = try RegularExpression("(?P<key>[a-z]+)=(\\d+)?(x)?")
        #expect(expression.groupNames == [nil, "key", nil, nil])
        let match = try #require(expression.firstMatch(in: "é ab=12"))
        #expect(match.groups == [3..<8, 3..<5, 6..<8, nil])
        #expect(match.text == "ab=12")
        #expect(try RegularExpression("(a|b)*").firstMatch(in: "ab")?.groups == [0..<2, 1..<2])
    }

    @Test("Empty matches right after a match do not count")
    func allMatches() throws {
        #expect(try RegularExpression("a*").findAll("baaac") == ["", "aaa", ""])
        #expect(try RegularExpression("a*").findAll("baaac", limit: 2) == ["", "aaa"])
        #expect(try RegularExpression("").findAll("éa") == ["", "", ""])
        #expect(try RegularExpression(#"\b"#).findAll("ab c").count == 4)
        #expect(try RegularExpression("^a").findAll("aaa") == ["a"])
        #expect(try RegularExpression("[0-9]+").findAll("1 22 333", limit: -1) == ["1", "22", "333"])
        #expect(try RegularExpression("x").findAll("xx", limit: 0) == [])
    }

    @Test("Expressions that make backtracking engines hang take milliseconds")
    func isLinear() throws {
        let text = String(repeating: "a", count: 20_000)
        let elapsed = try ContinuousClock().measure {
            for pattern in [
                "(a*)*b", "(a|a)*b", "(a+)+$b", "(.*)(.*)(.*)(.*)(.*)x", "(?:a?){30}a{30}b", "^(([a-z])+.)+[A-Z]$",
            ] {
                let expression = try RegularExpression(pattern)
                #expect(!expression.matches(text))
                #expect(expression.find(String(text.prefix(2000))) == nil)
            }
        }
        #expect(elapsed < .seconds(20))
    }
}
