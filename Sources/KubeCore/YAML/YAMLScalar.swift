/// What an unquoted YAML scalar means.
///
/// As sigs.k8s.io/yaml (go-yaml v2) reads it, which is YAML 1.1 with exceptions: `y`, `no` and `on` are booleans, `0777`
/// and `0o17` octal, `0b1` binary, underscores are allowed in numbers, `08` is 8, times and `60:00` stay strings.
enum YAMLScalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Beyond `Int64`.
    case unsigned(UInt64)
    /// Finite.
    case float(Double)
    /// `.inf`, `-.inf` and `.nan`, which JSON cannot express.
    case notFinite
    /// `<<`
    case merge
    case string

    init(_ text: String) {
        guard let first = text.utf8.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = Self.number(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): self = Self.word(text) ?? Self.number(text)
        case UInt8(ascii: "."): self = Self.word(text) ?? Self.float(text) ?? .string
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"), UInt8(ascii: "<"):
            self = Self.word(text) ?? .string
        default: self = .string
        }
    }

    private static func word(_ text: String) -> YAMLScalar? {
        // "false" is the longest of these words.
        text.utf8.count <= 5 ? words[packed(text)] : nil
    }

    /// All special words, by their bytes in one number: most keys and values are compared with them.
    private static let words: [UInt64: YAMLScalar] = {
        var words: [UInt64: YAMLScalar] = [packed("<<"): .merge]
        for word in ["true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"] {
            words[packed(word)] = .bool(true)
        }
        for word in ["false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"] {
            words[packed(word)] = .bool(false)
        }
        for word in ["~", "null", "Null", "NULL"] { words[packed(word)] = .null }
        for word in [".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF"] { words[packed(word)] = .notFinite }
        for word in ["+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"] { words[packed(word)] = .notFinite }
        return words
    }()

    private static func packed(_ text: String) -> UInt64 {
        text.utf8.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func number(_ text: String) -> YAMLScalar {
        let plain = text.utf8.contains(UInt8(ascii: "_")) ? text.filter { $0 != "_" } : text
        return integer(plain) ?? float(plain) ?? .string
    }

    /// An integer with Go's prefixes: `0x`, `0o`, `0b`, and a leading zero for octal.
    private static func integer(_ text: String) -> YAMLScalar? {
        var digits = text.utf8[...]
        let sign = digits.first
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        if isSigned { digits = digits.dropFirst() }
        guard let first = digits.first else { return nil }
        var radix = 10
        if first == UInt8(ascii: "0"), digits.count > 1 {
            let prefix = digits.dropFirst().first.map { $0 | 0x20 }
            switch prefix {
            case UInt8(ascii: "x") where digits.count > 2: radix = 16
            case UInt8(ascii: "o") where digits.count > 2: radix = 8
            case UInt8(ascii: "b") where digits.count > 2: radix = 2
            default: radix = 8
            }
            let isPrefixed = prefix.map { $0 > UInt8(ascii: "9") } ?? false
            digits = digits.dropFirst(isPrefixed ? 2 : 1)
        }
        // A second sign would be accepted by the conversion below.
        guard let lead = digits.first, lead != UInt8(ascii: "-"), lead != UInt8(ascii: "+"),
            let magnitude = UInt64(Substring(digits), radix: radix)
        else { return nil }
        if sign == UInt8(ascii: "-") {
            return magnitude <= 1 << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
        }
        if let small = Int64(exactly: magnitude) { return .integer(small) }
        return isSigned ? nil : .unsigned(magnitude)
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`; nil when it is another or beyond a double.
    private static func float(_ text: String) -> YAMLScalar? {
        var rest = text.utf8[...]
        func skipDigits() -> Int {
            let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }.count
            rest = rest.dropFirst(digits)
            return digits
        }
        func skip(_ characters: StaticString) -> Bool {
            guard let byte = rest.first,
                UnsafeBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount).contains(byte)
            else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = skip("+-")
        let whole = skipDigits()
        let fraction = skip(".") ? skipDigits() : 0
        guard whole + fraction > 0 else { return nil }
        if skip("eE") {
            _ = skip("+-")
            guard skipDigits() > 0 else { return nil }
        }
        guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
        return .float(value)
    }
}

extension YAMLScalar {
    /// The value as JSON; nil for `notFinite`, and for `string` and `merge`, which are their text.
    var json: JSONValue? {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .unsigned(let number): .number(JSONNumber(uncheckedLiteral: "\(number)"))
        case .float(let number): JSONValue(number)
        case .notFinite, .string, .merge: nil
        }
    }
}
