/// Which of the 16 384 slots of a Redis cluster holds a key.
///
/// CRC-16/XMODEM (polynomial 0x1021, start 0) of the key, or of its hash tag: the part between the first `{` and the
/// next `}`, when not empty. Worked examples: `123456789` -> 12 739 (0x31C3); `{user1000}.following` -> as `user1000`.
/// Source: Redis cluster specification.
package enum RedisSlot {
    package static let count = 16_384

    package static func of(_ key: String) -> Int {
        var bytes = Array(key.utf8)[...]
        if let open = bytes.firstIndex(of: UInt8(ascii: "{")),
            let close = bytes[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        {
            bytes = bytes[(open + 1)..<close]
        }
        return Int(crc16(bytes)) % count
    }

    static func crc16(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 {
                crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1
            }
        }
        return crc
    }
}

/// A cluster node's word that a key lives elsewhere.
package enum RedisRedirection: Hashable, Sendable {
    /// For good: remember it.
    case moved(slot: Int, address: String)
    /// For this once: send ASKING first.
    case ask(slot: Int, address: String)

    /// From an error such as `MOVED 3999 127.0.0.1:6381`; nil for any other error. An empty host means the node that
    /// answered.
    package init?(error: String, answeredBy address: String) {
        let words = error.split(separator: " ").map(String.init)
        guard words.count == 3, let slot = Int(words[1]), (0..<RedisSlot.count).contains(slot) else { return nil }
        var target = words[2]
        if target.hasPrefix(":"), let colon = address.lastIndex(of: ":") { target = address[..<colon] + target }
        switch words[0] {
        case "MOVED": self = .moved(slot: slot, address: target)
        case "ASK": self = .ask(slot: slot, address: target)
        default: return nil
        }
    }
}
