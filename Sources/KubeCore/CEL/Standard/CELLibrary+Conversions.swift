extension CELLibrary {
    private static func conversions(
        _ name: String, to result: CELType, _ overloads: [(CELType, String)], _ convert: @escaping CELFunction.Unary
    ) -> [CELFunction] {
        overloads.map { CELFunction.unary(name, $0.1, $0.0, result, convert) }
    }

    static let conversions: [CELFunction] =
        conversions("bool", to: .bool, [(.bool, "bool_to_bool"), (.string, "string_to_bool")]) {
            value throws(CELError) in try value.toBool()
        }
        + conversions("bytes", to: .bytes, [(.bytes, "bytes_to_bytes"), (.string, "string_to_bytes")]) {
            value throws(CELError) in try value.toBytes()
        }
        + conversions(
            "double", to: .double,
            [
                (.double, "double_to_double"), (.int, "int64_to_double"), (.string, "string_to_double"),
                (.uint, "uint64_to_double"),
            ]
        ) { value throws(CELError) in try value.toDouble() }
        + conversions(
            "duration", to: .duration,
            [
                (.duration, "duration_to_duration"), (.int, "int64_to_duration"), (.string, "string_to_duration"),
            ]
        ) { value throws(CELError) in try value.toDuration() }
        + conversions(
            "int", to: .int,
            [
                (.int, "int64_to_int64"), (.double, "double_to_int64"), (.duration, "duration_to_int64"),
                (.string, "string_to_int64"), (.timestamp, "timestamp_to_int64"), (.uint, "uint64_to_int64"),
            ]
        ) { value throws(CELError) in try value.toInt() }
        + conversions(
            "string", to: .string,
            [
                (.string, "string_to_string"), (.bool, "bool_to_string"), (.bytes, "bytes_to_string"),
                (.double, "double_to_string"), (.duration, "duration_to_string"), (.int, "int64_to_string"),
                (.timestamp, "timestamp_to_string"), (.uint, "uint64_to_string"),
            ]
        ) { value throws(CELError) in try value.toText() }
        + conversions(
            "timestamp", to: .timestamp,
            [
                (.timestamp, "timestamp_to_timestamp"), (.int, "int64_to_timestamp"),
                (.string, "string_to_timestamp"),
            ]
        ) { value throws(CELError) in try value.toTimestamp() }
        + conversions(
            "uint", to: .uint,
            [
                (.uint, "uint64_to_uint64"), (.double, "double_to_uint64"), (.int, "int64_to_uint64"),
                (.string, "string_to_uint64"),
            ]
        ) { value throws(CELError) in try value.toUint() }
        + [
            .unary("dyn", "to_dyn", .typeParameter("A"), .dyn) { value throws(CELError) in value },
            .unary("type", "type", .typeParameter("A"), .typeOf(.typeParameter("A"))) { value throws(CELError) in
                .type(value.type)
            },
        ]

    static let standardStrings: [CELFunction] = [
        text("contains", "contains_string") { $1.isEmpty || $0.containsBytes(of: $1) },
        text("endsWith", "ends_with_string") {
            $0.utf8.count >= $1.utf8.count && $0.utf8.suffix($1.utf8.count).elementsEqual($1.utf8)
        },
        text("startsWith", "starts_with_string") { $0.utf8.starts(with: $1.utf8) },
        .binary("matches", "matches", (.string, .string), .bool, CELValue.matches),
        .binary("matches", "matches_string", (.string, .string), .bool, isMember: true, CELValue.matches),
    ]

    private static func text(
        _ name: String, _ id: String, _ holds: @escaping @Sendable (String, String) -> Bool
    ) -> CELFunction {
        .binary(name, id, (.string, .string), .bool, isMember: true) { (lhs, rhs) throws(CELError) in
            guard case .string(let lhs) = lhs, case .string(let rhs) = rhs else { throw .noSuchOverload }
            return .bool(holds(lhs, rhs))
        }
    }
}

extension CELValue {
    static func matches(_ text: CELValue, _ pattern: CELValue) throws(CELError) -> CELValue {
        guard case .string(let text) = text, case .string(let pattern) = pattern else { throw .noSuchOverload }
        return .bool(try expression(pattern).matches(text))
    }

    static func expression(_ pattern: String) throws(CELError) -> RegularExpression {
        do throws(RegularExpressionError) {
            return try RegularExpression(pattern)
        } catch {
            throw CELError("\(error)")
        }
    }
}

extension String {
    /// Whether the bytes of `other` stand somewhere in these; `other` is not empty.
    func containsBytes(of other: String) -> Bool {
        var text = self
        var part = other
        return text.withUTF8 { text in
            part.withUTF8 { part in
                guard text.count >= part.count else { return false }
                for start in 0...(text.count - part.count) where text[start] == part[0] {
                    if text[start..<start + part.count].elementsEqual(part) { return true }
                }
                return false
            }
        }
    }
}
