/// A regular expression as instructions of a Pike machine.
struct RegexProgram: Sendable {
    enum Operation: UInt8, Sendable {
        /// Reads one scalar of the set `argument`, then goes on at `next`.
        case read
        /// Goes on at `next`, and with lower priority at `argument`.
        case split
        /// Notes the place in slot `argument`.
        case mark
        /// Goes on at `next` where the assertion `argument` holds.
        case assert
        case match
    }

    struct Instruction: Sendable {
        var operation: Operation
        var next: Int32 = -1
        var argument: Int32 = -1
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var assertions: [RegexNode.Assertion] = []
    private(set) var start: Int32 = 0
    /// Every match starts at the beginning of the text.
    let isAnchored: Bool
    private var setIndices: [ScalarSet: Int32] = [:]

    init(_ node: RegexNode) {
        isAnchored = node.startsAtTextStart
        let whole = compile(.capture(0, node))
        let match = append(.match)
        patch(whole.ends, match)
        start = whole.start
        setIndices = [:]
    }

    /// A part of the program with the exits that are still to be connected.
    private struct Fragment {
        var start: Int32
        var ends: [Exit]
        var isNullable: Bool
    }

    private struct Exit {
        var instruction: Int32
        var isArgument = false
    }

    private mutating func append(_ operation: Operation, argument: Int32 = -1) -> Int32 {
        instructions.append(Instruction(operation: operation, argument: argument))
        return Int32(instructions.count - 1)
    }

    private mutating func patch(_ exits: [Exit], _ target: Int32) {
        for exit in exits {
            if exit.isArgument {
                instructions[Int(exit.instruction)].argument = target
            } else {
                instructions[Int(exit.instruction)].next = target
            }
        }
    }

    private mutating func compile(_ node: RegexNode) -> Fragment {
        switch node {
        case .empty:
            // A split with both ways to the same place reads nothing.
            let index = append(.split)
            return Fragment(
                start: index, ends: [Exit(instruction: index), Exit(instruction: index, isArgument: true)],
                isNullable: true)
        case .set(let set):
            let number: Int32
            if let known = setIndices[set] {
                number = known
            } else {
                number = Int32(sets.count)
                sets.append(set)
                setIndices[set] = number
            }
            let index = append(.read, argument: number)
            return Fragment(start: index, ends: [Exit(instruction: index)], isNullable: false)
        case .assertion(let assertion):
            let number = assertions.firstIndex(of: assertion) ?? assertions.count
            if number == assertions.count { assertions.append(assertion) }
            let index = append(.assert, argument: Int32(number))
            return Fragment(start: index, ends: [Exit(instruction: index)], isNullable: true)
        case .capture(let group, let inner):
            let open = append(.mark, argument: Int32(group * 2))
            let body = compile(inner)
            instructions[Int(open)].next = body.start
            let close = append(.mark, argument: Int32(group * 2 + 1))
            patch(body.ends, close)
            return Fragment(start: open, ends: [Exit(instruction: close)], isNullable: body.isNullable)
        case .repetition(let repetition): return compile(repetition)
        case .concatenation(let nodes): return chain(nodes)
        case .alternation(let nodes):
            var result = compile(nodes[nodes.count - 1])
            for node in nodes.dropLast().reversed() {
                let first = compile(node)
                let split = append(.split)
                instructions[Int(split)].next = first.start
                instructions[Int(split)].argument = result.start
                result = Fragment(
                    start: split, ends: first.ends + result.ends, isNullable: first.isNullable || result.isNullable)
            }
            return result
        }
    }

    private mutating func chain(_ nodes: [RegexNode]) -> Fragment {
        guard let first = nodes.first else { return compile(.empty) }
        var result = compile(first)
        for node in nodes.dropFirst() {
            let next = compile(node)
            patch(result.ends, next.start)
            result.ends = next.ends
            result.isNullable = result.isNullable && next.isNullable
        }
        return result
    }

    private mutating func compile(_ repetition: RegexNode.Repetition) -> Fragment {
        let node = repetition.node
        let isGreedy = repetition.isGreedy
        guard let maximum = repetition.maximum else {
            switch repetition.minimum {
            case 0: return star(compile(node), isGreedy)
            case 1: return plus(compile(node), isGreedy)
            default:
                var result = chain(Array(repeating: node, count: repetition.minimum - 1))
                let last = plus(compile(node), isGreedy)
                patch(result.ends, last.start)
                result.ends = last.ends
                result.isNullable = result.isNullable && last.isNullable
                return result
            }
        }
        guard maximum > 0 else { return compile(.empty) }
        // What is optional nests: each copy is tried only after the one before.
        var exits: [Exit] = []
        var entry: Int32?
        var open: [Exit] = []
        var isNullable = true
        for copy in 0..<maximum {
            var fragment = compile(node)
            if copy >= repetition.minimum {
                fragment = optional(fragment, isGreedy)
                // The way past this copy leaves the whole repetition.
                exits.append(fragment.ends.removeFirst())
            } else {
                isNullable = isNullable && fragment.isNullable
            }
            if entry == nil { entry = fragment.start }
            patch(open, fragment.start)
            open = fragment.ends
        }
        return Fragment(
            start: entry ?? 0, ends: exits + open, isNullable: repetition.minimum == 0 || isNullable)
    }

    /// The first exit is the way past the body.
    private mutating func optional(_ body: Fragment, _ isGreedy: Bool) -> Fragment {
        let split = append(.split)
        if isGreedy {
            instructions[Int(split)].next = body.start
        } else {
            instructions[Int(split)].argument = body.start
        }
        return Fragment(
            start: split, ends: [Exit(instruction: split, isArgument: isGreedy)] + body.ends, isNullable: true)
    }

    private mutating func loop(_ body: Fragment, _ isGreedy: Bool) -> Fragment {
        let result = optional(Fragment(start: body.start, ends: [], isNullable: true), isGreedy)
        patch(body.ends, result.start)
        return result
    }

    private mutating func plus(_ body: Fragment, _ isGreedy: Bool) -> Fragment {
        Fragment(start: body.start, ends: loop(body, isGreedy).ends, isNullable: body.isNullable)
    }

    /// A body that may match nothing becomes an optional plus, so that its first round keeps its priority.
    private mutating func star(_ body: Fragment, _ isGreedy: Bool) -> Fragment {
        body.isNullable ? optional(plus(body, isGreedy), isGreedy) : loop(body, isGreedy)
    }
}

extension RegexNode {
    /// Whether every match starts at the beginning of the text.
    fileprivate var startsAtTextStart: Bool {
        switch self {
        case .assertion(let assertion): assertion == .textStart
        case .capture(_, let node): node.startsAtTextStart
        case .concatenation(let nodes): nodes.first?.startsAtTextStart ?? false
        case .alternation(let nodes): nodes.allSatisfy(\.startsAtTextStart)
        case .repetition(let repetition): repetition.minimum > 0 && repetition.node.startsAtTextStart
        case .empty, .set: false
        }
    }
}
