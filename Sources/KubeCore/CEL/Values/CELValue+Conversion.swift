/// Conversions between types; each throws in cel-go's words what it cannot convert.
extension CELValue {
    private func failure(to type: CELType) -> CELError {
        CELError("type conversion error from '\(self.type.name)' to '\(type.name)'")
    }

    func toInt() throws(CELError) -> CELValue {
        switch self {
        case .int: return self
        case .uint(let value):
            guard let exact = Int64(exactly: value) else { throw CELError("integer overflow") }
            return .int(exact)
        case .double(let value):
            guard value > -0x1p63, value < 0x1p63 else { throw CELError("integer overflow") }
            return .int(Int64(value))
        case .duration(let span): return .int(span.nanoseconds)
        case .timestamp(let time): return .int(time.instant.seconds)
        case .string(let text):
            guard let value = Int64(text) else { throw failure(to: .int) }
            return .int(value)
        default: throw failure(to: .int)
        }
    }

    func toUint() throws(CELError) -> CELValue {
        switch self {
        case .uint: return self
        case .int(let value):
            guard let exact = UInt64(exactly: value) else { throw CELError("unsigned integer overflow") }
            return .uint(exact)
        case .double(let value):
            guard value >= 0, value < 0x1p64 else { throw CELError("unsigned integer overflow") }
            return .uint(UInt64(value))
        case .string(let text):
            guard text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-"),
                let value = UInt64(text)
            else { throw failure(to: .uint) }
            return .uint(value)
        default: throw failure(to: .uint)
        }
    }

    func toDouble() throws(CELError) -> CELValue {
        switch self {
        case .double: return self
        case .int(let value): return .double(Double(value))
        case .uint(let value): return .double(Double(value))
        case .string(let text):
            guard let value = Self.double(text) else { throw failure(to: .double) }
            return .double(value)
        default: throw failure(to: .double)
        }
    }

    private static func double(_ text: String) -> Double? {
        switch text.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        case "nan": return .nan
        default:
            guard let value = Double(text), value.isFinite else { return nil }
            return value
        }
    }

    func toBool() throws(CELError) -> CELValue {
        switch self {
        case .bool: return self
        case .string("1"), .string("t"), .string("T"), .string("TRUE"), .string("true"), .string("True"):
            return .bool(true)
        case .string("0"), .string("f"), .string("F"), .string("FALSE"), .string("false"), .string("False"):
            return .bool(false)
        default: throw failure(to: .bool)
        }
    }

    func toBytes() throws(CELError) -> CELValue {
        switch self {
        case .bytes: return self
        case .string(let text): return .bytes(Array(text.utf8))
        default: throw failure(to: .bytes)
        }
    }

    func toText() throws(CELError) -> CELValue {
        switch self {
        case .string: return self
        case .bool, .int, .uint, .double: return .string(shownText)
        case .duration(let span): return .string(span.text)
        case .timestamp(let time): return .string(time.rfc3339)
        case .type(let type): return .string(type.name)
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CELError("invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(text)
        default: throw failure(to: .string)
        }
    }

    func toDuration() throws(CELError) -> CELValue {
        switch self {
        case .duration: return self
        case .int(let value): return .duration(CELDuration(nanoseconds: value))
        case .string(let text):
            guard let span = CELDuration(go: text) else { throw failure(to: .duration) }
            return .duration(span)
        default: throw failure(to: .duration)
        }
    }

    func toTimestamp() throws(CELError) -> CELValue {
        switch self {
        case .timestamp: return self
        case .int(let value):
            guard CELTimestamp.range.contains(value) else { throw CELError("timestamp overflow") }
            return .timestamp(CELTimestamp(Timestamp(seconds: value)))
        case .string(let text):
            guard let time = CELTimestamp(rfc3339: text) else { throw failure(to: .timestamp) }
            guard CELTimestamp.range.contains(time.instant.seconds) else { throw CELError("timestamp overflow") }
            return .timestamp(time)
        default: throw failure(to: .timestamp)
        }
    }
}
