struct JSONPathParser {
    private var rest: Substring

    init(_ text: Substring) {
        rest = text
    }

    mutating func parse() throws(JSONPathError) -> [JSONPath.Step] {
        let steps = try steps(until: { $0.isEmpty })
        guard rest.isEmpty else { throw JSONPathError("unrecognized character in action: \(rest.prefix(1))") }
        return steps
    }

    /// Steps up to the first character that starts none, such as an operator within a filter.
    private mutating func steps(until isEnd: (Substring) -> Bool) throws(JSONPathError) -> [JSONPath.Step] {
        var steps: [JSONPath.Step] = []
        if rest.first == "$" || rest.first == "@" { rest.removeFirst() }
        while !isEnd(rest), let next = rest.first {
            switch next {
            case ".":
                rest.removeFirst()
                if rest.first == "." {
                    rest.removeFirst()
                    steps.append(.descendants)
                    if rest.first == "[" || rest.first == "*" { continue }
                    steps.append(try member())
                } else if !rest.isEmpty, rest.first != "[" {
                    steps.append(try member())
                }
            case "[": steps.append(try bracket())
            case "*":
                rest.removeFirst()
                steps.append(.wildcard)
            case _ where steps.isEmpty && !Self.endsName.contains(next): steps.append(try member())
            default: return steps
            }
        }
        return steps
    }

    private static let endsName: Set<Character> = [
        " ", ".", "[", "]", "(", ")", "{", "}", ",", "=", "!", "<", ">", "\"",
    ]

    private mutating func member() throws(JSONPathError) -> JSONPath.Step {
        if rest.first == "*" {
            rest.removeFirst()
            return .wildcard
        }
        var name = ""
        while let character = rest.first {
            if character == "\\" {
                rest.removeFirst()
                guard let escaped = rest.popFirst() else { throw JSONPathError("unterminated escape") }
                name.append(escaped)
            } else if Self.endsName.contains(character) {
                break
            } else {
                name.append(character)
                rest.removeFirst()
            }
        }
        guard !name.isEmpty else { throw JSONPathError("a member name is missing before \"\(rest)\"") }
        return .member(name)
    }

    private mutating func bracket() throws(JSONPathError) -> JSONPath.Step {
        rest.removeFirst()
        skipSpaces()
        if rest.hasPrefix("?(") {
            rest.removeFirst(2)
            let filter = try filter()
            try expect(")")
            try expect("]")
            return .filter(filter)
        }
        var parts: [JSONPath.Step] = []
        repeat {
            parts.append(try bracketPart())
            skipSpaces()
        } while skip(",")
        try expect("]")
        return parts.count == 1 ? parts[0] : .union(parts)
    }

    private mutating func bracketPart() throws(JSONPathError) -> JSONPath.Step {
        skipSpaces()
        if skip("*") { return .wildcard }
        if rest.first == "'" || rest.first == "\"" { return .member(try quoted()) }
        let text = rest.prefix { $0 != "]" && $0 != "," }
        rest = rest[text.endIndex...]
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        var numbers: [Int?] = []
        for field in fields {
            let trimmed = field.filter { $0 != " " }
            guard !trimmed.isEmpty else {
                numbers.append(nil)
                continue
            }
            guard let number = Int(trimmed) else { throw JSONPathError("invalid array index \(text)") }
            numbers.append(number)
        }
        switch numbers.count {
        case 1:
            guard let index = numbers[0] else { throw JSONPathError("an array index is missing") }
            return .index(index)
        case 2, 3:
            let step = numbers.count == 3 ? numbers[2] ?? 1 : 1
            guard step > 0 else { throw JSONPathError("step must be > 0") }
            return .slice(start: numbers[0], end: numbers[1], step: step)
        default: throw JSONPathError("invalid array index \(text)")
        }
    }

    private mutating func filter() throws(JSONPathError) -> JSONPath.Filter {
        let left = try operand()
        skipSpaces()
        for word in ["==", "!=", "<=", ">=", "<", ">"] where rest.hasPrefix(word) {
            rest.removeFirst(word.count)
            let right = try operand()
            skipSpaces()
            return JSONPath.Filter(left: left, comparison: .init(rawValue: word), right: right)
        }
        return JSONPath.Filter(left: left, comparison: nil, right: nil)
    }

    private mutating func operand() throws(JSONPathError) -> JSONPath.Filter.Operand {
        skipSpaces()
        switch rest.first {
        case "@", "$", ".": return .path(try steps(until: { $0.first == ")" || $0.isEmpty }))
        case "'", "\"": return .literal(.string(try quoted()))
        default: break
        }
        let word = rest.prefix { !" )=!<>".contains($0) }
        rest = rest[word.endIndex...]
        do throws(JSONError) {
            return .literal(try JSONValue(parsing: String(word)))
        } catch {
            throw JSONPathError("unrecognized value \"\(word)\" in a filter")
        }
    }

    private mutating func quoted() throws(JSONPathError) -> String {
        guard let quote = rest.popFirst() else { throw JSONPathError("a quoted string is missing") }
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            if character == "\\", let escaped = rest.popFirst() {
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        throw JSONPathError("unterminated quoted string")
    }

    private mutating func skipSpaces() {
        rest = rest.drop { $0 == " " }
    }

    private mutating func skip(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func expect(_ character: Character) throws(JSONPathError) {
        skipSpaces()
        guard skip(character) else {
            throw JSONPathError(rest.isEmpty ? "unterminated array" : "expected \(character) before \"\(rest)\"")
        }
    }
}
