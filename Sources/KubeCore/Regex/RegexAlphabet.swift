/// Scalars grouped into classes that a program cannot tell apart, so that its tables stay small.
struct RegexAlphabet: Sendable {
    /// What assertions need to know of the scalar before and after a place.
    enum Surrounding: UInt8, Sendable {
        case edge
        case lineFeed
        case word
        case other
    }

    /// The first scalar of each class; a class reaches to the next one's first.
    private let starts: [UInt32]
    private let ascii: [UInt16]
    /// Per class the surrounding it makes.
    let surroundings: [Surrounding]

    var count: Int { starts.count }

    init(_ sets: [ScalarSet]) {
        var bounds: Set<UInt32> = [0]
        for set in sets + [.word, ScalarSet(ScalarSet.lineFeed)] {
            for span in set.spans {
                bounds.insert(span.first)
                if span.last < ScalarSet.maximum { bounds.insert(span.last + 1) }
            }
        }
        starts = bounds.sorted()
        ascii = (0..<128).map { [starts] value in
            UInt16(truncatingIfNeeded: (starts.firstIndex { $0 > UInt32(value) } ?? starts.count) - 1)
        }
        surroundings = starts.map(Self.surrounding)
    }

    static func surrounding(of scalar: UInt32) -> Surrounding {
        if scalar == ScalarSet.lineFeed { return .lineFeed }
        return ScalarSet.word.contains(scalar) ? .word : .other
    }

    func index(of scalar: UInt32) -> Int {
        if scalar < 128 { return Int(ascii[Int(scalar)]) }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    /// Whether each class lies within the set; classes never straddle its bounds.
    func members(of set: ScalarSet) -> [Bool] { starts.map(set.contains) }
}

extension RegexNode.Assertion {
    /// Whether it holds between two scalars, or at an edge of the text.
    func holds(_ before: RegexAlphabet.Surrounding, _ after: RegexAlphabet.Surrounding) -> Bool {
        switch self {
        case .textStart: before == .edge
        case .textEnd: after == .edge
        case .lineStart: before == .edge || before == .lineFeed
        case .lineEnd: after == .edge || after == .lineFeed
        case .wordBoundary: (before == .word) != (after == .word)
        case .noWordBoundary: (before == .word) == (after == .word)
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The scalar at an offset of valid UTF-8, and how many bytes it takes.
    @inline(__always)
    func scalar(at offset: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(self[offset])
        if first < 0x80 { return (first, 1) }
        func part(_ index: Int) -> UInt32 { UInt32(self[offset + index]) & 0x3F }
        if first < 0xE0 { return ((first & 0x1F) << 6 | part(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | part(1) << 6 | part(2), 3) }
        return ((first & 0x07) << 18 | part(1) << 12 | part(2) << 6 | part(3), 4)
    }

    /// The scalar that ends before an offset above 0.
    func scalar(before offset: Int) -> UInt32 {
        var start = offset - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(at: start).value
    }
}
