extension CELLibrary {
    /// Cutting, sorting and flattening lists.
    ///
    /// Source: cel-go `ext.Lists`, version 3. `sortBy` is a macro over `@sortByAssociatedKeys`.
    static let listExtensions: CELLibrary = {
        let item = CELType.typeParameter("T")
        let list = CELType.list(item)
        var functions = [
            CELFunction(
                "slice", "list_slice", isMember: true, parameters: [list, .int, .int], result: list, cost: sliceCost
            ) { arguments, _ throws(CELError) in
                try slice(arguments[0].asElements(), arguments[1].asInt(), arguments[2].asInt())
            },
            CELFunction(
                "flatten", "list_flatten", isMember: true, parameters: [.list(list)], result: list, cost: flattenCost
            ) { arguments, _ throws(CELError) in .list(try flatten(arguments[0].asElements(), 1)) },
            CELFunction(
                "flatten", "list_flatten_int", isMember: true, parameters: [.list(.dyn), .int], result: .list(.dyn),
                cost: flattenCost
            ) { arguments, _ throws(CELError) in
                let depth = try arguments[1].asInt()
                guard depth >= 0 else { throw CELError("level must be non-negative") }
                return .list(try flatten(arguments[0].asElements(), depth))
            },
            CELFunction(
                "lists.range", "lists_range", parameters: [.int], result: .list(.int),
                cost: .list(
                    count: { _, result in result.costSize },
                    estimate: { call in (1, CELEstimate(call.arguments.first?.literalInt(.max) ?? .max)) })
            ) { arguments, context throws(CELError) in
                let count = try arguments[0].asInt()
                // Made only after it is known to be paid for.
                if count > 0, UInt64(count) > context.costLimit { throw .costLimitExceeded }
                return .list((0..<max(0, count)).map(CELValue.int))
            },
            CELFunction(
                "reverse", "list_reverse", isMember: true, parameters: [list], result: list,
                cost: .list(
                    count: { _, result in result.costSize }, estimate: { call in call.target.map { (1, $0.size) } })
            ) { arguments, _ throws(CELError) in .list(try arguments[0].asElements().reversed()) },
            CELFunction(
                "distinct", "list_distinct", isMember: true, parameters: [list], result: list,
                cost: .selfComparison(of: 0, isText: false)
            ) { arguments, _ throws(CELError) in
                var result: [CELValue] = []
                for element in try arguments[0].asElements() where !result.contains(where: element.equals) {
                    result.append(element)
                }
                return .list(result)
            },
        ]
        for (_, type) in CELType.comparable {
            let isText = type == .string || type == .bytes
            functions.append(
                CELFunction(
                    "sort", "list_\(type.name)_sort", isMember: true, parameters: [.list(type)], result: .list(type),
                    cost: .selfComparison(of: 0, isText: isText)
                ) { arguments, _ throws(CELError) in
                    let elements = try arguments[0].asElements()
                    return try sort(elements, by: elements)
                })
            functions.append(
                CELFunction(
                    "@sortByAssociatedKeys", "list_\(type.name)_sortByAssociatedKeys", isMember: true,
                    parameters: [list, .list(type)], result: list, cost: .selfComparison(of: 1, isText: isText)
                ) { arguments, _ throws(CELError) in
                    try sort(arguments[0].asElements(), by: arguments[1].asElements())
                })
        }
        return CELLibrary(functions: functions)
    }()

    private static let sliceCost = CELCost.list(
        count: { _, result in result.costSize },
        estimate: { call in
            guard let target = call.target, call.arguments.count == 2 else { return nil }
            let start = call.arguments[0].literalInt(0)
            return (1, CELEstimate(call.arguments[1].literalInt(target.size.max) &- start))
        })

    private static let flattenCost = CELCost.list(
        count: { arguments, _ in
            var depth: UInt64 = 1
            if arguments.count == 2, case .int(let value) = arguments[1] { depth = UInt64(max(0, value)) }
            return arguments[0].costSize.saturatingMultiply(depth)
        },
        estimate: { call in
            guard let target = call.target else { return nil }
            return (Double(call.arguments.first?.literalInt(.max) ?? 1), target.size)
        })

    private static func slice(_ list: [CELValue], _ start: Int64, _ end: Int64) throws(CELError) -> CELValue {
        let call = "cannot slice(\(start), \(end))"
        if start < 0 || end < 0 { throw CELError("\(call), negative indexes not supported") }
        if start > end { throw CELError("\(call), start index must be less than or equal to end index") }
        if Int64(list.count) < end { throw CELError("\(call), list is length \(list.count)") }
        return .list(Array(list[Int(start)..<Int(end)]))
    }

    private static func flatten(_ list: [CELValue], _ depth: Int64) throws(CELError) -> [CELValue] {
        var result: [CELValue] = []
        for element in list {
            if depth > 0, case .list(let nested) = element {
                result += try flatten(nested.elements(), depth - 1)
            } else {
                result.append(element)
            }
        }
        return result
    }

    private static func sort(_ list: [CELValue], by keys: [CELValue]) throws(CELError) -> CELValue {
        guard list.count == keys.count else {
            throw CELError(
                "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got "
                    + "\(list.count) and \(keys.count) elements respectively")
        }
        guard let first = keys.first else { return .list(list) }
        guard first.hasOrder else { throw CELError("list elements must be comparable") }
        for key in keys where !key.hasTypeOf(first) { throw CELError("list elements must have the same type") }
        var order = Array(list.indices)
        var failure: CELError?
        order.sort { left, right in
            do throws(CELError) {
                let found = try keys[left].order(keys[right])
                return found == .before || found == .same && left < right
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        return .list(order.map { list[$0] })
    }
}

extension CELValue {
    fileprivate var hasOrder: Bool {
        switch self {
        case .int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes: true
        default: false
        }
    }

    fileprivate func hasTypeOf(_ other: CELValue) -> Bool {
        switch (self, other) {
        case (.int, .int), (.uint, .uint), (.double, .double), (.bool, .bool), (.duration, .duration),
            (.timestamp, .timestamp), (.string, .string), (.bytes, .bytes):
            true
        default: false
        }
    }
}
