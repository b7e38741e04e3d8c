/// A deterministic automaton that tells whether a text contains a match, in one table look-up per scalar.
///
/// Made whole when the expression is compiled, so that it can be shared between threads; expressions whose automaton
/// would grow large have none and are run by `RegexMachine`.
struct RegexAutomaton: Sendable {
    /// Bounds of the tables and of the work to make them: a few hundred microseconds at most.
    private static let stateLimit = 1024
    private static let tableLimit = 16_384
    private static let workLimit = 200_000

    private static let accepting: Int32 = -1
    private static let dead: Int32 = -2

    private let alphabet: RegexAlphabet
    private let width: Int
    /// Rows of states; the last column is for the end of the text.
    private let transitions: [Int32]

    init?(_ program: RegexProgram, _ alphabet: RegexAlphabet) {
        var builder = Builder(program, alphabet)
        guard let transitions = builder.build() else { return nil }
        self.alphabet = alphabet
        self.transitions = transitions
        width = alphabet.count + 1
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        transitions.withUnsafeBufferPointer { transitions in
            var state = 0
            var offset = 0
            while offset < text.count {
                let (scalar, length) = text.scalar(at: offset)
                offset += length
                let next = transitions[state * width + alphabet.index(of: scalar)]
                guard next >= 0 else { return next == Self.accepting }
                state = Int(next)
            }
            return transitions[state * width + alphabet.count] == Self.accepting
        }
    }

    /// A state is the set of instructions to go on from, and what was read last.
    private struct State: Hashable {
        var instructions: [Int32]
        var before: RegexAlphabet.Surrounding
    }

    private struct Builder {
        let program: RegexProgram
        let alphabet: RegexAlphabet
        let members: [[Bool]]
        var numbers: [State: Int32] = [:]
        var states: [State] = []
        var work = 0
        var marks: [Int]
        var round = 0

        init(_ program: RegexProgram, _ alphabet: RegexAlphabet) {
            self.program = program
            self.alphabet = alphabet
            let isSmall = program.sets.count * alphabet.count <= RegexAutomaton.workLimit
            members = isSmall ? program.sets.map(alphabet.members) : []
            marks = Array(repeating: 0, count: program.instructions.count)
        }

        mutating func build() -> [Int32]? {
            guard !members.isEmpty || program.sets.isEmpty else { return nil }
            guard alphabet.count < RegexAutomaton.tableLimit, marks.count < RegexAutomaton.workLimit else { return nil }
            _ = number(State(instructions: [program.start], before: .edge))
            var transitions: [Int32] = []
            var next = 0
            while next < states.count {
                let state = states[next]
                next += 1
                var closures: [RegexAlphabet.Surrounding: [Int32]?] = [:]
                for column in 0...alphabet.count {
                    let after = column == alphabet.count ? .edge : alphabet.surroundings[column]
                    let closure = closures[after] ?? close(state, after)
                    closures[after] = .some(closure)
                    guard let closure else {
                        transitions.append(RegexAutomaton.accepting)
                        continue
                    }
                    transitions.append(column == alphabet.count ? RegexAutomaton.dead : step(closure, column))
                }
                guard work <= RegexAutomaton.workLimit, states.count <= RegexAutomaton.stateLimit,
                    states.count * (alphabet.count + 1) <= RegexAutomaton.tableLimit
                else { return nil }
            }
            return transitions
        }

        private mutating func number(_ state: State) -> Int32 {
            if let known = numbers[state] { return known }
            let number = Int32(states.count)
            states.append(state)
            numbers[state] = number
            return number
        }

        /// The reading instructions reached without reading; nil when a match is reached.
        private mutating func close(_ state: State, _ after: RegexAlphabet.Surrounding) -> [Int32]? {
            round += 1
            var reading: [Int32] = []
            var open = state.instructions
            while let index = open.popLast() {
                guard marks[Int(index)] != round else { continue }
                marks[Int(index)] = round
                work += 1
                let instruction = program.instructions[Int(index)]
                switch instruction.operation {
                case .match: return nil
                case .read: reading.append(index)
                case .mark: open.append(instruction.next)
                case .split: open += [instruction.argument, instruction.next]
                case .assert:
                    let assertion = program.assertions[Int(instruction.argument)]
                    if assertion.holds(state.before, after) { open.append(instruction.next) }
                }
            }
            return reading
        }

        private mutating func step(_ closure: [Int32], _ column: Int) -> Int32 {
            var targets: Set<Int32> = program.isAnchored ? [] : [program.start]
            for index in closure {
                work += 1
                let instruction = program.instructions[Int(index)]
                if members[Int(instruction.argument)][column] { targets.insert(instruction.next) }
            }
            guard !targets.isEmpty else { return RegexAutomaton.dead }
            // Without assertions nobody asks what was read before.
            let before: RegexAlphabet.Surrounding =
                program.assertions.isEmpty ? .edge : alphabet.surroundings[column]
            return number(State(instructions: targets.sorted(), before: before))
        }
    }
}
