/// RFC 4648 base64, standard and URL-safe, and base16.
package enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Padded, in one line.
    package static func encode(_ bytes: [UInt8]) -> String {
        encode(bytes, alphabet: standard, padded: true)
    }

    /// The URL-safe alphabet without padding, as JSON Web Tokens use it.
    package static func encodeURLSafe(_ bytes: [UInt8]) -> String {
        encode(bytes, alphabet: urlSafe, padded: false)
    }

    /// Nil unless the text is padded base64; line breaks are skipped.
    package static func decode(_ text: String) -> [UInt8]? {
        let symbols = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard symbols.count.isMultiple(of: 4) else { return nil }
        let padding = symbols.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        return decode(symbols.dropLast(padding), alphabet: standard)
    }

    /// Nil unless the text is URL-safe base64 without padding.
    package static func decodeURLSafe(_ text: String) -> [UInt8]? {
        decode(Array(text.utf8)[...], alphabet: urlSafe)
    }

    /// Two lower-case digits for each byte.
    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func encode(_ bytes: [UInt8], alphabet: [UInt8], padded: Bool) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var position = 0
        while position < bytes.count {
            let left = min(3, bytes.count - position)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < left ? UInt32(bytes[position + offset]) : 0)
            }
            for symbol in 0...left {
                output.append(alphabet[Int(group >> UInt32(18 - 6 * symbol)) & 63])
            }
            if padded {
                for _ in left..<3 { output.append(UInt8(ascii: "=")) }
            }
            position += 3
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func decode(_ symbols: ArraySlice<UInt8>, alphabet: [UInt8]) -> [UInt8]? {
        guard symbols.count % 4 != 1 else { return nil }
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, symbol) in alphabet.enumerated() { values[Int(symbol)] = UInt8(value) }
        var output: [UInt8] = []
        output.reserveCapacity(symbols.count * 3 / 4)
        var group: UInt32 = 0
        var bits = 0
        for symbol in symbols {
            let value = values[Int(symbol)]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        // Bits left over must be zero, or two texts would decode to the same bytes.
        return group & (1 << UInt32(bits) - 1) == 0 ? output : nil
    }
}
