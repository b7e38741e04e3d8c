/// Reads Go's regular expression syntax (RE2) into a tree.
///
/// Source: the syntax page of Go's `regexp/syntax` (1.26), Perl flags.
struct RegexParser {
    typealias Text = ArraySlice<Unicode.Scalar>

    struct Flags {
        var ignoresCase = false
        var dotMatchesLineFeed = false
        var isMultiline = false
        var isUngreedy = false
    }

    /// A node with the height of its tree.
    struct Item {
        var node: RegexNode
        var height: Int
    }

    /// A group that is still open; the whole expression is the outermost.
    fileprivate struct Group {
        var flagsOutside: Flags
        var captureIndex: Int?
        var alternatives: [Item] = []
        var sequence: [Item] = []
    }

    /// Deeper trees are refused, larger programs too; repetitions in braces ask for no more copies than this.
    static let heightLimit = 1000
    static let sizeLimit = 3_355_443
    static let repeatLimit = 1000

    let whole: [Unicode.Scalar]
    var rest: Text
    var flags = Flags()
    private var groups: [Group] = []
    private(set) var groupNames: [String?] = [nil]

    init(_ pattern: String) {
        whole = Array(pattern.unicodeScalars)
        rest = whole[...]
        groups = [Group(flagsOutside: flags, captureIndex: nil)]
    }

    mutating func parse() throws(RegularExpressionError) -> RegexNode {
        var lastRepetition: Text?
        while let scalar = rest.first {
            let before = rest
            var repetition: Text?
            switch scalar {
            case "(": try openGroup()
            case ")": try closeGroup()
            case "|":
                rest.removeFirst()
                groups[groups.count - 1].endAlternative()
            case "*", "+", "?":
                rest.removeFirst()
                let bounds = scalar == "*" ? Bounds(0, nil) : scalar == "+" ? Bounds(1, nil) : Bounds(0, 1)
                try repeatLast(bounds, isOperator: true, before, lastRepetition)
                repetition = before
            case "{":
                guard let bounds = try repeatBounds() else {
                    rest.removeFirst()
                    try push(.set(ScalarSet(scalar.value)))
                    break
                }
                try repeatLast(bounds, isOperator: false, before, lastRepetition)
                repetition = before
            default: try parseAtom(scalar)
            }
            lastRepetition = repetition
        }
        guard groups.count == 1 else { throw RegularExpressionError(.missingParenthesis, whole) }
        let result = groups[0].closed()
        guard result.node.programSize(limit: Self.sizeLimit) <= Self.sizeLimit else {
            throw RegularExpressionError(.tooLarge, whole)
        }
        return result.node
    }

    private mutating func parseAtom(_ scalar: Unicode.Scalar) throws(RegularExpressionError) {
        switch scalar {
        case "^":
            rest.removeFirst()
            try push(.assertion(flags.isMultiline ? .lineStart : .textStart))
        case "$":
            rest.removeFirst()
            try push(.assertion(flags.isMultiline ? .lineEnd : .textEnd))
        case ".":
            rest.removeFirst()
            try push(.set(flags.dotMatchesLineFeed ? .all : .allButLineFeed))
        case "[": try push(.set(parseClass()))
        case "\\": try parseBackslash()
        default:
            rest.removeFirst()
            try pushLiteral(scalar.value)
        }
    }

    private mutating func parseBackslash() throws(RegularExpressionError) {
        let next = rest.dropFirst().first
        let assertion: RegexNode.Assertion? =
            switch next {
            case "A": .textStart
            case "z": .textEnd
            case "b": .wordBoundary
            case "B": .noWordBoundary
            default: nil
            }
        if let assertion {
            rest.removeFirst(2)
            return try push(.assertion(assertion))
        }
        if next == "C" { throw RegularExpressionError(.invalidEscape, rest.prefix(2)) }
        if next == "Q" {
            rest.removeFirst(2)
            while let scalar = rest.first {
                if scalar == "\\", rest.dropFirst().first == "E" {
                    rest.removeFirst(2)
                    return
                }
                rest.removeFirst()
                try pushLiteral(scalar.value)
            }
            return
        }
        if let set = try unicodeClass() ?? perlClass() { return try push(.set(set)) }
        try pushLiteral(escape())
    }

    // MARK: Building

    private mutating func push(_ node: RegexNode) throws(RegularExpressionError) {
        groups[groups.count - 1].sequence.append(Item(node: node, height: 1))
    }

    private mutating func pushLiteral(_ scalar: UInt32) throws(RegularExpressionError) {
        let set = ScalarSet(scalar)
        try push(.set(flags.ignoresCase ? set.caseFolded : set))
    }

    private func checkHeight(_ item: Item) throws(RegularExpressionError) {
        if item.height > Self.heightLimit { throw RegularExpressionError(.tooDeep, whole) }
    }

