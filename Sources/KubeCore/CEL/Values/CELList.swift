/// A list: of values, of JSON elements that become values when they are read, or of two lists one behind the other.
package enum CELList: Sendable {
    case values([CELValue])
    /// Nil: the elements are read as their JSON type says.
    case json([JSONValue], CELSchemaType?)
    case joined(CELJoinedList)

    package var count: Int {
        switch self {
        case .values(let values): values.count
        case .json(let values, _): values.count
        case .joined(let joined): joined.count
        }
    }

    /// The element at an index that exists; throws where the JSON does not fit its schema.
    package func element(_ index: Int) throws(CELError) -> CELValue {
        switch self {
        case .values(let values): values[index]
        case .json(let values, let list): try CELValue(json: values[index], type: list?.element)
        case .joined(let joined):
            index < joined.first.count
                ? try joined.first.element(index) : try joined.second.element(index - joined.first.count)
        }
    }

    /// Every element in order; throws where one does not fit its schema.
    package func elements() throws(CELError) -> [CELValue] {
        if case .values(let values) = self { return values }
        var values: [CELValue] = []
        values.reserveCapacity(count)
        try append(to: &values)
        return values
    }

    private func append(to values: inout [CELValue]) throws(CELError) {
        switch self {
        case .values(let own): values += own
        case .json: for index in 0..<count { values.append(try element(index)) }
        case .joined(let joined):
            try joined.first.append(to: &values)
            try joined.second.append(to: &values)
        }
    }

    fileprivate var depth: Int {
        if case .joined(let joined) = self { joined.depth } else { 0 }
    }
}

/// Two lists one behind the other: made in constant time, however long they are.
package final class CELJoinedList: Sendable {
    let first: CELList
    let second: CELList
    let count: Int
    fileprivate let depth: Int

    /// Beyond any list that a request can hold; an expression could double lists without an end.
    private static let countLimit = 2_000_000
    /// Reading an element takes as many steps.
    private static let depthLimit = 200

    private init(_ first: CELList, _ second: CELList) {
        self.first = first
        self.second = second
        count = first.count + second.count
        depth = 1 + max(first.depth, second.depth)
    }

    static func join(_ first: CELList, _ second: CELList) throws(CELError) -> CELList {
        if first.count == 0 { return second }
        if second.count == 0 { return first }
        guard first.count + second.count <= countLimit else { throw CELError("list is too long") }
        let joined = CELJoinedList(first, second)
        guard joined.depth > depthLimit else { return .joined(joined) }
        return .values(try CELList.joined(joined).elements())
    }
}
