import KubeCore

extension JSONValue {
    /// An arbitrary document, strings that look like other types and odd characters included.
    static func random(_ random: inout some RandomNumberGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(.random(in: -1000...1000, using: &random))
        case 3: .integer(.random(in: .min ... .max, using: &random))
        case 4: JSONValue(Double(Int.random(in: -99999...99999, using: &random)) / 1024) ?? .null
        case 5: .string(randomText(&random))
        case 6: .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(&random, depth: depth - 1) })
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                        (randomText(&random), .random(&random, depth: depth - 1))
                    }))
        }
    }

    private static let pieces = [
        "a", "b", "name", "1", "0", "-", " ", "true", "null", "~", ":", ": ", "#", " #", "\n", "\t", "'", "\"", "\\",
        "é",
        "\u{1F600}", "{", "}", "[", ",", "*", "&", "!", "%", "@", "`", "|", ">", ".5", "e3", "0x1", "<<", "\u{7}", "=",
        "?",
        "\u{85}", "\u{2028}", "yes", "12:30", "---", "...", "\r", "\u{7F}", "\u{0}",
    ]

    static func randomText(_ random: inout some RandomNumberGenerator) -> String {
        let count = Int.random(in: 0..<5, using: &random)
        return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
}
