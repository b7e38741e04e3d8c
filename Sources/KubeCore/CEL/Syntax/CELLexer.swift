/// Cuts an expression into words; what is none is reported and passed over.
///
/// Source: the CEL language definition, "Syntax", and the places and words of errors of cel-go 0.27.
struct CELLexer {
    private let source: CELSource
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private(set) var tokens: [CELToken] = []
    private(set) var issues: [(offset: Int, message: String)] = []

    /// More errors than this are not looked for.
    private static let issueLimit = 100

    init(_ source: CELSource) {
        self.source = source
        scalars = source.scalars
    }

    mutating func run() {
        while position < scalars.count, issues.count < Self.issueLimit {
            if skipBlank() { continue }
            let start = position
            if let (kind, end) = match(start) {
                tokens.append(CELToken(kind: kind, range: start..<end))
                position = end
            }
        }
        tokens.append(CELToken(kind: .end, range: scalars.count..<scalars.count))
    }

    private func peek(_ index: Int) -> Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skipBlank() -> Bool {
        switch scalars[position] {
        case " ", "\t", "\r", "\n", "\u{0C}":
            position += 1
            return true
        case "/" where peek(position + 1) == "/":
            while position < scalars.count, scalars[position] != "\n" { position += 1 }
            return true
        default: return false
        }
    }

    /// The word at `start` and its end; nil after an error, with the position behind what was wrong.
    private mutating func match(_ start: Int) -> (CELToken.Kind, Int)? {
        let first = scalars[start]
        switch first {
        case "0"..."9": return number(start)
        case "." where peek(start + 1).map(isDigit) == true: return number(start)
        case "\"", "'": return string(start, prefix: 0)
        case "`": return escapedIdentifier(start)
        case "a"..."z", "A"..."Z", "_": return word(start)
        default: return symbol(start)
        }
    }

    /// Reports the text from `start` to `end` inclusive, and goes on behind it.
    private mutating func fail(_ start: Int, _ end: Int) -> (CELToken.Kind, Int)? {
        let stop = min(end + 1, scalars.count)
        issues.append((start, "Syntax error: token recognition error at: '\(source.string(start..<stop))'"))
        position = stop
        return nil
    }

    private mutating func symbol(_ start: Int) -> (CELToken.Kind, Int)? {
        let next = peek(start + 1)
        switch scalars[start] {
        case "=": return next == "=" ? (.equals, start + 2) : fail(start, start + 1)
        case "&": return next == "&" ? (.and, start + 2) : fail(start, start + 1)
        case "|": return next == "|" ? (.or, start + 2) : fail(start, start + 1)
        case "!": return next == "=" ? (.notEquals, start + 2) : (.exclamation, start + 1)
        case "<": return next == "=" ? (.lessEquals, start + 2) : (.less, start + 1)
        case ">": return next == "=" ? (.greaterEquals, start + 2) : (.greater, start + 1)
        case "[": return (.leftBracket, start + 1)
        case "]": return (.rightBracket, start + 1)
        case "{": return (.leftBrace, start + 1)
        case "}": return (.rightBrace, start + 1)
        case "(": return (.leftParenthesis, start + 1)
        case ")": return (.rightParenthesis, start + 1)
        case ".": return (.dot, start + 1)
        case ",": return (.comma, start + 1)
        case "-": return (.minus, start + 1)
        case "?": return (.question, start + 1)
        case ":": return (.colon, start + 1)
        case "+": return (.plus, start + 1)
        case "*": return (.star, start + 1)
        case "/": return (.slash, start + 1)
        case "%": return (.percent, start + 1)
        default: return fail(start, start)
        }
    }

    private func digits(_ start: Int) -> Int {
        var end = start
        while let scalar = peek(end), isDigit(scalar) { end += 1 }
        return end
    }

    private func number(_ start: Int) -> (CELToken.Kind, Int) {
        if scalars[start] == "0", peek(start + 1) == "x", peek(start + 2).map(isHex) == true {
            var end = start + 2
            while let scalar = peek(end), isHex(scalar) { end += 1 }
            return isUnsignedMark(end) ? (.uint, end + 1) : (.int, end)
        }
        let whole = digits(start)
        var end = whole
        if peek(end) == ".", peek(end + 1).map(isDigit) == true { end = digits(end + 1) }
        if let mark = peek(end), mark == "e" || mark == "E" {
            let sign = peek(end + 1)
            let first = sign == "+" || sign == "-" ? end + 2 : end + 1
            if peek(first).map(isDigit) == true { end = digits(first) }
        }
        if end > whole { return (.float, end) }
        return isUnsignedMark(whole) ? (.uint, whole + 1) : (.int, whole)
    }

