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
        let (digits, exponent) = GoNumber.decimal(number.magnitude)
        if exponent < -6 || exponent > 20 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
        }
        // The value is 0.digits * 10^point.
        let point = exponent + 1
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}
