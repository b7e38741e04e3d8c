extension Quantity {
    private static let decimalSuffixes: [(suffix: String, exponent: Int)] = [
        ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18),
    ]
    private static let binarySuffixes: [(suffix: String, exponent: Int)] = [
        ("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60),
    ]

    /// What the API server says of text that is no quantity.
    package static let formatMessage =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

    /// Reads `[+-]digits[.digits][suffix]`; nil when the text is no quantity.
    ///
    /// As in Kubernetes, missing digits count as zero: `m`, `.` and `+` are zero, only the empty text is nothing.
    /// Amounts with a binary suffix are capped at 2^63-1, as Kubernetes caps them.
    package init?(_ text: String) {
        var rest = text.utf8[...]
        guard !rest.isEmpty else { return nil }
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        let number = DecimalReader(&rest)
        guard let unit = Unit(Substring(rest)) else { return nil }
        let digits = isNegative ? -number.digits : number.digits
        switch unit {
        case .decimal(let exponent, let format):
            self.init(digits: digits, exponent: number.exponent + exponent, format: format)
            // Beyond it what is printed could not be read again.
            guard self.exponent <= Int32.max else { return nil }
        case .binary(let shift):
            self = Self.binary(digits, exponent: number.exponent, shift: shift)
        }
    }

    private static func binary(_ digits: Int128, exponent: Int, shift: Int) -> Quantity {
        let amount = Quantity(digits: digits, exponent: exponent, unrounded: ()) * (1 << Int64(shift))
        let largest = Quantity(.max, format: .binarySI)
        if amount > largest { return largest }
        if amount < -largest { return -largest }
        // Below one there is no binary spelling.
        let isFraction = amount.digits > 0 && amount < Quantity(1)
        return amount.formatted(as: isFraction ? .decimalSI : .binarySI)
    }

    private enum Unit {
        case decimal(exponent: Int, Format)
        case binary(shift: Int)

        init?(_ suffix: Substring) {
            if let known = decimalSuffixes.first(where: { $0.suffix == suffix }) {
                self = .decimal(exponent: known.exponent, .decimalSI)
            } else if let known = binarySuffixes.first(where: { $0.suffix == suffix }) {
                self = .binary(shift: known.exponent)
            } else if let first = suffix.first, first == "e" || first == "E",
                let exponent = Int32(suffix.dropFirst())
            {
                self = .decimal(exponent: Int(exponent), .decimalExponent)
            } else {
                return nil
            }
        }
    }
}

extension Quantity: CustomStringConvertible {
    /// The canonical form: the largest suffix that leaves no fraction, as the API server writes it.
    package var description: String {
        guard digits != 0 else { return "0" }
        switch format {
        case .binarySI where exponent >= 0 && (value >= 1024 || value <= -1024): return binaryDescription
        // A fraction or a small number has no exact binary spelling.
        case .binarySI, .decimalSI: return decimalDescription(format: .decimalSI)
        case .decimalExponent: return decimalDescription(format: .decimalExponent)
        }
    }

    private func decimalDescription(format: Format) -> String {
        // Down to the next multiple of three, counting away from minus infinity: -1 -> -3, 4 -> 3.
        let excess = ((exponent % 3) + 3) % 3
        let number = "\(digits)" + String(repeating: "0", count: excess)
        let rounded = exponent - excess
        if format == .decimalSI, let known = Self.decimalSuffixes.first(where: { $0.exponent == rounded }) {
            return number + known.suffix
        }
        return rounded == 0 ? number : "\(number)e\(rounded)"
    }

    private var binaryDescription: String {
        var number = scaled(to: 0)
        var power = 0
        while power < Self.binarySuffixes.count, number % 1024 == 0 {
            number /= 1024
            power += 1
        }
        return "\(number)" + (power == 0 ? "" : Self.binarySuffixes[power - 1].suffix)
    }
}

extension Quantity: Codable {
    /// From a string or, as Kubernetes allows, a plain number; nil when it is no quantity.
    package init?(json: JSONValue) {
        switch json {
        case .string(let text): self.init(text)
        case .integer(let number): self.init(number)
        case .number(let number): self.init(number.literal)
        default: return nil
        }
    }

    package init(from decoder: any Decoder) throws {
        guard let quantity = Quantity(json: try JSONValue(from: decoder)) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: Self.formatMessage))
        }
        self = quantity
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Reads `digits[.digits]` off the front of a text.
private struct DecimalReader {
    private(set) var digits: Int128 = 0
    private(set) var exponent = 0
    private var hasPoint = false

    init(_ rest: inout Substring.UTF8View) {
        var isInexact = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte &- UInt8(ascii: "0") < 10 {
                append(Int128(byte - UInt8(ascii: "0")), &isInexact)
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        if isInexact { digits += 1 }
    }

    /// Digits beyond the 37th only move the exponent; a remainder counts as one more unit of the last place.
    private mutating func append(_ digit: Int128, _ isInexact: inout Bool) {
        if digits.magnitude < Power.ten(Quantity.maximumDigits - 1) {
            digits = digits * 10 + digit
            if hasPoint { exponent -= 1 }
        } else {
            isInexact = isInexact || digit != 0
            if !hasPoint { exponent += 1 }
        }
    }
}
