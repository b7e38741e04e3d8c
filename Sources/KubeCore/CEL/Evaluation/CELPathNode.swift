/// One step of a path: a field, a key or an index.
struct CELStep: Sendable {
    enum Key: Sendable {
        case constant(CELValue)
        /// Evaluated each time; counts its own cost.
        case computed(any CELNode)
    }

    let key: Key
    let isOptional: Bool
    /// The field, where the type of what it is selected from is known: the look-up is done beforehand.
    let field: Field?

    struct Field: Sendable {
        let owner: CELSchemaType
        let field: CELSchemaType.Fields.Field
    }
}

/// Selections and indexes from a variable or from a value.
final class CELPathNode: CELNode {
    let root: any CELNode
    let steps: [CELStep]
    /// The cost beside the steps, each of which costs one.
    let ownCost: UInt64

    init(_ root: any CELNode, _ steps: [CELStep], ownCost: UInt64) {
        self.root = root
        self.steps = steps
        self.ownCost = ownCost
    }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        do throws(CELError) {
            let value = try follow(&frame)
            try frame.context.charge(ownCost)
            return value
        } catch {
            if error.kind != .costLimit { try frame.context.charge(ownCost) }
            throw error
        }
    }

    private func follow(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        var value = try root.evaluate(&frame)
        var isOptional = false
        if case .optional(let wrapped) = value {
            guard let wrapped else { return value }
            value = wrapped.withoutSchema
            isOptional = true
        }
        for step in steps {
            isOptional = isOptional || step.isOptional
            let key = try step.resolve(&frame, isOptional: isOptional)
            if isOptional {
                guard let next = try value.member(step, key) else { return .optional(nil) }
                value = next
                try frame.context.charge(1)
            } else {
                try frame.context.charge(1)
                guard let next = try value.member(step, key) else { throw value.missing(key) }
                value = next
            }
        }
        return isOptional ? .optional(value) : value
    }
}

/// `has(a.b)`: whether the last step of a path leads anywhere.
final class CELPresenceNode: CELNode {
    let root: any CELNode
    /// All steps but the last.
    let steps: [CELStep]
    let last: CELStep
    /// Whether what is found in an optional is given as an optional: what servers do in branches of a conditional.
    let keepsOptional: Bool

    init(_ root: any CELNode, _ steps: [CELStep], _ last: CELStep, keepsOptional: Bool) {
        self.root = root
        self.steps = steps
        self.last = last
        self.keepsOptional = keepsOptional
    }

    private var absent: CELValue { keepsOptional ? .optional(nil) : .bool(false) }

    func evaluate(_ frame: inout CELFrame) throws(CELError) -> CELValue {
        var value = try root.evaluate(&frame)
        var isOptional = false
        if case .optional(let wrapped) = value {
            guard let wrapped else { return absent }
            value = wrapped.withoutSchema
            isOptional = true
        }
        for step in steps {
            isOptional = isOptional || step.isOptional
            let key = try step.resolve(&frame, isOptional: isOptional)
            if !isOptional { try frame.context.charge(1) }
            guard let next = try value.member(step, key) else {
                if isOptional { return absent }
                throw value.missing(key)
            }
            if isOptional { try frame.context.charge(1) }
            value = next
        }
        let key = try last.resolve(&frame, isOptional: isOptional)
        if !isOptional { try frame.context.charge(1) }
        let found = try value.member(last, key)
        guard isOptional else { return .bool(found != nil) }
        guard let found else { return absent }
        try frame.context.charge(1)
        return keepsOptional ? .optional(found) : .bool(true)
    }
}

extension CELStep {
    /// The key; a step whose key fails is counted unless it is optional.
    @inline(__always)
    fileprivate func resolve(_ frame: inout CELFrame, isOptional: Bool) throws(CELError) -> CELValue {
        switch key {
        case .constant(let key): return key
        case .computed(let node):
            do throws(CELError) {
                return try node.evaluate(&frame)
            } catch {
                if error.kind != .costLimit, !isOptional { try frame.context.charge(1) }
                throw error
            }
        }
    }
}

extension CELValue {
    /// What a step leads to; nil when it leads nowhere.
    fileprivate func member(_ step: CELStep, _ key: CELValue) throws(CELError) -> CELValue? {
        switch self {
        case .map(.json(let object, let type)):
            if let known = step.field, known.owner === type {
                return try CELMap.value(of: known.field, object)
            }
            return try CELMap.json(object, type).find(key)
        case .map(let map): return try map.find(key)
        case .list(let list):
            let index = try key.listIndex()
            return index >= 0 && index < list.count ? try list.element(index) : nil
        default: return nil
        }
    }

    fileprivate func missing(_ key: CELValue) -> CELError {
        if case .list = self { return CELError("index out of bounds: \(key.shownText)") }
        return .noSuchKey(key.shownText)
    }

    /// Data of an optional are followed as plain JSON, without their schema: so do servers.
    fileprivate var withoutSchema: CELValue {
        switch self {
        case .map(.json(let object, _)): .map(.json(object, nil))
        case .list(.json(let elements, _)): .list(.json(elements, nil))
        default: self
        }
    }
}
