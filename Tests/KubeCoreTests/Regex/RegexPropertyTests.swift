import KubeCore
import TestSupport
import Testing

/// A small backtracking engine over a tree: slow, and plainly right.
private indirect enum Reference {
    case scalar(Character)
    case any
    case start
    case end
    case boundary
    case sequence([Reference])
    case choice([Reference])
    case group(Reference)
    case loop(Reference, Int, Int?, Bool)

    var pattern: String {
        switch self {
        case .scalar(let character): String(character)
        case .any: "."
        case .start: "^"
        case .end: "$"
        case .boundary: #"\b"#
        case .sequence(let parts): parts.map(\.pattern).joined()
        case .choice(let parts): "(?:" + parts.map(\.pattern).joined(separator: "|") + ")"
        case .group(let part): "(" + part.pattern + ")"
        case .loop(let part, let minimum, let maximum, let isGreedy):
            "(?:\(part.pattern)){\(minimum),\(maximum.map(String.init) ?? "")}" + (isGreedy ? "" : "?")
        }
    }

    func match(_ text: [Character], _ place: Int, _ next: (Int) -> Int?) -> Int? {
        switch self {
        case .scalar(let character): return place < text.count && text[place] == character ? next(place + 1) : nil
        case .any: return place < text.count && text[place] != "\n" ? next(place + 1) : nil
        case .start: return place == 0 ? next(place) : nil
        case .end: return place == text.count ? next(place) : nil
        case .boundary:
            let before = place > 0 && text[place - 1].isLetter
            let after = place < text.count && text[place].isLetter
            return before != after ? next(place) : nil
        case .sequence(let parts):
            guard let first = parts.first else { return next(place) }
            return first.match(text, place) { Reference.sequence(Array(parts.dropFirst())).match(text, $0, next) }
        case .choice(let parts):
            for part in parts {
                if let end = part.match(text, place, next) { return end }
            }
            return nil
        case .group(let part): return part.match(text, place, next)
        case .loop(let part, let minimum, let maximum, let isGreedy):
            if maximum == 0 { return next(place) }
            func more() -> Int? {
                part.match(text, place) { end in
                    // A round that reads nothing is the last one.
                    if end == place, minimum == 0 { return next(end) }
                    return Reference.loop(part, max(minimum - 1, 0), maximum.map { $0 - 1 }, isGreedy)
                        .match(text, end, next)
                }
            }
            if minimum > 0 { return more() }
            return isGreedy ? more() ?? next(place) : next(place) ?? more()
        }
    }

    static func random(_ generator: inout SplitMix64, _ depth: Int) -> Reference {
        let kind = Int.random(in: 0..<(depth > 0 ? 12 : 6), using: &generator)
        switch kind {
        case 0...2: return .scalar(["a", "b", "-"].randomElement(using: &generator) ?? "a")
        case 3: return .any
        case 4: return [.start, .end, .boundary].randomElement(using: &generator) ?? .any
        case 5: return .sequence([])
        case 6, 7:
            return .sequence((0..<Int.random(in: 1...3, using: &generator)).map { _ in random(&generator, depth - 1) })
        case 8:
            return .choice((0..<Int.random(in: 2...3, using: &generator)).map { _ in random(&generator, depth - 1) })
        case 9: return .group(random(&generator, depth - 1))
        default:
            let minimum = Int.random(in: 0...2, using: &generator)
            let maximum = Bool.random(using: &generator) ? minimum + Int.random(in: 0...2, using: &generator) : nil
            return .loop(random(&generator, depth - 1), minimum, maximum, Bool.random(using: &generator))
        }
    }
}

@Suite struct RegexPropertyTests {
    @Test("Small random expressions contain a match where a backtracking reference finds one, from the same place")
    func agreesWithReference() throws {
        var generator = SplitMix64(seed: 7)
        var found = 0
        for round in 0..<3000 {
            let reference = Reference.random(&generator, 4)
            let expression = try RegularExpression(reference.pattern)
            for _ in 0..<4 {
                let text = (0..<Int.random(in: 0...6, using: &generator))
                    .map { _ in (["a", "b", "-", "\n"] as [Character]).randomElement(using: &generator) ?? "a" }
                var expected: Int?
                for start in 0...text.count where reference.match(text, start, { $0 }) != nil {
                    expected = start
                    break
                }
                let match = expression.firstMatch(in: String(text))
                #expect(match?.range.lowerBound == expected, "round \(round): \(reference.pattern) in \(text)")
                #expect(expression.matches(String(text)) == (expected != nil), "\(reference.pattern) in \(text)")
                if expected != nil { found += 1 }
            }
        }
        #expect(found > 1000)
    }
}
