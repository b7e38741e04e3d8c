extension JSONValue {
    /// The number as Go's encoder writes it: the shortest digits that read back as the same double, without a point when
    /// it is whole, with an exponent below 1e-6 and from 1e21 on. nil for NaN and the infinities.
    package init?(_ number: Double) {
        guard number.isFinite else { return nil }
        let literal = Self.goSpelling(number)
        if literal != "-0", let integer = Int64(literal) {
            self = .integer(integer)
        } else {
            self = .number(JSONNumber(uncheckedLiteral: literal))
        }
    }

    private static func goSpelling(_ number: Double) -> String {
        let sign = number.sign == .minus ? "-" : ""
        if number == 0 { return sign + "0" }
        // Swift also prints the shortest digits, but places point and exponent in another way: take them apart.
        let parts = "\(number.magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = Array((mantissa[0] + fraction).utf8)
        // The value is 0.digits * 10^point.
        var point = mantissa[0].utf8.count + written
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let text = String(decoding: digits, as: UTF8.self)
        if point < -5 || point > 21 {
            let rest = text.dropFirst()
            let exponent = point - 1
            return
                "\(sign)\(text.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
        if point >= digits.count { return sign + text + String(repeating: "0", count: point - digits.count) }
        return "\(sign)\(text.prefix(point)).\(text.dropFirst(point))"
    }
}
