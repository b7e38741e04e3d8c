/// Floating-point numbers as Go's `%v` prints them, which the server's messages use.
enum GoNumber {
    /// Shortest digits; exponent form below 1e-4 and from 1e6 on (`1e+06`).
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), abs(value) < 1e6 { return String(whole) }
        let (digits, exponent) = decimal(abs(value))
        let sign = value < 0 ? "-" : ""
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
            let size = String(abs(exponent))
            let padded = size.count < 2 ? "0" + size : size
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(padded)"
        }
        return plain(value)
    }

    /// Shortest digits without an exponent: `1000000`, `0.00001`.
    static func plain(_ value: Double) -> String {
        guard value.isFinite else { return text(value) }
        guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = decimal(abs(value))
        let sign = value.sign == .minus ? "-" : ""
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = exponent + 1
        if digits.count <= whole { return sign + digits + String(repeating: "0", count: whole - digits.count) }
        return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
    }

    /// The shortest significant digits and the decimal exponent of the first.
    static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
        let parts = "\(value)".split(separator: "e")
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = mantissa.joined()
        exponent += mantissa[0].count - 1
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (digits, exponent)
    }
}
