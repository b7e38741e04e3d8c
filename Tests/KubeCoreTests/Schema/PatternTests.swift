import KubeCore
import Testing

@Suite struct PatternTests {
    static let cases: [(pattern: String, accepted: [String], refused: [String])] = [
        ("^[0-9]+(s|m|h)$", ["5m"], ["5minutes", "5m\n", "m", ""]),
        ("b+", ["abc"], ["ac"]),
        ("^a.c$", ["abc", "aéc"], ["a\nc", "abbc"]),
        (#"^\d+$"#, ["42"], ["٤٢", "x"]),
        (#"^\$[$]$"#, ["$$"], ["$"]),
        ("^[[:alpha:]]{2,3}$", ["ab", "abc"], ["a", "abcd", "a1"]),
        ("(?i)^abc$", ["ABC"], ["ABD"]),
        ("^(?P<name>x)$", ["x"], ["y"]),
        ("^$", [""], [" "]),
    ]

    @Test("Patterns match as RE2 matches them", arguments: cases.indices)
    func matches(_ index: Int) {
        let test = Self.cases[index]
        let schema = Schema.string(pattern: test.pattern)
        for text in test.accepted {
            #expect(SchemaValidator.validate(.string(text), against: schema) == [], "\(test.pattern) \(text)")
        }
        for text in test.refused {
            #expect(SchemaValidator.validate(.string(text), against: schema).count == 1, "\(test.pattern) \(text)")
        }
    }
}
