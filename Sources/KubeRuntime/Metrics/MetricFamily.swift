import NIOConcurrencyHelpers

/// All series of one metric name, and how they are printed.
///
/// Source: Prometheus, "Exposition formats", text format 0.0.4.
final class MetricFamily: Sendable {
    enum Kind: Hashable, Sendable {
        case counter, gauge
        case histogram([Double])

        var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private struct Sample {
        /// The value, or the sum of a histogram.
        var value = 0.0
        /// Observations per bucket, not cumulated; the last is +Inf.
        var buckets: [UInt64] = []
    }

    let name: String
    let help: String
    let kind: Kind
    let labels: [String]
    private let maximumSeries: Int
    private let onDrop: (@Sendable () -> Void)?
    private let samples = NIOLockedValueBox<[[String]: Sample]>([:])

    init(
        name: String, help: String, kind: Kind, labels: [String], maximumSeries: Int, onDrop: (@Sendable () -> Void)?
    ) {
        precondition(Self.isValidName(name) && labels.allSatisfy(Self.isValidName), "\(name) is no metric name")
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.maximumSeries = maximumSeries
        self.onDrop = onDrop
    }

    func add(_ amount: Double, labels: [String]) {
        guard amount >= 0 else { return }  // a counter never falls; NaN does not compare either
        change(labels) { $0.value += amount }
    }

    func set(_ value: Double, labels: [String]) {
        change(labels) { $0.value = value }
    }

    func observe(_ value: Double, labels: [String]) {
        guard case .histogram(let bounds) = kind, !value.isNaN else { return }
        change(labels) { sample in
            if sample.buckets.isEmpty { sample.buckets = Array(repeating: 0, count: bounds.count + 1) }
            sample.value += value
            sample.buckets[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        }
    }

    func remove(labels: [String]) {
        samples.withLockedValue { $0[labels] = nil }
    }

    private func change(_ values: [String], _ body: (inout Sample) -> Void) {
        precondition(values.count == labels.count, "\(name) has the labels \(labels)")
        let isDropped = samples.withLockedValue { samples in
            if samples[values] == nil, samples.count >= maximumSeries { return true }
            body(&samples[values, default: Sample()])
            return false
        }
        if isDropped { onDrop?() }
    }

    func write(to text: inout String) {
        let samples = samples.withLockedValue { $0 }
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(Self.escape(help, quotes: false))\n# TYPE \(name) \(kind.name)\n"
        for (values, sample) in samples.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            if case .histogram(let bounds) = kind {
                write(sample, bounds: bounds, values: values, to: &text)
            } else {
                text += "\(name)\(Self.labelSet(labels, values)) \(Self.number(sample.value))\n"
            }
        }
    }

    private func write(_ sample: Sample, bounds: [Double], values: [String], to text: inout String) {
        var cumulated: UInt64 = 0
        for (index, count) in sample.buckets.enumerated() {
            cumulated += count
            let bound = index < bounds.count ? Self.number(bounds[index]) : "+Inf"
            text += "\(name)_bucket\(Self.labelSet(labels + ["le"], values + [bound])) \(cumulated)\n"
        }
        let set = Self.labelSet(labels, values)
        text += "\(name)_sum\(set) \(Self.number(sample.value))\n\(name)_count\(set) \(cumulated)\n"
    }

    private static func labelSet(_ names: [String], _ values: [String]) -> String {
        guard !names.isEmpty else { return "" }
        return "{" + zip(names, values).map { "\($0)=\"\(escape($1, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += #"\\"#
            case "\n": result += #"\n"#
            case "\"" where quotes: result += #"\""#
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        // Integers without a point, as other exporters print them; beyond 2^53 the exponent form is exact enough.
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return "\(Int64(value))" }
        return "\(value)"
    }

    private static func isValidName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
