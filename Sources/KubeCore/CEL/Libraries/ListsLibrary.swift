extension CELLibrary {
    /// Searching, ordering and adding up lists.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.lists`.
    static let lists: CELLibrary = {
        var functions: [CELFunction] = []
        for (name, type) in CELType.comparable {
            functions.append(
                CELFunction(
                    "isSorted", "list_\(name)_is_sorted_bool", isMember: true, parameters: [.list(type)], result: .bool,
                    cost: .scan
                ) { arguments, _ throws(CELError) in
                    let elements = try arguments[0].asElements()
                    for (left, right) in zip(elements, elements.dropFirst()) where try left.order(right) == .after {
                        return .bool(false)
                    }
                    return .bool(true)
                })
            functions.append(extremum("max", "list_\(name)_max_\(name)", type, replacedWhen: .before))
            functions.append(extremum("min", "list_\(name)_min_\(name)", type, replacedWhen: .after))
        }
        let zeros: [(String, CELType, CELValue)] = [
            ("int", .int, .int(0)), ("uint", .uint, .uint(0)), ("double", .double, .double(0)),
            ("duration", .duration, .duration(CELDuration(nanoseconds: 0))),
        ]
        for (name, type, zero) in zeros {
            functions.append(
                CELFunction(
                    "sum", "list_\(name)_sum_\(name)", isMember: true, parameters: [.list(type)], result: type,
                    cost: .scan
                ) { arguments, _ throws(CELError) in
                    var sum = zero
                    for element in try arguments[0].asElements() { sum = try sum.adding(element) }
                    return sum
                })
        }
        functions.append(
            search("indexOf", "list_a_index_of_int") { elements, item in elements.firstIndex { $0.equals(item) } })
        functions.append(
            search("lastIndexOf", "list_a_last_index_of_int") { elements, item in
                elements.lastIndex { $0.equals(item) }
            })
        return CELLibrary(functions: functions)
    }()

    private static func extremum(
        _ name: String, _ overload: String, _ type: CELType, replacedWhen order: CELOrder
    ) -> CELFunction {
        CELFunction(name, overload, isMember: true, parameters: [.list(type)], result: type, cost: .scan) {
            arguments, _ throws(CELError) in
            let elements = try arguments[0].asElements()
            guard var result = elements.first else { throw CELError("\(name) called on empty list") }
            for element in elements.dropFirst() where try result.order(element) == order { result = element }
            return result
        }
    }

    private static func search(
        _ name: String, _ overload: String, _ find: @escaping @Sendable ([CELValue], CELValue) -> Int?
    ) -> CELFunction {
        let item = CELType.typeParameter("A")
        return CELFunction(name, overload, isMember: true, parameters: [.list(item), item], result: .int, cost: .scan) {
            arguments, _ throws(CELError) in
            .int(Int64(find(try arguments[0].asElements(), arguments[1]) ?? -1))
        }
    }
}

/// How two values stand to each other.
enum CELOrder: Sendable {
    case before
    case same
    case after

    init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .before : left > right ? .after : .same
    }
}

extension CELValue {
    /// The order of two values of one type that has an order; nil when a number is none.
    func order(_ other: CELValue) throws(CELError) -> CELOrder? {
        switch (self, other) {
        case (.int(let left), .int(let right)): return CELOrder(left, right)
        case (.uint(let left), .uint(let right)): return CELOrder(left, right)
        case (.double(let left), .double(let right)):
            return left.isNaN || right.isNaN ? nil : CELOrder(left, right)
        case (.bool(let left), .bool(let right)): return CELOrder(left ? 1 : 0, right ? 1 : 0)
        case (.duration(let left), .duration(let right)): return CELOrder(left, right)
        case (.timestamp(let left), .timestamp(let right)): return CELOrder(left, right)
        case (.string(let left), .string(let right)): return Self.order(Array(left.utf8), Array(right.utf8))
        case (.bytes(let left), .bytes(let right)): return Self.order(left, right)
        default: throw .noSuchOverload
        }
    }

    private static func order(_ left: [UInt8], _ right: [UInt8]) -> CELOrder {
        left.lexicographicallyPrecedes(right) ? .before : left == right ? .same : .after
    }

    fileprivate func adding(_ other: CELValue) throws(CELError) -> CELValue {
        switch (self, other) {
        case (.int(let left), .int(let right)):
            let (sum, overflow) = left.addingReportingOverflow(right)
            guard !overflow else { throw CELError("integer overflow") }
            return .int(sum)
        case (.uint(let left), .uint(let right)):
            let (sum, overflow) = left.addingReportingOverflow(right)
            guard !overflow else { throw CELError("unsigned integer overflow") }
            return .uint(sum)
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.duration(let left), .duration(let right)):
            let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
            guard !overflow else { throw CELError("integer overflow") }
            return .duration(CELDuration(nanoseconds: sum))
        default: throw .noSuchOverload
        }
    }
}