    private func isUnsignedMark(_ index: Int) -> Bool { peek(index) == "u" || peek(index) == "U" }

    private mutating func word(_ start: Int) -> (CELToken.Kind, Int)? {
        if let prefix = stringPrefix(start), let found = string(start, prefix: prefix, orWord: true) { return found }
        var end = start
        while let scalar = peek(end), isWordPart(scalar) { end += 1 }
        let kind: CELToken.Kind =
            switch source.string(start..<end) {
            case "in": .in
            case "true": .true
            case "false": .false
            case "null": .null
            default: .identifier
            }
        return (kind, end)
    }

    /// How many letters (`r`, `b`, `br`) stand before the quote of a literal; nil when no literal begins here.
    private func stringPrefix(_ start: Int) -> Int? {
        var length = 0
        if let scalar = peek(start), scalar == "b" || scalar == "B" { length = 1 }
        if let scalar = peek(start + length), scalar == "r" || scalar == "R" { length += 1 }
        guard length > 0, let quote = peek(start + length), quote == "\"" || quote == "'" else { return nil }
        return length
    }

    /// A literal of strings or bytes. One without an end is an error, but the letters before its quote may be a word.
    private mutating func string(_ start: Int, prefix: Int, orWord: Bool = false) -> (CELToken.Kind, Int)? {
        let isRaw = prefix > 0 && isRawMark(scalars[start + prefix - 1])
        let kind: CELToken.Kind = prefix > 0 && !isRawMark(scalars[start]) ? .bytes : .string
        let open = start + prefix
        let quote = scalars[open]
        if peek(open + 1) == quote, peek(open + 2) == quote {
            if let end = tripleEnd(open + 3, quote, isRaw: isRaw) { return (kind, end) }
            return (kind, open + 2)
        }
        var index = open + 1
        while let scalar = peek(index) {
            if scalar == quote { return (kind, index + 1) }
            if scalar == "\n" || scalar == "\r" { break }
            if scalar == "\\", !isRaw {
                guard let next = escapeEnd(index) else {
                    return orWord ? nil : fail(start, escapeFailure(index))
                }
                index = next
            } else {
                index += 1
            }
        }
        return orWord ? nil : fail(start, index)
    }

    private func isRawMark(_ scalar: Unicode.Scalar) -> Bool { scalar == "r" || scalar == "R" }

    private func tripleEnd(_ start: Int, _ quote: Unicode.Scalar, isRaw: Bool) -> Int? {
        var index = start
        while let scalar = peek(index) {
            if scalar == quote, peek(index + 1) == quote, peek(index + 2) == quote { return index + 3 }
            if scalar == "\\", !isRaw {
                guard let next = escapeEnd(index) else { return nil }
                index = next
            } else {
                index += 1
            }
        }
        return nil
    }

    private func escapeEnd(_ start: Int) -> Int? {
        let failure = escapeFailure(start)
        return failure < 0 ? -failure : nil
    }

    /// Minus the end of the escape at `start`; where it is none, the place at which that shows.
    private func escapeFailure(_ start: Int) -> Int {
        guard let mark = peek(start + 1) else { return start + 1 }
        let count: Int
        var isOctal = false
        switch mark {
        case "a", "b", "f", "n", "r", "t", "v", "\"", "'", "\\", "?", "`": return -(start + 2)
        case "x", "X": count = 2
        case "u": count = 4
        case "U": count = 8
        case "0"..."3":
            count = 2
            isOctal = true
        default: return start + 1
        }
        for index in start + 2..<start + 2 + count {
            guard let digit = peek(index), isOctal ? ("0"..."7").contains(digit) : isHex(digit) else { return index }
        }
        return -(start + 2 + count)
    }

    private mutating func escapedIdentifier(_ start: Int) -> (CELToken.Kind, Int)? {
        var end = start + 1
        while let scalar = peek(end), isWordPart(scalar) || ".-/ ".unicodeScalars.contains(scalar) { end += 1 }
        guard peek(end) == "`", end > start + 1 else { return fail(start, end) }
        return (.escapedIdentifier, end + 1)
    }
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
private func isHex(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
}
private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
}
