/// A list literal.
final class CELListNode: CELNode {
    let elements: [any CELNode]
    let isOptional: [Bool]

    init(_ elements: [any CELNode], isOptional: [Bool]) {
        self.elements = elements
        self.isOptional = isOptional
    }

    static let cost: UInt64 = 10

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        do throws(CELError) {
            let value = try build(&frame)
            try frame.context.charge(Self.cost)
            return value
        } catch {
            if error.kind != .costLimit { try frame.context.charge(Self.cost) }
            throw error
        }
    }

    private func build(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(elements.count)
        for (element, isOptional) in zip(elements, isOptional) {
            let value = try element.evaluate(&frame)
            guard isOptional else {
                values.append(value)
                continue
            }
            guard case .optional(let wrapped) = value else {
                throw CELError("cannot initialize optional list element from non-optional value \(value.shownText)")
            }
            if let wrapped { values.append(wrapped) }
        }
        return .list(.values(values))
    }
}

/// A map literal.
final class CELMapNode: CELNode {
    struct Entry: Sendable {
        let key: any CELNode
        let value: any CELNode
        let isOptional: Bool
    }

    let entries: [Entry]
    static let cost: UInt64 = 30

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        do throws(CELError) {
            let value = try build(&frame)
            try frame.context.charge(Self.cost)
            return value
        } catch {
            if error.kind != .costLimit { try frame.context.charge(Self.cost) }
            throw error
        }
    }

    private func build(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        var result = CELEntries()
        for entry in entries {
            let key = try entry.key.evaluate(&frame)
            var value = try entry.value.evaluate(&frame)
            if entry.isOptional {
                guard case .optional(let wrapped) = value else {
                    throw CELError(
                        "cannot initialize optional entry '\(key.shownText)' from non-optional value "
                            + value.shownText)
                }
                guard let wrapped else { continue }
                value = wrapped
            }
            result.set(key, value)
        }
        return .map(.entries(result))
    }
}
