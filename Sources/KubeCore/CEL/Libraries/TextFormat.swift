/// Fills format texts (`%s is %d`) with values.
///
/// Source: cel-go `ext.Strings`, version 2 (`string.format`), English number forms.
struct TextFormat {
    private static let defaultPrecision = 6
    /// More digits than any number has are zeros that only fill memory.
    private static let precisionLimit = 10_000

    static func fill(_ format: String, _ arguments: [CELValue]) throws(CELError) -> String {
        try scan(format) { rest, index throws(CELError) in
            guard index < arguments.count else { throw CELError("index \(index) out of range") }
            guard !rest.isEmpty else { throw CELError("unexpected end of string") }
            let clause = try Clause(&rest)
            do throws(CELError) {
                return try clause.text(arguments[index])
            } catch {
                throw CELError("error during formatting: \(error.message)")
            }
        }
    }

    /// The text with what `clause` gives for each clause, of which it reads the letters behind the percent sign.
    static func scan(
        _ format: String, _ clause: (inout ArraySlice<UInt8>, Int) throws(CELError) -> String
    ) throws(CELError) -> String {
        var result: [UInt8] = []
        var rest = Array(format.utf8)[...]
        var index = 0
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            if rest.first == byte {
                rest.removeFirst()
                result.append(byte)
                continue
            }
            result += Array(try clause(&rest, index).utf8)
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    enum Clause {
        case string
        case decimal
        case fixed(Int)
        case scientific(Int)
        case binary
        case hexadecimal(isUppercase: Bool)
        case octal

        init(_ rest: inout ArraySlice<UInt8>) throws(CELError) {
            let context = "could not parse formatting clause: "
            var precision = TextFormat.defaultPrecision
            if rest.first == UInt8(ascii: ".") {
                rest.removeFirst()
                let digits = rest.prefix { $0 &- 0x30 < 10 }
                rest = rest[digits.endIndex...]
                let place = "error while parsing precision: "
                guard !rest.isEmpty else {
                    throw CELError("\(context)\(place)could not find end of precision specifier")
                }
                let text = String(decoding: digits, as: UTF8.self)
                guard let value = Int(text) else {
                    let problem = text.isEmpty ? "invalid syntax" : "value out of range"
                    throw CELError(
                        "\(context)\(place)error while converting precision to integer: strconv.Atoi: parsing "
                            + "\(GoText.quote(text)): \(problem)")
                }
                precision = min(value, TextFormat.precisionLimit)
            }
            let letter = rest.removeFirst()
            switch letter {
            case UInt8(ascii: "s"): self = .string
            case UInt8(ascii: "d"): self = .decimal
            case UInt8(ascii: "f"): self = .fixed(precision)
            case UInt8(ascii: "e"): self = .scientific(precision)
            case UInt8(ascii: "b"): self = .binary
            case UInt8(ascii: "x"): self = .hexadecimal(isUppercase: false)
            case UInt8(ascii: "X"): self = .hexadecimal(isUppercase: true)
            case UInt8(ascii: "o"): self = .octal
            default: throw CELError("\(context)unrecognized formatting clause \"\(Unicode.Scalar(letter))\"")
            }
        }

        func text(_ value: CELValue) throws(CELError) -> String {
            switch self {
            case .string: return try TextFormat.string(value)
            case .decimal:
                switch value {
                case .int(let number): return String(number)
                case .uint(let number): return String(number)
                default: throw Self.misfit("decimal clause can only be used on integers", value)
                }
            case .fixed(let places):
                let number = try Self.number(value, "fixed-point clause can only be used on doubles")
                return TextFormat.fixed(number, places)
            case .scientific(let places):
                let number = try Self.number(value, "scientific clause can only be used on doubles")
                return TextFormat.scientific(number, places)
            case .binary:
                if case .bool(let flag) = value { return flag ? "1" : "0" }
                return try Self.integer(value, radix: 2, "only integers and bools can be formatted as binary")
            case .octal: return try Self.integer(value, radix: 8, "octal clause can only be used on integers")
            case .hexadecimal(let isUppercase):
                let text: String
                switch value {
                case .string(let string): text = Self.bytes(Array(string.utf8))
                case .bytes(let bytes): text = Self.bytes(bytes)
                default:
                    text = try Self.integer(
                        value, radix: 16, "only integers, byte buffers, and strings can be formatted as hex")
                }
                return isUppercase ? text.uppercased() : text
            }
        }

        private static func misfit(_ rule: String, _ value: CELValue) -> CELError {
            CELError("\(rule), was given \(value.typeName)")
        }

        private static func number(_ value: CELValue, _ rule: String) throws(CELError) -> Double {
            switch value {
            case .double(let number): return number
            case .string("NaN"): return .nan
            case .string("Infinity"): return .infinity
            case .string("-Infinity"): return -.infinity
            default: throw misfit(rule, value)
            }
        }

        private static func integer(_ value: CELValue, radix: Int, _ rule: String) throws(CELError) -> String {
            switch value {
            case .int(let number): return String(number, radix: radix)
            case .uint(let number): return String(number, radix: radix)
            default: throw misfit(rule, value)
            }
        }

        private static func bytes(_ bytes: [UInt8]) -> String {
            bytes.map { GoText.hexadecimal(UInt32($0), digits: 2) }.joined()
        }
    }

    // MARK: Numbers

    /// `1,234.500000`
    private static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return infinite(value) ?? "NaN" }
        let decimal = ExactDecimal(value)
        let parts = decimal.fixed(places).split(separator: ".", maxSplits: 1)
        var whole = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return (decimal.isNegative ? "-" : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// `1.052033×10⁰³`, with narrow no-break spaces where the server has them: none.
    private static func scientific(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return infinite(value) ?? "   NaN" }
        let decimal = ExactDecimal(value)
        let (mantissa, exponent) = decimal.scientific(places)
        let digits = String(abs(exponent))
        let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let power = (digits.count < 2 ? "0" + digits : digits).compactMap(\.wholeNumberValue).map { superscripts[$0] }
        return (decimal.isNegative ? "-" : "") + mantissa + "×10" + (exponent < 0 ? "⁻" : "") + String(power)
    }

