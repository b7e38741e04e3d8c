import TestSupport

/// Random expressions over the fields of `CELTestWorld`; most have fitting types, some do not.
struct CELRandomExpression {
    private var random: SplitMix64
    private var variables: [String] = []

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func pick(_ texts: String...) -> String { texts[below(texts.count)] }

    mutating func make(depth: Int) -> String { bool(depth) }

    private mutating func any(_ depth: Int) -> String {
        switch below(8) {
        case 0: bool(depth)
        case 1, 2: int(depth)
        case 3, 4: string(depth)
        case 5: list(depth)
        case 6: pick("self.spec.ts", "self.spec.dur", "1.5", "2u", "null", "self.spec.ios", "b'a'", "{'a': 1}")
        default: "dyn(\(int(depth)))"
        }
    }

    private mutating func bool(_ depth: Int) -> String {
        guard depth > 0 else { return pick("true", "false", "self.spec.b", "has(self.spec.minR)", "1 / 0 == 1") }
        let next = depth - 1
        switch below(9) {
        case 0: return "\(bool(next)) && \(bool(next))"
        case 1: return "(\(bool(next)) || \(bool(next)))"
        case 2: return "!(\(bool(next)))"
        case 3: return "\(int(next)) \(pick("<", "<=", ">", ">=", "==", "!=")) \(int(next))"
        case 4: return "\(any(next)) == \(any(next))"
        case 5: return "\(string(next)).\(pick("contains", "startsWith", "endsWith", "matches"))(\(string(next)))"
        case 6: return "\(any(next)) in \(list(next))"
        case 7: return loop(pick("all", "exists", "exists_one"), next) { $0.bool(next) }
        default: return "(\(bool(next)) ? \(bool(next)) : \(bool(next)))"
        }
    }

    private mutating func loop(
        _ name: String, _ depth: Int, _ body: (inout CELRandomExpression) -> String
    ) -> String {
        let range = list(depth)
        let variable = "v\(variables.count)"
        variables.append(variable)
        defer { variables.removeLast() }
        return "\(range).\(name)(\(variable), \(body(&self)))"
    }

    private mutating func int(_ depth: Int) -> String {
        guard depth > 0 else {
            return pick("0", "1", "-3", "9223372036854775807", "self.spec.replicas", "oldSelf.spec.replicas")
        }
        let next = depth - 1
        switch below(6) {
        case 0, 1: return "(\(int(next)) \(pick("+", "-", "*", "/", "%")) \(int(next)))"
        case 2: return "size(\(string(next)))"
        case 3: return "\(list(next))[\(int(next))]"
        case 4: return "int(\(any(next)))"
        default: return "(\(bool(next)) ? \(int(next)) : \(int(next)))"
        }
    }

    private mutating func string(_ depth: Int) -> String {
        guard depth > 0 else {
            if let variable = variables.last, below(2) == 0 { return variable }
            return pick("''", "'a'", "'é'", "self.spec.name", "self.spec.a__dash__b", "r'\\d'", "self.spec.nul")
        }
        let next = depth - 1
        switch below(4) {
        case 0, 1: return "(\(string(next)) + \(string(next)))"
        case 2: return "string(\(any(next)))"
        default: return "self.spec.?nul.orValue(\(string(next)))"
        }
    }

    private mutating func list(_ depth: Int) -> String {
        guard depth > 0 else {
            return pick("[]", "[1, 2]", "['a']", "self.spec.list", "self.spec.ulist", "self.spec.set")
        }
        let next = depth - 1
        switch below(5) {
        case 0: return "[\(string(next)), \(string(next))]"
        case 1: return "(\(list(next)) + \(list(next)))"
        case 2: return loop("filter", next) { $0.bool(next) }
        case 3: return loop("map", next) { $0.string(next) }
        default: return "[\(int(next))]"
        }
    }

    /// The text with a few characters taken out, doubled, exchanged or made up.
    mutating func mutate(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        let noise = Array("()[]{}.,?:+-!&|'\"\\ \n\t0x1eé\u{1F600}`@$".unicodeScalars)
        for _ in 0...below(4) where !scalars.isEmpty {
            let place = below(scalars.count)
            switch below(5) {
            case 0: scalars.remove(at: place)
            case 1: scalars.insert(scalars[below(scalars.count)], at: place)
            case 2: scalars.swapAt(place, below(scalars.count))
            case 3: scalars[place] = noise[below(noise.count)]
            default: scalars.removeLast(scalars.count - place)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
