extension CELLibrary {
    /// What every environment knows: operators, conversions, strings, times, optionals.
    ///
    /// Source: the CEL language definition, "List of Standard Definitions"; overloads and their names as cel-go 0.27.
    package static let standard = CELLibrary(
        functions: arithmetic + comparisons + containers + conversions + standardStrings + times + optionals,
        types: [
            .bool, .bytes, .double, .duration, .int, .list(.dyn), .map(.dyn, .dyn), .null, .string, .timestamp, .type,
            .uint, .optional(.dyn),
        ])

    private static let elementType = CELType.typeParameter("A")
    private static let listType = CELType.list(.typeParameter("A"))
    private static let mapType = CELType.map(.typeParameter("A"), .typeParameter("B"))

    private struct Overload {
        let id: String
        let types: (CELType, CELType)
        let result: CELType
    }

    private static func operation(
        _ name: String, _ overloads: [Overload], _ compute: @escaping CELFunction.Binary
    ) -> [CELFunction] {
        overloads.map { CELFunction.binary(name, $0.id, $0.types, $0.result, compute) }
    }

    private static func same(_ id: String, _ type: CELType) -> Overload {
        Overload(id: id, types: (type, type), result: type)
    }

    private static let arithmetic: [CELFunction] =
        operation(
            CELOperator.add,
            [
                same("add_bytes", .bytes), same("add_double", .double), same("add_duration_duration", .duration),
                Overload(id: "add_duration_timestamp", types: (.duration, .timestamp), result: .timestamp),
                Overload(id: "add_timestamp_duration", types: (.timestamp, .duration), result: .timestamp),
                same("add_int64", .int), same("add_list", listType), same("add_string", .string),
                same("add_uint64", .uint),
            ], CELValue.add)
        + operation(
            CELOperator.divide,
            [same("divide_double", .double), same("divide_int64", .int), same("divide_uint64", .uint)], CELValue.divide)
        + operation(
            CELOperator.modulo, [same("modulo_int64", .int), same("modulo_uint64", .uint)], CELValue.modulo)
        + operation(
            CELOperator.multiply,
            [same("multiply_double", .double), same("multiply_int64", .int), same("multiply_uint64", .uint)],
            CELValue.multiply)
        + operation(
            CELOperator.subtract,
            [
                same("subtract_double", .double), same("subtract_duration_duration", .duration),
                same("subtract_int64", .int),
                Overload(id: "subtract_timestamp_duration", types: (.timestamp, .duration), result: .timestamp),
                Overload(id: "subtract_timestamp_timestamp", types: (.timestamp, .timestamp), result: .duration),
                same("subtract_uint64", .uint),
            ], CELValue.subtract)
        + [
            .unary(CELOperator.negate, "negate_double", .double, .double, CELValue.negate),
            .unary(CELOperator.negate, "negate_int64", .int, .int, CELValue.negate),
        ]

    private static let logic: [CELFunction] = [
        CELFunction(
            CELOperator.conditional, "conditional", parameters: [.bool, elementType, elementType], result: elementType
        ) { (arguments, _) throws(CELError) in
            guard case .bool(let condition) = arguments[0] else { throw .noSuchOverload }
            return arguments[condition ? 1 : 2]
        },
        .binary(CELOperator.and, "logical_and", (.bool, .bool), .bool) { (lhs, rhs) throws(CELError) in
            guard case .bool(let lhs) = lhs, case .bool(let rhs) = rhs else { throw .noSuchOverload }
            return .bool(lhs && rhs)
        },
        .binary(CELOperator.or, "logical_or", (.bool, .bool), .bool) { (lhs, rhs) throws(CELError) in
            guard case .bool(let lhs) = lhs, case .bool(let rhs) = rhs else { throw .noSuchOverload }
            return .bool(lhs || rhs)
        },
        .unary(CELOperator.not, "logical_not", .bool, .bool) { value throws(CELError) in
            guard case .bool(let value) = value else { throw .noSuchOverload }
            return .bool(!value)
        },
        .unary(CELOperator.notStrictlyFalse, "not_strictly_false", .bool, .bool) { value throws(CELError) in
            if case .bool(false) = value { return value }
            return .bool(true)
        },
    ]

    /// Types that are ordered among themselves, and as overloads name them.
    private static let ordered: [(CELType, String)] = [
        (.bool, "bool"), (.int, "int64"), (.uint, "uint64"), (.double, "double"), (.string, "string"),
        (.bytes, "bytes"), (.timestamp, "timestamp"), (.duration, "duration"),
    ]

