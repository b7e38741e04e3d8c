extension CELLibrary {
    private static let value = CELType.typeParameter("V")
    private static let optional = CELType.optional(.typeParameter("V"))
    private static let list = CELType.list(.typeParameter("V"))
    private static let map = CELType.map(.typeParameter("K"), .typeParameter("V"))
    private static let key = CELType.typeParameter("K")

    private static func unwrap(_ value: CELValue) throws(CELError) -> CELValue? {
        guard case .optional(let wrapped) = value else { throw .noSuchOverload }
        return wrapped
    }

    /// Source: cel-go 0.27 `cel/library.go`, version 2 of the optional types.
    static let optionals: [CELFunction] = creation + access + indexing + optionalLists

    private static let creation: [CELFunction] = [
        .unary("optional.of", "optional_of", value, optional) { value throws(CELError) in .optional(value) },
        .unary("optional.ofNonZeroValue", "optional_ofNonZeroValue", value, optional) { value throws(CELError) in
            .optional(value.isZero ? nil : value)
        },
        CELFunction("optional.none", "optional_none", parameters: [], result: optional) {
            (_, _) throws(CELError) in .optional(nil)
        },
    ]

    private static let access: [CELFunction] = [
        .unary("value", "optional_value", optional, value, isMember: true) { optional throws(CELError) in
            guard let value = try unwrap(optional) else { throw CELError("optional.none() dereference") }
            return value
        },
        .unary("hasValue", "optional_hasValue", optional, .bool, isMember: true) { optional throws(CELError) in
            .bool(try unwrap(optional) != nil)
        },
        .binary("or", "optional_or_optional", (optional, optional), optional, isMember: true) {
            (lhs, rhs) throws(CELError) in
            try unwrap(lhs) == nil ? rhs : lhs
        },
        .binary("orValue", "optional_orValue_value", (optional, value), value, isMember: true) {
            (lhs, rhs) throws(CELError) in
            try unwrap(lhs) ?? rhs
        },
    ]

    /// Only declared: selections and indexes of optionals are no calls when evaluated.
    private static let indexing: [CELFunction] = [
        ("list_optindex_optional_int", CELOperator.optionalIndex, list, CELType.int),
        ("optional_list_optindex_optional_int", CELOperator.optionalIndex, .optional(list), .int),
        ("map_optindex_optional_value", CELOperator.optionalIndex, map, key),
        ("optional_map_optindex_optional_value", CELOperator.optionalIndex, .optional(map), key),
        ("optional_list_index_int", CELOperator.index, .optional(list), .int),
        ("optional_map_index_value", CELOperator.index, .optional(map), key),
    ].map { id, name, container, index in
        .binary(name, id, (container, index), optional) { (_, _) throws(CELError) in throw .noSuchOverload }
    }

    private static let optionalLists: [CELFunction] =
        [
            .unary("last", "list_last", list, optional, isMember: true) { list throws(CELError) in
                guard case .list(let list) = list else { throw .noSuchOverload }
                return .optional(list.count == 0 ? nil : try list.element(list.count - 1))
            },
            .unary("first", "list_first", list, optional, isMember: true) { list throws(CELError) in
                guard case .list(let list) = list else { throw .noSuchOverload }
                return .optional(list.count == 0 ? nil : try list.element(0))
            },
        ]
        + [("optional.unwrap", "optional_unwrap", false), ("unwrapOpt", "optional_unwrapOpt", true)].map {
            name, id, isMember in
            .unary(name, id, .list(optional), list, isMember: isMember) { list throws(CELError) in
                guard case .list(let list) = list else { throw .noSuchOverload }
                var values: [CELValue] = []
                for element in try list.elements() {
                    guard case .optional(let wrapped) = element else {
                        throw CELError("value \(element.shownText) is not optional")
                    }
                    if let wrapped { values.append(wrapped) }
                }
                return .list(.values(values))
            }
        }
}

extension CELValue {
    /// Whether this is what its type has when nothing is said: false, zero, empty, null.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .duration(let span): span.nanoseconds == 0
        // Go's zero time is the beginning of the year 1.
        case .timestamp(let time):
            time.instant == Timestamp(seconds: CELTimestamp.range.lowerBound, nanoseconds: 0)
        case .list(.json(_, _?)), .map(.json(_, _?)): false
        case .list(let list): list.count == 0
        case .map(let map): map.count == 0
        case .optional(let wrapped): wrapped == nil
        default: false
        }
    }
}
