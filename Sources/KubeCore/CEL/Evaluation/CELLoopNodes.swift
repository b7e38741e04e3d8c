/// What a loop goes over, and where its variables are.
struct CELLoopRange: Sendable {
    let range: any CELNode
    /// Of the element or the key; with a second variable of the index or the key.
    let first: Int
    /// Of the element or the value.
    let second: Int?

    /// What is gone over, once evaluated.
    enum Items {
        case list(CELList)
        case map(CELMap, [CELValue])

        var count: Int {
            switch self {
            case .list(let list): list.count
            case .map(_, let keys): keys.count
            }
        }
    }

    func items(_ frame: inout CELFrame) throws(CELError) -> Items {
        let value = try range.evaluate(&frame)
        switch value {
        case .list(let list): return .list(list)
        case .map(let map): return .map(map, map.keys)
        default:
            throw CELError(
                second == nil
                    ? "got '\(value.goTypeName)', expected iterable type"
                    : "unsupported comprehension range type: \(value.goTypeName)")
        }
    }

    /// Sets the variables for the round at `index`.
    @inline(__always)
    func bind(_ items: Items, _ index: Int, _ frame: inout CELFrame) throws(CELError) {
        switch items {
        case .list(let list):
            if let second {
                frame.slots[first] = .int(Int64(index))
                frame.slots[second] = try list.element(index)
            } else {
                frame.slots[first] = try list.element(index)
            }
        case .map(let map, let keys):
            frame.slots[first] = keys[index]
            if let second { frame.slots[second] = try map.find(keys[index]) }
        }
    }
}

extension CELValue {
    /// What the type is called in cel-go, which messages show.
    fileprivate var goTypeName: String {
        switch self {
        case .null: "types.Null"
        case .bool: "types.Bool"
        case .int: "types.Int"
        case .uint: "types.Uint"
        case .double: "types.Double"
        case .string: "types.String"
        case .bytes: "types.Bytes"
        case .duration: "types.Duration"
        case .timestamp: "types.Timestamp"
        case .optional: "*types.Optional"
        case .type: "*types.Type"
        default: type.name
        }
    }
}

/// `all` and `exists`: a round that decides ends the loop, also when another failed.
final class CELQuantifierNode: CELNode {
    let range: CELLoopRange
    let predicate: any CELNode
    /// The value of one round that decides for all: false for `all`.
    let decisive: Bool

    init(_ range: CELLoopRange, _ predicate: any CELNode, decisive: Bool) {
        self.range = range
        self.predicate = predicate
        self.decisive = decisive
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let items = try range.items(&frame)
        // Asking whether to go on reads the result so far, for `exists` negated.
        let conditionCost: UInt64 = decisive ? 3 : 2
        var failure: CELError?
        for index in 0..<items.count {
            try frame.context.charge(conditionCost + 1)
            do throws(CELError) {
                try range.bind(items, index, &frame)
                guard case .bool(let value) = try predicate.evaluate(&frame) else { throw CELError.noSuchOverload }
                guard value == decisive else { continue }
                // The next round would only ask whether to go on.
                try frame.context.charge(index + 1 < items.count ? conditionCost + 1 : 1)
                return .bool(decisive)
            } catch {
                if error.kind == .costLimit { throw error }
                failure = failure ?? error
            }
        }
        try frame.context.charge(1)
        if let failure { throw failure }
        return .bool(!decisive)
    }
}

/// `exists_one`: goes through all rounds; the last failure is the result's.
final class CELExistsOneNode: CELNode {
    let range: CELLoopRange
    let predicate: any CELNode

    init(_ range: CELLoopRange, _ predicate: any CELNode) {
        self.range = range
        self.predicate = predicate
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let items = try range.items(&frame)
        var failure: CELError?
        var count = 0
        for index in 0..<items.count {
            do throws(CELError) {
                try range.bind(items, index, &frame)
                guard case .bool(let value) = try predicate.evaluate(&frame) else { throw CELError.noSuchOverload }
                guard value else { continue }
                try frame.context.charge(2)
                count += 1
            } catch {
                if error.kind == .costLimit { throw error }
                failure = error
            }
        }
        try frame.context.charge(2)
        if let failure { throw failure }
        return .bool(count == 1)
    }
}

/// `filter`, `map` and `transformList`: goes through all rounds also after a failure.
final class CELListLoopNode: CELNode {
    let range: CELLoopRange
    let filter: (any CELNode)?
    let value: any CELNode
    private let roundCost: UInt64

    init(_ range: CELLoopRange, filter: (any CELNode)?, value: any CELNode) {
        self.range = range
        self.filter = filter
        self.value = value
        // The result so far is read and added to; the list of the one value is free when the value is known.
        roundCost = 2 + (value is CELConstantNode ? 0 : CELListNode.cost)
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let items = try range.items(&frame)
        var failure: CELError?
        var values: [CELValue] = []
        if filter == nil { values.reserveCapacity(items.count) }
        for index in 0..<items.count {
            do throws(CELError) {
                try range.bind(items, index, &frame)
                guard try filter.holds(&frame) else { continue }
            } catch {
                if error.kind == .costLimit { throw error }
                failure = error
                continue
            }
            try frame.context.charge(roundCost)
            do throws(CELError) {
                values.append(try value.evaluate(&frame))
            } catch {
                if error.kind == .costLimit { throw error }
                failure = failure ?? error
            }
        }
        try frame.context.charge(1)
        if let failure { throw failure }
        return .list(.values(values))
    }
}

extension (any CELNode)? {
    /// Whether a filter lets a round pass; none lets all.
    fileprivate func holds(_ frame: inout CELFrame) throws(CELError) -> Bool {
        guard let filter = self else { return true }
        guard case .bool(let value) = try filter.evaluate(&frame) else { throw .noSuchOverload }
        return value
    }
}

/// `transformMap` and `transformMapEntry`.
final class CELMapLoopNode: CELNode {
    let range: CELLoopRange
    let filter: (any CELNode)?
    let value: any CELNode
    /// Whether the value is a map that is added whole.
    let addsEntries: Bool

    init(_ range: CELLoopRange, filter: (any CELNode)?, value: any CELNode, addsEntries: Bool) {
        self.range = range
        self.filter = filter
        self.value = value
        self.addsEntries = addsEntries
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        let items = try range.items(&frame)
        var failure: CELError?
        var entries = CELEntries()
        for index in 0..<items.count {
            do throws(CELError) {
                try range.bind(items, index, &frame)
                guard try filter.holds(&frame) else { continue }
            } catch {
                if error.kind == .costLimit { throw error }
                failure = error
                continue
            }
            do throws(CELError) {
                try frame.context.charge(1)
                if failure == nil || addsEntries { try insert(&frame, into: &entries) }
            } catch {
                if error.kind == .costLimit { throw error }
                failure = failure ?? error
            }
        }
        try frame.context.charge(1)
        if let failure { throw failure }
        return .map(.entries(entries))
    }

    private func insert(_ frame: inout CELFrame, into entries: inout CELEntries) throws(CELError) {
        try frame.context.charge(addsEntries ? 1 : 2)
        let value = try value.evaluate(&frame)
        if addsEntries {
            guard case .map(let map) = value else { throw .noSuchOverload }
            for key in map.keys { try insert(key, try map.find(key) ?? .null, into: &entries) }
        } else {
            try insert(frame.slots[range.first] ?? .null, value, into: &entries)
        }
    }

    private func insert(_ key: CELValue, _ value: CELValue, into entries: inout CELEntries) throws(CELError) {
        guard entries.insert(key, value) else {
            throw CELError("insert failed: key \(key.shownText) already exists")
        }
    }
}
