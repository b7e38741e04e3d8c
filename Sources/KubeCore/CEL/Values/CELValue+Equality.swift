extension CELValue {
    /// What `==` says: numbers compare across their types, values of different types are unequal.
    ///
    /// Throws where data with a schema are compared with what is of another kind.
    package func isEqual(to other: CELValue) throws(CELError) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.bool(let lhs), .bool(let rhs)): return lhs == rhs
        case (.string(let lhs), .string(let rhs)): return lhs.isExactly(rhs)
        case (.bytes(let lhs), .bytes(let rhs)): return lhs == rhs
        case (.duration(let lhs), .duration(let rhs)): return lhs == rhs
        case (.timestamp(let lhs), .timestamp(let rhs)): return lhs == rhs
        case (.type(let lhs), .type(let rhs)): return lhs.name == rhs.name
        case (.opaque(let lhs), .opaque(let rhs)): return lhs.isEqual(to: rhs)
        case (.unknown(let lhs), .unknown(let rhs)): return lhs == rhs
        case (.optional(let lhs), .optional(let rhs)):
            guard let lhs, let rhs else { return lhs == nil && rhs == nil }
            return try lhs.isEqual(to: rhs)
        case (.list(let lhs), .list(let rhs)): return try lhs.isEqual(to: rhs)
        case (.map(let lhs), .map(let rhs)): return try lhs.isEqual(to: rhs)
        case (.list(.json(_, _?)), _), (.map(.json(_, _?)), _): throw .noSuchOverload
        default:
            guard let order = Self.numericOrder(self, other) else { return false }
            return order == .equal
        }
    }

    /// How two values are ordered.
    enum Order {
        case less, equal, greater
        /// One is not a number.
        case none
    }

    /// The order of two numbers of any types; nil when one is no number.
    static func numericOrder(_ lhs: CELValue, _ rhs: CELValue) -> Order? {
        switch (lhs, rhs) {
        case (.int(let lhs), .int(let rhs)): order(lhs, rhs)
        case (.uint(let lhs), .uint(let rhs)): order(lhs, rhs)
        case (.double(let lhs), .double(let rhs)): order(lhs, rhs)
        case (.int(let lhs), .uint(let rhs)): lhs < 0 ? .less : order(UInt64(lhs), rhs)
        case (.uint(let lhs), .int(let rhs)): rhs < 0 ? .greater : order(lhs, UInt64(rhs))
        // As cel-go: the integer is rounded to a double, unless the double is beyond all integers.
        case (.double(let lhs), .int(let rhs)): order(lhs, Double(rhs))
        case (.int(let lhs), .double(let rhs)): order(Double(lhs), rhs)
        case (.double(let lhs), .uint(let rhs)): order(lhs, Double(rhs))
        case (.uint(let lhs), .double(let rhs)): order(Double(lhs), rhs)
        default: nil
        }
    }

    private static func order<T: Comparable>(_ lhs: T, _ rhs: T) -> Order {
        lhs < rhs ? .less : lhs == rhs ? .equal : lhs > rhs ? .greater : .none
    }

    /// What `<` and its like compare; throws for values that have no order.
    func ordering(with other: CELValue) throws(CELError) -> Order {
        switch (self, other) {
        case (.string(let lhs), .string(let rhs)):
            if lhs.isExactly(rhs) { return .equal }
            return lhs.utf8.lexicographicallyPrecedes(rhs.utf8) ? .less : .greater
        case (.bool(let lhs), .bool(let rhs)): return lhs == rhs ? .equal : rhs ? .less : .greater
        case (.bytes(let lhs), .bytes(let rhs)):
            return lhs == rhs ? .equal : lhs.lexicographicallyPrecedes(rhs) ? .less : .greater
        case (.duration(let lhs), .duration(let rhs)): return Self.order(lhs, rhs)
        case (.timestamp(let lhs), .timestamp(let rhs)): return Self.order(lhs, rhs)
        default:
            guard let order = Self.numericOrder(self, other) else { throw .noSuchOverload }
            guard order != .none else { throw CELError("NaN values cannot be ordered") }
            return order
        }
    }
}

extension CELMap {
    fileprivate func isEqual(to other: CELMap) throws(CELError) -> Bool {
        guard count == other.count else { return false }
        for key in keys {
            let mine = try find(key)
            let theirs = try other.find(key)
            guard let mine, let theirs else {
                if mine == nil, theirs == nil { continue }
                return false
            }
            guard try mine.isEqual(to: theirs) else { return false }
        }
        return try hasEqualUnknownFields(other)
    }

    /// Fields that no schema knows are compared as data.
    private func hasEqualUnknownFields(_ other: CELMap) throws(CELError) -> Bool {
        guard case .json(let object, let type?) = self else { return true }
        let fields: CELSchemaType.Fields?
        switch type.form {
        case .object(let known): fields = known
        case .shapelessObject: fields = nil
        default: return true
        }
        for member in object where fields?[property: member.key] == nil {
            guard case .json(let others, _) = other else { throw .noSuchOverload }
            if let value = others[member.key], value != member.value { return false }
        }
        return true
    }
}

extension CELList {
    fileprivate func isEqual(to other: CELList) throws(CELError) -> Bool {
        guard count == other.count else { return false }
        if case .json(let elements, let type?) = self, case .list(let element, let semantics) = type.form {
            switch semantics {
            case .atomic: break
            case .set: return try CELList.isEqualSet(elements, other)
            case .map(let keys): return try CELList.isEqualMap(elements, element, keys, other)
            }
        }
        for index in 0..<count {
            guard try element(index).isEqual(to: other.element(index)) else { return false }
        }
        return true
    }

    private static func isEqualSet(_ elements: [JSONValue], _ other: CELList) throws(CELError) -> Bool {
        let set = Set(elements)
        for index in 0..<other.count {
            guard let json = try other.json(index), set.contains(json) else { return false }
        }
        return true
    }

    private static func isEqualMap(
        _ elements: [JSONValue], _ type: CELSchemaType, _ keys: [String], _ other: CELList
    ) throws(CELError) -> Bool {
        let byKey = Dictionary(elements.map { (CELList.key($0, keys), $0) }, uniquingKeysWith: { $1 })
        for index in 0..<other.count {
            guard let json = try other.json(index), let mine = byKey[CELList.key(json, keys)] else { return false }
            guard try CELValue(json: mine, type: type).isEqual(to: other.element(index)) else { return false }
        }
        return true
    }

    /// What tells the elements of a list with keys apart.
    static func key(_ element: JSONValue, _ keys: [String]) -> [JSONValue] { keys.map { element[$0] ?? .null } }

    /// An element as data; nil for a value that JSON cannot hold.
    func json(_ index: Int) throws(CELError) -> JSONValue? {
        switch self {
        case .json(let elements, _): elements[index]
        default: try element(index).json
        }
    }
}
