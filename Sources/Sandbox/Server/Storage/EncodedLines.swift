import NIOConcurrencyHelpers

/// The serialised forms of one event, each made on first use.
final class EncodedLines: Sendable {
    struct Form: Hashable, Sendable {
        /// How objects are shown, and in which version of their kind.
        let name: String
        /// The event type this form shows (a modification may read as ADDED to a watch with a selector).
        let type: String
        let showsOldState: Bool
    }

    private let lines = NIOLockedValueBox<[Form: [UInt8]]>([:])

    /// The line of `form`; `make` runs outside the lock, so that two readers at once may both make it.
    func line(_ form: Form, make: () -> [UInt8]) -> [UInt8] {
        if let known = lines.withLockedValue({ $0[form] }) { return known }
        let made = make()
        lines.withLockedValue { $0[form] = made }
        return made
    }
}
