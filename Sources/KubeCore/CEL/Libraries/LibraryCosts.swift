/// What functions of the libraries cost, by their kind.
///
/// Source: Kubernetes 1.36 `apiserver/pkg/cel/library/cost.go`; cel-go `ext`.
extension CELCost {
    /// Accessors and arithmetic of values of fixed size.
    static let nominal = CELCost.fixed(1)

    /// Passing `passes` times over the first argument (the receiver); the result is as long at most when `keepsSize`.
    static func traversal(passes: Double = 1, keepsSize: Bool = false) -> CELCost {
        let factor = passes * traversalFactor
        return CELCost(
            count: { arguments, _ in arguments.first.map { $0.costSize.scaledUp(by: factor) } ?? 1 },
            estimate: { call in
                guard let size = call.all.first?.size else { return nil }
                return CELCallEstimate(cost: size.scaled(by: factor), resultSize: keepsSize ? size : nil)
            })
    }

    /// Looking at every element of a list, or at every character of a string.
    static let scan = CELCost(
        count: { arguments, _ in arguments.first?.traversalCost ?? 0 },
        estimate: { call in
            guard let target = call.target else { return nil }
            guard let element = target.type.parameters.first else {
                return CELCallEstimate(cost: target.size.scaled(by: traversalFactor))
            }
            var cost = CELEstimate(1)
            if element == .string || element == .bytes { cost += target.elementSize.scaled(by: traversalFactor) }
            return CELCallEstimate(cost: target.size * cost)
        })

    /// Running a regular expression, the second argument, over a string, the first.
    static let regexSearch = CELCost(
        count: { arguments, _ in
            guard arguments.count >= 2 else { return 1 }
            let text = arguments[0].costSize.saturatingAdd(1).scaledUp(by: traversalFactor)
            return text.saturatingMultiply(arguments[1].costSize.scaledUp(by: regexFactor))
        },
        estimate: { call in
            guard let target = call.target, let pattern = call.arguments.first else { return nil }
            let text = (target.size + CELEstimate(1)).scaled(by: traversalFactor)
            return CELCallEstimate(
                cost: text * pattern.size.scaled(by: regexFactor),
                resultSize: CELEstimate(min: 0, max: target.size.max))
        })

    /// Making a list whose size follows from the arguments, at `factor` a member.
    static func list(
        count: @escaping @Sendable ([CELValue], CELValue) -> UInt64,
        estimate: @escaping @Sendable (CELCallShape) -> (factor: Double, size: CELEstimate)?
    ) -> CELCost {
        CELCost(
            count: { arguments, result in count(arguments, result).saturatingAdd(1 + listCost) },
            estimate: { call in
                guard let (factor, size) = estimate(call) else { return nil }
                return CELCallEstimate(cost: size.scaled(by: factor) + CELEstimate(1 + listCost), resultSize: size)
            })
    }

    /// Comparing every element of the list at `index` with every other.
    static func selfComparison(of index: Int, isText: Bool) -> CELCost {
        list(
            count: { arguments, _ in
                guard index < arguments.count, case .list(let list) = arguments[index] else { return 0 }
                let count = UInt64(list.count)
                return UInt64(Double(count.saturatingMultiply(count)) * (list.startsWithText ? 2.1 : 2))
            },
            estimate: { call in
                guard index < call.all.count else { return nil }
                let size = call.all[index].size
                return (isText ? 2.1 : 2, size * size)
            })
    }

    /// The members of two lists, each of one with each of the other, `factor` times.
    static func setComparison(_ factor: Double) -> CELCost {
        CELCost(
            count: { arguments, _ in
                guard arguments.count == 2 else { return 1 }
                let pairs = arguments[0].costSize.saturatingMultiply(arguments[1].costSize)
                return UInt64(Double(pairs) * factor).saturatingAdd(1)
            },
            estimate: { call in
                guard call.arguments.count == 2 else { return nil }
                let pairs = call.arguments[0].size * call.arguments[1].size
                return CELCallEstimate(cost: pairs.scaled(by: factor) + CELEstimate(1))
            })
    }

    /// What it costs to make a list.
    static let listCost: UInt64 = 10
}

extension CELCallShape {
    /// The receiver, if any, and the arguments.
    var all: [CELShape] { (target.map { [$0] } ?? []) + arguments }
}

extension CELShape {
    /// The number written here, cut at zero; `fallback` where none is written.
    func literalInt(_ fallback: UInt64) -> UInt64 {
        guard case .int(let value)? = literal else { return fallback }
        return UInt64(max(0, value))
    }
}

extension CELList {
    fileprivate var startsWithText: Bool {
        guard count > 0 else { return false }
        do {
            switch try element(0) {
            case .string, .bytes: return true
            default: return false
            }
        } catch {
            return false
        }
    }
}

extension CELValue {
    /// The cost of passing over a value and all that is within it.
    fileprivate var traversalCost: UInt64 {
        switch self {
        case .string(let text): return UInt64(Double(text.utf8.count) * CELCost.traversalFactor)
        case .bytes(let bytes): return UInt64(Double(bytes.count) * CELCost.traversalFactor)
        case .list(let list):
            do {
                return try list.elements().reduce(0) { $0.saturatingAdd($1.traversalCost) }
            } catch {
                return UInt64(list.count)
            }
        case .map(.entries(let entries)):
            return zip(entries.keys, entries.values).reduce(0) {
                $0.saturatingAdd($1.0.traversalCost).saturatingAdd($1.1.traversalCost)
            }
        case .map(.json(let object, _)):
            return object.reduce(0) { sum, member in
                sum.saturatingAdd(CELValue.string(member.key).traversalCost)
                    .saturatingAdd(CELValue(json: member.value).traversalCost)
            }
        default: return 1
        }
    }
}
