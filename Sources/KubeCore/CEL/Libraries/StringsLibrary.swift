extension CELLibrary {
    /// Searching, cutting and formatting strings.
    ///
    /// Source: cel-go `ext.Strings`, version 2; places count code points.
    static let strings: CELLibrary = CELLibrary(functions: searching + changing + splitting)

    private static let searching: [CELFunction] = [
        CELFunction("charAt", "string_char_at_int", isMember: true, parameters: [.string, .int], result: .string) {
            arguments, _ throws(CELError) in
            let text = try scalars(arguments[0])
            let index = try arguments[1].asInt()
            guard index >= 0, index <= Int64(text.count) else { throw CELError("index out of range: \(index)") }
            return .string(string(text[Int(index)...].prefix(1)))
        },
        search("indexOf", "string_index_of_string", takesOffset: false, indexOf),
        search("indexOf", "string_index_of_string_int", takesOffset: true, indexOf),
        search("lastIndexOf", "string_last_index_of_string", takesOffset: false, lastIndexOf),
        search("lastIndexOf", "string_last_index_of_string_int", takesOffset: true, lastIndexOf),
    ]

    private static let changing: [CELFunction] = [
        change("lowerAscii", "string_lower_ascii") { text in
            string(text.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 })
        },
        change("upperAscii", "string_upper_ascii") { text in
            string(text.map { ("a"..."z").contains($0) ? Unicode.Scalar(UInt8($0.value) - 32) : $0 })
        },
        change("trim", "string_trim") { text in
            guard let first = text.firstIndex(where: { !isSpace($0) }),
                let last = text.lastIndex(where: { !isSpace($0) })
            else { return "" }
            return string(text[first...last])
        },
        CELFunction(
            "substring", "string_substring_int", isMember: true, parameters: [.string, .int], result: .string,
            cost: .traversal(keepsSize: true)
        ) { arguments, _ throws(CELError) in
            let text = try scalars(arguments[0])
            let start = try arguments[1].asInt()
            guard start >= 0, start <= Int64(text.count) else { throw CELError("index out of range: \(start)") }
            return .string(string(text[Int(start)...]))
        },
        CELFunction(
            "substring", "string_substring_int_int", isMember: true, parameters: [.string, .int, .int],
            result: .string, cost: .traversal(keepsSize: true)
        ) { arguments, _ throws(CELError) in
            let text = try scalars(arguments[0])
            let start = try arguments[1].asInt()
            let end = try arguments[2].asInt()
            guard start <= end else { throw CELError("invalid substring range. start: \(start), end: \(end)") }
            for index in [start, end] where index < 0 || index > Int64(text.count) {
                throw CELError("index out of range: \(index)")
            }
            return .string(string(text[Int(start)..<Int(end)]))
        },
        CELFunction(
            "replace", "string_replace_string_string", isMember: true, parameters: [.string, .string, .string],
            result: .string, cost: replaceCost
        ) { arguments, _ throws(CELError) in
            .string(replace(try scalars(arguments[0]), try scalars(arguments[1]), try scalars(arguments[2]), -1))
        },
        CELFunction(
            "replace", "string_replace_string_string_int", isMember: true,
            parameters: [.string, .string, .string, .int], result: .string, cost: replaceCost
        ) { arguments, _ throws(CELError) in
            let limit = try arguments[3].asInt()
            return .string(
                replace(try scalars(arguments[0]), try scalars(arguments[1]), try scalars(arguments[2]), limit))
        },
        CELFunction(
            "format", "string_format", isMember: true, parameters: [.string, .list(.dyn)], result: .string,
            cost: .traversal()
        ) { arguments, _ throws(CELError) in
            .string(try TextFormat.fill(arguments[0].asString(), arguments[1].asElements()))
        },
        CELFunction(
            "strings.quote", "strings_quote", parameters: [.string], result: .string,
            cost: CELCost(
                count: { arguments, _ in arguments[0].costSize.scaledUp(by: CELCost.traversalFactor) },
                estimate: { call in
                    guard let size = call.arguments.first?.size else { return nil }
                    let quotes = CELEstimate(2)
                    return CELCallEstimate(
                        cost: size.scaled(by: CELCost.traversalFactor),
                        resultSize: CELEstimate(min: size.min, max: size.max.saturatingMultiply(2)) + quotes)
                })
        ) { arguments, _ throws(CELError) in .string(quote(try arguments[0].asString())) },
    ]

    private static let splitting: [CELFunction] = [
        CELFunction(
            "split", "string_split_string", isMember: true, parameters: [.string, .string], result: .list(.string),
            cost: splitCost
        ) { arguments, _ throws(CELError) in
            .strings(split(try scalars(arguments[0]), try scalars(arguments[1]), -1))
        },
        CELFunction(
            "split", "string_split_string_int", isMember: true, parameters: [.string, .string, .int],
            result: .list(.string), cost: splitCost
        ) { arguments, _ throws(CELError) in
            let limit = try arguments[2].asInt()
            return .strings(split(try scalars(arguments[0]), try scalars(arguments[1]), limit))
        },
        CELFunction(
            "join", "list_join", isMember: true, parameters: [.list(.string)], result: .string, cost: joinCost
        ) { arguments, _ throws(CELError) in .string(try join(arguments[0].asElements(), "")) },
        CELFunction(
            "join", "list_join_string", isMember: true, parameters: [.list(.string), .string], result: .string,
            cost: joinCost
        ) { arguments, _ throws(CELError) in
            .string(try join(arguments[0].asElements(), try arguments[1].asString()))
        },
    ]

    // MARK: Declaring

    private static func change(
        _ name: String, _ overload: String, _ change: @escaping @Sendable ([Unicode.Scalar]) -> String
    ) -> CELFunction {
        CELFunction(
            name, overload, isMember: true, parameters: [.string], result: .string, cost: .traversal(keepsSize: true)
        ) { arguments, _ throws(CELError) in .string(change(try scalars(arguments[0]))) }
    }

    private static func search(
        _ name: String, _ overload: String, takesOffset: Bool,
        _ find: @escaping @Sendable ([Unicode.Scalar], [Unicode.Scalar], Int64?) throws(CELError) -> Int64
    ) -> CELFunction {
        CELFunction(
            name, overload, isMember: true, parameters: [.string, .string] + (takesOffset ? [.int] : []), result: .int,
            cost: .scan
        ) { arguments, _ throws(CELError) in
            let offset = takesOffset ? try arguments[2].asInt() : nil
            return .int(try find(scalars(arguments[0]), scalars(arguments[1]), offset))
        }
    }

    private static func scalars(_ value: CELValue) throws(CELError) -> [Unicode.Scalar] {
        Array(try value.asString().unicodeScalars)
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    // MARK: Computing

    @Sendable private static func indexOf(
        _ text: [Unicode.Scalar], _ part: [Unicode.Scalar], _ offset: Int64?
    ) throws(CELError) -> Int64 {
        let offset = offset ?? 0
        if part.isEmpty { return offset }
        guard offset >= 0 else { throw CELError("index out of range: \(offset)") }
        guard offset < Int64(text.count), part.count <= text.count else { return -1 }
        var index = Int(offset)
        while index + part.count <= text.count {
            if text[index..<index + part.count].elementsEqual(part) { return Int64(index) }
            index += 1
        }
        return -1
    }

    @Sendable private static func lastIndexOf(
        _ text: [Unicode.Scalar], _ part: [Unicode.Scalar], _ offset: Int64?
    ) throws(CELError) -> Int64 {
        if part.isEmpty { return offset ?? Int64(text.count) }
        if offset == nil, text.count < part.count { return -1 }
        let offset = offset ?? Int64(text.count - 1)
        guard offset >= 0 else { throw CELError("index out of range: \(offset)") }
        guard offset < Int64(text.count) else { return -1 }
        var index = min(Int(offset), text.count - part.count)
        while index >= 0 {
            if text[index..<index + part.count].elementsEqual(part) { return Int64(index) }
            index -= 1
        }
        return -1
    }

    private static func replace(
        _ text: [Unicode.Scalar], _ old: [Unicode.Scalar], _ new: [Unicode.Scalar], _ limit: Int64
    ) -> String {
        var left = limit < 0 ? Int64.max : limit
        var result: [Unicode.Scalar] = []
        var index = 0
        // An empty part stands before every character and at the end.
        while index <= text.count {
            let isFound = index + old.count <= text.count && text[index..<index + old.count].elementsEqual(old)
            if left > 0, isFound {
                result += new
                left -= 1
                if !old.isEmpty {
                    index += old.count
                    continue
                }
            }
            if index < text.count { result.append(text[index]) }
            index += 1
        }
        return string(result)
    }

    private static func split(_ text: [Unicode.Scalar], _ separator: [Unicode.Scalar], _ limit: Int64) -> [String] {
        guard limit != 0 else { return [] }
        let limit = limit < 0 ? Int64.max : limit
        var parts: [String] = []
        var start = 0
        var index = 0
        if separator.isEmpty {
            while start < text.count, Int64(parts.count) < limit - 1 {
                parts.append(string(text[start..<start + 1]))
                start += 1
            }
            return start < text.count ? parts + [string(text[start...])] : parts
        }
        while index + separator.count <= text.count, Int64(parts.count) < limit - 1 {
            if text[index..<index + separator.count].elementsEqual(separator) {
                parts.append(string(text[start..<index]))
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [string(text[start...])]
    }

    private static func join(_ parts: [CELValue], _ separator: String) throws(CELError) -> String {
        var texts: [String] = []
        for part in parts {
            guard case .string(let text) = part else {
                throw CELError("join: invalid input: \(part.plainText ?? part.typeName)")
            }
            texts.append(text)
        }
        return texts.joined(separator: separator)
    }

    private static func quote(_ text: String) -> String {
        let escapes: [Unicode.Scalar: String] = [
            "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{0B}": "\\v",
            "\\": "\\\\", "\"": "\\\"",
        ]
        return "\"" + text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined() + "\""
    }

    @Sendable private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace
    }

    // MARK: Costs

    private static let splitCost = CELCost(
        count: { arguments, _ in arguments[0].costSize.scaledUp(by: 2 * CELCost.traversalFactor) },
        estimate: { call in
            guard let target = call.target else { return nil }
            var most = target.size.max
            if call.arguments.count > 1, case .int(let limit)? = call.arguments[1].literal {
                most = UInt64(bitPattern: limit)
            }
            return CELCallEstimate(
                cost: target.size.scaled(by: 2 * CELCost.traversalFactor), resultSize: CELEstimate(min: 0, max: most))
        })

    private static let joinCost = CELCost(
        count: { _, result in result.costSize.scaledUp(by: 2 * CELCost.traversalFactor) },
        estimate: { call in
            guard let target = call.target else { return nil }
            var size = target.type.parameters.isEmpty ? CELEstimate(0) : target.size * target.elementSize
            if let separator = call.arguments.first {
                let gaps = CELEstimate(
                    min: target.size.min > 0 ? target.size.min - 1 : 0,
                    max: target.size.max > 0 ? target.size.max - 1 : 0)
                size += separator.size * gaps
            }
            return CELCallEstimate(cost: size.scaled(by: CELCost.traversalFactor), resultSize: size)
        })

    private static let replaceCost = CELCost(
        count: { arguments, _ in arguments[0].costSize.scaledUp(by: 2 * CELCost.traversalFactor) },
        estimate: { call in
            guard let target = call.target, call.arguments.count >= 2 else { return nil }
            let size = target.size
            let old = call.arguments[0].size
            let new = call.arguments[1].size
            var count = CELEstimate(0)
            var kept = CELEstimate(0)
            if old.min == 0 {
                // An empty text is found around every character.
                count.max = size.max.saturatingAdd(1)
                kept.max = size.max
            } else if new.max <= old.min {
                kept.max = size.max
            } else {
                count.max = size.max.scaledUp(by: 1 / Double(old.min))
            }
            if old.max == 0 {
                count.min = size.min.saturatingAdd(1)
                kept.min = size.min
            } else if old.max <= new.min {
                kept.min = size.min
            } else {
                count.min = size.min.scaledUp(by: 1 / Double(old.max))
            }
            return CELCallEstimate(
                cost: size.scaled(by: 2 * CELCost.traversalFactor), resultSize: count * new + kept)
        })
}
