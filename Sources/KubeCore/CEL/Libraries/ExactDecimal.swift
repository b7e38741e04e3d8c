/// The exact decimal digits of a floating-point number, rounded where they are printed.
struct ExactDecimal {
    /// Significant digits without leading zeros; empty for zero.
    private var digits: [UInt8]
    /// How many of the digits stand before the point; may be negative, or beyond their count.
    private var point: Int
    let isNegative: Bool

    /// A finite number.
    init(_ value: Double) {
        isNegative = value.sign == .minus
        guard value != 0, value.isFinite else {
            digits = []
            point = 0
            return
        }
        // value = significand * 2^exponent, exactly.
        var significand = value.magnitude.significandBitPattern
        var exponent = Int(value.exponentBitPattern) - 1075
        if value.isNormal { significand |= 1 << 52 } else { exponent = -1074 }
        var number = BigDecimalInteger(significand)
        if exponent >= 0 {
            number.multiply(by: 2, times: exponent)
            digits = number.digits
            point = digits.count
        } else {
            // Times 5^n, then n places to the right.
            number.multiply(by: 5, times: -exponent)
            digits = number.digits
            point = digits.count + exponent
        }
    }

    var isZero: Bool { digits.isEmpty }

    /// With so many digits after the point, half to even.
    func fixed(_ places: Int) -> String {
        let rounded = rounded(toDigits: point + places)
        var text = ""
        if rounded.point <= 0 {
            text = "0"
        } else {
            text = rounded.text(0..<rounded.point)
        }
        guard places > 0 else { return text }
        return text + "." + rounded.text(rounded.point..<rounded.point + places)
    }

    /// One digit, a point, so many digits; and the power of ten they are multiplied by.
    func scientific(_ places: Int) -> (mantissa: String, exponent: Int) {
        let rounded = rounded(toDigits: places + 1)
        let mantissa = rounded.text(0..<1) + (places > 0 ? "." + rounded.text(1..<places + 1) : "")
        return (mantissa, isZero ? 0 : rounded.point - 1)
    }

    /// Digits by place, counted from the first significant one; zeros around them.
    private func text(_ places: Range<Int>) -> String {
        String(decoding: places.map { digits.indices.contains($0) ? digits[$0] + 0x30 : 0x30 }, as: UTF8.self)
    }

    private func rounded(toDigits count: Int) -> ExactDecimal {
        guard count < digits.count else { return self }
        var result = self
        guard count >= 0 else {
            result.digits = []
            return result
        }
        let rest = digits[count...]
        let first = rest.first ?? 0
        let isTie = first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
        let isOdd = count > 0 && digits[count - 1] % 2 == 1
        result.digits = Array(digits[..<count])
        guard first > 5 || first == 5 && (!isTie || isOdd) else { return result }
        var index = count - 1
        while index >= 0, result.digits[index] == 9 {
            result.digits[index] = 0
            index -= 1
        }
        if index >= 0 {
            result.digits[index] += 1
        } else {
            result.digits.insert(1, at: 0)
            result.point += 1
        }
        return result
    }
}

/// A whole number of any size in limbs of nine decimal digits, the lowest first.
private struct BigDecimalInteger {
    private static let base: UInt64 = 1_000_000_000
    private var limbs: [UInt64] = []

    init(_ value: UInt64) {
        var rest = value
        while rest > 0 {
            limbs.append(rest % Self.base)
            rest /= Self.base
        }
    }

    mutating func multiply(by factor: UInt64, times: Int) {
        for _ in 0..<times {
            var carry: UInt64 = 0
            for index in limbs.indices {
                let product = limbs[index] * factor + carry
                limbs[index] = product % Self.base
                carry = product / Self.base
            }
            if carry > 0 { limbs.append(carry) }
        }
    }

    var digits: [UInt8] {
        var text = ""
        for (index, limb) in limbs.reversed().enumerated() {
            let part = String(limb)
            text += index == 0 ? part : String(repeating: "0", count: 9 - part.count) + part
        }
        return text.utf8.map { $0 - 0x30 }
    }
}