    private mutating func openGroup() throws(RegularExpressionError) {
        let start = rest
        guard rest.dropFirst().first == "?" else {
            rest.removeFirst()
            return pushCapture(name: nil)
        }
        let isPython = rest.count > 4 && rest.dropFirst(2).starts(with: "P<".unicodeScalars)
        if isPython || rest.count > 3 && rest.dropFirst(2).first == "<" {
            guard let end = rest.firstIndex(of: ">") else { throw RegularExpressionError(.invalidGroupName, start) }
            let name = rest[..<end].dropFirst(isPython ? 4 : 3)
            guard !name.isEmpty, name.allSatisfy({ ScalarSet.word.contains($0.value) }) else {
                throw RegularExpressionError(.invalidGroupName, rest[...end])
            }
            rest = rest[(end + 1)...]
            return pushCapture(name: name.reduce(into: "") { $0.unicodeScalars.append($1) })
        }
        try readFlags(start)
    }

    private mutating func pushCapture(name: String?) {
        groups.append(Group(flagsOutside: flags, captureIndex: groupNames.count))
        groupNames.append(name)
    }

    /// `(?i)`, `(?-s)`, `(?U:`: for the rest of the group, or for a group of its own.
    private mutating func readFlags(_ start: Text) throws(RegularExpressionError) {
        rest.removeFirst(2)
        var changed = flags
        var isNegative = false
        var sawFlag = false
        while let scalar = rest.popFirst() {
            switch scalar {
            case "i": changed.ignoresCase = !isNegative
            case "m": changed.isMultiline = !isNegative
            case "s": changed.dotMatchesLineFeed = !isNegative
            case "U": changed.isUngreedy = !isNegative
            case "-" where !isNegative:
                isNegative = true
                sawFlag = false
                continue
            case ":" where sawFlag || !isNegative, ")" where sawFlag || !isNegative:
                if scalar == ":" { groups.append(Group(flagsOutside: flags, captureIndex: nil)) }
                flags = changed
                return
            default: throw RegularExpressionError(.invalidPerlSyntax, start[..<rest.startIndex])
            }
            sawFlag = true
        }
        throw RegularExpressionError(.invalidPerlSyntax, start)
    }

    private mutating func closeGroup() throws(RegularExpressionError) {
        guard groups.count > 1 else { throw RegularExpressionError(.unexpectedParenthesis, whole) }
        rest.removeFirst()
        let group = groups.removeLast()
        flags = group.flagsOutside
        var item = group.closed()
        if let index = group.captureIndex {
            item = Item(node: .capture(index, item.node), height: item.height + 1)
        }
        try checkHeight(item)
        groups[groups.count - 1].sequence.append(item)
    }

    private mutating func repeatLast(
        _ bounds: Bounds, isOperator: Bool, _ before: Text, _ lastRepetition: Text?
    ) throws(RegularExpressionError) {
        var isGreedy = !flags.isUngreedy
        if rest.first == "?" {
            rest.removeFirst()
            isGreedy.toggle()
        }
        if let lastRepetition {
            throw RegularExpressionError(.nestedRepetition, lastRepetition[..<rest.startIndex])
        }
        guard let last = groups[groups.count - 1].sequence.popLast() else {
            throw RegularExpressionError(.missingRepetitionArgument, before[..<rest.startIndex])
        }
        let repetition = RegexNode.Repetition(
            node: last.node, minimum: bounds.minimum, maximum: bounds.maximum, isGreedy: isGreedy,
            isOperator: isOperator)
        let item = Item(node: .repetition(repetition), height: last.height + 1)
        try checkHeight(item)
        if bounds.minimum >= 2 || (bounds.maximum ?? 0) >= 2,
            item.node.repeatFactor(limit: Self.repeatLimit) > Self.repeatLimit
        {
            throw RegularExpressionError(.invalidRepeatCount, before[..<rest.startIndex])
        }
        groups[groups.count - 1].sequence.append(item)
    }
}

fileprivate extension RegexParser.Group {
    mutating func endAlternative() {
        alternatives.append(concatenated)
        sequence = []
    }

    private var concatenated: RegexParser.Item {
        guard sequence.count != 1 else { return sequence[0] }
        guard !sequence.isEmpty else { return RegexParser.Item(node: .empty, height: 1) }
        return RegexParser.Item(
            node: .concatenation(sequence.map(\.node)), height: 1 + (sequence.map(\.height).max() ?? 0))
    }

    func closed() -> RegexParser.Item {
        guard !alternatives.isEmpty else { return concatenated }
        let all = alternatives + [concatenated]
        return RegexParser.Item(node: .alternation(all.map(\.node)), height: 1 + (all.map(\.height).max() ?? 0))
    }
}
