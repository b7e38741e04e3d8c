/// A share as users write it: `25%`. Never negative.
package struct Percentage: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 25 for `25%`.
    package let percent: Double

    package init?(percent: Double) {
        guard percent.isFinite, percent >= 0 else { return nil }
        self.percent = percent
    }

    /// Nil unless the text is a number followed by a percent sign.
    package init?(_ text: String) {
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), text.first?.isNumber == true else {
            return nil
        }
        self.init(percent: percent)
    }

    /// 0.25 for `25%`.
    package var fraction: Double { percent / 100 }

    package var description: String {
        percent == percent.rounded() ? "\(Int64(exactly: percent).map(String.init) ?? "\(percent)")%" : "\(percent)%"
    }

    package static let pattern = #"^[0-9]+(\.[0-9]+)?%$"#

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Percentage(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no percentage such as 25%"))
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
