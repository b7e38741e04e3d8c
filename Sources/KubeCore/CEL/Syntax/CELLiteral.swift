/// A value written in an expression.
enum CELLiteral: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])

    var value: CELValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .bytes(let value): .bytes(value)
        }
    }

    var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        }
    }
}

extension CELLiteral {
    /// The value of a literal of strings or bytes as it is written, with prefix and quotes.
    ///
    /// Throws the words of cel-go. Line breaks become `\n`, also in raw literals.
    init(quoted text: ArraySlice<Unicode.Scalar>, isBytes: Bool) throws(CELSyntaxFailure) {
        var rest = Self.normalizingLines(isBytes ? text.dropFirst() : text)[...]
        let isRaw = rest.first == "r" || rest.first == "R"
        if isRaw { rest = rest.dropFirst() }
        let isTriple = rest.count >= 6 && rest.prefix(3).allSatisfy { $0 == rest.first }
        rest = rest.dropFirst(isTriple ? 3 : 1).dropLast(isTriple ? 3 : 1)
        var unescaper = Unescaper(isBytes: isBytes)
        if isRaw {
            rest.forEach { unescaper.append($0) }
        } else {
            try unescaper.run(rest)
        }
        self = isBytes ? .bytes(unescaper.bytes) : .string(String(decoding: unescaper.bytes, as: UTF8.self))
    }

    private static func normalizingLines(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        guard text.contains("\r") else { return Array(text) }
        var result: [Unicode.Scalar] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == "\r" {
                result.append("\n")
                if index + 1 < text.endIndex, text[index + 1] == "\n" { index += 1 }
            } else {
                result.append(text[index])
            }
            index += 1
        }
        return result
    }
}

/// What is wrong with a word, in cel-go's words.
struct CELSyntaxFailure: Error {
    let message: String
}

private struct Unescaper {
    let isBytes: Bool
    private(set) var bytes: [UInt8] = []

    init(isBytes: Bool) {
        self.isBytes = isBytes
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    mutating func run(_ text: ArraySlice<Unicode.Scalar>) throws(CELSyntaxFailure) {
        var rest = text
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                append(scalar)
                continue
            }
            guard let mark = rest.popFirst() else {
                throw CELSyntaxFailure(message: "unable to unescape string, found '\\' as last character")
            }
            switch mark {
            case "a": bytes.append(7)
            case "b": bytes.append(8)
            case "f": bytes.append(12)
            case "n": bytes.append(10)
            case "r": bytes.append(13)
            case "t": bytes.append(9)
            case "v": bytes.append(11)
            case "x", "X": try appendCode(&rest, digits: 2, radix: 16, isByte: isBytes)
            case "u", "U":
                guard !isBytes else { throw CELSyntaxFailure(message: "unable to unescape string") }
                try appendCode(&rest, digits: mark == "u" ? 4 : 8, radix: 16, isByte: false)
            case "0"..."3":
                rest = [mark] + rest
                try appendCode(&rest, digits: 3, radix: 8, isByte: isBytes)
            default: append(mark)
            }
        }
    }

    private mutating func appendCode(
        _ rest: inout ArraySlice<Unicode.Scalar>, digits: Int, radix: Int, isByte: Bool
    ) throws(CELSyntaxFailure) {
        let spelling = String(String.UnicodeScalarView(rest.prefix(digits)))
        rest = rest.dropFirst(digits)
        guard let code = UInt32(spelling, radix: radix) else {
            throw CELSyntaxFailure(message: "unable to unescape string")
        }
        if isByte {
            bytes.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
            append(scalar)
        } else {
            throw CELSyntaxFailure(message: "invalid unicode code point")
        }
    }
}
