// Counts, escapes and classes.
extension RegexParser {
    struct Bounds {
        let minimum: Int
        /// Nil for any number.
        let maximum: Int?

        init(_ minimum: Int, _ maximum: Int?) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// `{2}`, `{2,}` or `{2,5}`; nil, with nothing read, when the brace is no count and stands for itself.
    mutating func repeatBounds() throws(RegularExpressionError) -> Bounds? {
        var text = rest.dropFirst()
        guard let minimum = Self.number(&text) else { return nil }
        var maximum: Int? = minimum
        if text.first == "," {
            text.removeFirst()
            if text.first == "}" {
                maximum = nil
            } else {
                guard let number = Self.number(&text) else { return nil }
                maximum = number
            }
        }
        guard text.first == "}" else { return nil }
        text.removeFirst()
        let limit = Self.repeatLimit
        guard minimum <= limit, (maximum ?? 0) <= limit, minimum <= maximum ?? limit else {
            throw RegularExpressionError(.invalidRepeatCount, rest[..<text.startIndex])
        }
        rest = text
        return Bounds(minimum, maximum)
    }

    /// A decimal number without leading zeros; huge ones are cut.
    private static func number(_ text: inout Text) -> Int? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let first = digits.first, first != "0" || digits.count == 1 else { return nil }
        text = text[digits.endIndex...]
        return digits.reduce(0) { min($0 * 10 + Int($1.value - 0x30), 100_000_000) }
    }

    // MARK: Escapes

    /// One scalar written with a backslash.
    mutating func escape() throws(RegularExpressionError) -> UInt32 {
        let start = rest
        rest.removeFirst()
        guard let scalar = rest.popFirst() else { throw RegularExpressionError(.trailingBackslash, []) }
        switch scalar {
        case "1"..."7":
            guard let next = rest.first, ("0"..."7").contains(next) else { break }
            return octal(scalar)
        case "0": return octal(scalar)
        case "x":
            if let value = hexadecimal() { return value }
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        default:
            let isPunctuation = scalar.isASCII && (scalar == "_" || !ScalarSet.word.contains(scalar.value))
            if isPunctuation { return scalar.value }
        }
        throw RegularExpressionError(.invalidEscape, start[..<rest.startIndex])
    }

