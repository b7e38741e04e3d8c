import Foundation

/// Takes out of kubectl's output what differs between any two runs: names made at random, times, uids, versions.
struct OutputNormalizer {
    private let rules: [(pattern: NSRegularExpression, replacement: String)]

    init() throws {
        let rules: [(String, String)] = [
            (#"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"#, "<uid>"),
            (#"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d{4}))?( [A-Z]+)?"#, "<time>"),
            (#"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"#, "<time>"),
            (#"(?i)(resource ?version"?: *)"?\d+"?"#, "$1<version>"),
            (#"Client Version: v\d+\.\d+\.\d+"#, "Client Version: <client>"),
            (#"https://127\.0\.0\.1:\d+"#, "<server>"),
            (#"eyJ[\w-]+\.[\w-]+\.[\w-]+"#, "<redacted-jwt>"),
            (#"/[^ ]*/(LIVE|MERGED)-\d+"#, "<$1>"),
            (#"\b(web\d?)-[0-9a-z]{8,10}-[0-9a-z]{5}\b"#, "$1-<hash>-<pod>"),
            (#"\b(web\d?)-[0-9a-f]{6,10}\b"#, "$1-<hash>"),
            (#"pod-template-hash(=|: )\w+"#, "pod-template-hash$1<hash>"),
            (#"\b(w1|web2?|web-<hash>(-<pod>)?)\.[0-9a-f]{16}\b"#, "$1.<event>"),
            (#"(?<=\s)(\d+[smhd]){1,2}( ago)?( \(x\d+ over [0-9smh]+\))?(?=\s|$)"#, "<age>"),
            (#"(?<=\s)<(invalid|unknown)>(?=\s|$)"#, "<age>"),
            (#""status":\{"replicas":\d+"#, #""status":{"replicas":<n>"#),
            (#"-{4,}"#, "----"),
            (#"[ \t]+"#, " "),
        ]
        self.rules = try rules.map { (try NSRegularExpression(pattern: $0.0), $0.1) }
    }

    func normalize(_ text: String) -> String {
        var text = text
        for rule in rules {
            text = rule.pattern.stringByReplacingMatches(
                in: text, range: NSRange(text.startIndex..., in: text), withTemplate: rule.replacement)
        }
        let lines = text.components(separatedBy: "\n").map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
        return lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
