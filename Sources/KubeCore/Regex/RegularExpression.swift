/// A regular expression of Go's syntax (RE2), which never takes longer than the length of the text times its own.
///
/// Leftmost-first: of several matches the one that starts first, and of those the one that a backtracking engine would
/// find first. No back references and no looking around. Compile once and keep: compiling costs some ten microseconds,
/// a match of a short text less than one. Offsets are of UTF-8, as Go's.
package struct RegularExpression: Sendable {
    package let pattern: String
    /// By group number; nil for groups without a name and for group 0, the whole match.
    package let groupNames: [String?]
    private let program: RegexProgram
    private let automaton: RegexAutomaton?

    /// One match: where it and its groups are.
    package struct Match: Hashable, Sendable {
        /// UTF-8 offsets by group number, nil for a group that took no part.
        package let groups: [Range<Int>?]
        /// The whole match.
        package let range: Range<Int>
        package let text: String
    }

    package init(_ pattern: String) throws(RegularExpressionError) {
        var parser = RegexParser(pattern)
        let node = try parser.parse()
        self.pattern = pattern
        groupNames = parser.groupNames
        program = RegexProgram(node)
        automaton = RegexAutomaton(program, RegexAlphabet(program.sets))
    }

    /// Whether the text contains a match.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            if let automaton { return automaton.matches(bytes) }
            var machine = RegexMachine(program, bytes, slots: 0)
            return machine.firstMatch(from: 0) != nil
        }
    }

    /// The first match with its groups.
    package func firstMatch(in text: String) -> Match? {
        matches(in: text, limit: 1, groupCount: groupNames.count).first
    }

    /// The text of the first match.
    package func find(_ text: String) -> String? {
        matches(in: text, limit: 1, groupCount: 1).first?.text
    }

    /// The texts of the matches that do not overlap, at most `limit` of them, all when it is nil or negative. An empty
    /// match right after another match does not count.
    package func findAll(_ text: String, limit: Int? = nil) -> [String] {
        matches(in: text, limit: limit, groupCount: 1).map(\.text)
    }

    /// As `findAll`, with the groups.
    package func allMatches(in text: String, limit: Int? = nil) -> [Match] {
        matches(in: text, limit: limit, groupCount: groupNames.count)
    }

    private func matches(in text: String, limit: Int?, groupCount: Int) -> [Match] {
        var text = text
        let limit = limit.map { $0 < 0 ? Int.max : $0 } ?? Int.max
        return text.withUTF8 { bytes in
            var machine = RegexMachine(program, bytes, slots: groupCount * 2)
            var result: [Match] = []
            var offset = 0
            var lastEnd = -1
            while result.count < limit, offset <= bytes.count, let slots = machine.firstMatch(from: offset) {
                let groups = (0..<groupCount).map { group -> Range<Int>? in
                    let start = slots[group * 2]
                    let end = slots[group * 2 + 1]
                    return start >= 0 && end >= 0 ? start..<end : nil
                }
                guard let range = groups.first ?? nil else { break }
                let isEmptyAfterMatch = range.isEmpty && range.lowerBound == lastEnd
                if !isEmptyAfterMatch {
                    let slice = UnsafeBufferPointer(rebasing: bytes[range])
                    result.append(Match(groups: groups, range: range, text: String(decoding: slice, as: UTF8.self)))
                }
                if range.upperBound > offset {
                    offset = range.upperBound
                } else {
                    offset += offset < bytes.count ? bytes.scalar(at: offset).length : 1
                }
                lastEnd = range.upperBound
            }
            return result
        }
    }
}
