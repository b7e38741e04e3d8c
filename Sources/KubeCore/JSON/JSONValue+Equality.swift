extension JSONValue {
    /// Equality of RFC 6902 section 4.6: as `==`, but numbers are equal when their values are (`1`, `1.0`, `10e-1`).
    package func isSemanticallyEqual(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer, .number), (.number, .integer), (.number, .number):
            guard let left = decimal, let right = other.decimal else { return self == other }
            return left == right
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSemanticallyEqual(to: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.members.allSatisfy { member in
                    right[member.key].map { member.value.isSemanticallyEqual(to: $0) } ?? false
                }
        default:
            return self == other
        }
    }

    private var decimal: DecimalSpelling? {
        switch self {
        case .integer(let value): DecimalSpelling(String(value))
        case .number(let number): DecimalSpelling(number.literal)
        default: nil
        }
    }
}

/// A number's exact value out of its spelling: `digits` without zeros at either end, times ten to the `exponent`.
private struct DecimalSpelling: Equatable {
    private var isNegative = false
    private var digits: [UInt8] = []
    private var exponent = 0

    /// nil when the exponent is beyond 64 bits.
    init?(_ literal: String) {
        var isFraction = false
        var rest = literal.utf8[...]
        scan: while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
            default:
                digits.append(byte)
                if isFraction { exponent -= 1 }
            }
        }
        if !rest.isEmpty {
            guard let written = Int(String(Substring(rest))) else { return nil }
            let (sum, overflow) = exponent.addingReportingOverflow(written)
            if overflow { return nil }
            exponent = sum
        }
        digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent = exponent == .max ? .max : exponent + 1
        }
        if digits.isEmpty { (isNegative, exponent) = (false, 0) }
    }
}
