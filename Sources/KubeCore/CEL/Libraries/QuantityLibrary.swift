/// An amount of a resource in expressions.
struct CELQuantity: CELOpaqueValue {
    static let type = CELType.object("kubernetes.Quantity")

    let quantity: Quantity

    var type: CELType { Self.type }

    func isEqual(to other: any CELOpaqueValue) -> Bool { (other as? CELQuantity)?.quantity == quantity }
}

extension CELLibrary {
    /// Amounts of resources (`1.5Gi`).
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.quantity`. `sign` is called as `sign(q)`.
    static let quantities: CELLibrary = {
        let type = CELQuantity.type
        func accessor(
            _ name: String, _ overload: String, _ result: CELType, isMember: Bool = true,
            _ read: @escaping @Sendable (Quantity) throws(CELError) -> CELValue
        ) -> CELFunction {
            CELFunction(name, overload, isMember: isMember, parameters: [type], result: result, cost: .nominal) {
                arguments, _ throws(CELError) in try read(arguments[0].asOpaque(CELQuantity.self).quantity)
            }
        }
        func operation(
            _ name: String, _ overload: String, _ other: CELType, _ result: CELType,
            _ compute: @escaping @Sendable (Quantity, Quantity) -> CELValue
        ) -> CELFunction {
            CELFunction(name, overload, isMember: true, parameters: [type, other], result: result, cost: .nominal) {
                arguments, _ throws(CELError) in
                let left = try arguments[0].asOpaque(CELQuantity.self).quantity
                if case .int(let number) = arguments[1] {
                    return compute(left, Quantity(number, format: .decimalExponent))
                }
                return compute(left, try arguments[1].asOpaque(CELQuantity.self).quantity)
            }
        }
        return CELLibrary(
            functions: [
                CELFunction(
                    "quantity", "string_to_quantity", parameters: [.string], result: type, cost: .traversal()
                ) { arguments, _ throws(CELError) in
                    guard let quantity = Quantity(try arguments[0].asString()) else {
                        throw CELError(Quantity.formatMessage)
                    }
                    return .opaque(CELQuantity(quantity: quantity))
                },
                CELFunction(
                    "isQuantity", "is_quantity_string", parameters: [.string], result: .bool, cost: .traversal()
                ) { arguments, _ throws(CELError) in .bool(Quantity(try arguments[0].asString()) != nil) },
                accessor("sign", "quantity_sign", .int, isMember: false) {
                    .int($0.isZero ? 0 : $0.isNegative ? -1 : 1)
                },
                accessor("asApproximateFloat", "quantity_get_float", .double) { .double($0.doubleValue) },
                accessor("isInteger", "quantity_is_integer", .bool) { .bool($0.wholeValue != nil) },
                accessor("asInteger", "quantity_get_int", .int) { quantity throws(CELError) in
                    guard let value = quantity.wholeValue else { throw CELError("cannot convert value to integer") }
                    return .int(value)
                },
                operation("isGreaterThan", "quantity_is_greater_than", type, .bool) { .bool($0 > $1) },
                operation("isLessThan", "quantity_is_less_than", type, .bool) { .bool($0 < $1) },
                operation("compareTo", "quantity_compare_to", type, .int) { .int($0 < $1 ? -1 : $0 == $1 ? 0 : 1) },
                operation("add", "quantity_add", type, type) { .opaque(CELQuantity(quantity: $0 + $1)) },
                operation("add", "quantity_add_int", .int, type) { .opaque(CELQuantity(quantity: $0 + $1)) },
                operation("sub", "quantity_sub", type, type) { .opaque(CELQuantity(quantity: $0 - $1)) },
                operation("sub", "quantity_sub_int", .int, type) { .opaque(CELQuantity(quantity: $0 - $1)) },
            ],
            equalityCosts: [type: .nominal])
    }()
}

extension Quantity {
    /// The amount where it is a whole number that 64 bits hold.
    fileprivate var wholeValue: Int64? {
        let rounded = value
        return Quantity(rounded) == self ? rounded : nil
    }
}