    private mutating func octal(_ first: Unicode.Scalar) -> UInt32 {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let next = rest.first, ("0"..."7").contains(next) else { break }
            value = value * 8 + next.value - 0x30
            rest.removeFirst()
        }
        return value
    }

    /// `41` or `{1F600}` after `\x`; nil, with what was looked at read, for anything else.
    private mutating func hexadecimal() -> UInt32? {
        guard let first = rest.popFirst() else { return nil }
        guard first == "{" else {
            guard let second = rest.popFirst(), let high = Self.digit(first), let low = Self.digit(second) else {
                return nil
            }
            return high * 16 + low
        }
        var value: UInt32 = 0
        var isEmpty = true
        while let scalar = rest.popFirst() {
            if scalar == "}" { return isEmpty ? nil : value }
            guard let digit = Self.digit(scalar) else { return nil }
            value = value * 16 + digit
            guard value <= ScalarSet.maximum else { return nil }
            isEmpty = false
        }
        return nil
    }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 0x30
        case "a"..."f": scalar.value - 0x61 + 10
        case "A"..."F": scalar.value - 0x41 + 10
        default: nil
        }
    }

    // MARK: Classes

    /// `\d`, `\s`, `\w` and their opposites; nil, with nothing read, for anything else.
    mutating func perlClass() -> ScalarSet? {
        guard rest.first == "\\", let name = rest.dropFirst().first else { return nil }
        let set: ScalarSet
        switch name {
        case "d", "D": set = ScalarSet(["0-9"])
        case "s", "S": set = ScalarSet(["\t-\n", "\u{C}-\r", " "])
        case "w", "W": set = .word
        default: return nil
        }
        rest.removeFirst(2)
        let folded = flags.ignoresCase ? set.caseFolded : set
        return name.properties.isUppercase ? folded.inverted : folded
    }

    /// `\pL`, `\p{Greek}`, `\P{^Lu}`; nil, with nothing read, for anything else.
    mutating func unicodeClass() throws(RegularExpressionError) -> ScalarSet? {
        guard rest.first == "\\", let letter = rest.dropFirst().first, letter == "p" || letter == "P" else {
            return nil
        }
        let start = rest
        var isNegative = letter == "P"
        var name: Text
        guard let next = rest.dropFirst(2).first else { return nil }
        if next == "{" {
            guard let end = rest.firstIndex(of: "}") else { throw RegularExpressionError(.invalidRange, start) }
            name = rest[..<end].dropFirst(3)
            rest = rest[(end + 1)...]
        } else {
            name = rest.dropFirst(2).prefix(1)
            rest = rest.dropFirst(3)
        }
        let sequence = start[..<rest.startIndex]
        if name.first == "^" {
            isNegative.toggle()
            name.removeFirst()
        }
        let text = name.reduce(into: "") { $0.unicodeScalars.append($1) }
        guard let set = UnicodeClass.scalars(text, ignoresCase: flags.ignoresCase) else {
            throw RegularExpressionError(.invalidRange, sequence)
        }
        return isNegative ? set.inverted : set
    }

    /// `[:alpha:]` and `[:^alpha:]` within brackets; nil, with nothing read, for anything else.
    private mutating func namedClass() throws(RegularExpressionError) -> ScalarSet? {
        guard rest.count > 2, rest.starts(with: "[:".unicodeScalars) else { return nil }
        let body = rest.dropFirst(2)
        guard let colon = body.indices.first(where: { body[$0] == ":" && body[$0...].dropFirst().first == "]" }) else {
            return nil
        }
        var name = body[..<colon].reduce(into: "") { $0.unicodeScalars.append($1) }
        let isNegative = name.hasPrefix("^")
        if isNegative { name.removeFirst() }
        guard let spans = Self.posixClasses[name] else {
            throw RegularExpressionError(.invalidRange, rest[...(colon + 1)])
        }
        rest = rest[(colon + 2)...]
        let set = flags.ignoresCase ? ScalarSet(spans).caseFolded : ScalarSet(spans)
        return isNegative ? set.inverted : set
    }

    private static let posixClasses: [String: [String]] = [
        "alnum": ["0-9", "A-Z", "a-z"], "alpha": ["A-Z", "a-z"], "ascii": ["\0-\u{7F}"], "blank": ["\t", " "],
        "cntrl": ["\0-\u{1F}", "\u{7F}"], "digit": ["0-9"], "graph": ["!-~"], "lower": ["a-z"], "print": [" -~"],
        "punct": ["!-/", ":-@", "[-`", "{-~"], "space": ["\t-\r", " "], "upper": ["A-Z"],
        "word": ["0-9", "A-Z", "_", "a-z"], "xdigit": ["0-9", "A-F", "a-f"],
    ]

    mutating func parseClass() throws(RegularExpressionError) -> ScalarSet {
        let start = rest
        rest.removeFirst()
        let isNegative = rest.first == "^"
        if isNegative { rest.removeFirst() }
        var spans: [ScalarSet.Span] = []
        var isFirst = true
        while rest.first != "]" || isFirst {
            isFirst = false
            if let set = try namedClass() {
                spans += set.spans
                continue
            }
            if let set = try unicodeClass() ?? perlClass() {
                spans += set.spans
                continue
            }
            let span = try classSpan(start)
            spans += flags.ignoresCase ? ScalarSet(unsorted: [span]).caseFolded.spans : [span]
        }
        rest.removeFirst()
        let set = ScalarSet(unsorted: spans)
        return isNegative ? set.inverted : set
    }

    private mutating func classSpan(_ whole: Text) throws(RegularExpressionError) -> ScalarSet.Span {
        let start = rest
        let first = try classScalar(whole)
        var last = first
        // In `[a-]` the dash stands for itself.
        if rest.count >= 2, rest.first == "-", rest.dropFirst().first != "]" {
            rest.removeFirst()
            last = try classScalar(whole)
            guard last >= first else { throw RegularExpressionError(.invalidRange, start[..<rest.startIndex]) }
        }
        return ScalarSet.Span(first: first, last: last)
    }

    private mutating func classScalar(_ whole: Text) throws(RegularExpressionError) -> UInt32 {
        guard let scalar = rest.first else { throw RegularExpressionError(.missingBracket, whole) }
        if scalar == "\\" { return try escape() }
        rest.removeFirst()
        return scalar.value
    }
}
