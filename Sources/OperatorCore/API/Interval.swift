/// A length of time as users write it: `90s`, `5m`, `1h30m`, `2d`.
///
/// Units are ms, s, m, h and d (24 hours); numbers may have a fraction; never negative. The spelling is kept.
package struct Interval: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String
    package let duration: Duration

    /// Nil when the text is no length of time or exceeds 10 000 days.
    package init?(_ text: String) {
        guard let duration = Self.parse(text) else { return nil }
        description = text
        self.duration = duration
    }

    package init(seconds: Int64) {
        description = "\(seconds)s"
        duration = .seconds(seconds)
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Interval(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "\"\(text)\" is no length of time of at most 10000d; "
                        + "write it like 90s, 5m, 1h30m or 2d"))
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The pattern the CRDs carry for every interval.
    package static let pattern = #"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$"#

    private static let maximumSeconds = 10_000.0 * 86_400

    private static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        var seconds = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let first = digits.first, first != ".", digits.last != ".", let number = Double(digits),
                let factor = secondsPerUnit[unit]
            else { return nil }
            seconds += number * factor
        }
        guard seconds <= maximumSeconds else { return nil }
        return .milliseconds(Int64((seconds * 1000).rounded()))
    }

    private static let secondsPerUnit: [Substring: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400]
}
