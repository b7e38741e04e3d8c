/// A set of Unicode scalars as sorted, disjoint, non-adjacent spans.
struct ScalarSet: Hashable, Sendable {
    struct Span: Hashable, Sendable {
        var first: UInt32
        var last: UInt32
    }

    private(set) var spans: [Span]

    static let maximum: UInt32 = 0x10FFFF
    static let all = ScalarSet(spans: [Span(first: 0, last: maximum)])
    static let empty = ScalarSet(spans: [])
    static let lineFeed: UInt32 = 0x0A
    static let allButLineFeed = ScalarSet(spans: [Span(first: 0, last: 9), Span(first: 11, last: maximum)])
    /// What `\b` and `\w` take for parts of words: ASCII alone, as in RE2.
    static let word = ScalarSet(["0-9", "A-Z", "_", "a-z"])

    private init(spans: [Span]) {
        self.spans = spans
    }

    init(_ scalar: UInt32) {
        spans = [Span(first: scalar, last: scalar)]
    }

    /// Spans in any order, overlapping or not.
    init(unsorted: [Span]) {
        var result: [Span] = []
        for span in unsorted.sorted(by: { $0.first < $1.first }) {
            if let last = result.last, span.first <= last.last &+ 1 {
                result[result.count - 1].last = max(last.last, span.last)
            } else {
                result.append(span)
            }
        }
        spans = result
    }

    /// Spans of ASCII written as `a-z` or `_`.
    init(_ texts: [String]) {
        self.init(
            unsorted: texts.map { text in
                let scalars = text.unicodeScalars.map(\.value)
                return Span(first: scalars[0], last: scalars[scalars.count - 1])
            })
    }

    var isEmpty: Bool { spans.isEmpty }

    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].last < scalar { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].first <= scalar
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(unsorted: spans + other.spans) }

    var inverted: ScalarSet {
        var result: [Span] = []
        var next: UInt32 = 0
        for span in spans {
            if span.first > next { result.append(Span(first: next, last: span.first - 1)) }
            next = span.last + 1
        }
        if next <= Self.maximum { result.append(Span(first: next, last: Self.maximum)) }
        return ScalarSet(spans: result)
    }

    /// With every scalar that differs from one of these in case alone.
    var caseFolded: ScalarSet {
        var result = spans
        for span in spans {
            if span.last < 0x80 {
                Self.foldASCII(span, into: &result)
            } else {
                CaseOrbits.shared.fold(span, into: &result)
            }
        }
        return ScalarSet(unsorted: result)
    }

    private static func foldASCII(_ span: Span, into result: inout [Span]) {
        func shift(_ low: UInt32, _ high: UInt32, _ shifted: UInt32) {
            let first = max(span.first, low)
            let last = min(span.last, high)
            guard first <= last else { return }
            result.append(Span(first: first - low + shifted, last: last - low + shifted))
        }
        shift(0x41, 0x5A, 0x61)
        shift(0x61, 0x7A, 0x41)
        // The Kelvin sign and the long s are a k and an s.
        for (letter, other) in [(UInt32(0x4B), UInt32(0x212A)), (0x6B, 0x212A), (0x53, 0x17F), (0x73, 0x17F)]
        where span.first <= letter && letter <= span.last {
            result.append(Span(first: other, last: other))
        }
    }
}

/// Which scalars differ in case alone: the simple case folding of Unicode, found from the case mappings.
struct CaseOrbits: Sendable {
    /// Every scalar with partners, by its own value; partners include the scalar itself.
    private let orbits: [UInt32: [UInt32]]
    private let keys: [UInt32]

    static let shared = CaseOrbits()

    private init() {
        var orbits: [UInt32: [UInt32]] = [:]
        // Adlam is the last script with cases.
        for value in UInt32(0x41)...0x1E943 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped else { continue }
            // A dotless i becomes an I, yet folds to itself alone.
            guard value != 0x131 else { continue }
            let properties = scalar.properties
            for mapping in [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping] {
                let mapped = mapping.unicodeScalars
                guard mapped.count == 1, let other = mapped.first?.value, other != value else { continue }
                let merged = Set(orbits[value] ?? [value]).union(orbits[other] ?? [other]).sorted()
                for member in merged { orbits[member] = merged }
            }
        }
        self.orbits = orbits
        keys = orbits.keys.sorted()
    }

    func fold(_ span: ScalarSet.Span, into result: inout [ScalarSet.Span]) {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < span.first { low = middle + 1 } else { high = middle }
        }
        while low < keys.count, keys[low] <= span.last {
            for member in orbits[keys[low]] ?? [] where member < span.first || member > span.last {
                result.append(ScalarSet.Span(first: member, last: member))
            }
            low += 1
        }
    }
}
