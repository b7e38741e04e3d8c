/// Durations as Go spells them, which is how Kubernetes' flags and `metav1.Duration` are written: `1h30m`, `250ms`.
///
/// Source: Go's `time.ParseDuration` and `time.Duration.String`.
package enum GoDuration {
    /// Reads a sequence of decimal numbers, each with its unit (`ns us µs ms s m h`), after an optional sign; `0` needs
    /// no unit. What is finer than a nanosecond is cut off. nil when it is none, or beyond 64 bits of nanoseconds.
    package static func parse(_ text: String) -> Duration? {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if Array(rest) == [UInt8(ascii: "0")] { return .zero }
        guard !rest.isEmpty else { return nil }
        // One more than Int64.max, for the most negative duration.
        let limit: UInt64 = 1 << 63
        var total: UInt64 = 0
        while !rest.isEmpty {
            guard let part = readPart(&rest), part <= limit else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= limit else { return nil }
            total = sum
        }
        if isNegative { return .nanoseconds(Int64(truncatingIfNeeded: 0 &- total)) }
        return Int64(exactly: total).map(Duration.nanoseconds)
    }

    /// Nanoseconds of one `number unit`.
    private static func readPart(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = rest.prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let name = rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
        rest = rest.dropFirst(name.count)
        guard let unit = nanoseconds(perUnit: String(decoding: name, as: UTF8.self)) else { return nil }
        guard let units = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self)) else { return nil }
        let (product, overflow) = units.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        // 18 digits are finer than any unit here, and their product with an hour still fits into 128 bits.
        let shown = fraction.prefix(18)
        let scaled = (UInt128(String(decoding: shown, as: UTF8.self)) ?? 0) * UInt128(unit)
        let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(scaled / Power.ten(shown.count)))
        return sumOverflow ? nil : sum
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func nanoseconds(perUnit name: String) -> UInt64? {
        switch name {
        case "ns": 1
        case "us", "µs", "μs": 1000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        default: nil
        }
    }

    /// `1h30m0s`, `1.5s`, `250ms`, `0s`; beyond 64 bits of nanoseconds it is clamped.
    package static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let total = Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
        let nanoseconds = Int64(clamping: total)
        let sign = nanoseconds < 0 ? "-" : ""
        let rest = nanoseconds.magnitude
        switch rest {
        case 0: return "0s"
        case ..<1000: return "\(sign)\(rest)ns"
        case ..<1_000_000: return sign + decimal(rest, per: 1000) + "µs"
        case ..<1_000_000_000: return sign + decimal(rest, per: 1_000_000) + "ms"
        default: break
        }
        let minutes = rest / 60_000_000_000
        var text = decimal(rest % 60_000_000_000, per: 1_000_000_000) + "s"
        if minutes > 0 { text = "\(minutes % 60)m" + text }
        if minutes >= 60 { text = "\(minutes / 60)h" + text }
        return sign + text
    }

    private static func decimal(_ value: UInt64, per unit: UInt64) -> String {
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: unit)
        if fraction == 0 { return "\(whole)" }
        var digits = String(String(unit + fraction).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
