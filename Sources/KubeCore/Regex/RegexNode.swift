/// A parsed regular expression.
indirect enum RegexNode: Hashable, Sendable {
    enum Assertion: Hashable, Sendable {
        case textStart
        case textEnd
        case lineStart
        case lineEnd
        case wordBoundary
        case noWordBoundary
    }

    struct Repetition: Hashable, Sendable {
        let node: RegexNode
        let minimum: Int
        /// Nil for any number.
        let maximum: Int?
        let isGreedy: Bool
        /// Written with a star, plus or question mark rather than in braces.
        let isOperator: Bool
    }

    case empty
    case set(ScalarSet)
    case assertion(Assertion)
    case capture(Int, RegexNode)
    case repetition(Repetition)
    case concatenation([RegexNode])
    case alternation([RegexNode])

    /// The most copies of a part that nested repetitions in braces ask for together; `limit` + 1 for any more.
    func repeatFactor(limit: Int) -> Int {
        switch self {
        case .empty, .set, .assertion: return 1
        case .capture(_, let node): return node.repeatFactor(limit: limit)
        case .repetition(let repetition):
            if !repetition.isOperator, repetition.maximum == 0 { return 1 }
            let inner = repetition.node.repeatFactor(limit: limit)
            let own = repetition.isOperator ? 1 : max(repetition.maximum ?? repetition.minimum, 1)
            return min(inner * own, limit + 1)
        case .concatenation(let nodes), .alternation(let nodes):
            return nodes.reduce(1) { max($0, $1.repeatFactor(limit: limit)) }
        }
    }

    /// How many instructions this becomes, never more than `limit` + 1.
    func programSize(limit: Int) -> Int {
        let size: Int
        switch self {
        case .empty, .set, .assertion: size = 1
        case .capture(_, let node): size = 2 + node.programSize(limit: limit)
        case .repetition(let repetition):
            let inner = repetition.node.programSize(limit: limit)
            let copies = max(repetition.maximum ?? repetition.minimum, 1)
            size = 2 + copies * (inner + 1)
        case .concatenation(let nodes), .alternation(let nodes):
            var sum = 1
            for node in nodes where sum <= limit { sum += node.programSize(limit: limit) + 1 }
            size = sum
        }
        return min(size, limit + 1)
    }
}