    private static func comparison(
        _ name: String, _ prefix: String, _ holds: @escaping @Sendable (CELValue.Order) -> Bool
    ) -> [CELFunction] {
        let numbers = ordered.filter { [.int, .uint, .double].contains($0.0) }
        var overloads: [Overload] = []
        for (type, label) in ordered {
            overloads.append(Overload(id: "\(prefix)_\(label)", types: (type, type), result: .bool))
            for (other, otherLabel) in numbers where type != other && numbers.contains(where: { $0.0 == type }) {
                overloads.append(Overload(id: "\(prefix)_\(label)_\(otherLabel)", types: (type, other), result: .bool))
            }
        }
        return operation(name, overloads) { (lhs, rhs) throws(CELError) in .bool(holds(try lhs.ordering(with: rhs))) }
    }

    private static let comparisons: [CELFunction] =
        logic + [
            .binary(CELOperator.equals, "equals", (elementType, elementType), .bool) { (lhs, rhs) throws(CELError) in
                .bool(try lhs.isEqual(to: rhs))
            },
            .binary(CELOperator.notEquals, "not_equals", (elementType, elementType), .bool) {
                (lhs, rhs) throws(CELError) in
                .bool(try !lhs.isEqual(to: rhs))
            },
        ]
        + comparison(CELOperator.less, "less") { $0 == .less }
        + comparison(CELOperator.lessEquals, "less_equals") { $0 == .less || $0 == .equal }
        + comparison(CELOperator.greater, "greater") { $0 == .greater }
        + comparison(CELOperator.greaterEquals, "greater_equals") { $0 == .greater || $0 == .equal }

    private static let sizes: [CELFunction] = [
        (CELType.bytes, "bytes"), (listType, "list"), (mapType, "map"), (.string, "string"),
    ].flatMap { type, label in
        [("size_\(label)", false), ("\(label)_size", true)].map { id, isMember in
            CELFunction.unary("size", id, type, .int, isMember: isMember) { value throws(CELError) in
                guard let size = value.size else { throw CELError("no such overload: size") }
                return .int(Int64(clamping: size))
            }
        }
    }

    private static let containers: [CELFunction] =
        sizes + [
            .binary(CELOperator.index, "index_list", (listType, .int), elementType, CELValue.element),
            .binary(CELOperator.index, "index_map", (mapType, elementType), .typeParameter("B"), CELValue.element),
            .binary(CELOperator.in, "in_list", (elementType, listType), .bool, CELValue.isContained),
            .binary(CELOperator.in, "in_map", (elementType, mapType), .bool, CELValue.isContained),
            CELFunction(
                CELOperator.mapInsert, "@mapInsert_map_key_value",
                parameters: [mapType, elementType, .typeParameter("B")], result: mapType
            ) { (arguments, _) throws(CELError) in
                try CELValue.inserting(arguments[1], arguments[2], into: arguments[0])
            },
            .binary(CELOperator.mapInsert, "@mapInsert_map_map", (mapType, mapType), mapType) {
                (map, other) throws(CELError) in
                guard case .map(let added) = other else { throw .noSuchOverload }
                var result = map
                for key in added.keys {
                    result = try CELValue.inserting(key, try added.find(key) ?? .null, into: result)
                }
                return result
            },
        ]
}

extension CELValue {
    static func element(_ container: CELValue, _ index: CELValue) throws(CELError) -> CELValue {
        switch container {
        case .list(let list):
            let place = try index.listIndex()
            guard place >= 0, place < list.count else { throw CELError("index out of bounds: \(index.shownText)") }
            return try list.element(place)
        case .map(let map):
            guard let value = try map.find(index) else { throw .noSuchKey(index.shownText) }
            return value
        default: throw .noSuchKey(index.shownText)
        }
    }

    static func isContained(_ value: CELValue, _ container: CELValue) throws(CELError) -> CELValue {
        switch container {
        case .list(let list): return .bool(try list.contains(value))
        case .map(let map): return .bool(try map.find(value) != nil)
        default: throw .noSuchOverload
        }
    }

    static func inserting(_ key: CELValue, _ value: CELValue, into map: CELValue) throws(CELError) -> CELValue {
        guard case .map(let old) = map else { throw .noSuchOverload }
        var entries = CELEntries()
        for key in old.keys { _ = entries.insert(key, try old.find(key) ?? .null) }
        guard entries.insert(key, value) else {
            throw CELError("insert failed: key \(key.shownText) already exists")
        }
        return .map(.entries(entries))
    }

    /// The value as a place in a list; also of doubles and unsigned numbers that are whole.
    func listIndex() throws(CELError) -> Int {
        switch self {
        case .int(let value): return Int(value)
        case .uint(let value):
            guard let exact = Int(exactly: value) else { throw unsupportedIndex }
            return exact
        case .double(let value):
            guard let exact = Int(exactly: value) else { throw unsupportedIndex }
            return exact
        default: throw CELError("unsupported index type '\(type.name)' in list")
        }
    }

    private var unsupportedIndex: CELError { CELError("unsupported index value \(shownText) in list") }
}
