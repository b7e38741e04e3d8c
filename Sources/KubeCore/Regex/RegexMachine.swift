/// Runs a program over a text and tells where the first match is: a Pike machine, whose time is bounded by the length
/// of the program times that of the text.
struct RegexMachine {
    private let program: RegexProgram
    private let text: UnsafeBufferPointer<UInt8>
    /// Slots of captures that are followed; 0 when only the fact of a match counts.
    private let slots: Int
    private var current: Threads
    private var stack: [Step] = []
    private var scratch: [Int]
    /// Instructions that reading threads go to; their empty steps are taken when the next scalar is known.
    private var pending: [Pending] = []

    private struct Pending {
        var instruction: Int32
        var captures: [Int]
    }

    private enum Step {
        case visit(Int32)
        /// Puts a slot back to what it held before a branch was followed.
        case restore(slot: Int, value: Int)
    }

    /// The threads of one place, in order of priority, each once.
    private struct Threads {
        var order: [Int32] = []
        /// Where in `order` an instruction stands; valid only if that place names it.
        var places: [Int32]
        var captures: [Int]

        init(count: Int, slots: Int) {
            places = Array(repeating: 0, count: count)
            captures = Array(repeating: -1, count: count * slots)
        }

        mutating func insert(_ instruction: Int32) -> Bool {
            let place = Int(places[Int(instruction)])
            if place < order.count, order[place] == instruction { return false }
            places[Int(instruction)] = Int32(order.count)
            order.append(instruction)
            return true
        }
    }

    init(_ program: RegexProgram, _ text: UnsafeBufferPointer<UInt8>, slots: Int) {
        self.program = program
        self.text = text
        self.slots = slots
        current = Threads(count: program.instructions.count, slots: slots)
        scratch = Array(repeating: -1, count: slots)
    }

    /// Offsets of the slots of the first match that starts at or after an offset, -1 where a group took no part.
    mutating func firstMatch(from start: Int) -> [Int]? {
        current.order.removeAll(keepingCapacity: true)
        var best: [Int]?
        var offset = start
        var before: RegexAlphabet.Surrounding =
            start == 0 ? .edge : RegexAlphabet.surrounding(of: text.scalar(before: start))
        while true {
            let isAtEnd = offset >= text.count
            let (scalar, length) = isAtEnd ? (0, 0) : text.scalar(at: offset)
            let after: RegexAlphabet.Surrounding = isAtEnd ? .edge : RegexAlphabet.surrounding(of: scalar)
            if best == nil, !program.isAnchored || offset == 0 {
                for slot in 0..<slots { scratch[slot] = -1 }
                add(program.start, offset, before, after)
            }
            if current.order.isEmpty, best != nil || program.isAnchored { return best }
            // Assertions were judged with both neighbours when the threads were added.
            if let match = advance(scalar, isAtEnd: isAtEnd) {
                if slots == 0 { return match }
                best = match
            }
            guard !isAtEnd else { return best }
            offset += length
            before = after
            settle(offset, before)
        }
    }

    /// Moves every thread over the scalar; a match cuts off all threads of lower priority.
    private mutating func advance(_ scalar: UInt32, isAtEnd: Bool) -> [Int]? {
        pending.removeAll(keepingCapacity: true)
        for index in current.order {
            let instruction = program.instructions[Int(index)]
            let base = Int(index) * slots
            switch instruction.operation {
            case .match: return Array(current.captures[base..<base + slots])
            case .read:
                guard !isAtEnd, program.sets[Int(instruction.argument)].contains(scalar) else { continue }
                pending.append(
                    Pending(instruction: instruction.next, captures: Array(current.captures[base..<base + slots])))
            case .split, .mark, .assert: continue
            }
        }
        return nil
    }

    private mutating func settle(_ offset: Int, _ before: RegexAlphabet.Surrounding) {
        current.order.removeAll(keepingCapacity: true)
        let after: RegexAlphabet.Surrounding =
            offset >= text.count ? .edge : RegexAlphabet.surrounding(of: text.scalar(at: offset).value)
        for thread in pending {
            scratch = thread.captures
            add(thread.instruction, offset, before, after)
        }
    }

    /// Follows all empty steps from an instruction, by priority.
    private mutating func add(
        _ start: Int32, _ offset: Int, _ before: RegexAlphabet.Surrounding, _ after: RegexAlphabet.Surrounding
    ) {
        stack.append(.visit(start))
        while let step = stack.popLast() {
            guard case .visit(let index) = step else {
                if case .restore(let slot, let value) = step { scratch[slot] = value }
                continue
            }
            guard current.insert(index) else { continue }
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .match, .read:
                let base = Int(index) * slots
                for slot in 0..<slots { current.captures[base + slot] = scratch[slot] }
            case .split: stack += [.visit(instruction.argument), .visit(instruction.next)]
            case .mark:
                let slot = Int(instruction.argument)
                if slot < slots {
                    stack.append(.restore(slot: slot, value: scratch[slot]))
                    scratch[slot] = offset
                }
                stack.append(.visit(instruction.next))
            case .assert:
                if program.assertions[Int(instruction.argument)].holds(before, after) {
                    stack.append(.visit(instruction.next))
                }
            }
        }
    }
}
