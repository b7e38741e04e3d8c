/// Gives equal strings one storage: objects of a kind repeat each other's reasons, messages and labels.
package struct StringPool: Sendable {
    /// Shorter ones have no storage of their own (15 bytes of UTF-8 fit into a String on 64-bit machines).
    private static let shortest = 16
    /// Longer ones are seldom repeated, and comparing them costs.
    private static let longest = 256

    private var strings: Set<String> = []
    private let capacity: Int

    /// When more than `capacity` different strings were seen all are forgotten: those in use stay where they are.
    package init(capacity: Int = 4096) {
        self.capacity = capacity
    }

    package var count: Int { strings.count }

    package mutating func shared(_ text: String) -> String {
        guard (Self.shortest...Self.longest).contains(text.utf8.count) else { return text }
        if strings.count >= capacity { strings = [] }
        return strings.insert(text).memberAfterInsert
    }

    package mutating func share(_ text: inout String) {
        text = shared(text)
    }

    package mutating func share(_ text: inout String?) {
        if let value = text { text = shared(value) }
    }

    /// Keys and values.
    package mutating func share(_ strings: inout [String: String]) {
        guard !strings.isEmpty else { return }
        var result = [String: String](minimumCapacity: strings.count)
        for (key, value) in strings { result[shared(key)] = shared(value) }
        strings = result
    }
}
