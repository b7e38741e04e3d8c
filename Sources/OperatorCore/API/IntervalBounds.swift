/// The least and the most a length of time may be, for CEL and for the validator.
struct IntervalBounds: Sendable {
    let words: String
    let rule: String
    private let isAccepted: @Sendable (Duration) -> Bool
    /// Whether there is an upper bound: spellings that CEL cannot read are beyond it.
    private let isBounded: Bool

    func accepts(_ interval: Interval) -> Bool {
        isAccepted(interval.duration) && !(isBounded && Self.isLong(interval.description))
    }

    /// The Swift form of the expression that `CELText.duration` begins with.
    private static func isLong(_ text: String) -> Bool {
        var digits = 0
        for character in text {
            if character == "d" || character == "h" && digits >= 6 { return true }
            digits = character.isNumber ? digits + 1 : 0
            if digits >= 8 { return true }
        }
        return false
    }

    static let syncInterval = IntervalBounds(
        words: "must be between 5s and 10m", rule: CELText.duration("self", from: "5s", to: "10m"),
        isAccepted: { (.seconds(5) ... .seconds(600)).contains($0) }, isBounded: true)
    static let timeout = IntervalBounds(
        words: "must be above 0s and at most 60s", rule: CELText.duration("self", above: "0s", to: "60s"),
        isAccepted: { $0 > .zero && $0 <= .seconds(60) }, isBounded: true)
    static let cooldown = IntervalBounds(
        words: "must be at most 1h", rule: CELText.duration("self", to: "1h"),
        isAccepted: { $0 <= .seconds(3600) }, isBounded: true)
    static let triggerInterval = IntervalBounds(
        words: "must be at least 1s", rule: CELText.duration("self", from: "1s"),
        isAccepted: { $0 >= .seconds(1) }, isBounded: false)
}