    private static func infinite(_ value: Double) -> String? {
        value.isNaN ? nil : value < 0 ? "-∞" : "∞"
    }

    // MARK: Any value

    static func string(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .list(let list):
            var parts: [String] = []
            for element in try list.elements() { parts.append(try literal(element)) }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map(let map): return try string(map)
        case .null: return "null"
        default:
            if let text = value.plainText { return text }
            throw CELError(
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, "
                    + "and timestamps, was given \(value.typeName)")
        }
    }

    private static func string(_ map: CELMap) throws(CELError) -> String {
        var parts: [(key: String, value: String)] = []
        for entry in try map.allEntries() {
            switch entry.key {
            case .string, .bool, .int, .uint:
                parts.append((try literal(entry.key), try literal(entry.value)))
            default: throw CELError("no formatting function for map key of type \(entry.key.typeName)")
            }
        }
        parts.sort { $0.key < $1.key }
        return "{" + parts.map { "\($0.key):\($0.value)" }.joined(separator: ", ") + "}"
    }

    /// A value within a list or map, as it would be written in an expression.
    private static func literal(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .string(let text): return GoText.quote(text)
        case .bytes(let bytes): return "b" + GoText.quote(String(decoding: bytes, as: UTF8.self))
        case .timestamp: return "timestamp(\"\(value.plainText ?? "")\")"
        case .duration: return "duration(\"\(value.plainText ?? "")\")"
        case .double(let number):
            guard number.isFinite else { return number.isNaN ? "\"NaN\"" : number < 0 ? "\"-Inf\"" : "\"+Inf\"" }
            let decimal = ExactDecimal(number)
            return (decimal.isNegative ? "-" : "") + decimal.fixed(defaultPrecision)
        case .opaque, .optional, .unknown: throw CELError("no formatting function for \(value.typeName)")
        default: return try string(value)
        }
    }
}
