/// An amount of a resource as Kubernetes spells it: `100m`, `1.5`, `512Mi`, `2e3`.
///
/// The value is a decimal number of up to 38 significant digits, no finer than 10^-9: what is finer is rounded away from
/// zero when it is read ("if you want some resources, you should get some"). Equality and order are those of the value:
/// `1000m == 1`. No operation traps: results beyond the range of the answer are clamped to it.
///
/// Source: k8s.io/apimachinery `resource.Quantity`.
package struct Quantity: Sendable {
    /// How the amount prefers to be written.
    package enum Format: String, Hashable, Sendable {
        /// `k`, `M`, `G`, …
        case decimalSI
        /// `Ki`, `Mi`, `Gi`, …
        case binarySI
        /// `e3`, `e6`, …
        case decimalExponent
    }

    /// The value is `digits` * 10^`exponent`; no trailing zeros in `digits`, and (0, 0) for zero.
    let digits: Int128
    let exponent: Int
    package let format: Format

    package static let zero = Quantity(0)

    /// Beyond this many digits the last ones are rounded away; 10^38 still fits into 128 bits.
    static let maximumDigits = 38
    /// The finest unit: nano.
    static let minimumExponent = -9

    package init(_ value: Int64, format: Format = .decimalSI) {
        self.init(digits: Int128(value), exponent: 0, format: format)
    }

    package init(milli: Int64, format: Format = .decimalSI) {
        self.init(digits: Int128(milli), exponent: -3, format: format)
    }

    init(digits: Int128, exponent: Int, format: Format) {
        (self.digits, self.exponent) = Self.normalized(digits, exponent)
        self.format = format
    }

    /// For an intermediate result: finer than nano is kept.
    init(digits: Int128, exponent: Int, unrounded: Void) {
        (self.digits, self.exponent) = (digits, exponent)
        format = .binarySI
    }

    private static func normalized(_ digits: Int128, _ exponent: Int) -> (Int128, Int) {
        guard digits != 0 else { return (0, 0) }
        var (digits, exponent) = (digits, exponent)
        while digits.magnitude >= Power.ten(maximumDigits) || exponent < minimumExponent {
            if minimumExponent - exponent > maximumDigits { return (digits.signum(), minimumExponent) }
            digits = roundedUp(digits, dividedBy: 10)
            exponent += 1
        }
        while digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        return (digits, exponent)
    }

    /// The quotient, rounded away from zero.
    static func roundedUp(_ dividend: Int128, dividedBy divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder == 0 ? quotient : quotient + dividend.signum()
    }

    /// The value in units of 10^`scale`, rounded away from zero; clamped to 128 bits.
    func scaled(to scale: Int) -> Int128 {
        let shift = exponent - scale
        if shift >= 0 {
            guard digits != 0 else { return 0 }
            guard shift <= Self.maximumDigits else { return digits > 0 ? .max : .min }
            let (product, overflow) = digits.multipliedReportingOverflow(by: Int128(Power.ten(shift)))
            return overflow ? (digits > 0 ? .max : .min) : product
        }
        guard -shift <= Self.maximumDigits else { return digits.signum() }
        return Self.roundedUp(digits, dividedBy: Int128(Power.ten(-shift)))
    }
}

extension Quantity {
    /// Whole units, rounded away from zero; clamped to 64 bits.
    package var value: Int64 { Int64(clamping: scaled(to: 0)) }

    /// Thousandths, rounded away from zero; clamped to 64 bits.
    package var milliValue: Int64 { Int64(clamping: scaled(to: -3)) }

    /// The nearest double.
    package var doubleValue: Double {
        // The spelling is read correctly rounded, which multiplying by a power of ten is not.
        Double("\(digits)e\(exponent)") ?? (digits < 0 ? -.infinity : .infinity)
    }

    package var isZero: Bool { digits == 0 }
    package var isNegative: Bool { digits < 0 }

    /// The same value, preferring another format.
    package func formatted(as format: Format) -> Quantity {
        Quantity(digits: digits, exponent: exponent, format: format)
    }

    /// Rounded away from zero to whole multiples of 10^`scale`; Kubernetes rounds resource amounts to milli (-3).
    package func roundedUp(toScale scale: Int) -> Quantity {
        guard exponent < scale else { return self }
        return Quantity(digits: scaled(to: scale), exponent: scale, format: format)
    }
}

extension Quantity: Hashable, Comparable {
    package static func == (lhs: Quantity, rhs: Quantity) -> Bool {
        lhs.digits == rhs.digits && lhs.exponent == rhs.exponent
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(digits)
        hasher.combine(exponent)
    }

    package static func < (lhs: Quantity, rhs: Quantity) -> Bool {
        guard lhs.digits.signum() == rhs.digits.signum() else { return lhs.digits.signum() < rhs.digits.signum() }
        guard lhs.digits != 0 else { return false }
        let (leftTop, rightTop) = (lhs.topExponent, rhs.topExponent)
        guard leftTop == rightTop else { return (leftTop < rightTop) == (lhs.digits > 0) }
        // Equal leading places: both fit into 38 digits in units of the finer one.
        let scale = min(lhs.exponent, rhs.exponent)
        return lhs.scaled(to: scale) < rhs.scaled(to: scale)
    }

    /// The power of ten just above the leading digit.
    private var topExponent: Int { Power.digitCount(digits.magnitude) + exponent }
}

extension Quantity {
    /// The sum; when the left side is zero it has the format of the right, as in Kubernetes.
    package static func + (lhs: Quantity, rhs: Quantity) -> Quantity {
        let format = lhs.isZero ? rhs.format : lhs.format
        guard lhs.digits != 0, rhs.digits != 0 else {
            return (lhs.isZero ? rhs : lhs).formatted(as: format)
        }
        // So fine that the larger one still has at most 37 digits: the sum of both then fits into 128 bits.
        let finest = max(lhs.topExponent, rhs.topExponent) - maximumDigits + 1
        let scale = max(min(lhs.exponent, rhs.exponent), finest)
        return Quantity(digits: lhs.scaled(to: scale) + rhs.scaled(to: scale), exponent: scale, format: format)
    }

    package static prefix func - (quantity: Quantity) -> Quantity {
        Quantity(digits: -quantity.digits, exponent: quantity.exponent, format: quantity.format)
    }

    package static func - (lhs: Quantity, rhs: Quantity) -> Quantity { lhs + -rhs }

    package static func += (lhs: inout Quantity, rhs: Quantity) { lhs = lhs + rhs }

    /// The product; beyond 38 digits the last ones are rounded away from zero.
    package static func * (lhs: Quantity, rhs: Int64) -> Quantity {
        var (digits, exponent) = (lhs.digits, lhs.exponent)
        while true {
            let (product, overflow) = digits.multipliedReportingOverflow(by: Int128(rhs))
            if !overflow { return Quantity(digits: product, exponent: exponent, format: lhs.format) }
            digits = roundedUp(digits, dividedBy: 10)
            exponent += 1
        }
    }
}

/// Powers of ten in 128 bits.
enum Power {
    private static let powers: [UInt128] = (0..<38).reduce(into: [1]) { powers, _ in
        powers.append((powers.last ?? 1) * 10)
    }

    /// 10^`exponent`, 0...38.
    static func ten(_ exponent: Int) -> UInt128 { powers[exponent] }

    /// Decimal digits of a positive number.
    static func digitCount(_ number: UInt128) -> Int {
        powers.firstIndex { number < $0 } ?? 39
    }
}
